//! Domain types on the wire: their schemas come from the types themselves (see `contract`), their JSON from serde.

use std::{borrow::Cow, str::FromStr};

use flowtilla_shared::{
    domain::{
        agent::{
            AgentStatus, ApprovalKind, ApprovalStatus, CallState, ConfirmPolicy, Control, DesktopStatus, Role,
            WaitingFor,
        },
        event::Envelope,
        flow::{Engine, Evidence, Viewport},
        mutation::{MutantFate, MutantKind, ProofStatus},
        outcome::{EarlierAttempt, Note, StepError},
        status::{Counts, Priority, Reason, Status, StepStatus},
    },
    store::{Approval, BaselineStatus, Decision},
};
use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef, Registry},
    types::{ParseError, ParseFromJSON, ParseFromParameter, ParseResult, ToJSON, Type},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A type that has its schema under this name in the contract.
pub trait Named {
    const NAME: &'static str;
}

macro_rules! named {
    ($($ty:ty => $name:literal),+ $(,)?) => {$(
        impl Named for $ty { const NAME: &'static str = $name; }
    )+};
}

named! {
    AgentStatus => "AgentStatus",
    ApprovalKind => "ApprovalKind",
    ApprovalStatus => "ApprovalStatus",
    CallState => "CallState",
    ConfirmPolicy => "ConfirmPolicy",
    Control => "Control",
    DesktopStatus => "DesktopStatus",
    Role => "Role",
    WaitingFor => "WaitingFor",
    Approval => "Approval",
    BaselineStatus => "BaselineStatus",
    Decision => "Decision",
    MutantKind => "MutantKind",
    MutantFate => "MutantFate",
    ProofStatus => "ProofStatus",
    Counts => "Counts",
    Evidence => "FlowEvidence",
    Priority => "Priority",
    Reason => "Reason",
    Status => "Status",
    StepError => "StepError",
    Note => "Note",
    EarlierAttempt => "EarlierAttempt",
    Engine => "Engine",
    Viewport => "Viewport",
    StepStatus => "StepStatus",
    Document => "Flow",
    Event => "Event",
}

/// A flow document in long form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Document(pub Value);

/// An event in its envelope; on the topic `all` with the position from which to resume.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    #[serde(flatten)]
    pub envelope: Envelope,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
}

/// A domain type in an API object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Domain<T>(pub T);

impl<T: Named + Send + Sync> Type for Domain<T> {
    const IS_REQUIRED: bool = true;
    type RawValueType = T;
    type RawElementValueType = T;

    fn name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Reference(T::NAME.into())
    }

    fn register(registry: &mut Registry) {
        // a place to fill: the contract puts the real schema here
        registry.schemas.entry(T::NAME.into()).or_insert_with(|| MetaSchema::new("object"));
    }

    fn as_raw_value(&self) -> Option<&T> {
        Some(&self.0)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a T> + 'a> {
        Box::new(std::iter::once(&self.0))
    }
}

impl<T: Named + Serialize + Send + Sync> ToJSON for Domain<T> {
    fn to_json(&self) -> Option<Value> {
        serde_json::to_value(&self.0).ok()
    }
}

impl<T: Named + DeserializeOwned + Send + Sync> ParseFromJSON for Domain<T> {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        serde_json::from_value(value.unwrap_or_default()).map(Self).map_err(ParseError::custom)
    }
}

impl<T: Named + FromStr<Err = String> + Send + Sync> ParseFromParameter for Domain<T> {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        value.parse().map(Self).map_err(ParseError::custom)
    }
}
