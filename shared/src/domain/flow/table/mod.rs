//! The grammar as data: every step type, its fields, and what may stand in them.
//!
//! Checking, normalising, the JSON Schema and the field reference all read these rows, so a new step type is a new row
//! here and a new variant of [`super::model::Action`].

mod expect;
mod objects;
mod roles;
mod steps;
#[cfg(test)]
mod tests;

pub(crate) use expect::{EXPECT, STATES, Subject, network_matchers};
pub(crate) use objects::{BOUNDS, COMMON, FLOW, FRAME, MATCHER, OPTION, TAB, TARGET};
pub(crate) use roles::ROLES;
pub(crate) use steps::{EXPECT_ROW, step_row, steps};

/// The strategies of a target, of which it has exactly one.
pub(crate) const STRATEGIES: &[&str] = &[
    "role",
    "text",
    "label",
    "placeholder",
    "alt",
    "title",
    "testid",
    "component",
    "value",
    "id",
    "name_attr",
    "link_text",
    "partial_link_text",
    "css",
    "xpath",
    "xy",
    "any_of",
];

/// What may stand in a field.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// Text; numbers and booleans are taken as they are written.
    Text,
    /// Text that is used as it stands, without `{{…}}`: a script.
    Code,
    /// Literal text of at most 200 characters: a name, an id, a label.
    Name,
    /// The name of a variable.
    Variable,
    /// A variable, or something inside it: `order.lines.0`.
    VariablePath,
    /// An address to open.
    Url,
    /// A JavaScript regular expression.
    Regex,
    /// Flags of a regular expression: some of `dgimsuvy`.
    Flags,
    /// An ARIA role.
    Role,
    /// A host: `example.org`, `*.example.org`, `host:port`.
    Host,
    /// A device by its name.
    Device,
    Whole {
        min: i64,
        max: i64,
    },
    Number {
        min: f64,
        max: f64,
    },
    /// Seconds, as a number or as text with units (`90s`, `2m`).
    Seconds {
        max: f64,
    },
    Bool,
    /// `true`, `false` or `mixed`.
    Tristate,
    Word(&'static [&'static str]),
    /// Any JSON.
    Any,
    /// An object with any names and values.
    Values,
    /// The same, whose values are filled in only where something uses them.
    Withheld,
    /// A text matcher; a plain string is the whole text (`expect`) or a part (targets).
    Matcher(Plain),
    Target,
    /// One target or several, outermost first.
    Frame,
    Object(&'static Object),
    /// A list; one item may stand alone.
    Many(&'static Kind),
    /// An index, `latest`, `{url}`, `{title}` or `{alias}`.
    Tab,
    /// An option of a `<select>`, or several.
    Options,
    /// A number, or `{min, max}`.
    Count,
    /// Nested steps, at least one.
    Steps,
    /// Nested steps, perhaps none.
    MaybeSteps,
    /// An `expect` without its type.
    Condition,
    /// Text matchers by name: the cells of a row by column header.
    Cells,
    /// The nodes of an aria snapshot: a list, or YAML text of one.
    Aria,
    /// The first for numbers, the second for everything else.
    Either(&'static Kind, &'static Kind),
    /// A list of objects with the same names, CSV text with a head line, or the name of a file of either kind.
    Rows,
}

/// What a plain string means in the place of a matcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plain {
    Whole,
    Part,
    Glob,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// JSON text of the value that counts when the field is absent.
    pub default: Option<&'static str>,
    pub doc: &'static str,
}

#[derive(Debug)]
pub(crate) struct Object {
    /// Its name as a schema: `Target`; empty for steps, which are named after their type.
    pub schema: &'static str,
    /// As it is called in messages: `a target`, `click`.
    pub name: &'static str,
    pub doc: &'static str,
    pub fields: &'static [Field],
    pub rules: &'static [Rule],
    /// JSON text of a complete example in long form.
    pub example: &'static str,
}

/// A condition on which fields stand together.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    /// Exactly one of them; the text names them as a whole.
    One(&'static [&'static str], &'static str),
    /// At least one of them.
    Some(&'static [&'static str]),
    /// Not both.
    NotBoth(&'static str, &'static str),
    /// The first only beside the second.
    Needs(&'static str, &'static str),
    /// The field must be there when the second has this word, and only then.
    Exactly(&'static str, &'static str, &'static str),
}

/// A step type.
#[derive(Debug)]
pub(crate) struct Row {
    pub object: Object,
    /// The field that the short form's value fills when it is not an object of fields.
    pub main: Option<&'static str>,
    pub group: &'static str,
    pub effect: Effect,
}

/// What a step does to the page, and so what may happen to it after a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing: it is done again without a thought, and needs no stored intent.
    Reads,
    /// Doing it twice leaves the page as doing it once would.
    Repeatable,
    /// Doing it twice may do twice as much.
    Acts,
}

impl Kind {
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other kind holds neither")]
    /// Steps, or conditions, whose values are filled in when their turn comes.
    pub fn waits(&self) -> bool {
        match self {
            Self::Steps | Self::MaybeSteps | Self::Condition | Self::Withheld => true,
            Self::Many(inner) => inner.waits(),
            Self::Object(object) => object.waits(),
            _ => false,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "every other kind holds none")]
    /// Steps, at any depth.
    fn has_steps(&self) -> bool {
        match self {
            Self::Steps | Self::MaybeSteps => true,
            Self::Many(inner) => inner.has_steps(),
            Self::Object(object) => object.fields.iter().any(|field| field.kind.has_steps()),
            _ => false,
        }
    }

    /// Whether a text that is one `{{…}}` and nothing else may stand for a value of this kind.
    pub fn may_be_filled(&self) -> bool {
        match self {
            Self::Code
            | Self::Name
            | Self::Variable
            | Self::VariablePath
            | Self::Host
            | Self::Steps
            | Self::MaybeSteps
            | Self::Aria
            | Self::Condition
            | Self::Withheld
            | Self::Rows => false,
            Self::Text
            | Self::Url
            | Self::Regex
            | Self::Flags
            | Self::Role
            | Self::Device
            | Self::Whole { .. }
            | Self::Number { .. }
            | Self::Seconds { .. }
            | Self::Bool
            | Self::Tristate
            | Self::Word(_)
            | Self::Any
            | Self::Values
            | Self::Matcher(_)
            | Self::Target
            | Self::Frame
            | Self::Object(_)
            | Self::Many(_)
            | Self::Tab
            | Self::Options
            | Self::Cells
            | Self::Either(..)
            | Self::Count => true,
        }
    }
}

impl Object {
    fn waits(&self) -> bool {
        self.fields.iter().any(|field| field.kind.waits())
    }

    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|field| field.name)
    }
}

impl Row {
    /// Whether steps stand in it that are done in their turn.
    pub fn holds_steps(&self) -> bool {
        self.object.fields.iter().any(|field| field.kind.has_steps())
    }

    pub fn name(&self) -> &'static str {
        self.object.name
    }

    /// The type's own field or a field of every step.
    pub fn any_field(&self, name: &str) -> Option<&'static Field> {
        self.object.field(name).or_else(|| COMMON.iter().find(|field| field.name == name))
    }

    /// Whether the type's name alone is a step.
    pub fn may_stand_alone(&self) -> bool {
        self.object.rules.is_empty() && !self.object.fields.iter().any(|f| f.required)
    }

    pub fn has_target(&self) -> bool {
        self.object.field("target").is_some()
    }
}

const fn field(name: &'static str, kind: Kind, doc: &'static str) -> Field {
    Field { name, kind, required: false, default: None, doc }
}

const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Field {
    Field { name, kind, required: true, default: None, doc }
}

const fn default(name: &'static str, kind: Kind, value: &'static str, doc: &'static str) -> Field {
    Field { name, kind, required: false, default: Some(value), doc }
}
