//! A client that progenitor makes of the published contract, and one that talks to a live server with it.
//! Usage: flowtilla-rust-client URL KEY

use anyhow::{Context, bail, ensure};
use reqwest::header::{HeaderMap, HeaderValue};

progenitor::generate_api!(spec = "../../api/openapi.json", interface = Builder);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (url, key) = (arguments.next().context("no URL")?, arguments.next().context("no key")?);
    let mut headers = HeaderMap::new();
    headers.insert("x-api-key", HeaderValue::from_str(&key)?);
    let http = reqwest::Client::builder().default_headers(headers).build()?;
    let client = Client::new_with_client(&url, http);

    let flow = serde_json::json!({ "flows": [{ "name": "From Rust", "steps": [
        { "type": "set", "var": "x", "value": 1 }, { "type": "expect", "var": "x", "equals": 1 },
    ] }] });
    let asked: types::ExecuteFlows = serde_json::from_value(flow)?;
    let accepted = client.execute_flows().body(asked).send().await?.into_inner();
    let run = client.get_test_run().id(accepted.test_run_id).wait_seconds(60).send().await?.into_inner();
    ensure!(run.status == types::Status::Passed, "the run ended {:?}", run.status);
    ensure!(run.executions.iter().all(|execution| execution.steps.len() == 2), "steps are missing");

    let nobody = uuid::Uuid::nil();
    match client.get_test_run().id(nobody).send().await {
        Err(progenitor_client::Error::ErrorResponse(problem)) => {
            ensure!(problem.status() == 404 && problem.code == "not-found", "another problem: {problem:?}");
        }
        other => bail!("a run of nobody's was answered with {other:?}"),
    }
    println!("a Rust client by progenitor executed a flow and got a typed problem");
    Ok(())
}
