//! The browser toolset: a model works element by element in the Chromium that is seen on its desktop.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod agent_kit;
mod runner_kit;

use agent_kit::{Office, PROJECT, call, said, session};
use flowtilla_demo::model::{Answer, Call, Scenario};
use flowtilla_shared::{
    domain::agent::{MessageBlock, SessionOptions},
    store::AgentCallRow,
};
use serde_json::{Value, json};

/// An answer that calls members of the browser toolset.
fn browser(calls: &[(&str, Value)]) -> Answer {
    let calls = calls.iter().map(|(name, input)| Call {
        name: (*name).into(),
        input: input.clone(),
        toolset: Some("browser".into()),
        actions: None,
    });
    Answer { calls: calls.collect(), ..Answer::default() }
}

fn at_ref(name: &str) -> Value {
    json!({ "type": "ref", "ref": name })
}

/// The text of a call's result.
fn text(row: &AgentCallRow) -> &str {
    row.text.as_deref().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_uses_the_browser_of_its_desktop_element_by_element() {
    let Some(office) = Office::open().await else { return };
    let shop = agent_kit::Shop::open().await;
    let url = shop.url();
    office.play(Scenario::saying(
        "sign in",
        vec![
            browser(&[
                ("navigate", json!({ "url": format!("{url}/login") })),
                ("find", json!({ "query": "user name" })),
            ]),
            // the first page that is read gives its first refs again
            browser(&[("read_page", json!({ "filter": "interactive" }))]),
            browser(&[
                ("new_tab", json!({})),
                ("navigate", json!({ "url": format!("{url}/teapots/brown-betty") })),
                ("get_page_text", json!({})),
            ]),
            browser(&[
                ("list_tabs", json!({})),
                ("switch_tab", json!({ "tab_id": "tab_1" })),
                ("screenshot", json!({})),
            ]),
            browser(&[("wait", json!({ "duration": 0.1 })), ("key", json!({ "text": "ctrl+a" }))]),
            said("Done."),
        ],
    ));
    let worker = office.worker("w");
    // the browser is open already, as a person would have opened it
    let options = SessionOptions { start_url: Some(format!("{url}/")), ..SessionOptions::default() };
    let id = session(&office, options).await;
    office.say(id, "Please sign in").await;
    let row = office.idle(id).await;
    assert_eq!(row.message, None, "{row:?}");
    let calls = office.stack.store.agent_sessions().calls(PROJECT, id, 0, 100).await.unwrap();
    for one in &calls {
        assert_eq!((one.ok, one.skipped), (Some(true), false), "{}: {:?}", one.name, one.text);
        assert_eq!(one.toolset.as_deref(), Some("browser"));
    }
    assert!(text(&calls[0]).starts_with(&format!("Opened {url}/login")), "{}", text(&calls[0]));
    assert!(text(&calls[1]).contains("User name") && text(&calls[1]).contains("[ref_"), "{}", text(&calls[1]));
    assert!(text(&calls[2]).contains("Sign in"), "{}", text(&calls[2]));
    assert!(text(&calls[5]).contains("Brown Betty"), "{}", text(&calls[5]));
    let tabs: Value = serde_json::from_str(text(&calls[6])).unwrap();
    let urls: Vec<&str> = tabs["tabs"].as_array().unwrap().iter().map(|tab| tab["url"].as_str().unwrap()).collect();
    assert_eq!((tabs["type"].as_str(), urls.len()), (Some("browser_state"), 2), "{tabs}");
    assert!(urls[0].ends_with("/login") && urls[1].ends_with("/brown-betty"), "{tabs}");
    assert!(calls[8].artifact_id.is_some(), "the screenshot is missing");
    // the last action of a batch is answered with a picture, and the provider gets blocks of the shapes it knows
    assert!(calls[10].artifact_id.is_some());
    let asked = office.model.requests();
    let last = asked.last().unwrap().1.to_string();
    for part in ["\"type\":\"browser_toolset_20260801\"", "\"type\":\"browser_state\"", "\"toolset_name\":\"browser\""]
    {
        assert!(last.contains(part), "{part}");
    }
    office.close(id).await;
    worker.stop().await;
    office.nothing_is_left().await;
    office.end().await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refs_and_places_fill_in_click_and_stop_at_the_first_failure() {
    let Some(office) = Office::open().await else { return };
    let shop = agent_kit::Shop::open().await;
    let url = shop.url();
    // the refs of a page depend on nothing but the page, so that a script can know them: read once, then written down
    let page = |path: &str| json!({ "url": format!("{url}{path}") });
    office.play(Scenario::saying(
        "look",
        vec![browser(&[("navigate", page("/login")), ("read_page", json!({}))]), said("Seen.")],
    ));
    let worker = office.worker("w");
    let id = session(&office, SessionOptions::default()).await;
    office.say(id, "Please look").await;
    office.idle(id).await;
    let calls = office.stack.store.agent_sessions().calls(PROJECT, id, 0, 100).await.unwrap();
    let outline = text(&calls[1]).to_owned();
    let reference = |name: &str| -> String {
        let line = outline.lines().find(|line| line.contains(name) && line.contains("[ref_"));
        let line = line.unwrap_or_else(|| panic!("{name} has no ref: {outline}"));
        let from = line.find("[ref_").unwrap() + 1;
        line[from..].split(']').next().unwrap().to_owned()
    };
    let (user, password) = (reference("textbox \"User name\""), reference("textbox \"Password\""));
    let sign_in = reference("button \"Sign in\"");
    office.play(Scenario::saying(
        "sign in",
        vec![
            browser(&[
                ("form_input", json!({ "target": at_ref(&user), "value": "ada" })),
                ("left_click", json!({ "target": at_ref(&password) })),
                ("type", json!({ "text": "größer 茶" })),
                ("key", json!({ "text": "ctrl+a Backspace" })),
                ("type", json!({ "text": "tea" })),
                ("hover", json!({ "target": at_ref(&sign_in) })),
                (
                    "scroll",
                    json!({ "target": { "type": "coordinate", "x": 300, "y": 300 }, "scroll_direction": "down" }),
                ),
                ("zoom", json!({ "region": [0, 0, 200, 100] })),
            ]),
            browser(&[
                ("left_click", json!({ "target": { "type": "coordinate", "x": 9000, "y": 1 } })),
                ("left_click", json!({ "target": at_ref(&sign_in) })),
            ]),
            call("bash", json!({ "command": "pgrep -c chromedriver" })),
            said("Done."),
        ],
    ));
    office.say(id, "Please sign in").await;
    let row = office.idle(id).await;
    assert_eq!(row.message, None, "{row:?}");
    let calls = office.stack.store.agent_sessions().calls(PROJECT, id, 2, 100).await.unwrap();
    for one in &calls[..8] {
        assert_eq!(one.ok, Some(true), "{} {}: {:?}", one.name, one.input, one.text);
    }
    assert!(calls[7].artifact_id.is_some(), "zoom has no picture");
    assert!(text(&calls[8]).contains("outside the screenshot"), "{}", text(&calls[8]));
    assert!(calls[9].skipped);
    assert_eq!(text(&calls[9]), "Not executed: an earlier action in this turn failed.");
    assert_eq!(text(&calls[10]).trim(), "1", "the browser is driven over WebDriver, from inside the sandbox");
    let read = office
        .history(id)
        .await
        .into_iter()
        .flat_map(|message| message.blocks)
        .any(|block| matches!(block, MessageBlock::ToolUse { toolset: Some(set), .. } if set == "browser"));
    assert!(read);
    office.close(id).await;
    worker.stop().await;
    office.end().await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_models_get_the_same_members_as_a_function_and_a_closed_browser_is_opened_again() {
    let Some(office) = Office::open().await else { return };
    let shop = agent_kit::Shop::open().await;
    let page = format!("{}/teapots/brown-betty", shop.url());
    office.play(Scenario::saying(
        "price",
        vec![
            call("browser", json!({ "action": "navigate", "url": page })),
            call("bash", json!({ "command": "pkill -9 -f /chromium/chromium; while pgrep -f /chromium/chromium >/dev/null; do sleep 0.05; done; echo gone" })),
            call("browser", json!({ "action": "get_page_text" })),
            call("browser", json!({ "action": "navigate", "url": page })),
            call("browser", json!({ "action": "get_page_text" })),
            said("€34.00"),
        ],
    ));
    let worker = office.worker("w");
    let options = SessionOptions { model: Some("demo-chat".into()), ..SessionOptions::default() };
    let id = session(&office, options).await;
    office.say(id, "What is the price?").await;
    let row = office.idle(id).await;
    assert_eq!(row.message, None, "{row:?}");
    let calls = office.stack.store.agent_sessions().calls(PROJECT, id, 0, 100).await.unwrap();
    assert_eq!(calls[0].ok, Some(true), "{calls:#?}");
    assert!(text(&calls[1]).contains("gone"), "{calls:#?}");
    assert_eq!(calls[3].ok, Some(true), "{calls:#?}");
    assert!(text(&calls[4]).contains("34.00"), "{calls:#?}");
    office.close(id).await;
    worker.stop().await;
    office.end().await;
    shop.close().await;
}
