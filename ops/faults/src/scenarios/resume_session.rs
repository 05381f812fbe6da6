//! A worker leaves while its browser session lives on in a `chromedriver` that is not its child: another worker goes on in the
//! same page, in the same attempt, at the next step, and repeats nothing.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::json;

use super::stop;
use crate::{
    Plan,
    fleet::Fleet,
    invariants::{self, Report},
};

/// How the worker leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// By SIGKILL.
    Dies,
    /// By SIGTERM and one more: it hands back what it runs, at once.
    HandsBack,
}

pub async fn run(plan: &Plan, leave: Leave) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut fleet = Fleet::with_webdriver(&plan.bin, 1, 1).await?;
    let base = fleet.demo.url();
    let token = "resume-000".to_owned();
    // the order is placed before the worker dies; only this page knows what was typed into it
    let flow = json!({
        "name": token,
        "start_url": format!("{base}/checkout?token={token}"),
        "steps": [
            { "type": "click", "target": { "role": "button", "name": "Place order" }, "once": true },
            { "type": "expect", "url": "**/orders/*" },
            { "type": "extract", "target": { "testid": "token" }, "what": "text", "var": "seen" },
            { "type": "evaluate", "js": "window.remembered = 'still here'", "label": "leave a mark" },
            { "type": "sleep", "ms": 3000 },
            { "type": "evaluate", "js": "return window.remembered", "var": "mark" },
            { "type": "expect", "var": "mark", "equals": "still here" },
            { "type": "expect", "var": "seen", "equals": token },
        ],
    });
    let run = fleet.client.execute(&[flow], &json!({})).await?;
    let deadline = Instant::now() + Duration::from_secs(30);
    let marked = |e: &serde_json::Value| e["type"] == "step.started" && e["data"]["step_type"] == "sleep";
    let seen = fleet.client.tail(&run, 0, deadline, marked).await?;
    report.check(seen.iter().any(marked), "the flow never reached its pause");
    let mut leaving = fleet.workers.remove(0);
    let left = Instant::now();
    match leave {
        Leave::Dies => leaving.kill(),
        Leave::HandsBack => {
            leaving.signal(Signal::SIGTERM)?;
            // two signals at once would be one
            let drains = async || {
                let workers = fleet.client.get("/api/workers").await?;
                Ok(workers["items"].as_array().into_iter().flatten().any(|worker| worker["status"] == "draining"))
            };
            fleet.client.poll("the draining", Duration::from_secs(10), drains).await?;
            leaving.stop(Duration::from_secs(10)).await?;
        }
    }
    fleet.add_worker()?;
    let over = fleet.client.finished(&run, Duration::from_secs(60)).await?;

    let events = fleet.client.events(&run).await?;
    invariants::ends_exactly_once(&mut report, &over, &events);
    invariants::gapless(&mut report, "the run", &events);
    invariants::witnessed_once(&mut report, &over, std::slice::from_ref(&token), &fleet.demo.orders()?);
    let execution = &over["executions"][0];
    report.check(over["status"] == "passed", format!("the run ended {}: {}", over["status"], execution["message"]));
    report.check(execution["attempt"] == 1, format!("it took attempt {}", execution["attempt"]));
    let resumed = events.iter().filter(|e| e["type"] == "execution.started" && e["data"]["resumed"] == true).count();
    report.check(resumed == 1, format!("{resumed} claims resumed the live session"));
    report.count(format!(
        "the worker left ({leave:?}), the other went on in its page; over {:.1} s later",
        left.elapsed().as_secs_f64()
    ));
    stop(fleet, &mut report).await?;
    Ok(report)
}
