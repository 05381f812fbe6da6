//! The rows and the structs say the same.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{COMMON, EXPECT, FLOW, Field, Kind, Object, Row, TARGET, steps};
use crate::domain::flow::{self, model::*};

/// The names of a struct's fields, listed so that a new field does not compile until it stands here.
macro_rules! fields {
    ($type:ident { $($field:ident $(= $name:literal)?),* $(,)? }) => {{
        #[expect(dead_code, reason = "only its pattern matters: it names every field")]
        fn complete($type { $($field: _),* }: $type) {}
        [$(fields!(@name $field $($name)?)),*]
    }};
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };
}

/// The same for the variants of [`Action`] whose fields stand in them.
macro_rules! variants {
    ($($variant:ident { $($field:ident $(= $name:literal)?),* }),* $(,)?) => {
        fn own_fields(action: &Action) -> Vec<&'static str> {
            match action {
                $(Action::$variant { $($field: _),* } => vec![$(fields!(@name $field $($name)?)),*],)*
                Action::AiAct(_) => {
                    fields!(AiAct { goal, values, risky, model, max_turns, max_tokens, max_usd }).to_vec()
                }
                Action::AiTask(_) => {
                    fields!(AiTask { goal, done_when, values, risky, model, max_turns, max_tokens, max_usd }).to_vec()
                }
                Action::AiExtract(_) => fields!(AiExtract { query, schema, var, model, max_tokens, max_usd }).to_vec(),
                Action::AiLocate(_) => fields!(AiLocate { description, var, model, max_tokens, max_usd }).to_vec(),
                Action::AiWait(_) => fields!(AiWait { until, every_ms, model, max_tokens, max_usd }).to_vec(),
                Action::AiAssert(_) => fields!(AiAssert { statement, level, model, max_tokens, max_usd }).to_vec(),
                Action::Download(Download { keep: _, steps: _ }) => vec!["steps", "name", "save_as", "var"],
                Action::WaitDownload(_) => fields!(KeepDownload { name, save_as, var }).to_vec(),
                Action::WriteFile(_) | Action::AppendFile(_) => fields!(WriteFile { file, text, base64, json }).to_vec(),
                Action::ReplaceInFile(_) => fields!(ReplaceInFile { file, find, with, count }).to_vec(),
                Action::ParseFile(_) => {
                    fields!(ParseFile { file, format = "as", var, header, delimiter, sheet, schema }).to_vec()
                }
                Action::Cookies(_) => fields!(Cookies {
                    action, name, value, url, domain, path, expires, http_only, secure, same_site, var,
                })
                .to_vec(),
                Action::LocalStorage(_) | Action::SessionStorage(_) => {
                    fields!(Storage { action, key, value, var }).to_vec()
                }
                Action::Click(_) => fields!(Click { target, button, count, modifiers, position, delay, force, trial, no_wait_after }).to_vec(),
                Action::Drag(_) => fields!(Drag { from, to, path, from_position, to_position, steps }).to_vec(),
                Action::DropFiles(_) => fields!(DropFiles { target, files, position }).to_vec(),
                Action::Mouse(_) => fields!(Mouse { action, target, x, y, button, count, steps, dx, dy }).to_vec(),
                Action::ScrollUntil(_) => fields!(ScrollUntil { target, pane, direction, max }).to_vec(),
                Action::Tap(_) => fields!(Tap { target, count, position, hold_ms, force, trial, no_wait_after }).to_vec(),
                Action::Swipe(_) => fields!(Swipe { target, direction, distance, from, to, duration_ms }).to_vec(),
                Action::Pinch(_) => fields!(Pinch { target, scale, position, duration_ms }).to_vec(),
                Action::Clipboard(_) => fields!(Clipboard { action, text, var }).to_vec(),
                Action::Select(_) => fields!(Select { target, value, mode }).to_vec(),
                Action::FillForm(_) => fields!(FillForm { fields, submit }).to_vec(),
                Action::Emulate(_) => {
                    fields!(Emulate { emulation, reset }).into_iter().skip(1).chain(emulation_fields()).collect()
                }
                Action::Clock(_) => {
                    fields!(Clock { install, set, fix, pause, fast_forward, run_for, resume }).to_vec()
                }
                Action::Webauthn(_) => {
                    fields!(WebAuthn { action, protocol, transport, resident_key, user_verification, verified }).to_vec()
                }
                Action::WaitRequest(_) => flat(&fields!(WaitRequest { request, since, var })),
                Action::WaitResponse(_) => flat(&fields!(WaitResponse { response, since, var })),
                Action::WaitWsFrame(_) => flat(&fields!(WaitFrame { frame, since, var })),
                Action::WaitConsole(_) => flat(&fields!(WaitConsole { line, since, var })),
                Action::Mock(_) => flat(&fields!(Mock { url, method, status, headers, payload, content_type, times, delay_ms })),
                Action::ModifyRequest(_) => {
                    flat(&fields!(ModifyRequest { url, method, to_url, to_method, headers, payload, times }))
                }
                Action::ModifyResponse(_) => {
                    flat(&fields!(ModifyResponse { url, method, status, headers, payload, set, replace, times }))
                }
                Action::Abort(_) => fields!(Abort { url, method, reason, times }).to_vec(),
                Action::Throttle(_) => fields!(Throttle { profile, download_kbps, upload_kbps, latency_ms }).to_vec(),
                Action::HarRecord(_) => fields!(HarRecord { name, url, omit_bodies }).to_vec(),
                Action::HarReplay(_) => fields!(HarReplay { path, har, url, strict }).to_vec(),
                Action::MockWs(_) => fields!(MockSocket { url, on_open, replies, echo }).to_vec(),
                Action::PdfSplit(_) => fields!(PdfSplit { file, pages, save_as }).to_vec(),
                Action::PdfFill(_) => fields!(PdfFill { file, fields, save_as }).to_vec(),
                Action::WaitEmail(_) => {
                    fields!(WaitEmail { inbox, to, from, subject, text, matches, since, every_ms, var }).to_vec()
                }
                Action::Travel(_) => fields!(Travel { path, speed, every_ms }).to_vec(),
                Action::FakeMedia(_) => fields!(FakeMedia { camera, microphone, picture, width, height }).to_vec(),
                Action::SearchPage(_) => fields!(SearchPage { text, target, at_least, var }).to_vec(),
                Action::Pdf(_) => fields!(PrintPdf {
                    name, format, landscape, background, scale, margin_mm, pages, save_as, var,
                })
                .to_vec(),
                Action::A11yScan(_) => fields!(A11yScan { target, rules, tags, exclude, var }).to_vec(),
                Action::Highlight(_) => fields!(Highlight { target, ms, color, name }).to_vec(),
                Action::Approve(_) => fields!(Approve { message, otherwise, var }).to_vec(),
                Action::Ask(_) => fields!(Ask { message, var, schema, default }).to_vec(),
                Action::Notify(_) => fields!(Notify { message, channel, data }).to_vec(),
                Action::Webhook(_) => fields!(SendWebhook { to, data }).to_vec(),
                Action::HttpRequest(_) => fields!(HttpRequest {
                    url, method, headers, body, json, form, file, parts, status, var, save, cookies, max_redirects,
                })
                .to_vec(),
                Action::CaptureRequests(_) => flat(&fields!(CaptureRequests { request, var, bodies, since })),
                Action::Expect(_) => fields!(Expect {
                    cookie, local_storage, session_storage, target, to, text, texts, value, values, selected, options, attribute, property, class, style = "css", element_id, aria_role, accessible_name, accessible_description, error_message, placeholder_text, count, sorted, bounds = "box", inside, overlaps, cell, row, column, columns, sorted_by, url, title, page_text, pages, dialog, language, focus_order, page, web_vitals, links, a11y, aria_snapshot, screenshot, unchanged, changed, var, path, equals, ne, contains, matches, one_of = "in", gt, gte, lt, lte, close_to, kind = "is", length, schema, before, after, file, not, ratio, ignore_case, normalize, ordered, partial, stable_for, poll, message, level,
                    request, response, ws_frame, console, no_failed_requests, no_server_errors = "no_5xx", no_console_errors,
                    no_page_errors, no_mixed_content, security_headers, allow, since,
                })
                .to_vec(),
            }
        }
    };
}

/// The names of structs that are flattened into others stand for their fields.
fn flat(names: &[&'static str]) -> Vec<&'static str> {
    let inner = |name: &&'static str| match *name {
        "request" => fields!(RequestMatch { url, method, body }).to_vec(),
        "response" => fields!(ResponseMatch { url, method, status, headers, body, latency_ms }).to_vec(),
        "frame" => fields!(FrameMatch { url, direction, text }).to_vec(),
        "line" => fields!(LineMatch { text, level }).to_vec(),
        "payload" => fields!(Payload { body, json, base64, path }).to_vec(),
        own => vec![own],
    };
    names.iter().flat_map(inner).collect()
}

fn emulation_fields() -> Vec<&'static str> {
    fields!(Emulation {
        device,
        viewport,
        screen,
        device_scale_factor,
        mobile,
        touch,
        user_agent,
        locale,
        timezone,
        geolocation,
        color_scheme,
        reduced_motion,
        forced_colors,
        contrast,
        media,
        cpu_throttle,
        clock,
    })
    .to_vec()
}

variants! {
    Goto { url, wait_until, referer },
    Back { wait_until },
    Forward { wait_until },
    Reload { hard, wait_until },
    StopLoading {},
    SetContent { html, wait_until },
    NewTab { url, alias },
    SwitchTab { tab, alias },
    WaitPopup { url, alias },
    CloseTab { tab },
    SetViewport { width, height, device_scale_factor },
    Hover { target, modifiers, position, hold_ms, force },
    Scroll { target, direction, amount, pages, to },
    Fill { target, value },
    Clear { target },
    Type { target, text, delay, submit },
    Press { target, keys, repeat, hold_ms },
    KeyDown { key },
    KeyUp { key },
    SelectText { target, text },
    Copy { target, var },
    Paste { target, text },
    Check { target },
    Uncheck { target },
    SetChecked { target, checked },
    Focus { target },
    Blur { target },
    Submit { target },
    Upload { target, files, next_chooser },
    ReadFile { file, var },
    WaitFile { file },
    Indexeddb { action },
    ClearState {},
    SaveState { name },
    LoadState { name },
    OnDialog { action, text, message, times },
    GrantPermissions { permissions, origin },
    DenyPermissions { permissions, origin },
    OnOverlay { target, steps = "do", times },
    WaitFor { target, state },
    WaitUrl { url },
    Sleep { ms },
    WaitLoad { state },
    Unmock { url },
    Offline { offline },
    SetHeaders { headers, url },
    BlockHosts { hosts },
    BasicAuth { username, password, url },
    AddInitScript { js, args },
    AddStyle { css, every_page },
    WaitSettled { quiet_ms },
    WaitFunction { js, args, target, var },
    HandleDialog { action, text, message },
    Extract { target, what, name, matches, var },
    Set { var, value },
    Evaluate { js, args, var, target },
    Screenshot { target, full_page, name, mask },
    Inspect { target, x, y, all },
    SnapshotAria { target, name, var },
    WebVitals { var },
    Chapter { title },
    Takeover { message, var },
    Breakpoint { message },
    Group { name, steps },
    RunFlow { flow, params, returns, var },
    RunFlowAsync { flow, params, var },
    WaitRun { run, status, var },
    If { condition, then, else_if, otherwise = "else" },
    Switch { value, cases, default },
    ForEach { items, name = "as", index, steps },
    Times { n, name = "as", steps },
    While { condition, max, every_ms, steps },
    Until { condition, max, every_ms, steps },
    RepeatUntilPasses { steps, max, every_ms },
    Retry { steps, max, backoff_ms },
    Try { steps, catch, finally, name = "as" },
    Parallel { branches, tabs },
    Break {},
    Continue {},
    Done { result },
    Skip { reason },
    Fail { reason, code },
    Log { text },
    Comment { text },
    Annotate { name, text },
    RecordMetric { name, value, unit },
}

fn names(fields: &[Field]) -> BTreeSet<&str> {
    fields.iter().map(|f| f.name).collect()
}

fn example(row: &Row) -> Value {
    serde_json::from_str(row.object.example).expect("an example in JSON")
}

#[test]
fn each_example_is_a_step_whose_struct_has_the_fields_of_its_row() {
    for row in steps() {
        let step: Step = serde_json::from_value(example(row)).unwrap_or_else(|e| panic!("{}: {e}", row.name()));
        assert_eq!(step.action.type_name(), row.name());
        let own: BTreeSet<&str> = own_fields(&step.action).into_iter().collect();
        assert_eq!(names(row.object.fields), own, "{}", row.name());
    }
}

#[test]
fn the_structs_of_documents_commons_and_targets_have_the_fields_of_their_tables() {
    let set = |fields: &[&'static str]| fields.iter().copied().collect::<BTreeSet<_>>();
    let common = fields!(Common { id, label, timeout_ms, retry, on_failure, soft, once, condition = "if", postcondition, recorded });
    assert_eq!(names(COMMON), set(&common));
    let target = fields!(Target {
        role,
        name,
        exact,
        level,
        checked,
        pressed,
        expanded,
        selected,
        disabled,
        include_hidden,
        text,
        label,
        placeholder,
        alt,
        title,
        testid,
        component,
        value,
        id,
        name_attr,
        link_text,
        partial_link_text,
        css,
        xpath,
        xy,
        any_of,
        within,
        has,
        has_not,
        has_text,
        has_not_text,
        and,
        or,
        near,
        above,
        below,
        left_of,
        right_of,
        px,
        visible,
        enabled_only,
        nth,
        first,
        last,
        shadow,
        frame,
    });
    assert_eq!(names(TARGET.fields), set(&target));
    let document = fields!(Flow {
        name,
        description,
        start_url,
        params,
        setup,
        steps,
        teardown,
        data,
        data_name,
        timeout,
        retries,
        viewport,
        emulate,
        engine,
        browser,
        profile,
        allowed_hosts,
        allowed_methods,
        tags,
        testid_attribute,
        evidence,
        component_attribute,
    });
    assert_eq!(names(FLOW.fields), set(&document));
    assert_eq!(
        names(super::objects::UPLOAD_FILE.fields),
        set(&fields!(UploadFile { name, media_type, text, base64, path, file, url, artifact, content })
            .into_iter()
            .filter(|name| *name != "content")
            .collect::<Vec<_>>())
    );
    let evidence = fields!(Evidence { screenshots, video, trace, console, network, outline });
    assert_eq!(names(super::objects::EVIDENCE.fields), set(&evidence));
    assert_eq!(names(super::objects::POSITION.fields), set(&fields!(Position { x, y })));
}

#[test]
fn each_example_reads_as_itself_and_keeps_every_value_as_a_typed_step() {
    for row in steps() {
        let example = example(row);
        // in a loop, because some steps stand in one only
        let steps = json!([{ "type": "times", "n": 1, "steps": [example] }]);
        let checked = flow::check_value(&json!({ "name": "x", "params": { "user": "ada" }, "steps": steps }));
        let read = checked.flow.unwrap_or_else(|| panic!("{}: {:?}", row.name(), checked.problems));
        assert_eq!(read.steps[0]["steps"], json!([example]), "{}", row.name());
        let typed =
            serde_json::to_value(serde_json::from_value::<Step>(example.clone()).expect("a step")).expect("JSON");
        for (name, value) in example.as_object().expect("an object").iter().filter(|(_, v)| **v != json!(false)) {
            assert_eq!(plain(typed.get(name)), plain(Some(value)), "{}.{name}", row.name());
        }
    }
}

#[test]
fn every_field_of_every_row_is_kept_by_the_struct() {
    for row in steps() {
        for field in row.object.fields.iter().chain(COMMON) {
            let mut step = required(&row.object);
            step.insert("type".into(), row.name().into());
            step.insert(field.name.into(), sample(&field.kind));
            let typed: Step = serde_json::from_value(Value::Object(step))
                .unwrap_or_else(|e| panic!("{}.{}: {e}", row.name(), field.name));
            let back = serde_json::to_value(typed).expect("JSON");
            assert_eq!(back.get(field.name), Some(&sample(&field.kind)), "{}.{}", row.name(), field.name);
        }
    }
}

#[test]
fn the_words_of_the_table_are_the_words_of_the_enums() {
    for (words, accepted) in [
        (super::expect::STATES, accepts::<ElementState> as fn(&str) -> bool),
        (&["fail", "continue"], accepts::<OnFailure>),
        (&["always", "on_failure", "never"], accepts::<Pictures>),
        (&["on", "retain_on_failure", "off"], accepts::<Keep>),
        (&["on_failure", "never"], accepts::<Outlines>),
        (&["auto", "shell", "full"], accepts::<Engine>),
        (&["left", "right", "middle"], accepts::<Button>),
        (&["Shift", "Control", "Alt", "Meta"], accepts::<Modifier>),
        (&["up", "down", "left", "right"], accepts::<Direction>),
        (&["top", "bottom", "left", "right"], accepts::<Edge>),
        (&["domcontentloaded", "load", "networkidle", "settled"], accepts::<LoadState>),
        (&["sent", "received"], accepts::<FrameDirection>),
        (super::steps::network::REASONS, accepts::<AbortReason>),
        (super::steps::network::PROFILES, accepts::<ThrottleProfile>),
        (super::steps::network::LEVELS, accepts::<ConsoleLevel>),
        (&["accept", "dismiss"], accepts::<DialogAction>),
        (&["text", "value", "attribute", "html", "count", "list", "options", "box", "table"], accepts::<ExtractWhat>),
        (&["letter", "legal", "tabloid", "a3", "a4", "a5"], accepts::<Paper>),
        (&["on", "none", "denied"], accepts::<FakeDevice>),
        (&["deny", "approve"], accepts::<Otherwise>),
        (&["start", "any"], accepts::<MailSince>),
        (&["passed", "failed", "any"], accepts::<WantedEnd>),
        (&["commit", "domcontentloaded", "load", "networkidle"], accepts::<Arrival>),
        (&["move", "down", "up", "click", "wheel"], accepts::<MouseAction>),
        (&["replace", "add", "remove"], accepts::<SelectMode>),
        (&["set", "get"], accepts::<ClipboardAction>),
        (&["ask", "allow", "refuse"], accepts::<Risky>),
    ] {
        for word in words {
            assert!(accepted(word), "{word}");
        }
    }
}

/// Numbers without the difference between 1 and 1.0.
fn plain(value: Option<&Value>) -> String {
    value.map(|v| v.to_string().replace(".0", "")).unwrap_or_default()
}

fn accepts<T: serde::de::DeserializeOwned>(word: &str) -> bool {
    serde_json::from_value::<T>(word.into()).is_ok()
}

fn required(object: &Object) -> Map<String, Value> {
    object.fields.iter().filter(|f| f.required).map(|f| (f.name.to_owned(), sample(&f.kind))).collect()
}

/// A value of a kind that is no default.
fn sample(kind: &Kind) -> Value {
    match *kind {
        Kind::Text | Kind::Code | Kind::Name | Kind::Variable | Kind::VariablePath => "x".into(),
        Kind::Url => "/x".into(),
        Kind::Regex => "a+".into(),
        Kind::Flags => "i".into(),
        Kind::Role => "button".into(),
        Kind::Host => "example.org".into(),
        Kind::Device => "Pixel 7".into(),
        Kind::Whole { .. } => 7.into(),
        Kind::Number { .. } | Kind::Seconds { .. } => 1.5.into(),
        Kind::Bool => true.into(),
        Kind::Tristate => "mixed".into(),
        Kind::Word(words) => words[words.len() - 1].into(),
        Kind::Any => json!({ "any": [1] }),
        Kind::Values | Kind::Withheld => json!({ "name": 1 }),
        Kind::Matcher(_) => json!({ "matches": "a", "flags": "i" }),
        Kind::Target => json!({ "role": "button", "name": "OK" }),
        Kind::Frame => json!([{ "title": "Payment" }]),
        Kind::Object(object) => {
            let mut fields = required(object);
            if fields.len() < 2 {
                fields.extend(object.fields.last().map(|f| (f.name.to_owned(), sample(&f.kind))));
            }
            Value::Object(fields)
        }
        Kind::Many(inner) => json!([sample(inner)]),
        Kind::Tab => json!({ "title": "x" }),
        Kind::Options => json!([{ "index": 2 }]),
        Kind::Count => json!({ "min": 1, "max": 2 }),
        Kind::Steps | Kind::MaybeSteps => json!([{ "type": "reload" }]),
        Kind::Rows => json!([{ "user": "ada" }]),
        Kind::Condition => json!({ "target": { "text": "x" }, "to": "visible" }),
        Kind::Cells => json!({ "Name": { "contains": "x" } }),
        Kind::Aria => json!([{ "list": ["listitem"] }]),
        Kind::Either(_, other) => sample(other),
    }
}

#[test]
fn names_in_the_tables_are_unique_and_rules_speak_of_fields_that_exist() {
    let mut types = BTreeSet::new();
    for row in steps() {
        assert!(types.insert(row.name()), "{}", row.name());
        assert!(row.main.is_none_or(|main| row.object.field(main).is_some()), "{}", row.name());
        for field in COMMON {
            assert!(row.object.field(field.name).is_none(), "{}.{}", row.name(), field.name);
        }
    }
    for object in steps().map(|row| &row.object).chain([&FLOW, &TARGET, &EXPECT]) {
        assert_eq!(names(object.fields).len(), object.fields.len(), "{}", object.name);
        for default in object.fields.iter().filter_map(|f| f.default) {
            assert!(serde_json::from_str::<Value>(default).is_ok(), "{default}");
        }
    }
}

#[test]
fn every_row_reads_as_a_variant_of_the_same_name() {
    for row in steps() {
        let step: crate::domain::flow::Step =
            serde_json::from_str(row.object.example).unwrap_or_else(|e| panic!("{}: {e}", row.name()));
        assert_eq!(step.action.type_name(), row.name());
        assert_eq!(step.action.acts(), row.effect != super::Effect::Reads, "{}", row.name());
    }
}
