//! The browser's events, as far as they are read.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttachedToTarget<'a> {
    pub session_id: &'a str,
    #[serde(borrow)]
    pub target_info: TargetInfo<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetInfo<'a> {
    pub target_id: &'a str,
    #[serde(rename = "type")]
    pub kind: &'a str,
    #[serde(borrow)]
    pub url: Cow<'a, str>,
    pub opener_id: Option<&'a str>,
    pub browser_context_id: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Detached<'a> {
    pub session_id: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameEvent<'a> {
    pub frame_id: &'a str,
    pub parent_frame_id: Option<&'a str>,
    pub reason: Option<&'a str>,
    pub disposition: Option<&'a str>,
    #[serde(borrow)]
    pub url: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LifecycleEvent<'a> {
    pub frame_id: &'a str,
    pub loader_id: &'a str,
    pub name: &'a str,
}

#[derive(Deserialize)]
pub struct BindingCalled<'a> {
    pub name: &'a str,
    #[serde(borrow)]
    pub payload: Cow<'a, str>,
}

#[derive(Deserialize)]
pub struct FrameNavigated<'a> {
    #[serde(borrow)]
    pub frame: NavigatedFrame<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NavigatedFrame<'a> {
    pub id: &'a str,
    pub loader_id: &'a str,
    pub parent_id: Option<&'a str>,
    #[serde(borrow)]
    pub url: Cow<'a, str>,
    pub url_fragment: Option<String>,
    /// What Chromium shows its error page for.
    pub unreachable_url: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
pub struct ContextCreated<'a> {
    #[serde(borrow)]
    pub context: ExecutionContext<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExecutionContext<'a> {
    pub id: i64,
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    #[serde(borrow)]
    pub aux_data: Option<AuxData<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuxData<'a> {
    pub frame_id: Option<&'a str>,
    #[serde(default)]
    pub is_default: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContextDestroyed {
    pub execution_context_id: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DialogOpening<'a> {
    #[serde(rename = "type")]
    pub kind: &'a str,
    #[serde(borrow)]
    pub message: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChooserOpened<'a> {
    pub mode: &'a str,
    pub backend_node_id: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DownloadWillBegin<'a> {
    pub frame_id: &'a str,
    pub guid: String,
    pub url: String,
    pub suggested_filename: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DownloadProgress<'a> {
    pub guid: &'a str,
    pub received_bytes: f64,
    pub state: &'a str,
}

#[derive(Deserialize)]
pub struct Dragged {
    pub data: serde_json::Value,
}

#[derive(Deserialize)]
pub struct ConsoleCalled<'a> {
    #[serde(rename = "type")]
    pub kind: &'a str,
    #[serde(borrow)]
    pub args: &'a RawValue,
    /// Milliseconds since 1970.
    pub timestamp: f64,
    #[serde(rename = "stackTrace")]
    pub stack_trace: Option<StackTrace>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StackTrace {
    pub call_frames: Vec<CallFrame>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallFrame {
    pub url: String,
    /// From 0.
    pub line_number: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionThrown {
    pub timestamp: f64,
    pub exception_details: ExceptionDetails,
}

/// An uncaught exception.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionDetails {
    pub text: String,
    pub url: Option<String>,
    /// From 0.
    pub line_number: Option<u32>,
    pub exception: Option<RemoteObject>,
}

impl ExceptionDetails {
    /// The first lines of what was thrown.
    pub fn message(&self) -> String {
        let thrown = self.exception.as_ref().map(RemoteObject::text);
        let said = thrown.filter(|t| !t.is_empty()).unwrap_or_else(|| self.text.clone());
        // where in our own wrapping it was thrown helps nobody
        let helps = |line: &&str| !(line.starts_with("    at ") && line.contains("<anonymous>"));
        said.lines().filter(helps).collect::<Vec<_>>().join("\n")
    }
}

/// A value of the page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoteObject {
    pub value: Option<serde_json::Value>,
    pub description: Option<String>,
    pub object_id: Option<String>,
}

impl RemoteObject {
    pub fn text(&self) -> String {
        match (&self.description, &self.value) {
            (_, Some(serde_json::Value::String(text))) => text.clone(),
            (Some(text), _) => text.clone(),
            (None, Some(value)) => value.to_string(),
            (None, None) => String::new(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScreencastFrame<'a> {
    /// A JPEG in base64.
    pub data: &'a str,
    pub metadata: FrameMetadata,
    pub session_id: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameMetadata {
    pub device_width: f64,
    pub device_height: f64,
    /// Seconds since 1970, by the browser's clock.
    pub timestamp: Option<f64>,
}
