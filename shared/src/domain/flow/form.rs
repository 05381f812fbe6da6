//! The forms in which a flow leaves: its hash, and readable YAML.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{
    Flow,
    table::{self, Field, Kind, Object},
};

/// `sha256:` and 64 hexadecimal digits that name this content: the same for the same flow, however it was written.
///
/// Fields that only repeat their default do not count.
#[must_use]
pub fn hash(flow: &Flow) -> String {
    let mut canonical = String::new();
    write_canonical(&significant(flow), &mut canonical);
    format!("sha256:{}", hex::encode(Sha256::digest(canonical.as_bytes())))
}

/// The flow as JSON without the fields that say nothing.
fn significant(flow: &Flow) -> Value {
    let value = serde_json::to_value(flow).unwrap_or_default();
    by_kind(value, &Kind::Object(&table::FLOW))
}

fn object(map: Map<String, Value>, object: &Object, extra: &[Field]) -> Value {
    let mut kept = Map::new();
    for (name, value) in map {
        let Some(field) = object.field(&name).or_else(|| extra.iter().find(|f| f.name == name)) else {
            kept.insert(name, value);
            continue;
        };
        let default = field.default.filter(|_| !field.required).and_then(|d| serde_json::from_str::<Value>(d).ok());
        if value.is_null() && !matches!(field.kind, Kind::Any) || default.as_ref() == Some(&value) {
            continue;
        }
        kept.insert(name, by_kind(value, &field.kind));
    }
    Value::Object(kept)
}

fn by_kind(value: Value, kind: &Kind) -> Value {
    match (kind, value) {
        (Kind::Steps | Kind::MaybeSteps, Value::Array(steps)) => steps.into_iter().map(step).collect(),
        (Kind::Target | Kind::Frame, Value::Object(map)) => object(map, &table::TARGET, &[]),
        (Kind::Frame, Value::Array(items)) => items.into_iter().map(|item| by_kind(item, &Kind::Target)).collect(),
        (Kind::Object(inner), Value::Object(map)) => object(map, inner, &[]),
        (Kind::Condition, Value::Object(map)) => object(map, &table::EXPECT, &[]),
        (Kind::Either(_, other), value @ Value::Object(_)) => by_kind(value, other),
        (Kind::Many(inner), Value::Array(items)) => items.into_iter().map(|item| by_kind(item, inner)).collect(),
        (_, value) => value,
    }
}

fn step(value: Value) -> Value {
    let row = value.get("type").and_then(Value::as_str).and_then(table::step_row);
    match (row, value) {
        (Some(row), Value::Object(map)) => object(map, &row.object, table::COMMON),
        (_, other) => other,
    }
}

/// JSON with sorted names, no blanks, and whole numbers without a decimal point.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut names: Vec<_> = map.keys().collect();
            names.sort_unstable();
            out.push('{');
            for (index, name) in names.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write_canonical(&map[name], out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        Value::Number(number) => match number.as_f64() {
            Some(n) if number.is_f64() && n.fract() == 0.0 && n.abs() < 1e15 => out.push_str(&format!("{n:.0}")),
            _ => out.push_str(&number.to_string()),
        },
        Value::Null | Value::Bool(_) | Value::String(_) => out.push_str(&value.to_string()),
    }
}

/// The flow as YAML in long form, fields in the order of the reference; reading it gives the same flow.
#[must_use]
pub fn to_yaml(flow: &Flow) -> String {
    let value = serde_json::to_value(flow).unwrap_or_default();
    serde_saphyr::to_string(&Ordered { value: &value, order: Order::Object(&table::FLOW) }).unwrap_or_default()
}

/// A value whose objects are written in the order of the grammar.
struct Ordered<'a> {
    value: &'a Value,
    order: Order,
}

/// Which names an object has, and so their order.
#[derive(Clone, Copy)]
pub(super) enum Order {
    Object(&'static Object),
    Kind(&'static Kind),
    Steps,
    Step,
    Plain,
}

impl Order {
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other kind is a leaf or has names of its own")]
    fn of_kind(kind: &'static Kind) -> Self {
        match kind {
            Kind::Steps | Kind::MaybeSteps => Self::Steps,
            Kind::Target | Kind::Frame => Self::Object(&table::TARGET),
            Kind::Condition => Self::Object(&table::EXPECT),
            Kind::Matcher(_) => Self::Object(&table::MATCHER),
            Kind::Object(object) => Self::Object(object),
            Kind::Many(inner) => Self::Kind(inner),
            _ => Self::Plain,
        }
    }

    /// The order within the items of a list.
    pub(super) fn of_item(self) -> Self {
        match self {
            Self::Steps => Self::Step,
            Self::Kind(kind) => Self::of_kind(kind),
            Self::Object(_) | Self::Step | Self::Plain => self,
        }
    }
}

/// The names of an object in their order, each with the order of what is in it.
pub(super) fn ordered(map: &Map<String, Value>, order: Order) -> Vec<(&str, Order)> {
    let row = match order {
        Order::Step => map.get("type").and_then(Value::as_str).and_then(table::step_row),
        Order::Object(_) | Order::Kind(_) | Order::Steps | Order::Plain => None,
    };
    let fields: Vec<&'static Field> = match (order, row) {
        (Order::Object(object), _) => object.fields.iter().collect(),
        (_, Some(row)) => row.object.fields.iter().chain(table::COMMON).collect(),
        _ => Vec::new(),
    };
    let rank = |name: &str| match name {
        "type" if row.is_some() => 0,
        _ => fields.iter().position(|f| f.name == name).map_or(usize::MAX, |at| at + 1),
    };
    let mut names: Vec<&str> = map.keys().map(String::as_str).collect();
    names.sort_by_key(|name| rank(name));
    let inner = |name: &str| fields.iter().find(|f| f.name == name).map_or(Order::Plain, |f| Order::of_kind(&f.kind));
    names.into_iter().map(|name| (name, inner(name))).collect()
}

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Object(map) => {
                let mut out = serializer.serialize_map(Some(map.len()))?;
                for (name, order) in ordered(map, self.order) {
                    out.serialize_entry(name, &Ordered { value: &map[name], order })?;
                }
                out.end()
            }
            Value::Array(items) => {
                let mut out = serializer.serialize_seq(Some(items.len()))?;
                for value in items {
                    out.serialize_element(&Ordered { value, order: self.order.of_item() })?;
                }
                out.end()
            }
            leaf @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => leaf.serialize(serializer),
        }
    }
}
