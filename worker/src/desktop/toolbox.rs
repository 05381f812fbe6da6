//! Carries out what a model asks for in one turn: in order, up to the first failure on the screen, with one answer a call.

use std::time::Duration;

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::{Action, Bash, Desktop, Editor, Error, Hand, Shown, from_openai};

/// Longest bash command.
const COMMAND: Duration = Duration::from_secs(120);
/// What is said of calls after one that failed on the screen; word for word what models were trained on.
pub const NOT_EXECUTED: &str = "Not executed: an earlier computer action in this turn failed.";
/// The same of members of the browser toolset.
pub const NOT_EXECUTED_IN_BROWSER: &str = "Not executed: an earlier action in this turn failed.";
/// What is said of calls after an interruption.
pub const INTERRUPTED: &str = "Not executed: the user interrupted.";

/// One call of a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub id: String,
    /// The function, or the member of a toolset.
    pub name: String,
    pub input: Value,
    /// `computer` for members of Anthropic's toolset.
    pub toolset: Option<String>,
    /// An OpenAI computer call: its input has `actions`.
    pub computer: bool,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub call_id: String,
    pub ok: bool,
    pub text: String,
    /// PNG.
    pub picture: Option<Vec<u8>>,
    /// It was not begun.
    pub skipped: bool,
}

/// Told of every call before it acts, so that its intent can be stored, and after it.
#[async_trait::async_trait]
pub trait Witness: Send + Sync {
    /// The call begins when this returns.
    ///
    /// # Errors
    /// Why it must not; then it and all that follow are skipped.
    async fn begins(&self, call: &Call) -> Result<(), String>;

    /// It is over.
    async fn ended(&self, call: &Call, answer: &Answer);
}

/// Tools that act on the same screen by other means than mouse and keyboard of the desktop: those of its browser.
#[async_trait::async_trait]
pub trait Further: std::fmt::Debug + Send + Sync {
    /// Whether a call is one of its own.
    fn knows(&self, call: &Call) -> bool;

    /// Carries it out; with a picture of what it acts on if one is wanted and it did not only look.
    ///
    /// # Errors
    /// [`Error::Refused`] with a sentence for the model.
    async fn call(&mut self, call: &Call, wants_picture: bool) -> Result<Answer, Error>;

    /// Releases what an action that was cut short has pressed.
    async fn let_go(&mut self);
}

/// Whether this is what is said of calls after one that failed on the screen.
#[must_use]
pub fn is_not_executed(why: &str) -> bool {
    why == NOT_EXECUTED || why == NOT_EXECUTED_IN_BROWSER
}

/// The tools of one desktop.
#[derive(Debug)]
pub struct Toolbox {
    hand: Hand,
    bash: Bash,
    editor: Editor,
    shown: Shown,
    longest: Duration,
    /// There is a shell, and an editor.
    shell: bool,
    further: Option<Box<dyn Further>>,
}

/// Which tool a call means.
enum Tool<'c> {
    Screen(&'c str),
    OpenAi,
    Bash,
    Editor,
    Further,
}

impl Toolbox {
    /// The tools of a desktop, for a model that sees it as `shown`.
    #[must_use]
    pub fn new(desktop: &Desktop, shown: Shown) -> Self {
        let inside = desktop.inside();
        Self {
            hand: desktop.hand().clone(),
            bash: Bash::new(inside.clone()),
            editor: Editor::new(inside.clone()),
            shown,
            longest: COMMAND,
            shell: desktop.has_shell(),
            further: None,
        }
    }

    /// With further tools.
    #[must_use]
    pub fn with_further(mut self, further: Box<dyn Further>) -> Self {
        self.further = Some(further);
        self
    }

    fn tool<'c>(&self, call: &'c Call) -> Option<Tool<'c>> {
        if self.further.as_ref().is_some_and(|further| further.knows(call)) {
            return Some(Tool::Further);
        }
        tool(call)
    }

    /// With another time for bash commands than 120 s.
    #[must_use]
    pub fn with_longest_command(mut self, longest: Duration) -> Self {
        self.longest = longest;
        self
    }

    /// Carries out the calls of one turn. Every call gets an answer. When the last call on the screen did something and asked
    /// for no picture, its answer has one all the same, which saves a turn.
    ///
    /// When `stop` is cancelled, the action on the way is given up, nothing more is begun, and no key stays down.
    ///
    /// # Errors
    /// [`Error::Gone`] when the desktop is gone; what was carried out until then was told to the witness.
    pub async fn carry_out(
        &mut self,
        calls: &[Call],
        witness: &dyn Witness,
        stop: &CancellationToken,
    ) -> Result<Vec<Answer>, Error> {
        let mut answers: Vec<Answer> = Vec::new();
        let pictured = |call: &Call| matches!(self.tool(call), Some(Tool::Screen(_) | Tool::Further));
        let last_on_screen = calls.iter().rposition(pictured);
        let mut halted: Option<String> = None;
        for (place, call) in calls.iter().enumerate() {
            let tool = self.tool(call);
            let in_browser = matches!(tool, Some(Tool::Further));
            let on_screen = in_browser || matches!(tool, Some(Tool::Screen(_) | Tool::OpenAi));
            let why = match (&halted, stop.is_cancelled()) {
                (_, true) => Some(INTERRUPTED.to_owned()),
                (Some(why), false) if !is_not_executed(why) => Some(why.clone()),
                (Some(_), false) if in_browser => Some(NOT_EXECUTED_IN_BROWSER.to_owned()),
                (Some(_), false) if on_screen => Some(NOT_EXECUTED.to_owned()),
                (_, false) => None,
            };
            if let Some(why) = why {
                answers.push(skipped(call, &why));
                continue;
            }
            if let Err(why) = witness.begins(call).await {
                answers.push(skipped(call, &why));
                halted = Some(why);
                continue;
            }
            let wants_picture = last_on_screen == Some(place);
            let done = stop.run_until_cancelled(self.call(call, wants_picture)).await;
            let answer = match done {
                Some(Ok(answer)) => answer,
                Some(Err(Error::Refused(why))) => failed(call, &why),
                Some(Err(gone)) => {
                    witness.ended(call, &failed(call, &gone.to_string())).await;
                    return Err(gone);
                }
                None => {
                    self.hand.let_go().await?;
                    self.bash.interrupt().await?;
                    if let Some(further) = &mut self.further {
                        further.let_go().await;
                    }
                    failed(call, "Interrupted by the user while it was carried out.")
                }
            };
            if !answer.ok && on_screen {
                halted = Some(NOT_EXECUTED.to_owned());
            }
            witness.ended(call, &answer).await;
            answers.push(answer);
        }
        Ok(answers)
    }

    async fn call(&mut self, call: &Call, wants_picture: bool) -> Result<Answer, Error> {
        match self.tool(call) {
            Some(Tool::Further) => match &mut self.further {
                Some(further) => further.call(call, wants_picture).await,
                None => Err(Error::refused("There is no browser.")),
            },
            Some(Tool::Bash | Tool::Editor) if !self.shell => Err(Error::refused(
                "There is no shell and no editor on this desktop: it is not shut in, so nothing may be run in it.",
            )),
            Some(Tool::Screen(name)) => {
                let action = Action::read(name, &call.input).map_err(Error::Refused)?;
                self.on_screen(call, &action, wants_picture).await
            }
            Some(Tool::OpenAi) => self.openai(call).await,
            Some(Tool::Bash) if call.input["restart"] == true => {
                self.bash.restart().await?;
                Ok(answer(call, "The shell was restarted.".to_owned(), None))
            }
            Some(Tool::Bash) => {
                let command = call.input["command"].as_str();
                let command =
                    command.ok_or_else(|| Error::Refused("`bash` needs `command` or `restart`.".to_owned()))?;
                let ran = self.bash.run(command, self.longest).await?;
                Ok(Answer { ok: ran.ok(), ..answer(call, ran.text(), None) })
            }
            Some(Tool::Editor) => Ok(answer(call, self.editor.call(&call.input).await?, None)),
            None => {
                let name: String = call.name.chars().take(60).collect();
                Err(Error::Refused(format!("There is no tool `{name}`.")))
            }
        }
    }

    async fn on_screen(&mut self, call: &Call, action: &Action, wants_picture: bool) -> Result<Answer, Error> {
        let acted = self.hand.act(action, &self.shown).await?;
        let picture = match (acted.picture, action.only_looks()) {
            (Some(picture), _) => Some(picture),
            (None, true) if !wants_picture || matches!(action, Action::CursorPosition) => None,
            (None, _) => {
                // the next action counts on what this one brought about, whether or not anybody looks
                self.hand.settle().await?;
                if wants_picture { Some(self.hand.shot(&self.shown).await?) } else { None }
            }
        };
        let picture = picture.map(|picture| picture.png()).transpose()?;
        Ok(answer(call, acted.text, picture))
    }

    /// A batch of actions, answered with one screenshot.
    async fn openai(&mut self, call: &Call) -> Result<Answer, Error> {
        let one = [call.input["action"].clone()];
        let actions = match call.input["actions"].as_array() {
            Some(actions) => actions.as_slice(),
            None => one.as_slice(),
        };
        // all of them are understood before the first is carried out
        let actions = actions.iter().map(from_openai).collect::<Result<Vec<_>, _>>().map_err(Error::Refused)?;
        for action in &actions {
            self.shown.check(action)?;
        }
        for action in actions.iter().filter(|action| !matches!(action, Action::Screenshot)) {
            self.hand.act(action, &self.shown).await?;
            self.hand.settle().await?;
        }
        let picture = self.hand.shot(&self.shown).await?.png()?;
        Ok(answer(call, String::new(), Some(picture)))
    }
}

fn tool(call: &Call) -> Option<Tool<'_>> {
    if call.computer {
        return Some(Tool::OpenAi);
    }
    match (call.toolset.as_deref(), call.name.as_str()) {
        (Some("computer"), member) => Some(Tool::Screen(member)),
        (Some(_), _) => None,
        (None, "computer") => Some(Tool::Screen(call.input["action"].as_str().unwrap_or_default())),
        (None, "bash") => Some(Tool::Bash),
        (None, "str_replace_editor" | "str_replace_based_edit_tool") => Some(Tool::Editor),
        (None, _) => None,
    }
}

fn answer(call: &Call, text: String, picture: Option<Vec<u8>>) -> Answer {
    Answer { call_id: call.id.clone(), ok: true, text, picture, skipped: false }
}

fn failed(call: &Call, why: &str) -> Answer {
    Answer { ok: false, ..answer(call, why.to_owned(), None) }
}

fn skipped(call: &Call, why: &str) -> Answer {
    Answer { skipped: true, ..failed(call, why) }
}
