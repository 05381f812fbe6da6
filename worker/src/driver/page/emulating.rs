//! Devices, places and clocks: what the browser pretends to be.

use std::time::{SystemTime, UNIX_EPOCH};

use flowtilla_shared::domain::{
    flow::{Clock, Emulate, Emulation, Viewport, WebAuthn, devices},
    outcome::StepError,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Page, asking::Nothing};
use crate::driver::{
    Progress,
    port::{Port, Special},
};

#[derive(Deserialize)]
struct Dated {
    time: f64,
}

impl<P: Port> Page<P> {
    /// Before the first step: what the flow says that the browser pretends to be, or what a worker before us made of it.
    pub(super) async fn prepare(&mut self, progress: &mut Progress) -> Result<(), StepError> {
        if self.prepared {
            return Ok(());
        }
        if let Some(emulation) = self.options.emulated.clone().or_else(|| self.options.emulate.clone()) {
            self.pretend(&emulation, progress).await?;
        }
        let turns = self.options.clock.clone();
        let given = self.options.emulate.as_ref().and_then(|e| e.clock.clone());
        if !turns.is_empty() {
            self.special(Special::Clock { logs: &turns, call: None }, progress).await?;
        } else if let Some(time) = given {
            self.turn("install", to_time(&time), progress).await?;
        }
        self.prepared = true;
        Ok(())
    }

    pub(super) async fn emulate(&mut self, step: &Emulate, progress: &mut Progress) -> Result<(), StepError> {
        progress.gate.pass().await?;
        let flow = self.options.emulate.clone().unwrap_or_default();
        let now = self.options.emulated.clone().unwrap_or_else(|| flow.clone());
        let mut wanted = if step.reset { flow } else { now };
        wanted.apply(&step.emulation);
        self.pretend(&wanted, progress).await?;
        self.options.emulated = Some(wanted);
        match &step.emulation.clock {
            Some(time) => self.turn("install", to_time(time), progress).await,
            None => Ok(()),
        }
    }

    pub(super) async fn set_viewport(
        &mut self,
        size: Viewport,
        device_scale_factor: Option<f64>,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let emulation = Emulation { viewport: Some(size), device_scale_factor, ..Emulation::default() };
        self.emulate(&Emulate { emulation, reset: false }, progress).await
    }

    async fn pretend(&mut self, emulation: &Emulation, progress: &mut Progress) -> Result<(), StepError> {
        if let Some(zone) = &emulation.timezone {
            // Chromium takes any name, and stays where it is.
            self.ask::<Nothing>(None, json!({ "op": "zone", "text": zone }), progress).await?;
        }
        self.special(Special::Emulate(emulation), progress).await
    }

    /// Fingers need a touch screen, since a page without one sets up no handlers for them.
    pub(super) fn needs_touch(&self) -> Result<(), StepError> {
        let now = self.options.emulated.as_ref().or(self.options.emulate.as_ref());
        let has = now.is_some_and(|e| {
            e.touch.unwrap_or_else(|| e.device.as_deref().and_then(devices::device).is_some_and(|d| d.touch))
        });
        if has {
            return Ok(());
        }
        Err(StepError::refused(
            "The page has no touch screen: give the flow `emulate: { touch: true }`, or a `device` that has one, such as `Pixel 7`.",
        ))
    }

    pub(super) async fn clock(&mut self, clock: &Clock, progress: &mut Progress) -> Result<(), StepError> {
        progress.gate.pass().await?;
        let Clock { install, set, fix, pause, fast_forward, run_for, resume } = clock;
        for (call, time) in [("install", install), ("setSystemTime", set), ("setFixedTime", fix), ("pauseAt", pause)] {
            if let Some(time) = time {
                return self.turn(call, to_time(time), progress).await;
            }
        }
        for (call, by) in [("fastForward", fast_forward), ("runFor", run_for)] {
            if let Some(by) = by {
                return self.turn(call, Turn::By(ticks(by)?), progress).await;
            }
        }
        if *resume == Some(true) {
            return self.turn("resume", Turn::On, progress).await;
        }
        Err(StepError::refused("`clock: { resume: false }` says nothing; to stop the clock, write `pause` and a time."))
    }

    async fn turn(&mut self, call: &str, turn: Turn, progress: &mut Progress) -> Result<(), StepError> {
        let argument = match turn {
            Turn::To(text) => {
                let (_, Dated { time }) = self.ask(None, json!({ "op": "date", "text": text }), progress).await?;
                time.to_string()
            }
            Turn::By(ms) => ms.to_string(),
            Turn::On => String::new(),
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let mut logs = Vec::new();
        if self.options.clock.is_empty() && call != "install" {
            // As Playwright: any turn begins with the clock at the present time.
            logs.push(format!("'install', {now}, {now}"));
        }
        logs.push(if argument.is_empty() {
            format!("'{call}', {now}")
        } else {
            format!("'{call}', {now}, {argument}")
        });
        let call = if logs.len() > 1 {
            format!("install({now}), __flowtillaClock.{call}({argument})")
        } else {
            format!("{call}({argument})")
        };
        self.special(Special::Clock { logs: &logs, call: Some(&call) }, progress).await?;
        self.options.clock.append(&mut logs);
        Ok(())
    }

    pub(super) async fn webauthn(&mut self, step: &WebAuthn, progress: &mut Progress) -> Result<(), StepError> {
        progress.gate.pass().await?;
        self.special(Special::Authenticator((step.action == "add").then_some(step)), progress).await
    }

    /// What only a socket can do, with the log of the step in its error.
    pub(super) async fn special(&mut self, special: Special<'_>, progress: &mut Progress) -> Result<(), StepError> {
        match self.port.special(special, progress.deadline).await {
            Ok(()) => Ok(()),
            Err(fault) => Err(self.step_error(fault, None, progress)),
        }
    }

    /// Size of the tab's viewport, in CSS pixels.
    pub(super) async fn viewport(&mut self, progress: &mut Progress) -> Result<(f64, f64), StepError> {
        #[derive(Deserialize)]
        struct Seen {
            viewport: Value,
        }
        let (_, Seen { viewport }) = self.ask(None, json!({ "op": "page" }), progress).await?;
        let length = |name: &str| viewport.get(name).and_then(Value::as_f64).unwrap_or(1.0).max(1.0);
        Ok((length("width"), length("height")))
    }
}

/// What a turn of the clock is told.
enum Turn {
    To(String),
    /// Milliseconds.
    By(u64),
    On,
}

fn to_time(text: &str) -> Turn {
    Turn::To(text.to_owned())
}

/// Milliseconds: a number, `mm:ss`, `hh:mm:ss`, or a number with `ms`, `s`, `m`, `h` or `d`.
fn ticks(text: &str) -> Result<u64, StepError> {
    let text = text.trim();
    let wrong = || {
        StepError::refused(format!(
            "`{text}` is no length of time; write `05:00`, `01:30:00`, `90s`, `2h`, `3d`, or milliseconds."
        ))
    };
    if text.contains(':') {
        let parts: Vec<u64> = text.split(':').map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
        if !(2..=3).contains(&parts.len()) || parts.iter().any(|part| *part >= 60) {
            return Err(wrong());
        }
        return Ok(parts.iter().fold(0, |sum, part| sum * 60 + part) * 1_000);
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let unit = match unit.trim() {
        "" | "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(wrong()),
    };
    number.checked_mul(unit).filter(|ms| *ms <= 100 * 365 * 86_400_000).ok_or_else(wrong)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::ticks;

    #[test]
    fn lengths_of_time_are_read_as_playwright_reads_them_and_with_units() {
        for (text, ms) in
            [("1500", 1_500), ("05:00", 300_000), ("01:30:00", 5_400_000), ("90s", 90_000), ("2 h", 7_200_000)]
        {
            assert_eq!(ticks(text).unwrap(), ms, "{text}");
        }
        for text in ["", "soon", "99:00", "1:2:3:4", "5 weeks", "-3"] {
            assert!(ticks(text).unwrap_err().message.contains("no length of time"), "{text}");
        }
    }
}
