//! The grammar as JSON Schema 2020-12 (all forms, for editors) and as OpenAPI 3.0.3 components (long form, for clients).

use serde_json::{Map, Value, json};

use super::table::{self, COMMON, Field, Kind, Object, Plain, Row, Rule, steps};

/// The JSON Schema (2020-12) of a flow document as a person may write it: short forms and string targets included.
#[must_use]
pub fn schema() -> Value {
    let dialect = Dialect::Full;
    let mut defs = dialect.definitions();
    let mut steps =
        vec![json!({ "type": "string", "enum": wordy_steps(), "description": "A step type that needs no fields." })];
    for row in table::steps() {
        steps.push(dialect.reference(&step_name(row)));
        let short = format!("Short{}", step_name(row));
        steps.push(dialect.reference(&short));
        defs.insert(short, dialect.short(row));
    }
    defs.insert("Step".into(), json!({ "title": "Step", "description": "What is done: `{ type: click, target: … }` or, short, `click: …`.", "anyOf": steps }));
    defs.insert("Value".into(), json!({ "type": "string", "pattern": "^\\{\\{[^{}]+\\}\\}$", "description": "A value that is filled in: `{{name}}`." }));
    defs.insert("Target".into(), dialect.target());
    defs.insert("TargetObject".into(), dialect.object(&table::TARGET, &[], "Target"));
    let common: Map<_, _> = COMMON.iter().map(|field| (field.name.to_owned(), dialect.field(field))).collect();
    defs.insert(
        COMMON_FIELDS.into(),
        json!({ "description": "The fields that every step may have.", "properties": common }),
    );
    defs.insert("Condition".into(), dialect.condition());
    let Some(Value::Object(mut flow)) = defs.remove("Flow") else { return Value::Null };
    flow.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    flow.insert("$defs".into(), Value::Object(defs));
    Value::Object(flow)
}

/// The schemas of the long form as OpenAPI 3.0.3 components: `Flow`, `Step` (by its `type`), `ClickStep`, `Target`, ….
///
/// Fields are described with the type that they have once `{{…}}` is filled in.
#[must_use]
pub fn schema_openapi() -> Map<String, Value> {
    let dialect = Dialect::Long;
    let mut components = dialect.definitions();
    let references: Vec<_> = steps().map(|row| dialect.reference(&step_name(row))).collect();
    let mapping: Map<_, _> = steps()
        .map(|row| (row.name().to_owned(), Value::from(format!("{}{}", dialect.prefix(), step_name(row)))))
        .collect();
    components.insert(
        "Step".into(),
        json!({ "description": "What is done, by its `type`.", "oneOf": references, "discriminator": { "propertyName": "type", "mapping": mapping } }),
    );
    components.insert("Condition".into(), dialect.object(&table::EXPECT, &[], "Condition"));
    components
}

/// `ClickStep`
fn step_name(row: &Row) -> String {
    let pascal: String = row.name().split('_').map(capital).collect();
    format!("{pascal}Step")
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Types that may stand as a plain word.
fn wordy_steps() -> Vec<&'static str> {
    steps().filter(|row| row.may_stand_alone()).map(Row::name).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// JSON Schema, all forms.
    Full,
    /// OpenAPI 3.0.3, long form.
    Long,
}

impl Dialect {
    fn prefix(self) -> &'static str {
        match self {
            Self::Full => "#/$defs/",
            Self::Long => "#/components/schemas/",
        }
    }

    fn reference(self, name: &str) -> Value {
        json!({ "$ref": format!("{}{name}", self.prefix()) })
    }

    /// Every object of the grammar by name, and every step type.
    fn definitions(self) -> Map<String, Value> {
        let mut defs = Map::new();
        self.collect(&table::FLOW, &mut defs);
        for field in COMMON {
            self.collect_kind(&field.kind, &mut defs);
        }
        for row in steps() {
            for field in row.object.fields {
                self.collect_kind(&field.kind, &mut defs);
            }
            defs.insert(step_name(row), self.step(row));
        }
        self.collect(&table::MATCHER, &mut defs);
        let matcher = self.reference("Matcher");
        defs.insert(
            "TextMatcher".into(),
            self.either(
                json!({ "type": "string" }),
                &matcher,
                "How a text is compared: a plain string, or `equals`, `contains`, `matches`.",
            ),
        );
        defs.insert(
            "UrlMatcher".into(),
            self.either(
                json!({ "type": "string" }),
                &matcher,
                "How an address is compared: a glob such as `**/orders/*`, or `equals`, `contains`, `matches`.",
            ),
        );
        defs
    }

    fn collect(self, object: &'static Object, defs: &mut Map<String, Value>) {
        if object.schema.is_empty() || defs.contains_key(object.schema) {
            return;
        }
        defs.insert(object.schema.into(), self.object(object, &[], object.schema));
        for field in object.fields {
            self.collect_kind(&field.kind, defs);
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "every other kind refers to no object")]
    fn collect_kind(self, kind: &Kind, defs: &mut Map<String, Value>) {
        match kind {
            Kind::Object(object) => self.collect(object, defs),
            Kind::Many(inner) => self.collect_kind(inner, defs),
            Kind::Either(one, other) => {
                self.collect_kind(one, defs);
                self.collect_kind(other, defs);
            }
            Kind::Target => self.collect(&table::TARGET, defs),
            Kind::Frame => {
                self.collect(&table::TARGET, defs);
                self.collect(&table::FRAME, defs);
            }
            Kind::Tab => self.collect(&table::TAB, defs),
            Kind::Options => self.collect(&table::OPTION, defs),
            Kind::Count => self.collect(&table::BOUNDS, defs),
            Kind::Condition => {
                for field in table::EXPECT.fields {
                    self.collect_kind(&field.kind, defs);
                }
            }
            _ => {}
        }
    }

    fn either(self, one: Value, other: &Value, doc: &str) -> Value {
        let word = if self == Self::Full { "anyOf" } else { "oneOf" };
        let mut schema = json!({ word: [one, other] });
        if !doc.is_empty() {
            schema["description"] = doc.into();
        }
        schema
    }

    fn step(self, row: &'static Row) -> Value {
        let mut schema = self.object(&row.object, COMMON, row.name());
        let tag = match self {
            Self::Full => json!({ "const": row.name() }),
            Self::Long => json!({ "type": "string", "enum": [row.name()] }),
        };
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            properties.insert("type".into(), tag);
        }
        match schema.get_mut("required") {
            Some(Value::Array(required)) => required.insert(0, "type".into()),
            _ => schema["required"] = json!(["type"]),
        }
        schema
    }

    fn object(self, object: &'static Object, extra: &'static [Field], title: &str) -> Value {
        let mut properties = Map::new();
        for field in object.fields {
            properties.insert(field.name.into(), self.field(field));
        }
        for field in extra {
            let schema = if self == Self::Full { place(COMMON_FIELDS, field) } else { self.field(field) };
            properties.insert(field.name.into(), schema);
        }
        let written = |f: &&Field| f.required && (self == Self::Long || f.default.is_none());
        let required: Vec<_> = object.fields.iter().filter(written).map(|f| f.name).collect();
        let mut schema = json!({ "type": "object", "description": object.doc, "properties": properties });
        if self == Self::Full {
            schema["title"] = title.into();
            schema["additionalProperties"] = false.into();
        }
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        if self == Self::Full {
            let rules: Vec<_> = object.rules.iter().filter_map(rule).collect();
            if !rules.is_empty() {
                schema["allOf"] = json!(rules);
            }
        }
        schema
    }

    fn field(self, field: &Field) -> Value {
        let schema = self.kind(&field.kind);
        let Value::Object(mut map) = schema else { return schema };
        if self == Self::Long && map.contains_key("$ref") {
            return Value::Object(map); // OpenAPI 3.0 ignores what stands beside a reference
        }
        map.insert("description".into(), field.doc.into());
        if let Some(default) = field.default.and_then(|d| serde_json::from_str::<Value>(d).ok()) {
            map.insert("default".into(), default);
        }
        Value::Object(map)
    }

    fn kind(self, kind: &Kind) -> Value {
        let exact = self.exact(kind);
        if self == Self::Long || !kind.may_be_filled() {
            return exact;
        }
        json!({ "anyOf": [exact, self.reference("Value")] })
    }

    /// The schema of a kind without `{{…}}` in its place.
    fn exact(self, kind: &Kind) -> Value {
        let full = self == Self::Full;
        match *kind {
            Kind::Text | Kind::Code | Kind::Regex if full => json!({ "type": ["string", "number", "boolean"] }),
            Kind::Text | Kind::Code | Kind::Regex | Kind::Url => json!({ "type": "string" }),
            Kind::Name => json!({ "type": "string", "minLength": 1, "maxLength": super::MAX_NAME }),
            Kind::Variable => json!({ "type": "string", "pattern": "^[^\\s.{}]+$" }),
            Kind::VariablePath => {
                json!({ "type": "string", "pattern": "^[^\\s{}]+$" })
            }
            Kind::Flags => json!({ "type": "string", "pattern": "^[dgimsuvy]*$" }),
            Kind::Role if full => {
                json!({ "anyOf": [{ "enum": table::ROLES }, { "type": "string", "pattern": "\\{\\{" }] })
            }
            Kind::Device => json!({ "type": "string", "enum": super::devices::NAMES }),
            Kind::Role | Kind::Host => json!({ "type": "string" }),
            Kind::Whole { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
            Kind::Number { min, max } => json!({ "type": "number", "minimum": min, "maximum": max }),
            Kind::Seconds { max } if full => {
                json!({ "anyOf": [{ "type": "number", "exclusiveMinimum": 0, "maximum": max }, { "type": "string", "pattern": "^\\s*\\d+\\s*[a-z]+(\\s*\\d+\\s*[a-z]+)*\\s*$" }] })
            }
            Kind::Seconds { max } => {
                json!({ "type": "number", "minimum": 0, "exclusiveMinimum": true, "maximum": max })
            }
            Kind::Bool => json!({ "type": "boolean" }),
            Kind::Tristate if full => json!({ "enum": [true, false, "mixed"] }),
            Kind::Tristate => json!({ "oneOf": [{ "type": "boolean" }, { "type": "string", "enum": ["mixed"] }] }),
            Kind::Word(words) => json!({ "type": "string", "enum": words }),
            Kind::Any => json!({}),
            Kind::Values | Kind::Withheld => json!({ "type": "object", "additionalProperties": true }),
            Kind::Matcher(Plain::Glob) => self.reference("UrlMatcher"),
            Kind::Matcher(Plain::Whole | Plain::Part) => self.reference("TextMatcher"),
            Kind::Target => self.reference("Target"),
            Kind::Frame => {
                let key = if full { "anyOf" } else { "oneOf" };
                let (matcher, target) = (self.reference("FrameMatcher"), self.reference("Target"));
                let one = json!([matcher, target]);
                json!({ key: [matcher, target, { "type": "array", "items": { key: one }, "minItems": 1 }] })
            }
            Kind::Object(object) => self.reference(object.schema),
            Kind::Many(inner) => {
                let list = json!({ "type": "array", "items": self.kind(inner) });
                if full { self.either(list, &self.exact(inner), "") } else { list }
            }
            Kind::Tab => {
                let key = if full { "anyOf" } else { "oneOf" };
                json!({ key: [
                    { "type": "integer", "minimum": 0, "maximum": 9999 },
                    { "type": "string", "enum": ["latest"] },
                    self.reference("TabMatcher"),
                ] })
            }
            Kind::Options => {
                let text = self.exact(&Kind::Text);
                let one = json!([text, self.reference("OptionMatcher")]);
                let key = if full { "anyOf" } else { "oneOf" };
                let mut all = one.as_array().cloned().unwrap_or_default();
                all.push(json!({ "type": "array", "items": { key: one } }));
                json!({ key: all })
            }
            Kind::Count => self.either(
                json!({ "type": "integer", "minimum": 0, "maximum": 1_000_000 }),
                &self.reference("CountRange"),
                "",
            ),
            Kind::Steps => json!({ "type": "array", "items": self.reference("Step"), "minItems": 1 }),
            Kind::MaybeSteps => json!({ "type": "array", "items": self.reference("Step") }),
            Kind::Condition => self.reference("Condition"),
            Kind::Cells => {
                json!({ "type": "object", "minProperties": 1, "additionalProperties": self.reference("TextMatcher") })
            }
            Kind::Aria if full => {
                json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": ["string", "object"] } }] })
            }
            Kind::Aria => {
                json!({ "type": "array", "items": { "oneOf": [{ "type": "string" }, { "type": "object", "additionalProperties": true }] } })
            }
            Kind::Either(one, other) => self.either(self.exact(one), &self.exact(other), ""),
            Kind::Rows => json!({ if full { "anyOf" } else { "oneOf" }: [
                { "type": "array", "items": { "type": "object", "additionalProperties": true, "minProperties": 1 }, "minItems": 1 },
                { "type": "string", "description": "CSV text, or the name of a `.csv` or `.json` file beside the flow." },
            ] }),
        }
    }

    /// A target as an object or a string.
    fn target(self) -> Value {
        let text = json!({ "type": "string", "minLength": 1, "description": "Visible text, or `css=…`, `xpath=…`, `testid=…`, `label=…`, `placeholder=…`, `alt=…`, `title=…`, `component=…`, `value=…`, `id=…`, `name_attr=…`, `link_text=…`, `partial_link_text=…`, `xy=…,…`, `role=button[name='Sign in']`." });
        json!({ "title": "Target", "description": table::TARGET.doc, "anyOf": [text, self.reference("TargetObject")] })
    }

    /// An `expect` without its type, a target that is visible included.
    fn condition(self) -> Value {
        let mut properties = Map::from_iter([("type".to_owned(), json!({ "const": "expect" }))]);
        merge(&mut properties, table::EXPECT.fields, "ExpectStep");
        merge(&mut properties, table::TARGET.fields, "TargetObject");
        json!({ "title": "Condition", "description": table::EXPECT.doc, "anyOf": [
            { "type": "string", "minLength": 1, "description": "A target that is visible." },
            { "type": "object", "properties": properties, "additionalProperties": false },
        ] })
    }

    /// `click: …`, with other fields beside it.
    fn short(self, row: &'static Row) -> Value {
        let own = step_name(row);
        let mut inside = Map::new();
        merge(&mut inside, row.object.fields, &own);
        if row.has_target() {
            merge(&mut inside, table::TARGET.fields, "TargetObject");
        }
        let mut properties = Map::new();
        for field in row.object.fields {
            properties.insert(field.name.into(), place(&own, field));
        }
        for field in COMMON {
            inside.entry(field.name).or_insert_with(|| place(COMMON_FIELDS, field));
            properties.insert(field.name.into(), place(COMMON_FIELDS, field));
        }
        let mut forms = vec![json!({ "type": "object", "properties": inside, "additionalProperties": false })];
        if let Some(field) = row.main.and_then(|main| row.object.field(main)) {
            forms.insert(0, place(&own, field));
        }
        if row.may_stand_alone() {
            forms.push(json!({ "type": "null" }));
        }
        properties.insert(row.name().into(), json!({ "description": row.object.doc, "anyOf": forms }));
        json!({ "type": "object", "title": row.name(), "description": row.object.doc, "required": [row.name()], "properties": properties, "additionalProperties": false })
    }
}

/// The definition that holds the fields of every step.
const COMMON_FIELDS: &str = "StepFields";

/// A reference to the field where it is defined, so that short forms do not repeat everything.
fn place(definition: &str, field: &Field) -> Value {
    json!({ "$ref": format!("#/$defs/{definition}/properties/{}", field.name) })
}

/// Adds the fields of a definition; where two meanings share a name, either may stand there.
fn merge(properties: &mut Map<String, Value>, fields: &[Field], definition: &str) {
    for field in fields {
        let schema = place(definition, field);
        match properties.get_mut(field.name) {
            Some(existing) => *existing = json!({ "anyOf": [existing.take(), schema] }),
            None => {
                properties.insert(field.name.into(), schema);
            }
        }
    }
}

/// A rule between fields as a schema.
fn rule(rule: &Rule) -> Option<Value> {
    let has = |name: &str| json!({ "required": [name] });
    Some(match rule {
        Rule::One(fields, _) => json!({ "oneOf": fields.iter().map(|f| has(f)).collect::<Vec<_>>() }),
        Rule::Some(fields) => json!({ "anyOf": fields.iter().map(|f| has(f)).collect::<Vec<_>>() }),
        Rule::NotBoth(one, other) => json!({ "not": { "required": [one, other] } }),
        Rule::Needs(field, other) => json!({ "dependentRequired": { *field: [other] } }),
        Rule::Exactly(..) => return None,
    })
}
