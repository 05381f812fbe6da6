//! Waiting until a page has come to rest, or until its scripts say so.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{LoadState, Target},
    outcome::StepError,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Page,
    asking::Place,
    network::{late, within},
};
use crate::driver::{
    Observation, Progress,
    network::log::Exchange,
    port::{Fault, Port},
};

/// Without requests for so long, a network is idle.
const IDLE: Duration = Duration::from_millis(500);
/// Longest wait in the page at once.
const SLICE: Duration = Duration::from_secs(2);
/// Requests under way that an error names.
const SHOWN: usize = 10;

/// Gives true when no element changes for `args` milliseconds, false as soon as one does.
const STILL: &str = "return await new Promise(done => {\
    const over = still => { clearTimeout(timer); watcher.disconnect(); done(still); };\
    const watcher = new MutationObserver(() => over(false));\
    watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });\
    const timer = setTimeout(() => over(true), args); });";

#[derive(Deserialize)]
struct Found {
    element: i64,
}

impl<P: Port> Page<P> {
    pub(super) async fn wait_load(&mut self, state: LoadState, progress: &mut Progress) -> Result<(), StepError> {
        match state {
            LoadState::DomContentLoaded | LoadState::Load => self.wait_document(state, progress).await,
            LoadState::NetworkIdle => {
                self.wait_document(LoadState::Load, progress).await?;
                let began = Instant::now();
                self.wait_idle(IDLE, began, progress).await
            }
            LoadState::Settled => self.wait_settled(None, progress).await,
        }
    }

    async fn wait_document(&mut self, state: LoadState, progress: &mut Progress) -> Result<(), StepError> {
        let began = Instant::now();
        let (js, what) = if state == LoadState::Load {
            ("return document.readyState === 'complete'", "load")
        } else {
            ("return document.readyState !== 'loading'", "get its document parsed")
        };
        // what a click before this step began may not have replaced the document yet
        match self.port.settle(progress.deadline).await {
            Ok(_) => {}
            Err(fault) => return Err(self.step_error(fault, None, progress)),
        }
        match self.poll(js, &Value::Null, None, progress).await? {
            Some(_) => Ok(()),
            None => Err(late(format!("The page did not {what}{}.", within(began)), Vec::new(), progress)),
        }
    }

    pub(super) async fn wait_settled(
        &mut self,
        quiet_ms: Option<u64>,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let began = Instant::now();
        let quiet = quiet_ms.map_or(IDLE, Duration::from_millis);
        loop {
            self.wait_idle(quiet, began, progress).await?;
            let left = progress.deadline.saturating_duration_since(Instant::now());
            let top = self.port.top().map_err(|fault| self.step_error(fault, None, progress))?;
            let since = Instant::now();
            let watched = json!(quiet.min(left).as_millis() as u64);
            match self.port.evaluate(&top, STILL, &watched, None, progress.deadline).await {
                // both at once: no request began while the elements were watched
                Ok(Value::Bool(true)) if quiet <= left && self.idle_for() >= since.elapsed() => return Ok(()),
                Ok(_) | Err(Fault::Replaced | Fault::FrameGone | Fault::Late) => {}
                Err(fault @ Fault::Step(_)) => return Err(self.step_error(fault, None, progress)),
            }
            if Instant::now() >= progress.deadline {
                let message = format!("The page did not come to rest{}: its elements keep changing.", within(began));
                return Err(late(message, Vec::new(), progress));
            }
        }
    }

    /// For how long no request has been under way.
    fn idle_for(&self) -> Duration {
        let Some(observer) = self.port.observer() else { return Duration::ZERO };
        match observer.log().activity() {
            (0, None) => Duration::MAX,
            (0, Some(since)) => since.elapsed(),
            _ => Duration::ZERO,
        }
    }

    async fn wait_idle(&mut self, quiet: Duration, began: Instant, progress: &mut Progress) -> Result<(), StepError> {
        let observer = self.recording(progress).await?;
        // a page that has never asked for anything is watched for as long, too
        let watched = Instant::now();
        loop {
            let (busy, since) = observer.log().activity();
            let idle_from = since.filter(|_| busy == 0).or((busy == 0).then_some(watched));
            if let Some(from) = idle_from {
                if from.elapsed() >= quiet {
                    return Ok(());
                }
                let mut bell = observer.bell();
                let until = (from + quiet).min(progress.deadline);
                observer.next(&mut bell, until).await;
            } else {
                let idle = self.until_seen(&observer, progress, |log| Ok((log.activity().0 == 0).then_some(())));
                idle.await?;
            }
            if Instant::now() >= progress.deadline {
                let log = observer.log();
                let open: Vec<String> = log.under_way().take(SHOWN).map(Exchange::line).collect();
                let message = match open.first() {
                    Some(first) => format!(
                        "The network did not get idle{}: {} still under way, such as {first}.",
                        within(began),
                        if open.len() == 1 {
                            "1 request is".to_owned()
                        } else {
                            format!("{} requests are", open.len())
                        },
                    ),
                    None => format!("The network did not get idle{}: the page keeps asking.", within(began)),
                };
                return Err(late(message, open, progress));
            }
        }
    }

    pub(super) async fn wait_function(
        &mut self,
        js: &str,
        args: &Value,
        target: Option<&Target>,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        let began = Instant::now();
        match self.poll(js, args, target, progress).await? {
            Some(value) => Ok(Observation { value: Some(value), ..Observation::default() }),
            None => {
                let message = format!("The script returned nothing true{}.", within(began));
                Err(late(message, Vec::new(), progress))
            }
        }
    }

    /// Asks a script frame after frame, in document after document; `None` when the time is up.
    async fn poll(
        &mut self,
        js: &str,
        args: &Value,
        target: Option<&Target>,
        progress: &mut Progress,
    ) -> Result<Option<Value>, StepError> {
        let script = format!(
            "const ask = async (args, el) => {{\n{js}\n}};\
             const end = performance.now() + args.budget;\
             for (;;) {{ const value = await ask(args.args, el); if (value) return {{ value }};\
               if (performance.now() >= end) return null;\
               await new Promise(done => {{ const t = setTimeout(done, 50); requestAnimationFrame(() => {{ clearTimeout(t); done(); }}); }}); }}"
        );
        loop {
            let (frame, element) = match target {
                None => (self.port.top().map_err(|fault| self.step_error(fault, None, progress))?, None),
                Some(target) => {
                    let request = json!({ "op": "locate", "for": "evaluate", "target": target });
                    let (place, found): (Place, Found) = self.ask(Some(target), request, progress).await?;
                    (place.frame, Some(found.element))
                }
            };
            let now = Instant::now();
            let slice = progress.deadline.saturating_duration_since(now).min(SLICE);
            let given = json!({ "args": args, "budget": slice.as_millis() as u64 });
            match self.port.evaluate(&frame, &script, &given, element, now + slice + SLICE).await {
                Ok(Value::Object(mut found)) => return Ok(found.remove("value")),
                Ok(_) | Err(Fault::Replaced | Fault::FrameGone | Fault::Late) => {}
                Err(fault @ Fault::Step(_)) => return Err(self.step_error(fault, None, progress)),
            }
            if let Some(trouble) = self.port.trouble() {
                return Err(self.step_error(Fault::Step(trouble), None, progress));
            }
            if Instant::now() >= progress.deadline {
                return match self.port.top() {
                    Err(fault @ Fault::Step(_)) => Err(self.step_error(fault, None, progress)),
                    Ok(_) | Err(_) => Ok(None),
                };
            }
            // a document that is just going answers at once
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
