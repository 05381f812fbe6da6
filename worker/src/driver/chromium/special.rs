//! What plain WebDriver has no command for.

use std::{
    sync::{Arc, PoisonError},
    time::Instant,
};

use flowtilla_shared::domain::{
    flow::{Emulation, WebAuthn},
    outcome::{ErrorKind, StepError},
};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Value, json};

use super::{
    Chromium, Evaluated,
    cdp::CdpError,
    clock::{self, CLOCK},
    emulate::{self, Setting},
};
use crate::driver::port::{Fault, Special};

#[derive(Deserialize)]
struct Version {
    product: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Made {
    authenticator_id: String,
}

impl Chromium {
    pub(super) async fn do_special(&mut self, special: Special<'_>, deadline: Instant) -> Result<(), Fault> {
        match special {
            Special::Touch { inputs, held } => self.send_touch(inputs, held, deadline).await,
            Special::Wheel { at, dx, dy, held } => self.send_wheel(at, (dx, dy), held, deadline).await,
            Special::DragAlong(points) => match points {
                [] => Ok(()),
                [from, way @ ..] => self.drag_along(*from, way, deadline).await,
            },
            Special::DropFiles { at, files } => self.drop_files_at(at, files, deadline).await,
            Special::StopLoading => {
                self.page::<IgnoredAny>("Page.stopLoading", json!({}), deadline).await?;
                let session = self.session()?;
                self.context.change(|s| {
                    if let Some(tab) = s.tab_of_session(&session) {
                        tab.parsed = true;
                    }
                });
                Ok(())
            }
            Special::Emulate(emulation) => self.emulate(emulation, deadline).await,
            Special::Clock { logs, call } => self.turn_clock(logs, call, deadline).await,
            Special::Authenticator(Some(wanted)) => self.add_authenticator(wanted, deadline).await,
            Special::Authenticator(None) => self.remove_authenticator(deadline).await,
            Special::AllowClipboard => {
                for name in ["clipboard-read", "clipboard-write"] {
                    self.permit(name, deadline).await?;
                }
                Ok(())
            }
        }
    }

    /// Grants the context one permission, and leaves the others as they are.
    async fn permit(&self, name: &str, deadline: Instant) -> Result<(), Fault> {
        let mut params = json!({ "permission": { "name": name }, "setting": "granted" });
        if let Some(id) = &self.context.id {
            params["browserContextId"] = json!(id);
        }
        let reply = self.context.client.post(None, "Browser.setPermission", params, deadline);
        reply.done().await.map_err(|e| self.fault(e))
    }

    async fn emulate(&self, emulation: &Emulation, deadline: Instant) -> Result<(), Fault> {
        let version: Version = self
            .context
            .client
            .call(None, "Browser.getVersion", json!({}), deadline)
            .await
            .map_err(|e| self.fault(e))?;
        let chrome = version.product.split_once('/').map_or("", |(_, version)| version);
        let viewport = self.context.options().viewport;
        let wanted = emulate::settings(emulation, viewport, chrome);
        let before = {
            let mut settings = self.context.settings.lock().unwrap_or_else(PoisonError::into_inner);
            let plain = || emulate::settings(&Emulation::default(), viewport, chrome);
            settings.replace(wanted.clone()).unwrap_or_else(plain)
        };
        if emulation.geolocation.is_some() {
            self.permit("geolocation", deadline).await?;
        }
        let front = self.session()?;
        let changed: Vec<&Setting> =
            wanted.iter().zip(&before).filter(|(new, old)| new != old).map(|(new, _)| new).collect();
        for (session, is_page) in self.sessions() {
            for setting in changed.iter().filter(|s| is_page || s.frames) {
                if session != front {
                    self.context.client.tell(Some(&session), setting.method, setting.params.clone());
                    continue;
                }
                let sent = self.page::<IgnoredAny>(setting.method, setting.params.clone(), deadline).await;
                if let Err(fault) = sent {
                    self.accept(setting, fault)?;
                }
            }
        }
        Ok(())
    }

    /// What a command refuses about an emulation, and what is no refusal.
    fn accept(&self, setting: &Setting, fault: Fault) -> Result<(), Fault> {
        match &fault {
            // Tabs that share a process share these, and another tab has set them already.
            Fault::Step(error) if error.message.contains("already in effect") => Ok(()),
            Fault::Step(error) if error.message.contains("Invalid locale") && setting.method == emulate::LOCALE => {
                let locale = setting.params.get("locale").and_then(Value::as_str).unwrap_or_default();
                *self.context.settings.lock().unwrap_or_else(PoisonError::into_inner) = None;
                Err(Fault::Step(StepError::refused(format!(
                    "`{locale}` is no locale; write a language, or language and region, e.g. `de-AT`."
                ))))
            }
            Fault::Step(_) | Fault::Late | Fault::Replaced | Fault::FrameGone => Err(fault),
        }
    }

    /// The sessions of all tabs and frames, and whether each is a tab's.
    fn sessions(&self) -> Vec<(Arc<str>, bool)> {
        self.context.state().sessions.iter().map(|(id, attached)| (id.clone(), attached.is_page)).collect()
    }

    async fn turn_clock(&self, logs: &[String], call: Option<&str>, deadline: Instant) -> Result<(), Fault> {
        let scripts = {
            let mut known = self.context.clock.lock().unwrap_or_else(PoisonError::into_inner);
            let before = clock::scripts(&known).len();
            known.extend_from_slice(logs);
            clock::scripts(&known).split_off(before)
        };
        for (session, _) in self.sessions() {
            for script in &scripts {
                let params = json!({ "source": script });
                self.context.client.tell(Some(&session), "Page.addScriptToEvaluateOnNewDocument", params);
            }
        }
        let Some(call) = call else { return Ok(()) };
        let worlds: Vec<(Arc<str>, i64)> =
            self.context.state().frames.values().filter_map(|f| Some((f.session.clone(), f.main?))).collect();
        let replies: Vec<_> = worlds
            .iter()
            .map(|(session, world)| {
                let expression = format!("{CLOCK}\n;__flowtillaClock.{call}");
                let params = json!({ "expression": expression, "contextId": world, "awaitPromise": true, "returnByValue": true });
                self.context.client.post(Some(session), "Runtime.evaluate", params, deadline)
            })
            .collect();
        for reply in replies {
            let turned: Result<Evaluated<Value>, CdpError> = reply.result().await;
            match turned {
                Ok(Evaluated { exception: Some(thrown), .. }) => {
                    return Err(Fault::Step(StepError::new(
                        ErrorKind::Script,
                        format!("The clock could not be turned: {}", thrown.message()),
                    )));
                }
                Ok(_) => {}
                // A frame that is just going takes its clock along.
                Err(e) => match self.fault(e) {
                    Fault::Replaced | Fault::FrameGone => {}
                    fault @ (Fault::Late | Fault::Step(_)) => return Err(fault),
                },
            }
        }
        Ok(())
    }

    async fn add_authenticator(&mut self, wanted: &WebAuthn, deadline: Instant) -> Result<(), Fault> {
        let session = self.session()?;
        self.page::<IgnoredAny>("WebAuthn.enable", json!({ "enableUI": false }), deadline).await?;
        let yes = |choice: Option<bool>| choice.unwrap_or(true);
        let u2f = wanted.protocol.as_deref() == Some("u2f");
        let options = json!({
            "protocol": wanted.protocol.as_deref().unwrap_or("ctap2"),
            "transport": wanted.transport.as_deref().unwrap_or("internal"),
            "hasResidentKey": !u2f && yes(wanted.resident_key),
            "hasUserVerification": !u2f && yes(wanted.user_verification),
            "isUserVerified": yes(wanted.verified),
            "automaticPresenceSimulation": true,
        });
        let made: Made = self
            .page("WebAuthn.addVirtualAuthenticator", json!({ "options": options }), deadline)
            .await
            .map_err(|fault| match fault {
            Fault::Step(error) => {
                Fault::Step(StepError::refused(format!("The authenticator could not be made: {}", error.message)))
            }
            fault @ (Fault::Late | Fault::Replaced | Fault::FrameGone) => fault,
        })?;
        self.authenticators.push((session, made.authenticator_id));
        Ok(())
    }

    async fn remove_authenticator(&mut self, deadline: Instant) -> Result<(), Fault> {
        let session = self.session()?;
        let Some(at) = self.authenticators.iter().rposition(|(of, _)| *of == session) else {
            let message = "This tab has no virtual authenticator; a step `webauthn: add` must come before.";
            return Err(Fault::Step(StepError::refused(message)));
        };
        let (_, id) = self.authenticators.remove(at);
        let params = json!({ "authenticatorId": id });
        self.page::<IgnoredAny>("WebAuthn.removeVirtualAuthenticator", params, deadline).await.map(drop)
    }
}
