//! Agent sessions: real desktops, real browsers on them, real rows, and a scripted model.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod agent_kit;
mod runner_kit;

use std::time::Duration;

use agent_kit::{Office, PROJECT, call, said, session, toolset};
use flowtilla_demo::model::{Answer, Scenario};
use flowtilla_shared::{
    config::Quotas,
    domain::{
        agent::{
            AgentStatus, ApprovalKind, ApprovalStatus, CallState, ConfirmPolicy, DesktopStatus, MessageBlock, Role,
            SessionLimits, SessionOptions, WaitingFor,
        },
        event::Event,
        ids::ArtifactId,
        journal::NewArtifact,
    },
    store::ApprovalDecision,
};
use serde_json::json;

fn decision(status: ApprovalStatus) -> ApprovalDecision {
    ApprovalDecision { status, edited: None, answer: None, by: Some("ada".into()) }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_looks_a_fact_up_in_its_browser_writes_it_down_checks_it_and_answers() {
    let Some(office) = Office::open().await else { return };
    let shop = agent_kit::Shop::open().await;
    let page = format!("{}/teapots/brown-betty", shop.url());
    office.play(Scenario::saying(
        "price of the Brown Betty",
        vec![
            Answer { text: Some("I look at the screen first.".into()), ..toolset(&[("screenshot", json!({}))]) },
            call("bash", json!({ "command": format!("chromium {page} >/dev/null 2>&1 &") })),
            toolset(&[("wait", json!({ "duration": 1 })), ("mouse_move", json!({ "coordinate": [640, 400] })), ("screenshot", json!({}))]),
            call(
                "str_replace_based_edit_tool",
                json!({ "command": "create", "path": "/home/agent/Documents/price.txt", "file_text": "Brown Betty: €34.00 – gefunden 茶壶 🫖\n" }),
            ),
            call("bash", json!({ "command": "cat Documents/price.txt && wc -l < Documents/price.txt" })),
            said("The Brown Betty costs €34.00; I wrote it to Documents/price.txt."),
        ],
    ));
    let worker = office.worker("w");
    let id = session(&office, SessionOptions::default()).await;
    office.say(id, "What is the price of the Brown Betty?").await;
    let row = office.idle(id).await;
    assert_eq!(row.message, None, "{row:?}");
    assert_eq!((row.usage.answers, row.calls), (6, 7));
    assert_eq!(row.desktop.as_ref().unwrap().status, DesktopStatus::Open);

    let history = office.history(id).await;
    let roles: Vec<Role> = history.iter().map(|message| message.role).collect();
    use Role::{Assistant as A, Tool as T, User as U};
    assert_eq!(roles, [U, A, T, A, T, A, T, A, T, A, T, A]);
    let positions: Vec<u32> = history.iter().filter_map(|message| message.position).collect();
    assert_eq!(positions, (1..=12).collect::<Vec<u32>>());
    let [MessageBlock::ToolResult { text, ok: true, .. }] = history[10].blocks.as_slice() else {
        panic!("{history:#?}")
    };
    assert_eq!(text, "Brown Betty: €34.00 – gefunden 茶壶 🫖\n1\n");
    let MessageBlock::ToolResult { artifact_id: Some(picture), .. } = &history[6].blocks[2] else {
        panic!("{history:#?}")
    };
    let kept = office.stack.store.artifacts().get(PROJECT, *picture).await.unwrap();
    let png = office.stack.blobs.get(&kept.sha256).await.unwrap();
    assert!(png.starts_with(b"\x89PNG"), "a screenshot is a picture");

    // the browser was really there
    shop.visited("/teapots/brown-betty").await;
    // the file is kept, and the model saw the screenshots and the output
    office.file(id, "Documents/price.txt", "Brown Betty: €34.00 – gefunden 茶壶 🫖\n").await;
    let asked = office.model.requests();
    let last = asked.last().unwrap().1.to_string();
    assert!(
        last.contains("\"toolset_name\":\"computer\"") && last.contains("\"image/png\"") && last.contains("gefunden")
    );
    assert!(last.contains("computer_toolset_20260801") && last.contains("ask_user"));

    // what was streamed is what was said, in order and without gaps
    let events = office.events(id).await;
    for (at, envelope) in events.iter().enumerate() {
        assert_eq!(envelope.seq, i64::try_from(at).unwrap() + 1);
    }
    let spoken: String = events
        .iter()
        .filter_map(|e| if let Event::Content { content, .. } = &e.event { Some(content.as_str()) } else { None })
        .collect();
    assert_eq!(spoken, "I look at the screen first.The Brown Betty costs €34.00; I wrote it to Documents/price.txt.");
    let results =
        events.iter().filter(|e| matches!(e.event, Event::ToolResult { ok: true, state: CallState::Committed, .. }));
    assert_eq!(results.count(), 7);
    assert!(
        matches!(&events.last().unwrap().event, Event::FileSaved { path, .. } if path == "Documents/price.txt"),
        "{events:#?}"
    );
    office.close(id).await;
    worker.stop().await;
    office.end().await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_sessions_side_by_side_keep_apart() {
    let Some(office) = Office::open().await else { return };
    let write = |city: &str| json!({ "command": format!("echo {city} > city; hostname; cat city; ls") });
    for city in ["Dubai", "London"] {
        office.play(Scenario::saying(
            &format!("weather in {city}"),
            vec![call("bash", write(city)), said(&format!("It is sunny in {city}."))],
        ));
    }
    let worker = office.worker("w");
    let (one, other) =
        (session(&office, SessionOptions::default()).await, session(&office, SessionOptions::default()).await);
    tokio::join!(office.say(one, "Search the weather in Dubai"), office.say(other, "Search the weather in London"));
    for (id, city, elsewhere) in [(one, "Dubai", "London"), (other, "London", "Dubai")] {
        let row = office.idle(id).await;
        assert_eq!((row.messages, row.calls, row.message), (4, 1, None));
        let told = serde_json::to_string(&office.events(id).await).unwrap();
        assert!(told.contains(&format!("It is sunny in {city}.")), "{told}");
        assert!(!told.contains(elsewhere), "{told}");
        office.file(id, "city", &format!("{city}\n")).await;
    }
    let desktops = [office.row(one).await.desktop.unwrap().id, office.row(other).await.desktop.unwrap().id];
    assert_ne!(desktops[0], desktops[1]);
    worker.stop().await;
    // a worker that ends in order leaves closed desktops and open sessions
    for id in [one, other] {
        let row = office.row(id).await;
        assert_eq!((row.status, row.desktop.unwrap().status), (AgentStatus::Idle, DesktopStatus::Closed));
    }
    office.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_dies_leaves_the_history_and_nothing_is_done_twice() {
    let Some(office) = Office::open().await else { return };
    office.play(Scenario::saying(
        "count",
        vec![
            call("bash", json!({ "command": "echo kept > kept" })),
            call("bash", json!({ "command": "echo begun >> begun; sleep 300" })),
            said("I saw that it was cut off."),
        ],
    ));
    let first = office.worker("first");
    let id = session(&office, SessionOptions::default()).await;
    office.say(id, "Please count").await;
    office.until(id, "the second call began", |row| row.calls == 2).await;
    first.kill().await;
    let second = office.worker("second");
    let row = office.idle(id).await;
    assert_eq!((row.message, row.calls, row.usage.answers), (None, 2, 3), "no call was made twice");
    let calls = office.stack.store.agent_sessions().calls(PROJECT, id, 0, 100).await.unwrap();
    assert_eq!((calls[0].state, calls[0].ok), (CallState::Committed, Some(true)));
    assert_eq!((calls[1].state, calls[1].ok), (CallState::Uncertain, Some(false)));
    let history = office.history(id).await;
    let told = serde_json::to_string(&history.iter().map(|message| &message.blocks).collect::<Vec<_>>()).unwrap();
    assert!(told.contains("nobody knows whether it took effect"), "{told}");
    assert!(told.contains("Your desktop is a new one, because the worker that had it died"), "{told}");
    let desktops: Vec<DesktopStatus> = office
        .events(id)
        .await
        .iter()
        .filter_map(|e| if let Event::SessionDesktop(told) = &e.event { Some(told.status) } else { None })
        .collect();
    use DesktopStatus::{Lost, Open, Starting};
    assert_eq!(desktops, [Starting, Open, Lost, Starting, Open]);
    second.stop().await;
    office.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interruption_ends_a_command_and_what_was_said_meanwhile_comes_next() {
    let Some(office) = Office::open().await else { return };
    office.play(Scenario::saying("sleep", vec![call("bash", json!({ "command": "sleep 300" })), said("Never said.")]));
    office.play(Scenario::saying("hello", vec![said("Hello, Ada.")]));
    let worker = office.worker("w");
    let id = session(&office, SessionOptions::default()).await;
    office.say(id, "Please sleep").await;
    office.until(id, "the command runs", |row| row.calls == 1).await;
    office.say(id, "And then say hello").await;
    assert_eq!(office.stack.store.agent_sessions().queued(PROJECT, id).await.unwrap().len(), 1);
    assert!(office.interrupt(id).await);
    let row = office.idle(id).await;
    assert_eq!((row.message, row.calls), (None, 1));
    let events = office.events(id).await;
    let at = |wanted: fn(&Event) -> bool| events.iter().position(|e| wanted(&e.event)).unwrap();
    let stopped = at(|e| matches!(e, Event::ToolResult { ok: false, text, .. } if text.contains("Interrupted")));
    let hello = at(|e| matches!(e, Event::ContentDone { content, .. } if content == "Hello, Ada."));
    assert!(stopped < hello, "{events:#?}");
    assert!(!serde_json::to_string(&events).unwrap().contains("Never said"));
    // nothing to interrupt any more
    assert!(!office.interrupt(id).await);
    worker.stop().await;
    office.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_approve_deny_and_edit_actions_and_answer_questions() {
    let Some(office) = Office::open().await else { return };
    office.play(Scenario::saying(
        "file",
        vec![
            call("bash", json!({ "command": "echo one > one" })),
            call("bash", json!({ "command": "echo two > two" })),
            call("bash", json!({ "command": "echo three > three" })),
            call("ask_user", json!({ "question": "Which colour?", "choices": ["red", "blue"] })),
            call("ask_user", json!({ "question": "Please log in for me.", "kind": "help" })),
            said("Done as you said."),
        ],
    ));
    let worker = office.worker("w");
    let id = session(&office, SessionOptions { confirm: ConfirmPolicy::Risky, ..SessionOptions::default() }).await;
    office.say(id, "Make the files").await;
    let asked = office.asked(id, ApprovalKind::Tool).await;
    assert_eq!(office.row(id).await.waiting_for, Some(WaitingFor::Approval));
    assert!(asked.question.contains("echo one"), "{asked:?}");
    office.decide(id, asked.id, decision(ApprovalStatus::Approved)).await;
    let asked = office.asked(id, ApprovalKind::Tool).await;
    assert!(asked.question.contains("echo two"), "{asked:?}");
    office
        .decide(id, asked.id, ApprovalDecision { answer: Some("not that".into()), ..decision(ApprovalStatus::Denied) })
        .await;
    let asked = office.asked(id, ApprovalKind::Tool).await;
    let edited = Some(json!({ "command": "echo drei > three" }));
    office.decide(id, asked.id, ApprovalDecision { edited, ..decision(ApprovalStatus::Edited) }).await;
    let asked = office.asked(id, ApprovalKind::Question).await;
    assert_eq!((asked.question.as_str(), asked.choices.len()), ("Which colour?", 2));
    assert_eq!(office.row(id).await.waiting_for, Some(WaitingFor::Answer));
    office
        .decide(id, asked.id, ApprovalDecision { answer: Some("blue".into()), ..decision(ApprovalStatus::Answered) })
        .await;
    let help = office.asked(id, ApprovalKind::Help).await;
    assert_eq!(office.row(id).await.waiting_for, Some(WaitingFor::Help));
    office.decide(id, help.id, decision(ApprovalStatus::Approved)).await;
    let row = office.idle(id).await;
    assert_eq!(row.message, None);
    office.file(id, "one", "one\n").await;
    office.file(id, "three", "drei\n").await;
    let files = office.stack.store.agent_sessions().files(PROJECT, id).await.unwrap();
    assert!(!files.iter().any(|file| file.path == "two"), "what was denied was done: {files:?}");
    let told = serde_json::to_string(&office.history(id).await.iter().map(|m| &m.blocks).collect::<Vec<_>>()).unwrap();
    for words in [
        "the user denied this. They say: not that",
        "The user changed your call `bash`",
        "The user says: blue",
        "The user says: done.",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    // a decision cannot be taken back
    let again =
        office.stack.store.agent_sessions().decide(PROJECT, id, asked.id, &decision(ApprovalStatus::Denied)).await;
    assert!(again.is_err(), "{again:?}");
    worker.stop().await;
    office.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_in_and_out_and_a_closed_session_goes_on_with_them() {
    let Some(office) = Office::open().await else { return };
    office.play(Scenario::saying(
        "first",
        vec![call("bash", json!({ "command": "cat in/list.csv; rm in/list.csv; echo neu > out" })), said("1")],
    ));
    office.play(Scenario::saying("second", vec![call("bash", json!({ "command": "cat out; ls in" })), said("2")]));
    let id = session(&office, SessionOptions::default()).await;
    let kept = office.stack.blobs.put("a;b\n".into()).await.unwrap();
    let artifact = NewArtifact {
        id: ArtifactId::new(),
        kind: "file".into(),
        name: Some("list.csv".into()),
        media_type: "text/csv".into(),
        sha256: kept.sha256,
        bytes: kept.bytes,
        step_index: None,
    };
    let sessions = office.stack.store.agent_sessions();
    assert!(!sessions.upload(PROJECT, id, "in/list.csv", &artifact).await.unwrap().0.pushed);
    let worker = office.worker("w");
    office.say(id, "Do the first").await;
    office.idle(id).await;
    office.file(id, "out", "neu\n").await;
    let files = sessions.files(PROJECT, id).await.unwrap();
    assert_eq!(
        files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(),
        ["out"],
        "a file that was deleted is gone"
    );
    office.close(id).await;
    office
        .until(id, "the desktop is closed", |row| row.desktop.as_ref().unwrap().status == DesktopStatus::Closed)
        .await;
    assert!(sessions.say(PROJECT, id, "Do the second", None, None).await.is_err(), "a closed session takes nothing");
    let closed = office.row(id).await;
    assert_eq!(
        sessions.close(PROJECT, id, None).await.unwrap().0.closed_at,
        closed.closed_at,
        "closing twice changes nothing"
    );
    sessions.reopen(PROJECT, id, Quotas::default()).await.unwrap();
    office.say(id, "Do the second").await;
    office.idle(id).await;
    let history = office.history(id).await;
    let told = serde_json::to_string(&history.iter().map(|message| &message.blocks).collect::<Vec<_>>()).unwrap();
    assert!(told.contains("neu\\n") && told.contains("Your desktop is a new one"), "{told}");
    worker.stop().await;
    office.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_ends_at_its_limits_and_a_desktop_that_idles_is_closed() {
    let Some(office) = Office::open().await else { return };
    office.play(Scenario::saying("forever", vec![toolset(&[("screenshot", json!({}))])]));
    let worker = office.worker("w");
    let limits = SessionLimits { max_turns: 3, idle_seconds: 1, ..SessionLimits::default() };
    let id = session(&office, SessionOptions { limits, ..SessionOptions::default() }).await;
    office.say(id, "Look forever").await;
    let row = office.idle(id).await;
    assert!(row.message.as_ref().unwrap().contains("max_turns"), "{row:?}");
    assert_eq!((row.usage.answers, row.calls), (3, 3));
    assert!(
        office
            .events(id)
            .await
            .iter()
            .any(|e| matches!(&e.event, Event::SessionError { kind, .. } if kind == "budget"))
    );
    office
        .until(id, "the desktop is closed", |row| row.desktop.as_ref().unwrap().status == DesktopStatus::Closed)
        .await;
    assert_eq!(office.row(id).await.status, AgentStatus::Idle);
    worker.stop().await;
    office.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_fails_on_the_screen_stops_those_after_it() {
    let Some(office) = Office::open().await else { return };
    office.play(Scenario::saying(
        "click",
        vec![
            toolset(&[
                ("left_click", json!({ "coordinate": [10, 10] })),
                ("left_click", json!({ "coordinate": [9999, 10] })),
                ("type", json!({ "text": "x" })),
            ]),
            said("Outside."),
        ],
    ));
    let worker = office.worker("w");
    let id = session(&office, SessionOptions::default()).await;
    office.say(id, "Please click").await;
    office.idle(id).await;
    let calls = office.stack.store.agent_sessions().calls(PROJECT, id, 0, 100).await.unwrap();
    let seen: Vec<(Option<bool>, bool)> = calls.iter().map(|call| (call.ok, call.skipped)).collect();
    assert_eq!(seen, [(Some(true), false), (Some(false), false), (Some(false), true)]);
    assert_eq!(calls[2].text.as_deref(), Some("Not executed: an earlier computer action in this turn failed."));
    assert!(calls[1].text.as_ref().unwrap().contains("outside the screenshot"));
    worker.stop().await;
    tokio::time::timeout(Duration::from_secs(60), office.end()).await.unwrap();
}
