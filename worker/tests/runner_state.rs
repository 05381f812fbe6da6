//! Cookies, storage, profiles, files, downloads, dialogs and overlays: whole flows in Chromium, with what they say when they fail.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod driver_site;
mod runner_kit;

use driver_site::Site;
use flowtilla_shared::{
    domain::{
        event::Event,
        ids::ProjectId,
        outcome::{ErrorKind, StepError},
        status::{Status, StepStatus},
    },
    seal::KeyRing,
    store::{ExecutionDetail, NewFlow, ProfileRules},
};
use runner_kit::{RunningWorker, Stack, long_form};
use serde_json::{Value, json};

const PAGES: &[(&str, &str)] = &[
    (
        "/",
        "<title>Start</title><h1>Start</h1><a href=/file>Export</a> <a href=/file download='../../evil?.csv'>Other</a>\
         <label>Picture <input id=f type=file multiple></label><button id=choose>Choose</button><p id=out></p>\
         <button id=ask>Ask</button><button id=work onclick=\"out.textContent = 'worked'\">Work</button>\
         <script>const input = document.createElement('input'); input.type = 'file';\
           input.onchange = () => out.textContent = [...input.files].map((f) => f.name + ':' + f.size).join(' ');\
           choose.onclick = () => input.click(); f.onchange = () => out.textContent = [...f.files].map((x) => x.name + ':' + x.size).join(' ');\
           ask.onclick = () => out.textContent = [confirm('Delete one?'), confirm('Delete all?'), prompt('Your name?')].join();</script>",
    ),
    (
        "/banner",
        "<title>Banner</title><button id=work onclick=\"document.title = 'worked'\">Work</button>\
         <div role=dialog aria-label=Cookies style='position:fixed;inset:0;background:#fff' hidden><button onclick=\"this.parentNode.hidden = true; document.body.dataset.cleared = Number(document.body.dataset.cleared || 0) + 1\">Accept</button></div>\
         <script>setTimeout(() => document.querySelector('[role=dialog]').hidden = false, 50)</script>",
    ),
    (
        "/login",
        "<title>Login</title><button onclick=\"document.cookie = 'session=0123456789abcdef-token'; localStorage.setItem('who', 'ada'); sessionStorage.setItem('tab', '1'); location.href = '/account'\">Sign in</button>",
    ),
    (
        "/account",
        "<title>Account</title><p id=who></p><script>who.textContent = document.cookie.includes('session=') && localStorage.getItem('who') ? 'Hello ' + localStorage.getItem('who') : 'Nobody'</script>",
    ),
];

async fn stack() -> (Stack, Site, RunningWorker) {
    let stack = Stack::with(|config| config.secrets.key = KeyRing::generate()).await;
    let site = Site::start(PAGES).await;
    let worker = stack.chromium_worker("w", |_| {});
    (stack, site, worker)
}

async fn run(stack: &Stack, site: &Site, steps: Value) -> ExecutionDetail {
    let flow = json!({ "name": "state", "start_url": format!("{}/", site.url), "steps": steps });
    let (_, id) = stack.queue_flow(flow).await;
    stack.over(id).await
}

async fn passes(stack: &Stack, site: &Site, steps: Value) -> ExecutionDetail {
    let detail = run(stack, site, steps).await;
    assert_eq!(detail.row.status, Status::Passed, "{:#?}", (&detail.row.message, last_error(&detail)));
    detail
}

fn last_error(detail: &ExecutionDetail) -> Option<StepError> {
    detail.steps.iter().rev().find_map(|step| step.error.clone())
}

/// The last of the steps fails with this kind and these words.
async fn fails(stack: &Stack, site: &Site, steps: Value, kind: ErrorKind, words: &str) -> StepError {
    let detail = run(stack, site, steps.clone()).await;
    let error = last_error(&detail)
        .unwrap_or_else(|| panic!("{steps} ended {:?}: {:?}", detail.row.status, detail.row.message));
    assert_eq!(error.kind, kind, "{steps}: {error:#?}");
    assert!(error.message.contains(words), "{steps}: {}", error.message);
    error
}

#[tokio::test]
async fn cookies_and_storage_are_set_read_asserted_and_cleared() {
    let (stack, site, worker) = stack().await;
    passes(&stack, &site, json!([
        { "type": "cookies", "action": "set", "name": "lang", "value": "de", "http_only": true, "same_site": "Lax" },
        { "type": "expect", "cookie": { "name": "lang", "value": "de", "http_only": true, "same_site": "Lax", "session": true, "path": "/" } },
        { "type": "expect", "cookie": { "name": "lang", "value": "en" }, "not": true },
        { "type": "cookies", "action": "get", "name": "lang", "var": "lang" },
        { "type": "expect", "var": "lang.value", "equals": "de" },
        { "type": "cookies", "action": "delete", "name": "lang" },
        { "type": "cookies", "action": "get", "var": "all" },
        { "type": "expect", "var": "all", "equals": [] },
        { "type": "local_storage", "action": "set", "key": "theme", "value": "dark" },
        { "type": "expect", "local_storage": { "key": "theme", "value": { "contains": "ar" } } },
        { "type": "session_storage", "action": "set", "key": "draft", "value": "1" },
        { "type": "session_storage", "action": "get", "var": "drafts" },
        { "type": "expect", "var": "drafts", "equals": { "draft": "1" } },
        { "type": "session_storage", "action": "remove", "key": "draft" },
        { "type": "expect", "session_storage": { "key": "draft" }, "not": true },
        { "type": "evaluate", "js": "return new Promise((done) => { const open = indexedDB.open('db'); open.onsuccess = () => { open.result.close(); done(1) } })" },
        { "type": "indexeddb", "action": "clear" },
        { "type": "evaluate", "js": "return (await indexedDB.databases()).length", "var": "databases" },
        { "type": "expect", "var": "databases", "equals": 0 },
        { "type": "cookies", "action": "set", "name": "a", "value": "b" },
        { "type": "clear_state" },
        { "type": "expect", "local_storage": { "key": "theme" }, "not": true },
        { "type": "expect", "cookie": { "name": "a" }, "not": true },
    ]))
    .await;
    let error = fails(
        &stack,
        &site,
        json!([
            { "type": "cookies", "action": "set", "name": "lang", "value": "de" },
            { "type": "expect", "cookie": { "name": "lang", "http_only": true }, "timeout_ms": 200 },
        ]),
        ErrorKind::Assertion,
        "The cookie `lang` is not as expected: `http_only` is false.",
    )
    .await;
    assert!(error.actual.unwrap().contains("\"http_only\":false"));
    let error = fails(
        &stack,
        &site,
        json!([
            { "type": "expect", "local_storage": { "key": "theme", "value": "dark" }, "timeout_ms": 200 },
        ]),
        ErrorKind::Assertion,
        "There is no entry `theme` in the local storage of this page.",
    )
    .await;
    assert_eq!((error.expected.as_deref(), error.actual.as_deref()), (Some("\"dark\""), Some("no such entry")));
    fails(
        &stack,
        &site,
        json!([{ "type": "goto", "url": "about:blank" }, { "type": "session_storage", "action": "clear" }]),
        ErrorKind::Refused,
        "has no storage",
    )
    .await;
    fails(&stack, &site, json!([{ "type": "goto", "url": "about:blank" }, { "type": "cookies", "action": "set", "name": "a", "value": "b" }]), ErrorKind::Refused, "give it a `url` or a `domain`").await;
    fails(
        &stack,
        &site,
        json!([{ "type": "goto", "url": "about:blank" }, { "type": "indexeddb", "action": "clear" }]),
        ErrorKind::Refused,
        "No page of a site is open",
    )
    .await;
    worker.stop().await;
    stack.finish(&[]).await;
}

#[tokio::test]
async fn files_are_written_read_parsed_downloaded_and_uploaded() {
    let (stack, site, worker) = stack().await;
    let detail = passes(&stack, &site, json!([
        { "type": "write_file", "file": "people.csv", "text": "name;age\nAda;36\n" },
        { "type": "append_file", "file": "people.csv", "text": "Bob;40\n" },
        { "type": "replace_in_file", "file": "people.csv", "find": "Ada", "with": "Eve", "count": 1 },
        { "type": "parse_file", "file": "people.csv", "var": "people" },
        { "type": "expect", "var": "people", "equals": [{ "name": "Eve", "age": "36" }, { "name": "Bob", "age": "40" }] },
        { "type": "expect", "var": "people.1.name", "equals": "Bob" },
        { "type": "write_file", "file": "data/x.json", "json": { "n": [1, 2] } },
        { "type": "parse_file", "file": "data/x.json", "var": "data" },
        { "type": "expect", "var": "data.n.1", "equals": 2 },
        { "type": "set", "var": "text", "value": "{{file.people.csv}}" },
        { "type": "expect", "var": "text", "contains": "Eve;36" },
        { "type": "upload", "target": { "label": "Picture" }, "files": [{ "name": "p.csv", "file": "people.csv" }, { "name": "b.txt", "text": "12345" }] },
        { "type": "expect", "target": { "css": "#out" }, "text": "p.csv:23 b.txt:5" },
        { "type": "upload", "next_chooser": true, "files": [{ "name": "c.txt", "text": "123" }] },
        { "type": "click", "target": { "text": "Choose" } },
        { "type": "expect", "target": { "css": "#out" }, "text": "c.txt:3" },
        { "type": "download", "steps": [{ "type": "click", "target": { "text": "Export" } }], "save_as": "got.bin", "var": "got" },
        { "type": "expect", "var": "got.name", "equals": "x.bin" },
        { "type": "expect", "var": "got.size", "equals": 5 },
        { "type": "expect", "var": "got.sha256", "equals": "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9" },
        { "type": "wait_file", "file": "got.bin" },
        { "type": "read_file", "file": "got.bin", "var": "bytes" },
        { "type": "expect", "var": "bytes", "equals": "bytes" },
        { "type": "upload", "target": { "label": "Picture" }, "files": [{ "name": "again.bin", "artifact": "{{got.artifact}}" }] },
        { "type": "expect", "target": { "css": "#out" }, "text": "again.bin:5" },
        { "type": "click", "target": { "text": "Other" } },
        { "type": "wait_download", "var": "other" },
        { "type": "expect", "var": "other.size", "equals": 5 },
    ]))
    .await;
    let downloads: Vec<_> = detail.artifacts.iter().filter(|a| a.kind == "download").collect();
    assert_eq!(downloads.len(), 2);
    assert!(!downloads[1].name.as_deref().unwrap_or_default().contains(['/', '?']), "{:?}", downloads[1].name);
    assert_eq!(stack.blobs.get(&downloads[0].sha256).await.unwrap(), "bytes");
    let events = stack.events(detail.row.run_id).await;
    let told = events
        .iter()
        .filter(|e| matches!(&e.event, Event::DownloadFinished { bytes: 5, status, .. } if status == "completed"));
    assert_eq!(told.count(), 2);
    for (steps, kind, words) in [
        (
            json!([{ "type": "read_file", "file": "../../etc/passwd", "var": "x" }]),
            ErrorKind::Refused,
            "must be relative and without `..`",
        ),
        (
            json!([{ "type": "read_file", "file": "none.txt", "var": "x" }]),
            ErrorKind::Refused,
            "There is no file `none.txt`",
        ),
        (
            json!([{ "type": "wait_file", "file": "none.txt", "timeout_ms": 100 }]),
            ErrorKind::Timeout,
            "There is no file `none.txt`",
        ),
        (
            json!([{ "type": "set", "var": "x", "value": "{{file.none}}" }]),
            ErrorKind::Refused,
            "There is no file `none`",
        ),
        (json!([{ "type": "write_file", "file": "/x", "text": "" }]), ErrorKind::Refused, "must be relative"),
        (json!([{ "type": "append_file", "file": "x", "base64": "?" }]), ErrorKind::Refused, "not valid base64"),
        (
            json!([{ "type": "write_file", "file": "x", "text": "a" }, { "type": "replace_in_file", "file": "x", "find": "b", "with": "c" }]),
            ErrorKind::Assertion,
            "has \"b\" 0 times",
        ),
        (
            json!([{ "type": "write_file", "file": "x.pdf", "text": "a" }, { "type": "parse_file", "file": "x.pdf", "var": "x" }]),
            ErrorKind::Assertion,
            "no readable PDF",
        ),
        (
            json!([{ "type": "upload", "target": { "label": "Picture" }, "files": [{ "name": "x", "path": "/etc/hostname" }] }]),
            ErrorKind::Refused,
            "no directory for uploads",
        ),
        (
            json!([{ "type": "set", "var": "u", "value": "file:///etc/hostname" }, { "type": "upload", "target": { "label": "Picture" }, "files": [{ "name": "x", "url": "{{u}}" }] }]),
            ErrorKind::Refused,
            "scheme `file:` are refused",
        ),
        (
            json!([{ "type": "wait_download", "name": "other.csv", "timeout_ms": 300 }]),
            ErrorKind::Timeout,
            "No download named \"other.csv\" was completed in time.",
        ),
        (
            json!([{ "type": "download", "steps": [{ "type": "click", "target": { "text": "Work" } }], "timeout_ms": 400 }]),
            ErrorKind::Timeout,
            "No download was completed in time.",
        ),
    ] {
        fails(&stack, &site, steps, kind, words).await;
    }
    worker.stop().await;
    stack.finish(&[]).await;
}

#[tokio::test]
async fn dialogs_have_standing_rules_permissions_are_granted_and_overlays_are_cleared_away() {
    let (stack, site, worker) = stack().await;
    passes(&stack, &site, json!([
        { "type": "on_dialog", "action": "accept" },
        { "type": "on_dialog", "action": "dismiss", "message": { "contains": "all" }, "times": 1 },
        { "type": "on_dialog", "action": "accept", "text": "Ada", "message": "Your name?" },
        { "type": "click", "target": { "text": "Ask" } },
        { "type": "expect", "target": { "css": "#out" }, "text": "true,false,Ada" },
        { "type": "click", "target": { "text": "Ask" } },
        { "type": "expect", "target": { "css": "#out" }, "text": "true,true,Ada" },
        { "type": "deny_permissions", "permissions": ["geolocation"] },
        { "type": "evaluate", "js": "return (await navigator.permissions.query({ name: 'geolocation' })).state", "var": "state" },
        { "type": "expect", "var": "state", "equals": "denied" },
        { "type": "grant_permissions", "permissions": ["geolocation", "notifications"], "origin": format!("{}/x", site.url) },
        { "type": "evaluate", "js": "return (await navigator.permissions.query({ name: 'geolocation' })).state", "var": "state" },
        { "type": "expect", "var": "state", "equals": "granted" },
    ]))
    .await;
    fails(&stack, &site, json!([{ "type": "set", "var": "o", "value": "data:text/html,x" }, { "type": "grant_permissions", "permissions": ["camera"], "origin": "{{o}}" }]), ErrorKind::Refused, "scheme `data:` are refused").await;
    // without a rule a dialog is dismissed
    fails(
        &stack,
        &site,
        json!([
            { "type": "on_dialog", "action": "accept", "message": "Something else" },
            { "type": "click", "target": { "text": "Ask" } },
            { "type": "expect", "target": { "css": "#out" }, "text": "true,true,", "timeout_ms": 200 },
        ]),
        ErrorKind::Assertion,
        "",
    )
    .await;
    let overlay =
        |act: Value| json!({ "type": "on_overlay", "target": { "role": "dialog", "name": "Cookies" }, "do": [act] });
    let accept = json!({ "type": "click", "target": { "role": "button", "name": "Accept" } });
    let detail = passes(&stack, &site, json!([
        overlay(accept.clone()),
        { "type": "goto", "url": "/banner" },
        { "type": "wait_for", "target": { "role": "dialog", "include_hidden": true }, "state": "attached" },
        { "type": "click", "target": { "text": "Accept", "visible": true }, "if": { "target": { "css": "#never" }, "to": "visible" } },
        { "type": "evaluate", "js": "return new Promise((done) => setTimeout(done, 100))" },
        { "type": "click", "target": { "text": "Work" } },
        { "type": "expect", "title": "worked" },
        { "type": "evaluate", "js": "return document.body.dataset.cleared", "var": "times" },
        { "type": "expect", "var": "times", "equals": "1" },
    ]))
    .await;
    let cleared: Vec<_> = detail.steps.iter().filter(|step| step.path.contains("on_overlay")).collect();
    assert_eq!(cleared.len(), 1, "{detail:#?}");
    assert_eq!(cleared[0].status, StepStatus::Passed);
    fails(
        &stack,
        &site,
        json!([
            overlay(json!({ "type": "set", "var": "x", "value": 1 })),
            { "type": "goto", "url": "/banner" },
            { "type": "evaluate", "js": "return new Promise((done) => setTimeout(done, 100))" },
            { "type": "click", "target": { "text": "Work" }, "timeout_ms": 3000 },
        ]),
        ErrorKind::Timeout,
        "The overlay is still there after its steps",
    )
    .await;
    worker.stop().await;
    stack.finish(&[]).await;
}

async fn store_flow(stack: &Stack, document: Value) {
    let document = long_form(document);
    let new = NewFlow {
        name: document["name"].as_str().unwrap().to_owned(),
        hash: format!("sha256:{}", document["name"]),
        document,
        lint: json!([]),
        test_session: None,
        approved_by: Some("test".into()),
    };
    stack.store.flows().create(ProjectId::DEFAULT, new).await.unwrap();
}

#[tokio::test]
async fn a_setup_flow_logs_in_once_for_all_and_again_when_the_state_is_no_longer_good() {
    let (stack, site, worker) = stack().await;
    let second = stack.chromium_worker("v", |_| {});
    let (profiles, project) = (stack.store.profiles(), ProjectId::DEFAULT);
    store_flow(
        &stack,
        json!({ "name": "Log in", "start_url": format!("{}/login", site.url), "steps": [
        { "type": "click", "target": { "text": "Sign in" } },
        { "type": "expect", "target": { "text": "Hello ada" }, "to": "visible" },
    ] }),
    )
    .await;
    let rules = ProfileRules {
        setup_flow: Some("Log in".into()),
        max_age_seconds: Some(3600.0),
        valid_if: Some(
            json!({ "open": format!("{}/account", site.url), "expect": { "target": { "text": "Hello ada" }, "to": "visible" } }),
        ),
    };
    profiles.put(project, "shop", &rules).await.unwrap();
    let flow = json!({ "name": "uses it", "profile": "shop", "start_url": format!("{}/account", site.url), "steps": [
        { "type": "expect", "target": { "css": "#who" }, "text": "Hello ada" },
        { "type": "expect", "session_storage": { "key": "tab", "value": "1" } },
    ] });
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(stack.queue_flow(flow.clone()).await.1);
    }
    let mut logged_in = 0;
    for id in ids {
        let detail = stack.over(id).await;
        assert_eq!(detail.row.status, Status::Passed, "{:#?}", (&detail.row.message, last_error(&detail)));
        logged_in += usize::from(detail.steps[0].path.starts_with("profile."));
    }
    assert_eq!(logged_in, 1, "the setup flow must run once");
    let row = profiles.get(project, "shop").await.unwrap();
    let sealed = row.state.unwrap();
    assert!(!sealed.bytes.windows(7).any(|w| w == b"session"), "the state lies open");
    // expired: the next one logs in again
    profiles.put(project, "shop", &ProfileRules { max_age_seconds: Some(0.001), ..rules.clone() }).await.unwrap();
    let detail = stack.over(stack.queue_flow(flow.clone()).await.1).await;
    assert_eq!((detail.row.status, detail.steps[0].path.as_str()), (Status::Passed, "profile.start_url"));
    profiles.put(project, "shop", &rules).await.unwrap();
    // by hand: a state that does not let in is found out by `valid_if`
    passes(
        &stack,
        &site,
        json!([
            { "type": "cookies", "action": "set", "name": "session", "value": "x" },
            { "type": "save_state", "name": "shop" },
            { "type": "clear_state" },
            { "type": "load_state", "name": "shop" },
            { "type": "goto", "url": format!("{}/account", site.url) },
            { "type": "expect", "cookie": { "name": "session", "value": "x" } },
        ]),
    )
    .await;
    let detail = stack.over(stack.queue_flow(flow.clone()).await.1).await;
    assert_eq!(
        (detail.row.status, detail.steps[0].path.as_str()),
        (Status::Passed, "profile.start_url"),
        "{:?}",
        detail.row.message
    );
    // what fails is told, and is our trouble, not the application's
    let rules = ProfileRules { setup_flow: Some("Nobody".into()), ..ProfileRules::default() };
    profiles.put(project, "shop", &rules).await.unwrap();
    profiles.forget(project, "shop").await.unwrap();
    let detail = stack.over(stack.queue_flow(flow.clone()).await.1).await;
    assert_eq!(detail.row.status, Status::Errored);
    assert!(detail.row.message.unwrap().contains("There is no flow `Nobody`"));
    fails(
        &stack,
        &site,
        json!([{ "type": "load_state", "name": "none" }]),
        ErrorKind::Refused,
        "There is no profile `none`",
    )
    .await;
    worker.stop().await;
    second.stop().await;
    stack.finish(&[]).await;
}
