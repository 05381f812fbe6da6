//! A person takes the browser over: the flow waits at the boundary of a step, and goes on when it is handed back.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::event::Event;

use super::{Runner, browser::Browser};
use crate::stage::{Next, Taken};

/// Longest time for one input.
const INPUT_WITHIN: Duration = Duration::from_secs(5);

impl Runner {
    /// Waits while a person drives, and says why they let go. Their time is not the flow's.
    pub(super) async fn let_people_drive(&mut self) -> Option<String> {
        let Browser::Open { driver, id, .. } = &self.browser else { return None };
        let id = *id;
        self.hold.stage.at(driver.location());
        let Taken { by, seconds } = self.hold.stage.begin()?;
        let execution_id = self.plan.execution;
        self.pauses.begin(Instant::now());
        self.recorder.event(Event::ControlTaken { execution_id, browser_session_id: id, by, seconds });
        // no input before it is on record who gave it
        self.recorder.flush().await;
        let why = loop {
            match self.hold.stage.next().await {
                Next::Over(why) => break why,
                Next::Input(input) => {
                    if self.hold.may_act().await.is_err() {
                        break "the execution ends".to_owned();
                    }
                    let Some(driver) = self.browser.driver_mut() else { break "the browser is gone".to_owned() };
                    if let Err(error) = driver.steer(&input, Instant::now() + INPUT_WITHIN).await {
                        tracing::debug!(execution.id = %execution_id, %error, "An input by hand was not taken");
                    }
                    let location = driver.location();
                    self.hold.stage.at(location);
                }
            }
        };
        self.hold.stage.end();
        self.note_browser_events();
        self.recorder.event(Event::ControlReleased { execution_id, browser_session_id: id, why: why.clone() });
        self.pauses.end();
        Some(why)
    }
}
