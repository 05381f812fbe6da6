//! Models over the wire: three APIs, streamed and not, against the scripted model server.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::{sync::Once, time::Duration};

use flowtilla_demo::model::{Answer, Call as Said, DemoModel, Fault, Scenario};
use flowtilla_shared::config;
use flowtilla_worker::model::{
    AnswerSchema, Block, Call, Checked, Delta, Error, Free, Image, Kind, Message, Models, Request, Stop, Tool,
    ToolResult, Turn,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

const MODELS: [&str; 3] = ["demo", "demo-responses", "demo-chat"];

fn tls() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

async fn demo(scenarios: Vec<Scenario>) -> DemoModel {
    tls();
    DemoModel::start("127.0.0.1:0".parse().unwrap(), scenarios).await.unwrap()
}

fn models(demo: &DemoModel, change: impl FnOnce(&mut config::Models)) -> Models {
    let mut config = config::Models { demo_url: demo.url(), retries: 2, ..config::Models::default() };
    change(&mut config);
    Models::new(&config, |_| None).unwrap()
}

struct Heard {
    deltas: Vec<Delta>,
}

async fn ask(models: &Models, name: &str, request: &Request) -> (Result<Turn, Error>, Heard) {
    let mut heard = Heard { deltas: Vec::new() };
    let stop = CancellationToken::new();
    let mut sink = |delta| heard.deltas.push(delta);
    let call = Call { model: Some(name), account: &Free, label: "test", stop: &stop, sink: &mut sink };
    let turn = models.turn(request, call).await;
    (turn, heard)
}

fn prompt(text: &str) -> Request {
    Request {
        system: Some("Be brief.".into()),
        messages: vec![Message::text(text)],
        max_tokens: 500,
        ..Request::default()
    }
}

fn click() -> Tool {
    Tool::Function {
        name: "click".into(),
        description: "Clicks.".into(),
        schema: json!({ "type": "object", "properties": { "name": { "type": "string" } } }),
    }
}

#[tokio::test]
async fn every_api_streams_text_thinking_and_calls_and_takes_its_own_turns_back() {
    let answers = vec![
        Answer {
            thinking: Some("The button is there.".into()),
            text: Some("I click it.".into()),
            calls: vec![Said {
                name: "click".into(),
                input: json!({ "name": "Buy “now”" }),
                toolset: None,
                actions: None,
            }],
            ..Answer::default()
        },
        Answer::text("Done, as you see."),
    ];
    let demo = demo(vec![Scenario::saying("buy it", answers)]).await;
    let models = models(&demo, |_| {});
    for name in MODELS {
        let mut request = prompt("Please buy it");
        request.tools = vec![click()];
        let (turn, heard) = ask(&models, name, &request).await;
        let turn = turn.unwrap();
        assert_eq!(turn.text(), "I click it.", "{name}");
        assert_eq!(turn.stop, Stop::ToolUse, "{name}");
        let call = turn.calls().next().unwrap().clone();
        assert_eq!((call.name.as_str(), &call.input), ("click", &json!({ "name": "Buy “now”" })), "{name}");
        assert!(turn.usage.input > 0 && turn.usage.output > 0, "{name}: {:?}", turn.usage);
        let shown: String =
            heard.deltas.iter().filter_map(|d| if let Delta::Text(t) = d { Some(t.as_str()) } else { None }).collect();
        assert_eq!(shown, "I click it.", "{name}");
        assert!(heard.deltas.iter().any(|d| matches!(d, Delta::CallStarted { .. })), "{name}");

        // the turn survives being stored, and its provider accepts it back with a result and a picture
        let stored: Turn = serde_json::from_str(&serde_json::to_string(&turn).unwrap()).unwrap();
        assert_eq!(stored, turn);
        let result =
            ToolResult { call_id: call.id, ok: true, text: "Clicked.".into(), images: vec![Image::png(b"png")] };
        request.messages.push(Message::Assistant(Box::new(stored)));
        request.messages.push(Message::User(vec![Block::ToolResult(result)]));
        let (turn, _) = ask(&models, name, &request).await;
        let turn = turn.unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!((turn.text().as_str(), turn.stop.clone()), ("Done, as you see.", Stop::End), "{name}");
    }
    demo.stop().await;
}

#[tokio::test]
async fn a_conversation_goes_on_with_the_model_of_another_provider() {
    let demo = demo(vec![Scenario::saying("buy", vec![Answer::call("click", json!({})), Answer::text("ok")])]).await;
    let models = models(&demo, |_| {});
    for (first, second) in [("demo", "demo-chat"), ("demo-chat", "demo-responses"), ("demo-responses", "demo")] {
        let mut request = prompt("buy");
        request.tools = vec![click()];
        let turn = ask(&models, first, &request).await.0.unwrap();
        let id = turn.calls().next().unwrap().id.clone();
        request.messages.push(Message::Assistant(Box::new(turn)));
        let result = ToolResult { call_id: id, ok: false, text: "no such button".into(), images: Vec::new() };
        request.messages.push(Message::User(vec![Block::ToolResult(result)]));
        let turn = ask(&models, second, &request).await.0.unwrap_or_else(|e| panic!("{first} → {second}: {e}"));
        assert_eq!(turn.text(), "ok", "{first} → {second}");
    }
    demo.stop().await;
}

#[tokio::test]
async fn computer_tools_of_the_providers_keep_their_toolset_and_their_actions() {
    let calls = vec![Said {
        name: "left_click".into(),
        input: json!({ "coordinate": [10, 20] }),
        toolset: Some("computer".into()),
        actions: Some(vec![json!({ "type": "click", "x": 10, "y": 20, "button": "left" })]),
    }];
    let answers = vec![Answer { calls, ..Answer::default() }, Answer::text("seen")];
    let demo = demo(vec![Scenario::saying("look", answers)]).await;
    let models = models(&demo, |_| {});
    let tools =
        [("demo", json!({ "type": "computer_toolset_20260801" })), ("demo-responses", json!({ "type": "computer" }))];
    for (name, definition) in tools {
        let api = models.roster().resolve(name).unwrap().endpoint.api;
        let mut request = prompt("look");
        request.tools = vec![Tool::Native { api, definition, beta: None }];
        let turn = ask(&models, name, &request).await.0.unwrap();
        let call = turn.calls().next().unwrap().clone();
        assert_eq!(call.toolset.is_some(), name == "demo");
        assert_eq!(call.computer, name == "demo-responses");
        request.messages.push(Message::Assistant(Box::new(turn)));
        let result = ToolResult { call_id: call.id, ok: true, text: String::new(), images: vec![Image::png(b"png")] };
        request.messages.push(Message::User(vec![Block::ToolResult(result)]));
        assert_eq!(ask(&models, name, &request).await.0.unwrap_or_else(|e| panic!("{name}: {e}")).text(), "seen");
    }
    // a tool of another provider is no reason to ask
    let api = models.roster().resolve("demo").unwrap().endpoint.api;
    let mut request = prompt("look");
    request.tools = vec![Tool::Native { api, definition: json!({ "type": "computer_toolset_20260801" }), beta: None }];
    assert_eq!(ask(&models, "demo-chat", &request).await.0.unwrap_err().kind, Kind::ToolRefused);
    // the endpoint itself refuses a version without its beta
    request.tools = vec![Tool::Native {
        api,
        definition: json!({ "type": "computer_20251124", "name": "computer", "display_width_px": 1280, "display_height_px": 800 }),
        beta: None,
    }];
    assert_eq!(ask(&models, "demo", &request).await.0.unwrap_err().kind, Kind::ToolRefused);
    demo.stop().await;
}

/// What each fault leads to: an answer after another attempt, or a failure of this kind.
fn outcome(fault: Fault) -> Result<(), Kind> {
    match fault {
        Fault::RateLimited
        | Fault::RetryAfter
        | Fault::RetryAfterDate
        | Fault::RateLimitedHtml
        | Fault::ServerError
        | Fault::BadGateway
        | Fault::Overloaded
        | Fault::OverloadedInStream
        | Fault::ErrorInOk
        | Fault::Hang
        | Fault::HangInStream
        | Fault::Drip
        | Fault::CutStream
        | Fault::Reset
        | Fault::Html
        | Fault::HalfEvent
        | Fault::HalfInput
        | Fault::CutInCall => Ok(()),
        Fault::Unauthorized => Err(Kind::Auth),
        Fault::TooLong => Err(Kind::TooLong),
        Fault::HugeInput => Err(Kind::TooLarge),
        // for whoever asked to judge: the turn is whole
        Fault::Empty
        | Fault::UnknownTool
        | Fault::HalfJson
        | Fault::Outside
        | Fault::Nul
        | Fault::Refusal
        | Fault::WrongLanguage
        | Fault::ManyCalls => Ok(()),
    }
}

#[tokio::test]
async fn every_fault_ends_in_an_answer_or_in_its_reason_over_every_api() {
    let answer = Answer {
        calls: vec![Said {
            name: "click".into(),
            input: json!({ "name": "a longer name of a button" }),
            toolset: None,
            actions: None,
        }],
        ..Answer::text("I click the button, then I look at what has become of it.")
    };
    let mut scenarios = Vec::new();
    for fault in Fault::ALL {
        for name in MODELS {
            let mut scenario = Scenario::saying(&format!("do {fault:?} now"), vec![answer.clone().with(fault, 1)]);
            scenario.name = format!("{fault:?} {name}");
            scenario.when.model = Some(format!("^{name}$"));
            scenarios.push(scenario);
        }
    }
    let demo = demo(scenarios).await;
    let patient = models(&demo, |config| config.idle_timeout = Duration::from_secs(60));
    // only what is silent on purpose needs somebody who notices soon
    let hasty = models(&demo, |config| {
        config.idle_timeout = Duration::from_secs(3);
        config.retries = 4;
    });
    for fault in Fault::ALL {
        let silent = matches!(fault, Fault::Hang | Fault::HangInStream | Fault::Drip);
        let models = if silent { &hasty } else { &patient };
        let [a, b, c] = MODELS.map(|name| one_fault(models, fault, name));
        tokio::join!(a, b, c);
    }
    demo.stop().await;
}

async fn one_fault(models: &Models, fault: Fault, name: &str) {
    let mut request = prompt(&format!("do {fault:?} now"));
    request.tools = vec![click()];
    let (turn, heard) = ask(models, name, &request).await;
    match outcome(fault) {
        Ok(()) => assert!(turn.is_ok(), "{fault:?} over {name}: {:?}", turn.err()),
        Err(kind) => assert_eq!(turn.as_ref().err().map(|e| e.kind), Some(kind), "{fault:?} over {name}"),
    }
    if let Ok(turn) = turn {
        for call in turn.calls() {
            assert!(call.input.is_object(), "{fault:?} over {name} gave a call without its input");
        }
        let again = heard.deltas.iter().any(|delta| matches!(delta, Delta::Again { .. }));
        let said_well = turn.text().starts_with("I click the button, then I look at what has become of it.");
        assert!(!again || said_well, "{fault:?} over {name} was asked again and gave {:?}", turn.text());
    }
}

#[tokio::test]
async fn a_failing_model_hands_over_to_the_next_and_says_so() {
    let mut failing = Scenario::saying("help", vec![Answer::text("no").with(Fault::Overloaded, u32::MAX)]);
    failing.when.model = Some("^demo$".into());
    let demo = demo(vec![failing, Scenario::saying("help", vec![Answer::text("I am the other one.")])]).await;
    let models = models(&demo, |config| {
        config.fallback = vec!["demo-chat".into()];
        config.retries = 0;
    });
    let (turn, heard) = ask(&models, "demo", &prompt("help")).await;
    let turn = turn.unwrap();
    assert_eq!((turn.text().as_str(), turn.endpoint.as_str()), ("I am the other one.", "demo_chat"));
    assert!(matches!(&heard.deltas[0], Delta::Again { why, .. } if why.contains("Overloaded")), "{:?}", heard.deltas);
    demo.stop().await;
}

#[tokio::test]
async fn a_call_ends_when_its_caller_wants_no_more() {
    let demo =
        demo(vec![Scenario::saying("wait", vec![Answer::text("never").with(Fault::HangInStream, u32::MAX)])]).await;
    let models = models(&demo, |_| {});
    let stop = CancellationToken::new();
    let stopper = stop.clone();
    // the first piece of the answer is the sign to stop
    let mut sink = move |_| stopper.cancel();
    let request = prompt("wait");
    let call = Call { model: Some("demo-chat"), account: &Free, label: "test", stop: &stop, sink: &mut sink };
    assert_eq!(models.turn(&request, call).await.unwrap_err().kind, Kind::Interrupted);
    demo.stop().await;
}

fn number(value: &Value) -> Result<i64, Vec<String>> {
    value["number"].as_i64().filter(|n| *n < 10).ok_or_else(|| vec!["`number` must be below 10".into()])
}

async fn ask_number(models: &Models, name: &str, about: &str) -> Result<Checked<i64>, Error> {
    let schema = json!({ "title": "number", "type": "object", "properties": { "number": { "type": "integer" } },
                         "required": ["number"], "additionalProperties": false });
    let request = Request { answer: Some(AnswerSchema { name: "number".into(), schema }), ..prompt(about) };
    let stop = CancellationToken::new();
    let call = Call { model: Some(name), account: &Free, label: "test", stop: &stop, sink: &mut |_| {} };
    models.json(&request, call, &number).await
}

#[tokio::test]
async fn a_structured_answer_is_repaired_twice_and_no_more() {
    let says = |prompt: &str, answers: &[&str]| {
        let mut scenario = Scenario::saying(prompt, answers.iter().map(|text| Answer::text(text)).collect());
        scenario.when.answer = Some("number".into());
        scenario
    };
    let demo = demo(vec![
        says("good", &["{\"number\": 4}"]),
        says("fenced", &["Here:\n```json\n{\"number\": 5,}\n```"]),
        says("slow", &["I would rather talk.", "{\"number\": \"six\"}", "{\"number\": 6}"]),
        says("large", &["{\"number\": 600}", "{\"number\": 7}"]),
        says("never", &["tea?"]),
    ])
    .await;
    let models = models(&demo, |_| {});
    for name in MODELS {
        for (about, value, repairs) in [("good", 4, 0), ("fenced", 5, 0), ("slow", 6, 2), ("large", 7, 1)] {
            let checked = ask_number(&models, name, about).await.unwrap_or_else(|e| panic!("{about} over {name}: {e}"));
            assert_eq!((checked.value, checked.repairs), (value, repairs), "{about} over {name}");
        }
        let error = ask_number(&models, name, "never").await.unwrap_err();
        assert_eq!(error.kind, Kind::Malformed);
        assert!(error.message.contains("no JSON: tea?"), "{error}");
    }
    demo.stop().await;
}
