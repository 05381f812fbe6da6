//! Agent sessions in trouble: workers that are killed, people who take over, limits, many sessions.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod agent_kit;
mod runner_kit;

use std::time::Duration;

use agent_kit::{Gate, Office, PROJECT, call, said, session, toolset};
use flowtilla_demo::model::Scenario;
use flowtilla_shared::{
    domain::{
        agent::{
            AgentStatus, CallState, Control, DesktopStatus, MessageBlock, SessionLimits, SessionOptions, WaitingFor,
        },
        event::Event,
        ids::AgentSessionId,
        models::Price,
    },
    live::ControlMessage,
};
use serde_json::json;

/// All that was said, as one text.
async fn told(office: &Office, id: AgentSessionId) -> String {
    let blocks: Vec<Vec<MessageBlock>> = office.history(id).await.into_iter().map(|message| message.blocks).collect();
    serde_json::to_string(&blocks).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the body of the process that another test kills"]
async fn a_worker_to_be_killed() {
    agent_kit::be_a_worker().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_process_that_is_killed_leaves_the_history_and_nothing_is_done_twice() {
    let Some(office) = Office::open().await else { return };
    office.play(Scenario::saying(
        "count",
        vec![
            call("bash", json!({ "command": "echo kept > kept" })),
            toolset(&[("hold_key", json!({ "text": "shift", "duration": 300 })), ("type", json!({ "text": "x" }))]),
            said("I saw that it was cut off."),
        ],
    ));
    office.play(Scenario::saying(
        "list your files",
        vec![call("bash", json!({ "command": "ls" })), said("There it is.")],
    ));
    let mut first = office.worker_process("first", "a_worker_to_be_killed");
    let id = session(&office, SessionOptions::default()).await;
    office.say(id, "Please count").await;
    office.until(id, "the second call began", |row| row.calls == 2).await;
    // SIGKILL: no goodbye, no drop, no end of a lease
    first.start_kill().unwrap();
    first.wait().await.unwrap();
    let second = office.worker("second");
    let row = office.idle(id).await;
    assert_eq!((row.message, row.calls, row.usage.answers), (None, 3, 3), "a call was made twice");
    let calls = office.stack.store.agent_sessions().calls(PROJECT, id, 0, 100).await.unwrap();
    let states: Vec<(CallState, bool)> = calls.iter().map(|call| (call.state, call.skipped)).collect();
    use CallState::{Committed, Uncertain};
    assert_eq!(states, [(Committed, false), (Uncertain, false), (Committed, true)]);
    let history = told(&office, id).await;
    assert!(history.contains("nobody knows whether it took effect"), "{history}");
    assert!(history.contains("Your desktop is a new one, because the worker that had it died"), "{history}");
    // the next turn works on the new desktop
    office.say(id, "Please list your files").await;
    office.idle(id).await;
    let history = told(&office, id).await;
    assert!(history.contains("There it is."), "{history}");
    second.stop().await;
    office.nothing_is_left().await;
    office.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_takes_over_within_a_turn_stops_the_agent_until_the_desktop_is_handed_back() {
    let Some(office) = Office::open().await else { return };
    let gate = Gate::open().await;
    office.play(Scenario::saying(
        "work",
        vec![
            call("bash", json!({ "command": gate.command() })),
            call("bash", json!({ "command": "echo two > two" })),
            said("Done."),
        ],
    ));
    let worker = office.worker("w");
    let id = session(&office, SessionOptions::default()).await;
    office.say(id, "Please work").await;
    gate.reached().await;
    let views = office.stack.store.desktop_views();
    let committed = views.take(PROJECT, id, "ada", Duration::from_secs(600)).await.unwrap();
    office.stack.live.publish(&committed).await;
    office.stack.live.control(ControlMessage::AgentSession(id)).await;
    // the call that runs ends as it would have; what comes after it waits
    gate.release();
    let row =
        office.until(id, "the agent waits for the person", |row| row.waiting_for == Some(WaitingFor::Control)).await;
    assert_eq!((row.status, row.desktop.unwrap().control), (AgentStatus::Waiting, Control::User));
    let calls = office.stack.store.agent_sessions().calls(PROJECT, id, 0, 100).await.unwrap();
    assert!(calls.iter().all(|call| call.number == 1 || call.skipped), "the agent went on: {calls:#?}");
    let committed = views.hand_back(PROJECT, id, "ada", Some("I have moved the window")).await.unwrap();
    office.stack.live.publish(&committed).await;
    office.stack.live.control(ControlMessage::AgentSession(id)).await;
    let row = office.idle(id).await;
    assert_eq!(row.message, None, "{row:?}");
    let history = told(&office, id).await;
    for words in ["has handed them back", "The user says about it: I have moved the window", "Done."] {
        assert!(history.contains(words), "{words}: {history}");
    }
    // the agent was shown the screen as the person left it
    let shown = office
        .history(id)
        .await
        .iter()
        .any(|message| message.blocks.iter().any(|block| matches!(block, MessageBlock::Image { .. })));
    assert!(shown, "{history}");
    let hands: Vec<(Control, Option<String>)> = office
        .events(id)
        .await
        .into_iter()
        .filter_map(
            |e| if let Event::SessionControl { control, by, .. } = e.event { Some((control, by)) } else { None },
        )
        .collect();
    assert_eq!(hands, [(Control::User, Some("ada".into())), (Control::Agent, Some("ada".into()))]);
    worker.stop().await;
    office.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_its_turns_at_its_dollars_tokens_and_seconds() {
    let price = Price { input: 1000.0, output: 1000.0, cache_read: None, cache_write: None };
    let Some(office) = Office::with(|config| {
        config.models.prices.insert("demo".into(), price);
        config.models.max_usd_per_run = 1_000_000.0;
        config.models.max_usd_per_project_day = 1_000_000.0;
        config.models.max_usd_per_day = 1_000_000.0;
    })
    .await
    else {
        return;
    };
    office.play(Scenario::saying("forever", vec![call("bash", json!({ "command": "true" }))]));
    office.play(Scenario::saying(
        "slowly",
        vec![call("bash", json!({ "command": "sleep 1.1" })), call("bash", json!({ "command": "echo never" }))],
    ));
    let worker = office.worker("w");
    let run = async |words: &str, limits: SessionLimits| {
        let id = session(&office, SessionOptions { limits, ..SessionOptions::default() }).await;
        office.say(id, words).await;
        let row = office.idle(id).await;
        let kind = office
            .events(id)
            .await
            .into_iter()
            .find_map(|e| if let Event::SessionError { kind, .. } = e.event { Some(kind) } else { None });
        office.close(id).await;
        (row, kind.unwrap_or_default())
    };
    let (row, kind) = run("Go on forever", SessionLimits { max_usd: 40.0, ..SessionLimits::default() }).await;
    assert_eq!(kind, "budget", "{row:?}");
    assert!(row.usage.cost_micro_usd <= 40_000_000, "{row:?}");
    let (row, kind) = run("Go on forever", SessionLimits { max_tokens: 1, ..SessionLimits::default() }).await;
    assert_eq!((kind.as_str(), row.usage.answers), ("budget", 1), "{row:?}");
    assert!(row.message.unwrap().contains("max_tokens"));
    let (row, kind) = run("Work slowly", SessionLimits { max_seconds: 1, ..SessionLimits::default() }).await;
    assert_eq!((kind.as_str(), row.calls), ("timeout", 1), "{row:?}");
    assert!(row.message.unwrap().contains("max_seconds"));
    worker.stop().await;
    office.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_read_and_write_the_clipboard_while_the_agent_works() {
    let Some(office) = Office::open().await else { return };
    office.play(Scenario::saying("work", vec![call("bash", json!({ "command": "sleep 300" })), said("Never.")]));
    let worker = office.worker("w");
    let id = session(&office, SessionOptions::default()).await;
    office.say(id, "Please work").await;
    office.until(id, "the call runs", |row| row.calls == 1).await;
    assert_eq!(office.clipboard(id, None).await, Ok(String::new()));
    assert_eq!(office.clipboard(id, Some("größer 茶 🫖")).await, Ok(String::new()));
    assert_eq!(office.clipboard(id, None).await, Ok("größer 茶 🫖".into()));
    let large = "x".repeat(150_000);
    assert_eq!(office.clipboard(id, Some(&large)).await, Ok(String::new()));
    assert_eq!(office.clipboard(id, None).await, Ok(large));
    assert_eq!(office.row(id).await.status, AgentStatus::Running, "the agent was disturbed");
    office.close(id).await;
    worker.stop().await;
    office.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_sessions_opened_and_closed_leave_nothing() {
    let Some(office) = Office::open().await else { return };
    let worker = office.worker("w");
    for _ in 0..10 {
        let options = SessionOptions::default;
        let (one, other) = tokio::join!(session(&office, options()), session(&office, options()));
        for id in [one, other] {
            office.stack.live.control(ControlMessage::AgentSession(id)).await;
        }
        for id in [one, other] {
            office
                .until(id, "it has a desktop", |row| {
                    row.desktop.as_ref().is_some_and(|desktop| desktop.status == DesktopStatus::Open)
                })
                .await;
        }
        for id in [one, other] {
            office.close(id).await;
        }
        for id in [one, other] {
            office
                .until(id, "its desktop is closed", |row| {
                    row.desktop.as_ref().is_some_and(|desktop| desktop.status == DesktopStatus::Closed)
                })
                .await;
        }
    }
    worker.stop().await;
    office.nothing_is_left().await;
    office.end().await;
}
