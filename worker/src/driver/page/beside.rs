//! Cookies, storage, permissions, standing rules, downloads, saved states.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    time::{Duration, Instant},
};

use flowtilla_shared::domain::{
    flow::{
        CookieAction, CookieMatcher, Cookies, DialogAction, KeepDownload, SameSite, Storage, StorageAction,
        StorageMatcher, TextMatcher,
    },
    outcome::{ErrorKind, StepError},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{
    Page,
    asking::{Outcome, Place},
};
use crate::driver::{
    Capture, Observation, Progress,
    dialog::{DialogRule, StandingRule, describe, matches},
    port::{Beside, Downloaded, Fault, FrameRef, Port},
};

/// Pause between two looks at cookies or storage.
const BETWEEN: Duration = Duration::from_millis(50);
/// How long past its time an assertion may still look a last time.
const GRACE: Duration = Duration::from_secs(1);
/// Origins whose storage is saved, at most.
const MOST_ORIGINS: usize = 50;
/// Frames whose storage is looked at, at most.
const MOST_FRAMES: usize = 100;

/// What a profile holds: cookies as the browser tells them, and the storage of each origin.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Saved {
    cookies: Vec<Value>,
    #[serde(default)]
    origins: BTreeMap<String, Stored>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Stored {
    #[serde(default)]
    local: Map<String, Value>,
    #[serde(default)]
    session: Map<String, Value>,
}

/// Where a document is.
#[derive(Deserialize)]
struct At {
    url: String,
}

#[derive(Deserialize)]
struct Told {
    value: Value,
}

/// A cookie as the browser tells it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cookie {
    name: String,
    value: String,
    domain: String,
    path: String,
    #[serde(default)]
    expires: f64,
    #[serde(default)]
    http_only: bool,
    #[serde(default)]
    secure: bool,
    #[serde(default)]
    session: bool,
    same_site: Option<SameSite>,
}

impl Cookie {
    /// As steps see it.
    fn told(&self) -> Value {
        let expires = (!self.session).then_some(self.expires);
        json!({
            "name": self.name, "value": self.value, "domain": self.domain, "path": self.path, "expires": expires,
            "http_only": self.http_only, "secure": self.secure, "same_site": self.same_site, "session": self.session,
        })
    }

    /// Whether it goes to this host.
    fn is_for(&self, host: &str) -> bool {
        match self.domain.strip_prefix('.') {
            Some(domain) => host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')),
            None => self.domain == host,
        }
    }
}

impl<P: Port> Page<P> {
    async fn all_cookies(&mut self, deadline: Instant) -> Result<Vec<Cookie>, Fault> {
        let cookies = self.port.beside(Beside::Cookies, deadline).await?;
        serde_json::from_value(cookies).map_err(|e| {
            Fault::Step(StepError::new(ErrorKind::Script, format!("The cookies were not understood: {e}.")))
        })
    }

    pub(super) async fn cookies(&mut self, step: &Cookies, progress: &mut Progress) -> Result<Observation, StepError> {
        let done = match step.action {
            CookieAction::Get => return self.read_cookies(step, progress).await,
            CookieAction::Clear => {
                progress.gate.pass().await?;
                self.port.beside(Beside::ClearCookies, progress.deadline).await
            }
            CookieAction::Set => {
                let here = self.here(progress.deadline).await;
                let cookie = cookie_to_set(step, &here)?;
                progress.gate.pass().await?;
                let set = self.port.beside(Beside::SetCookies(vec![cookie]), progress.deadline).await;
                set.map_err(|fault| not_taken(step, fault))
            }
            CookieAction::Delete => {
                let Some(name) = &step.name else {
                    return Err(StepError::refused(
                        "`cookies` with `action: delete` needs a `name`; `clear` deletes all.",
                    ));
                };
                progress.gate.pass().await?;
                self.delete_cookies(name, step, progress.deadline).await
            }
        };
        match done {
            Ok(_) => Ok(Observation::default()),
            Err(fault) => Err(self.step_error(fault, None, progress)),
        }
    }

    async fn read_cookies(&mut self, step: &Cookies, progress: &mut Progress) -> Result<Observation, StepError> {
        let found = self.all_cookies(progress.deadline).await;
        let found = found.map_err(|fault| self.step_error(fault, None, progress))?;
        let host =
            step.url.as_deref().and_then(|url| url::Url::parse(url).ok()).and_then(|u| u.host_str().map(str::to_owned));
        let fits = |cookie: &&Cookie| {
            step.name.as_ref().is_none_or(|name| cookie.name == *name)
                && step
                    .domain
                    .as_ref()
                    .is_none_or(|domain| cookie.domain.trim_start_matches('.') == domain.trim_start_matches('.'))
                && step.path.as_ref().is_none_or(|path| cookie.path == *path)
                && host.as_ref().is_none_or(|host| cookie.is_for(host))
        };
        let mut told = found.iter().filter(fits).map(Cookie::told);
        let value = if step.name.is_some() { told.next().unwrap_or(Value::Null) } else { told.collect() };
        Ok(Observation { value: Some(value), ..Observation::default() })
    }

    async fn delete_cookies(&mut self, name: &str, step: &Cookies, deadline: Instant) -> Result<Value, Fault> {
        for cookie in self.all_cookies(deadline).await?.into_iter().filter(|cookie| cookie.name == name) {
            let domain = step.domain.as_ref();
            if domain.is_none_or(|d| d.trim_start_matches('.') == cookie.domain.trim_start_matches('.'))
                && step.path.as_ref().is_none_or(|path| *path == cookie.path)
            {
                let which = json!({ "name": name, "domain": cookie.domain, "path": cookie.path });
                self.port.beside(Beside::DeleteCookie(which), deadline).await?;
            }
        }
        Ok(Value::Null)
    }

    pub(super) async fn storage(
        &mut self,
        area: &str,
        step: &Storage,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        if step.key.is_none() && matches!(step.action, StorageAction::Set | StorageAction::Remove) {
            return Err(StepError::refused(format!(
                "`{area}_storage` needs a `key` to set or remove; `clear` removes all."
            )));
        }
        let action = match (step.action, &step.key) {
            (StorageAction::Get, None) => "dump",
            (StorageAction::Get, Some(_)) => "get",
            (StorageAction::Set, _) => "set",
            (StorageAction::Remove, _) => "remove",
            (StorageAction::Clear, _) => "clear",
        };
        if step.action != StorageAction::Get {
            progress.gate.pass().await?;
        }
        let request = json!({ "op": "storage", "area": area, "action": action, "key": step.key, "value": step.value });
        let (_, Told { value }): (Place, Told) = self.ask(None, request, progress).await?;
        Ok(Observation { value: Some(value), ..Observation::default() })
    }

    pub(super) async fn clear_databases(&mut self, progress: &mut Progress) -> Result<(), StepError> {
        let here = self.here(progress.deadline).await;
        let Some(origin) = web_origin(&here) else {
            return Err(StepError::refused("No page of a site is open, so there are no databases to clear."));
        };
        progress.gate.pass().await?;
        let cleared = self.port.beside(Beside::ClearOrigin { origin, kinds: "indexeddb" }, progress.deadline).await;
        cleared.map(drop).map_err(|fault| self.step_error(fault, None, progress))
    }

    pub(super) async fn clear_state(&mut self, progress: &mut Progress) -> Result<(), StepError> {
        progress.gate.pass().await?;
        let cleared = self.forget_all(progress.deadline).await;
        cleared.map_err(|fault| self.step_error(fault, None, progress))
    }

    async fn forget_all(&mut self, deadline: Instant) -> Result<(), Fault> {
        self.port.beside(Beside::ClearCookies, deadline).await?;
        let origins = self.port.beside(Beside::Origins, deadline).await?;
        for origin in origins.as_array().into_iter().flatten().filter_map(Value::as_str) {
            self.port.beside(Beside::ClearOrigin { origin: origin.to_owned(), kinds: "all" }, deadline).await?;
        }
        for frame in self.frames(deadline).await? {
            for area in ["session", "local"] {
                let request = json!({ "op": "storage", "area": area, "action": "clear" });
                let _ = self.once::<Told>(&frame, &request, deadline).await; // not every document has one
            }
        }
        Ok(())
    }

    async fn frames(&mut self, deadline: Instant) -> Result<Vec<FrameRef>, Fault> {
        let frames = self.port.beside(Beside::Frames, deadline).await?;
        let frames = frames.as_array().into_iter().flatten().filter_map(Value::as_str);
        Ok(frames.take(MOST_FRAMES).map(|id| FrameRef(id.into())).collect())
    }

    // ------------------------------------------------------------------------------------------------- assertions

    /// Waits until a cookie is (or is not) as wanted.
    pub(super) async fn expect_cookie(
        &mut self,
        wanted: &CookieMatcher,
        not: bool,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let expected = words_of_cookie(wanted);
        loop {
            let last = Instant::now() + BETWEEN >= progress.deadline;
            let cookies = self.all_cookies(progress.deadline + GRACE).await;
            let cookies = cookies.map_err(|fault| self.step_error(fault, None, progress))?;
            let named: Vec<&Cookie> = cookies.iter().filter(|cookie| cookie.name == wanted.name).collect();
            let holds = named.iter().any(|cookie| is_like(cookie, wanted));
            if holds != not {
                return Ok(());
            }
            if last {
                let actual = match named.as_slice() {
                    [] => "no cookie with this name".to_owned(),
                    found => found.iter().map(|cookie| cookie.told().to_string()).collect::<Vec<_>>().join(", "),
                };
                let message = match named.as_slice() {
                    _ if not => format!("The cookie `{}` is there, and should not be like this.", wanted.name),
                    [] => format!("There is no cookie `{}`.", wanted.name),
                    [one] => format!("The cookie `{}` is not as expected: {}.", wanted.name, unlike(one, wanted)),
                    several => {
                        format!("None of the {} cookies `{}` is as expected.", several.len(), wanted.name)
                    }
                };
                let mut error = StepError::new(ErrorKind::Assertion, message).with_values(expected, actual);
                error.candidates = cookies.iter().map(|c| format!("{} ({})", c.name, c.domain)).take(20).collect();
                return Err(self.step_error(Fault::Step(error), None, progress));
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }

    /// Waits until an entry of a storage is (or is not) as wanted.
    pub(super) async fn expect_storage(
        &mut self,
        area: &str,
        wanted: &StorageMatcher,
        not: bool,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        loop {
            let last = Instant::now() + BETWEEN >= progress.deadline;
            let value = self.entry(area, &wanted.key, progress.deadline + GRACE).await;
            let value = value.map_err(|fault| self.step_error(fault, None, progress))?;
            let holds = match (&wanted.value, value.as_str()) {
                (Some(matcher), Some(text)) => matches(matcher, text),
                (None, Some(_)) => true,
                (_, None) => false,
            };
            if holds != not {
                return Ok(());
            }
            if last {
                let actual = value.as_str().map_or_else(|| "no such entry".to_owned(), |text| format!("\"{text}\""));
                let expected = wanted.value.as_ref().map_or_else(|| "any value".to_owned(), describe);
                let key = &wanted.key;
                let message = match (not, value.is_string()) {
                    (true, _) => format!("The {area} storage has the entry `{key}`, and should not have it like this."),
                    (false, false) => format!("There is no entry `{key}` in the {area} storage of this page."),
                    (false, true) => format!("The {area} storage's entry `{key}` has another value than {expected}."),
                };
                let error = StepError::new(ErrorKind::Assertion, message).with_values(expected, actual);
                return Err(self.step_error(Fault::Step(error), None, progress));
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }

    /// An entry of the storage of the document in front, in whichever document that is by then.
    async fn entry(&mut self, area: &str, key: &str, deadline: Instant) -> Result<Value, Fault> {
        let request = json!({ "op": "storage", "area": area, "action": "get", "key": key });
        loop {
            let top = self.port.top()?;
            match self.once::<Told>(&top, &request, deadline).await {
                Ok(Outcome::Good(Told { value })) => return Ok(value),
                Ok(Outcome::Bad { error, .. }) => return Err(Fault::Step(error)),
                Err(Fault::Replaced | Fault::FrameGone) if Instant::now() < deadline => {
                    tokio::time::sleep(BETWEEN).await;
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    /// The address of the document in front, as the document itself knows it.
    async fn here(&mut self, deadline: Instant) -> String {
        let Ok(top) = self.port.top() else { return String::new() };
        match self.once::<At>(&top, &json!({ "op": "page" }), deadline).await {
            Ok(Outcome::Good(At { url })) => url,
            Ok(Outcome::Bad { .. }) | Err(_) => self.port.location().0,
        }
    }

    // ----------------------------------------------------------------------------------- dialogs and permissions

    pub(super) fn on_dialog(
        &mut self,
        action: DialogAction,
        text: Option<&String>,
        message: Option<&TextMatcher>,
        times: Option<u32>,
    ) -> Result<(), StepError> {
        let rule = DialogRule { action, text: text.cloned(), message: message.cloned() };
        self.port.dialog_rule(StandingRule { rule, left: times }).map_err(|fault| match fault {
            Fault::Step(error) => error,
            Fault::Late | Fault::Replaced | Fault::FrameGone => StepError::refused("No rule for dialogs could be set."),
        })
    }

    pub(super) async fn permissions(
        &mut self,
        names: &[String],
        origin: Option<&str>,
        setting: &'static str,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let origin = match origin {
            None => None,
            Some(url) => Some(web_origin(url).ok_or_else(|| {
                StepError::refused(format!("`{url}` is no origin; write e.g. `https://example.org`."))
            })?),
        };
        progress.gate.pass().await?;
        let ask = Beside::Permissions { names: names.to_vec(), origin, setting };
        self.port.beside(ask, progress.deadline).await.map(drop).map_err(|fault| self.step_error(fault, None, progress))
    }

    // -------------------------------------------------------------------------------------------------- downloads

    pub(super) async fn choose_next(&mut self, files: &[PathBuf], progress: &mut Progress) -> Result<(), StepError> {
        let set = self.port.next_chooser(files, progress.deadline).await;
        set.map_err(|fault| self.step_error(fault, None, progress))
    }

    pub(super) async fn wait_download(
        &mut self,
        keep: &KeepDownload,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        let wanted = keep.name.clone();
        let fits = move |name: &str| wanted.as_ref().is_none_or(|wanted| matches(wanted, name));
        let found = self.port.next_download(&fits, progress.deadline).await;
        let Some(Downloaded { url, name, file }) = found.map_err(|fault| self.step_error(fault, None, progress))?
        else {
            let which = keep.name.as_ref().map(|name| format!(" named {}", describe(name))).unwrap_or_default();
            let message = format!("No download{which} was completed in time.");
            return Err(self.step_error(Fault::Step(StepError::new(ErrorKind::Timeout, message)), None, progress));
        };
        let name = harmless(&name);
        let path = file
            .map_err(|why| StepError::new(ErrorKind::Navigation, format!("The download of `{name}` failed: {why}.")))?;
        let read = tokio::fs::read(&path).await;
        let _ = tokio::fs::remove_file(&path).await; // goes with the context otherwise
        let bytes = read.map_err(|e| StepError::refused(format!("The download `{name}` cannot be read: {e}.")))?;
        let media_type = media_type(&name, &bytes);
        progress.log.push(format!("downloaded `{name}`, {} bytes", bytes.len()));
        let value = json!({
            "name": name, "url": url, "sha256": hex::encode(Sha256::digest(&bytes)), "size": bytes.len(),
            "media_type": media_type,
        });
        let capture = Capture { name, kind: "download".into(), media_type: media_type.into(), bytes };
        Ok(Observation { value: Some(value), captures: vec![capture] })
    }

    // ----------------------------------------------------------------------------------------------- saved states

    pub(super) async fn tell_state(&mut self, deadline: Instant) -> Result<Value, Fault> {
        let cookies = self.port.beside(Beside::Cookies, deadline).await?;
        let mut saved = Saved { cookies: cookies.as_array().cloned().unwrap_or_default(), ..Saved::default() };
        let mut there = BTreeSet::new();
        for frame in self.frames(deadline).await? {
            let Some((origin, stored)) = self.stored_in(&frame, deadline).await else { continue };
            there.insert(origin.clone());
            let entry = saved.origins.entry(origin).or_default();
            entry.local.extend(stored.local);
            entry.session.extend(stored.session);
        }
        let visited = self.port.beside(Beside::Origins, deadline).await?;
        let visited: Vec<String> = serde_json::from_value(visited).unwrap_or_default();
        let away: Vec<String> = visited.into_iter().filter(|o| !there.contains(o)).take(MOST_ORIGINS).collect();
        if !away.is_empty() {
            self.port.open_tab(deadline).await?;
            let told = self.stored_away(&away, &mut saved, deadline).await;
            let closed = self.port.close_tab(deadline).await;
            told.and(closed)?;
        }
        saved.origins.retain(|_, stored| !stored.local.is_empty() || !stored.session.is_empty());
        Ok(json!(saved))
    }

    async fn stored_away(&mut self, origins: &[String], saved: &mut Saved, deadline: Instant) -> Result<(), Fault> {
        let mut ended = Ok(());
        for origin in origins {
            ended = self.port.beside(Beside::Stand(Some(origin.clone())), deadline).await.map(drop);
            if ended.is_err() {
                break;
            }
            let top = self.port.top()?;
            if let Some((_, stored)) = self.stored_in(&top, deadline).await {
                // the session storage is that of the tab that was opened for this
                saved.origins.entry(origin.clone()).or_default().local.extend(stored.local);
            }
        }
        let back = self.port.beside(Beside::Stand(None), deadline).await.map(drop);
        ended.and(back)
    }

    /// Origin and storage of the document in a frame, when it has any.
    async fn stored_in(&mut self, frame: &FrameRef, deadline: Instant) -> Option<(String, Stored)> {
        let mut stored = Stored::default();
        for (area, entries) in [("local", &mut stored.local), ("session", &mut stored.session)] {
            let request = json!({ "op": "storage", "area": area, "action": "dump" });
            let by = deadline.min(Instant::now() + Duration::from_secs(2));
            match self.once::<Told>(frame, &request, by).await {
                Ok(Outcome::Good(Told { value: Value::Object(found) })) => *entries = found,
                Ok(Outcome::Good(_) | Outcome::Bad { .. }) | Err(_) => return None,
            }
        }
        match self.once::<At>(frame, &json!({ "op": "page" }), deadline).await {
            Ok(Outcome::Good(At { url })) => Some((web_origin(&url)?, stored)),
            Ok(Outcome::Bad { .. }) | Err(_) => None,
        }
    }

    pub(super) async fn take_state(&mut self, state: &Value, deadline: Instant) -> Result<(), Fault> {
        let unreadable = |e| Fault::Step(StepError::refused(format!("The saved state cannot be read: {e}.")));
        let saved: Saved = serde_json::from_value(state.clone()).map_err(unreadable)?;
        self.forget_all(deadline).await?;
        if !saved.cookies.is_empty() {
            let cookies = saved.cookies.into_iter().map(settable).collect();
            self.port.beside(Beside::SetCookies(cookies), deadline).await?;
        }
        let mut filled = Ok(());
        for (origin, stored) in saved.origins {
            filled = self.fill_origin(origin, stored, deadline).await;
            if filled.is_err() {
                break;
            }
        }
        let back = self.port.beside(Beside::Stand(None), deadline).await.map(drop);
        filled.and(back)
    }

    async fn fill_origin(&mut self, origin: String, stored: Stored, deadline: Instant) -> Result<(), Fault> {
        self.port.beside(Beside::Stand(Some(origin)), deadline).await?;
        let top = self.port.top()?;
        for (area, entries) in [("local", stored.local), ("session", stored.session)] {
            if entries.is_empty() {
                continue;
            }
            let request = json!({ "op": "storage", "area": area, "action": "fill", "entries": entries });
            match self.once::<Told>(&top, &request, deadline).await? {
                Outcome::Good(_) => {}
                Outcome::Bad { error, .. } => return Err(Fault::Step(error)),
            }
        }
        Ok(())
    }
}

/// A fault outside of any step.
pub(super) fn fault(fault: Fault) -> StepError {
    match fault {
        Fault::Step(error) => error,
        Fault::Late | Fault::Replaced | Fault::FrameGone => {
            StepError::new(ErrorKind::Timeout, "The browser's state could not be carried over in time.")
        }
    }
}

/// Why a browser does not take a cookie, as far as can be told: it only says that it does not.
fn not_taken(step: &Cookies, fault: Fault) -> Fault {
    match fault {
        Fault::Step(error) if error.message.contains("cookie") => Fault::Step(StepError::refused(format!(
            "The browser does not take the cookie `{}`: its fields do not go together. A name with `__Host-` needs `secure`, the path `/` and no domain; `__Secure-` and `same_site: None` need `secure`; `secure` needs https.",
            step.name.as_deref().unwrap_or_default()
        ))),
        fault @ (Fault::Step(_) | Fault::Late | Fault::Replaced | Fault::FrameGone) => fault,
    }
}

/// The cookie of a step as the browser takes it.
fn cookie_to_set(step: &Cookies, here: &str) -> Result<Value, StepError> {
    let (Some(name), Some(value)) = (&step.name, &step.value) else {
        return Err(StepError::refused("`cookies` with `action: set` needs a `name` and a `value`."));
    };
    let url = match (&step.url, &step.domain) {
        (Some(url), _) => Some(url.as_str()),
        (None, Some(_)) => None,
        (None, None) => Some(here).filter(|here| web_origin(here).is_some()),
    };
    if url.is_none() && step.domain.is_none() {
        return Err(StepError::refused("No page is open that the cookie could be for; give it a `url` or a `domain`."));
    }
    let mut cookie = json!({ "name": name, "value": value });
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            cookie[name] = value;
        }
    };
    put("url", json!(url));
    put("domain", json!(step.domain));
    put("path", json!(step.path.as_deref().or(step.domain.as_ref().map(|_| "/"))));
    put("expires", json!(step.expires));
    put("httpOnly", json!(step.http_only));
    put("secure", json!(step.secure));
    put("sameSite", json!(step.same_site));
    Ok(cookie)
}

/// A cookie as the browser told it, as it takes it.
fn settable(told: Value) -> Value {
    const KEPT: [&str; 7] = ["name", "value", "domain", "path", "httpOnly", "secure", "sameSite"];
    let Value::Object(mut fields) = told else { return told };
    let expires = fields.get("expires").filter(|_| fields.get("session") != Some(&Value::Bool(true))).cloned();
    fields.retain(|name, _| KEPT.contains(&name.as_str()));
    if let Some(expires) = expires {
        fields.insert("expires".into(), expires);
    }
    Value::Object(fields)
}

fn is_like(cookie: &Cookie, wanted: &CookieMatcher) -> bool {
    let bare = |domain: &str| domain.trim_start_matches('.').to_ascii_lowercase();
    wanted.value.as_ref().is_none_or(|value| matches(value, &cookie.value))
        && wanted.domain.as_ref().is_none_or(|domain| bare(domain) == bare(&cookie.domain))
        && wanted.path.as_ref().is_none_or(|path| *path == cookie.path)
        && wanted.http_only.is_none_or(|is| is == cookie.http_only)
        && wanted.secure.is_none_or(|is| is == cookie.secure)
        && wanted.session.is_none_or(|is| is == cookie.session)
        && wanted.same_site.is_none_or(|is| Some(is) == cookie.same_site)
}

/// What of a cookie is not as wanted. Its value is not shown: it may be all that it takes to be somebody.
fn unlike(cookie: &Cookie, wanted: &CookieMatcher) -> String {
    let mut words = Vec::new();
    if wanted.value.as_ref().is_some_and(|value| !matches(value, &cookie.value)) {
        words.push("its value is another".to_owned());
    }
    let told = cookie.told();
    let plain = json!(wanted);
    for field in ["domain", "path", "http_only", "secure", "session", "same_site"] {
        let (is, should) = (told.get(field), plain.get(field));
        if should.is_some_and(|should| Some(should) != is) {
            words.push(format!("`{field}` is {}", is.unwrap_or(&Value::Null)));
        }
    }
    if words.is_empty() { "it is another".to_owned() } else { words.join(", ") }
}

fn words_of_cookie(wanted: &CookieMatcher) -> String {
    serde_json::to_string(wanted).unwrap_or_default()
}

fn web_origin(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok().filter(|url| ["http", "https"].contains(&url.scheme()))?;
    Some(url.origin().ascii_serialization())
}

/// A suggested name without anything that could lead elsewhere or look like something else.
fn harmless(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|c| {
            !c.is_control()
                && !matches!(*c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c })
        .take(200)
        .collect();
    let kept = kept.trim().trim_start_matches('.').trim();
    if kept.is_empty() { "download".to_owned() } else { kept.to_owned() }
}

/// What kind of file it is: by its first bytes where they say, else by its name.
fn media_type(name: &str, bytes: &[u8]) -> &'static str {
    let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    if bytes.starts_with(b"%PDF-") {
        return "application/pdf";
    }
    if bytes.starts_with(b"\x89PNG") {
        return "image/png";
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return "image/jpeg";
    }
    match extension.as_str() {
        "csv" => "text/csv",
        "txt" | "log" | "md" => "text/plain",
        "json" => "application/json",
        "html" | "htm" => "text/html",
        "xml" => "application/xml",
        "yaml" | "yml" => "application/yaml",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "svg" => "image/svg+xml",
        "gif" => "image/gif",
        "mp4" => "video/mp4",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggested_name_leads_nowhere() {
        for (given, kept) in [
            ("report.csv", "report.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\a?.txt", "a_.txt"),
            (".bashrc", "bashrc"),
            ("..", "download"),
            ("a\u{202e}fdp.exe\0", "afdp.exe"),
            ("  ", "download"),
        ] {
            assert_eq!(harmless(given), kept, "{given:?}");
        }
        assert_eq!(harmless(&"x".repeat(5_000)).len(), 200);
    }
}
