//! What an engine of the driver must be able to do; `page` builds every step from these few calls.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use async_trait::async_trait;
use flowtilla_shared::domain::{
    flow::{Arrival, Button, Emulation, PrintPdf, WebAuthn},
    mutation::Look,
    outcome::StepError,
};
use serde::Serialize;
use serde_json::{Value, value::RawValue};

use super::{
    BrowserEvent, Film, SessionHandle,
    dialog::{DialogRule, StandingRule},
    keys::Stroke,
    network::{Observer, Order},
};

/// What Firefox and plain WebDriver answer to steps about requests and the console.
pub fn needs_socket() -> StepError {
    StepError::refused(
        "Requests, sockets and the console need Chromium's socket; this session has none (it is Firefox, or plain WebDriver). Run the flow in Chromium.",
    )
}

/// A frame of the tab in front.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FrameRef(pub Arc<str>);

/// A point of the tab's viewport, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, serde::Deserialize)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// One input of the mouse.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mouse {
    Move(Point),
    Press {
        at: Point,
        button: Button,
        count: u32,
    },
    Release {
        at: Point,
        button: Button,
        count: u32,
    },
    /// A pause, in milliseconds.
    Wait(u64),
}

/// One input of fingers on a touch screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Touch {
    /// All fingers that are down now, the new one last.
    Start(Vec<Point>),
    Move(Vec<Point>),
    /// All fingers leave.
    End,
    /// A pause, in milliseconds.
    Wait(u64),
}

/// One input of the keyboard.
#[derive(Clone, Debug, PartialEq)]
pub enum Keys {
    Down(Stroke),
    Up(Stroke),
    /// A pause, in milliseconds.
    Wait(u64),
    /// Text that no key gives.
    Insert(String),
}

/// What of a page is pictured.
#[derive(Clone, Debug, PartialEq)]
pub enum Area {
    Viewport,
    Whole,
    /// An element, and where it is in the tab's viewport, in CSS pixels.
    Part {
        of: (FrameRef, i64),
        x: f64,
        y: f64,
        width: f64,
        height: f64,
    },
}

/// A tab, by its main frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabView {
    pub frame: FrameRef,
    pub url: String,
}

/// Why a call of the port has no result.
#[derive(Debug)]
pub enum Fault {
    /// The document was replaced meanwhile: ask again, in the same frame.
    Replaced,
    /// The frame is gone: find it again.
    FrameGone,
    /// The deadline is over.
    Late,
    /// A step error of its own.
    Step(StepError),
}

impl From<StepError> for Fault {
    fn from(error: StepError) -> Self {
        Self::Step(error)
    }
}

/// What lies beside the pages of a context.
#[derive(Clone, Debug)]
pub enum Beside {
    /// All cookies, as the browser tells them.
    Cookies,
    SetCookies(Vec<Value>),
    /// `{name, url}` or `{name, domain, path}`.
    DeleteCookie(Value),
    ClearCookies,
    /// `granted` or `denied`, for one origin or for all.
    Permissions {
        names: Vec<String>,
        origin: Option<String>,
        setting: &'static str,
    },
    /// Deletes what an origin has stored: `all`, or kinds such as `indexeddb`.
    ClearOrigin {
        origin: String,
        kinds: &'static str,
    },
    /// The origins that were visited.
    Origins,
    /// Every frame of every tab, with its origin.
    Frames,
    /// Goes to the empty page of an origin without asking its server; `None`: back to an empty tab without a history.
    Stand(Option<String>),
}

impl Beside {
    fn words(&self) -> &'static str {
        match self {
            Self::Cookies | Self::SetCookies(_) | Self::DeleteCookie(_) | Self::ClearCookies => {
                "Reading and setting cookies"
            }
            Self::Permissions { .. } => "Granting permissions",
            Self::ClearOrigin { .. } | Self::Origins | Self::Frames => "Clearing what a site has stored",
            Self::Stand(_) => "Loading a saved state",
        }
    }
}

/// Whether a download with this suggested name is the one.
pub type Fits<'a> = &'a (dyn Fn(&str) -> bool + Send + Sync);

/// A download that is complete, or why it is not.
#[derive(Clone, Debug)]
pub struct Downloaded {
    pub url: String,
    /// As the server or the page suggested it; not to be trusted.
    pub name: String,
    /// Where its bytes are, or why they are not.
    pub file: Result<PathBuf, String>,
}

/// How a navigation ended that did not fail.
#[derive(Debug, Default)]
pub struct Visit {
    /// There was no page to go back or forward to.
    pub nowhere: bool,
}

/// Where to go.
#[derive(Clone, Debug)]
pub enum Journey {
    To(String),
    Back,
    Forward,
    Reload,
}

/// How a journey is made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manner {
    pub until: Arrival,
    pub referer: Option<String>,
    /// A reload takes nothing from the cache.
    pub hard: bool,
}

/// What only a socket into the browser can do.
#[derive(Debug)]
pub enum Special<'a> {
    /// `held` are modifier bits.
    Touch {
        inputs: &'a [Touch],
        held: u32,
    },
    Wheel {
        at: Point,
        dx: f64,
        dy: f64,
        held: u32,
    },
    /// As `drag`, from point to point.
    DragAlong(&'a [Point]),
    /// Files from outside, dropped at a point.
    DropFiles {
        at: Point,
        files: &'a [PathBuf],
    },
    StopLoading,
    /// From now on all tabs are as this says, and as by default in what it leaves open.
    Emulate(&'a Emulation),
    /// Turns of the fake clock: `logs` for documents to come, `call` for those that are there.
    Clock {
        logs: &'a [String],
        call: Option<&'a str>,
    },
    /// Adds a virtual authenticator to the tab in front, or removes the last one.
    Authenticator(Option<&'a WebAuthn>),
    /// Pages may read and write the clipboard.
    AllowClipboard,
}

impl Special<'_> {
    /// As it is called in a refusal.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self {
            Self::Touch { .. } => "Touching the screen",
            Self::Wheel { .. } => "Turning the mouse wheel",
            Self::DragAlong(_) => "Dragging along a path",
            Self::DropFiles { .. } => "Dropping files",
            Self::StopLoading => "To stop loading",
            Self::Emulate(_) => "Emulation",
            Self::Clock { .. } => "The fake clock",
            Self::Authenticator(_) => "A virtual authenticator",
            Self::AllowClipboard => "The clipboard",
        }
    }
}

/// A browser context, at the level of single inputs and single looks.
///
/// Every call ends by its deadline (at the latest 2 s after it when the browser hangs).
#[async_trait]
pub trait Port: Send {
    /// The main frame of the tab in front.
    fn top(&self) -> Result<FrameRef, Fault>;

    /// Sends one request to the frame's engine (`engine/src/protocol.ts`) and gives its answer.
    async fn run(&mut self, frame: &FrameRef, request: &Value, deadline: Instant) -> Result<Box<RawValue>, Fault>;

    /// The frame inside a frame element that the engine has a handle on.
    async fn child(&mut self, frame: &FrameRef, element: i64, deadline: Instant) -> Result<FrameRef, Fault>;

    /// Tells the frame's engine of its closed shadow roots, for targets with `shadow: closed`.
    async fn pierce(&mut self, _frame: &FrameRef, _deadline: Instant) -> Result<(), Fault> {
        Err(Fault::Step(StepError::refused(
            "`shadow: closed` needs Chromium's socket; this session is plain WebDriver. Open the shadow root in the page, or reach its host.",
        )))
    }

    /// Scrolls an element into view through all the frames that it is in.
    async fn reveal(&mut self, frame: &FrameRef, element: i64, deadline: Instant) -> Result<(), Fault>;

    /// Trusted mouse input, and with it one engine request that tells where it went. `held` are modifier bits.
    async fn mouse(
        &mut self,
        inputs: &[Mouse],
        held: u32,
        after: Option<(&FrameRef, &Value)>,
        deadline: Instant,
    ) -> Result<Option<Box<RawValue>>, Fault>;

    /// Trusted keyboard input.
    async fn keys(&mut self, inputs: &[Keys], deadline: Instant) -> Result<(), Fault>;

    /// Types text at the caret as one input (as a paste or an input method would), or deletes the selection.
    async fn insert(&mut self, text: &str, deadline: Instant) -> Result<(), Fault>;

    /// Drags with the mouse held down, as pointer events or as HTML5 drag and drop, whatever the page wants.
    async fn drag(&mut self, from: Point, to: Point, steps: u32, deadline: Instant) -> Result<(), Fault>;

    /// A directory on the browser's machine that it can read; `None`: files must travel through the page.
    fn scratch(&self) -> Option<&Path>;

    /// Gives files to an `<input type=file>`.
    async fn set_files(
        &mut self,
        frame: &FrameRef,
        element: i64,
        files: &[PathBuf],
        deadline: Instant,
    ) -> Result<(), Fault>;

    /// Runs the body of an async function (`args`, `el`) in the page's own world.
    async fn evaluate(
        &mut self,
        frame: &FrameRef,
        js: &str,
        args: &Value,
        element: Option<i64>,
        deadline: Instant,
    ) -> Result<Value, Fault>;

    /// Evaluates a script in the engine's world of a frame, for what the engine does not bring itself.
    async fn teach(&mut self, _frame: &FrameRef, _script: &str, _deadline: Instant) -> Result<(), Fault> {
        Err(Fault::Step(StepError::refused(
            "The accessibility check needs Chromium's socket; this session is plain WebDriver.",
        )))
    }

    /// A PNG, or a JPEG of medium quality.
    async fn capture(&mut self, area: Area, jpeg: bool, deadline: Instant) -> Result<Vec<u8>, Fault>;

    /// The page in front as a PDF.
    async fn print(&mut self, _print: &PrintPdf, _deadline: Instant) -> Result<Vec<u8>, Fault> {
        Err(needs_chromium("Printing a page").into())
    }

    /// Goes somewhere and waits for `load`.
    async fn travel(&mut self, journey: Journey, deadline: Instant) -> Result<Visit, Fault>;

    /// As [`Port::travel`], in this manner.
    async fn travel_so(&mut self, journey: Journey, manner: &Manner, deadline: Instant) -> Result<Visit, Fault> {
        if *manner == Manner::default() {
            return self.travel(journey, deadline).await;
        }
        Err(needs_chromium("`wait_until`, `referer` and `hard`").into())
    }

    /// Does what plain WebDriver has no command for; refuses it where there is no socket.
    async fn special(&mut self, special: Special<'_>, _deadline: Instant) -> Result<(), Fault> {
        Err(needs_chromium(special.words()).into())
    }

    /// After input: when it started a navigation, waits until the new document is there. False: not before `deadline`.
    async fn settle(&mut self, deadline: Instant) -> Result<bool, Fault>;

    /// Waits until the document in front has run its own scripts (`DOMContentLoaded`), or until `deadline`.
    async fn ready(&mut self, deadline: Instant) -> Result<(), Fault>;

    /// The tabs in order of opening, and which is in front.
    async fn tabs(&mut self, deadline: Instant) -> Result<(Vec<TabView>, usize), Fault>;

    /// Waits until there are more than `count` tabs; false at the deadline.
    async fn more_tabs(&mut self, count: usize, deadline: Instant) -> Result<bool, Fault>;

    async fn activate(&mut self, tab: usize, deadline: Instant) -> Result<(), Fault>;

    /// Opens an empty tab in front.
    async fn open_tab(&mut self, deadline: Instant) -> Result<(), Fault>;

    /// Closes the tab in front; its opener comes to the front.
    async fn close_tab(&mut self, deadline: Instant) -> Result<(), Fault>;

    /// What is seen of the network side and the console; `None` where only a socket into Chromium could tell.
    fn observer(&self) -> Option<&Arc<Observer>> {
        None
    }

    /// Something about the network side.
    async fn network(&mut self, _order: Order<'_>, _deadline: Instant) -> Result<Value, Fault> {
        Err(Fault::Step(needs_socket()))
    }

    /// What lies beside the pages: cookies, permissions, stored data. Its answer is JSON.
    async fn beside(&mut self, ask: Beside, _deadline: Instant) -> Result<Value, Fault> {
        Err(Fault::Step(StepError::refused(format!(
            "{} needs Chromium's socket; this session is plain WebDriver.",
            ask.words()
        ))))
    }

    /// Answers the next file chooser of the tab in front with these files.
    async fn next_chooser(&mut self, _files: &[PathBuf], _deadline: Instant) -> Result<(), Fault> {
        Err(Fault::Step(StepError::refused(
            "Answering a file chooser needs Chromium's socket; this session is plain WebDriver. Give `upload` a `target`.",
        )))
    }

    /// Waits for the next download that nobody has taken and that `fits`; `None` at the deadline.
    async fn next_download(&mut self, _fits: Fits<'_>, _deadline: Instant) -> Result<Option<Downloaded>, Fault> {
        Err(Fault::Step(StepError::refused(
            "Downloads need a Chromium that this worker has started; this session is somebody else's.",
        )))
    }

    /// Forgets the downloads that nobody has taken so far.
    fn forget_downloads(&mut self) {}

    /// What is to be seen of the tab in front, and what the context's fault has done; `None` without one.
    async fn look(&mut self, _deadline: Instant) -> Option<Look> {
        None
    }

    /// A rule for dialogs from now on; the newest goes first.
    fn dialog_rule(&mut self, _rule: StandingRule) -> Result<(), Fault> {
        Err(Fault::Step(StepError::refused(
            "`on_dialog` needs Chromium's socket; this session is plain WebDriver. Use `handle_dialog` before each dialog.",
        )))
    }

    /// The rule for the next dialog.
    fn next_dialog(&mut self, rule: DialogRule);

    /// A new step begins: what the last one left is forgotten.
    fn begin(&mut self);

    /// What went wrong beside the calls: a dialog with another message, dialogs without end, a forbidden navigation.
    fn trouble(&mut self) -> Option<StepError>;

    /// What the engine's last answer said of the main document.
    fn seen(&mut self, frame: &FrameRef, url: &str, title: &str);

    fn location(&self) -> (String, String);
    /// Pictures of the tab in front as it changes; `None` where none can be had.
    fn film(&self) -> Option<Film> {
        None
    }

    fn handle(&self) -> SessionHandle;
    fn take_events(&mut self) -> Vec<BrowserEvent>;
    async fn close(self: Box<Self>);

    /// Lets go of a session that outlives the worker without ending it.
    fn leave(self: Box<Self>);
}

fn needs_chromium(what: &str) -> StepError {
    StepError::refused(format!("{what} needs Chromium's socket, which this session does not have."))
}
