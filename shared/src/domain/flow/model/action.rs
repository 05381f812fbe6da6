//! What a step does: a variant a step type; large payloads have a file a group.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    A11yScan, Abort, AiAct, AiAssert, AiExtract, AiLocate, AiTask, AiWait, Approve, Arrival, Ask, CaptureRequests,
    ClearOnly, Click, Clipboard, Clock, Cookies, DialogAction, Direction, Download, Drag, DropFiles, Edge,
    ElementState, Emulate, Expect, ExtractWhat, FakeMedia, FillForm, HarRecord, HarReplay, Highlight, HttpRequest,
    IfBranch, KeepDownload, LoadState, Mock, MockSocket, Modifier, ModifyRequest, ModifyResponse, Mouse, Notify,
    ParallelBranch, ParallelTabs, ParseFile, PdfFill, PdfSplit, Pinch, Position, PrintPdf, ReplaceInFile, ScrollUntil,
    SearchPage, Select, SendWebhook, Storage, Swipe, SwitchCase, TabRef, Tap, Target, TextMatcher, Throttle, Travel,
    UploadFile, UrlMatcher, WaitConsole, WaitEmail, WaitFrame, WaitRequest, WaitResponse, WantedEnd, WebAuthn,
    WriteFile,
};
use crate::domain::flow::table::{self, Effect, Row};

/// What a step does; tagged by `type`.
#[expect(clippy::large_enum_variant, reason = "steps are boxed where they are kept, and there is one at a time")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Action {
    // pages
    Goto {
        url: String,
        #[serde(default)]
        wait_until: Arrival,
        referer: Option<String>,
    },
    Back {
        #[serde(default)]
        wait_until: Arrival,
    },
    Forward {
        #[serde(default)]
        wait_until: Arrival,
    },
    Reload {
        #[serde(default)]
        hard: bool,
        #[serde(default)]
        wait_until: Arrival,
    },
    StopLoading {},
    SetContent {
        html: String,
        #[serde(default)]
        wait_until: Arrival,
    },
    NewTab {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
        alias: Option<String>,
    },
    SwitchTab {
        tab: TabRef,
        alias: Option<String>,
    },
    WaitPopup {
        url: Option<UrlMatcher>,
        alias: Option<String>,
    },
    CloseTab {
        tab: Option<TabRef>,
    },
    SetViewport {
        width: u32,
        height: u32,
        device_scale_factor: Option<f64>,
    },
    // pointer
    Click(Click),
    Hover {
        target: Target,
        #[serde(default)]
        modifiers: Vec<Modifier>,
        position: Option<Position>,
        hold_ms: Option<u64>,
        #[serde(default)]
        force: bool,
    },
    Drag(Drag),
    DropFiles(DropFiles),
    Mouse(Mouse),
    Scroll {
        target: Option<Target>,
        direction: Option<Direction>,
        amount: Option<f64>,
        pages: Option<f64>,
        to: Option<Edge>,
    },
    ScrollUntil(ScrollUntil),
    Tap(Tap),
    Swipe(Swipe),
    Pinch(Pinch),
    // keyboard
    Fill {
        target: Target,
        value: String,
    },
    Clear {
        target: Target,
    },
    Type {
        target: Option<Target>,
        text: String,
        delay: Option<u64>,
        #[serde(default)]
        submit: bool,
    },
    Press {
        target: Option<Target>,
        keys: String,
        repeat: Option<u32>,
        hold_ms: Option<u64>,
    },
    KeyDown {
        key: String,
    },
    KeyUp {
        key: String,
    },
    SelectText {
        target: Target,
        text: Option<String>,
    },
    Copy {
        target: Option<Target>,
        var: Option<String>,
    },
    Paste {
        target: Option<Target>,
        text: Option<String>,
    },
    Clipboard(Clipboard),
    // forms
    Check {
        target: Target,
    },
    Uncheck {
        target: Target,
    },
    SetChecked {
        target: Target,
        checked: bool,
    },
    Focus {
        target: Target,
    },
    Blur {
        target: Target,
    },
    Select(Select),
    FillForm(FillForm),
    Submit {
        target: Target,
    },
    // files
    Upload {
        target: Option<Target>,
        files: Vec<UploadFile>,
        #[serde(default)]
        next_chooser: bool,
    },
    Download(Download),
    WaitDownload(KeepDownload),
    ReadFile {
        file: String,
        var: String,
    },
    WriteFile(WriteFile),
    AppendFile(WriteFile),
    ReplaceInFile(ReplaceInFile),
    WaitFile {
        file: String,
    },
    ParseFile(ParseFile),
    PdfSplit(PdfSplit),
    PdfFill(PdfFill),
    // waits
    WaitFor {
        target: Target,
        #[serde(default)]
        state: ElementState,
    },
    WaitUrl {
        url: UrlMatcher,
    },
    Sleep {
        ms: u64,
    },
    WaitLoad {
        #[serde(default)]
        state: LoadState,
    },
    WaitSettled {
        quiet_ms: Option<u64>,
    },
    WaitFunction {
        js: String,
        #[serde(default)]
        args: Value,
        target: Option<Target>,
        var: Option<String>,
    },
    WaitEmail(Box<WaitEmail>),
    // network
    WaitRequest(WaitRequest),
    WaitResponse(WaitResponse),
    WaitWsFrame(WaitFrame),
    WaitConsole(WaitConsole),
    CaptureRequests(CaptureRequests),
    Mock(Mock),
    ModifyRequest(ModifyRequest),
    ModifyResponse(ModifyResponse),
    Abort(Abort),
    Unmock {
        url: Option<UrlMatcher>,
    },
    Offline {
        #[serde(default = "yes")]
        offline: bool,
    },
    Throttle(Throttle),
    HarRecord(HarRecord),
    HarReplay(HarReplay),
    MockWs(MockSocket),
    SetHeaders {
        headers: Map<String, Value>,
        url: Option<UrlMatcher>,
    },
    BlockHosts {
        hosts: Vec<String>,
    },
    BasicAuth {
        username: String,
        password: String,
        url: Option<UrlMatcher>,
    },
    HttpRequest(HttpRequest),
    AddInitScript {
        js: String,
        #[serde(default)]
        args: Value,
    },
    AddStyle {
        css: String,
        #[serde(default)]
        every_page: bool,
    },
    // state
    Cookies(Cookies),
    LocalStorage(Storage),
    SessionStorage(Storage),
    Indexeddb {
        action: ClearOnly,
    },
    ClearState {},
    SaveState {
        name: String,
    },
    LoadState {
        name: String,
    },

    // emulation
    Emulate(Box<Emulate>),
    Clock(Clock),
    Webauthn(WebAuthn),
    Travel(Travel),
    FakeMedia(FakeMedia),
    // dialogs
    HandleDialog {
        action: DialogAction,
        text: Option<String>,
        message: Option<TextMatcher>,
    },
    OnDialog {
        action: DialogAction,
        text: Option<String>,
        message: Option<TextMatcher>,
        times: Option<u32>,
    },
    GrantPermissions {
        permissions: Vec<String>,
        origin: Option<String>,
    },
    DenyPermissions {
        permissions: Vec<String>,
        origin: Option<String>,
    },
    OnOverlay {
        target: Target,
        #[serde(rename = "do")]
        steps: Vec<Value>,
        times: Option<u32>,
    },
    // values
    Extract {
        target: Target,
        what: ExtractWhat,
        name: Option<String>,
        matches: Option<String>,
        var: String,
    },
    SearchPage(SearchPage),
    Set {
        var: String,
        value: Value,
    },
    Evaluate {
        js: String,
        #[serde(default)]
        args: Value,
        var: Option<String>,
        target: Option<Target>,
    },
    // artifacts
    Screenshot {
        target: Option<Target>,
        #[serde(default)]
        full_page: bool,
        name: Option<String>,
        #[serde(default)]
        mask: Vec<Target>,
    },
    Inspect {
        target: Option<Target>,
        x: Option<f64>,
        y: Option<f64>,
        all: Option<bool>,
    },
    Pdf(PrintPdf),
    SnapshotAria {
        target: Option<Target>,
        name: Option<String>,
        var: Option<String>,
    },
    A11yScan(A11yScan),
    WebVitals {
        var: String,
    },
    Highlight(Highlight),
    Chapter {
        title: String,
    },
    // people
    Approve(Approve),
    Ask(Ask),
    Takeover {
        message: String,
        var: Option<String>,
    },
    Breakpoint {
        message: Option<String>,
    },
    Notify(Notify),
    Webhook(SendWebhook),
    // models
    AiAct(AiAct),
    AiTask(AiTask),
    AiExtract(AiExtract),
    AiLocate(AiLocate),
    AiWait(AiWait),
    AiAssert(AiAssert),
    // structure
    Group {
        name: Option<String>,
        steps: Vec<Value>,
    },
    RunFlow {
        flow: String,
        #[serde(default)]
        params: Map<String, Value>,
        returns: Option<Vec<String>>,
        var: Option<String>,
    },
    RunFlowAsync {
        flow: String,
        #[serde(default)]
        params: Map<String, Value>,
        var: String,
    },
    WaitRun {
        run: Value,
        #[serde(default)]
        status: WantedEnd,
        var: Option<String>,
    },
    If {
        condition: Value,
        then: Vec<Value>,
        #[serde(default)]
        else_if: Vec<IfBranch>,
        #[serde(default, rename = "else")]
        otherwise: Vec<Value>,
    },
    Switch {
        value: Value,
        cases: Vec<SwitchCase>,
        #[serde(default)]
        default: Vec<Value>,
    },
    ForEach {
        items: Value,
        #[serde(rename = "as")]
        name: String,
        index: Option<String>,
        steps: Vec<Value>,
    },
    Times {
        n: u32,
        #[serde(rename = "as")]
        name: Option<String>,
        steps: Vec<Value>,
    },
    While {
        condition: Value,
        max: Option<u32>,
        every_ms: Option<u64>,
        steps: Vec<Value>,
    },
    Until {
        condition: Value,
        max: Option<u32>,
        every_ms: Option<u64>,
        steps: Vec<Value>,
    },
    RepeatUntilPasses {
        steps: Vec<Value>,
        max: Option<u32>,
        every_ms: Option<u64>,
    },
    Retry {
        steps: Vec<Value>,
        max: Option<u32>,
        backoff_ms: Option<u64>,
    },
    Try {
        steps: Vec<Value>,
        catch: Option<Vec<Value>>,
        #[serde(default)]
        finally: Vec<Value>,
        #[serde(rename = "as")]
        name: Option<String>,
    },
    Parallel {
        branches: Vec<ParallelBranch>,
        #[serde(default)]
        tabs: ParallelTabs,
    },
    Break {},
    Continue {},
    Done {
        #[serde(default)]
        result: Value,
    },
    Skip {
        reason: String,
    },
    Fail {
        reason: String,
        code: Option<String>,
    },
    Log {
        text: String,
    },
    Comment {
        text: String,
    },
    Annotate {
        name: Option<String>,
        text: String,
    },
    RecordMetric {
        name: String,
        value: f64,
        unit: Option<String>,
    },
    // assertions
    Expect(Expect),
}

fn yes() -> bool {
    true
}

impl Action {
    /// The word in the step's `type`.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        self.into()
    }

    /// Acts on the page: its intent is committed before it is carried out.
    #[must_use]
    pub fn acts(&self) -> bool {
        self.effect() != Effect::Reads
    }

    /// Doing it twice leaves the page as doing it once would.
    #[must_use]
    pub fn repeatable(&self) -> bool {
        self.effect() != Effect::Acts
    }

    /// As its row in the grammar says; a test holds that every variant has one.
    fn effect(&self) -> Effect {
        table::step_row(self.type_name()).map_or(Effect::Acts, |row| row.effect)
    }

    /// Holds steps that are done in their turn; those of `on_overlay` are kept for later.
    #[must_use]
    pub fn holds_steps(&self) -> bool {
        matches!(self, Self::RunFlow { .. } | Self::AiAct(_) | Self::AiTask(_))
            || (!matches!(self, Self::OnOverlay { .. })
                && table::step_row(self.type_name()).is_some_and(Row::holds_steps))
    }

    /// The longest time for a step of this type when it does not say, in milliseconds.
    #[must_use]
    pub fn default_timeout_ms(&self) -> u64 {
        match self.type_name() {
            "expect" => 10_000,
            "approve" | "ask" | "takeover" | "breakpoint" | "wait_run" => 3_600_000,
            "ai_act" | "ai_task" => 300_000,
            name if name.starts_with("ai_") => 120_000,
            _ => 30_000,
        }
    }

    /// Waits for a person, whose time is not the flow's.
    #[must_use]
    pub fn asks_person(&self) -> bool {
        matches!(self, Self::Approve(_) | Self::Ask(_) | Self::Takeover { .. } | Self::Breakpoint { .. })
    }

    /// Asks a language model, and costs what that costs.
    #[must_use]
    pub fn asks_model(&self) -> bool {
        self.type_name().starts_with("ai_")
    }
}
