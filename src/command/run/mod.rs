//! `flowtilla run`: runs flow files and reports, with a server of its own or a given one.

mod args;
pub(crate) mod client;
pub mod data;
mod follow;
mod history;
mod outputs;
mod plan;
mod profiles;
mod progress;
mod save;
mod select;
mod snapshots;
mod summary;
mod watch;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use flowtilla_demo::{Demo, DemoOptions};
use flowtilla_shared::{
    config::{Config, Environment},
    domain::{event::Event, status::Status},
    report::{self, ReportInput},
    seal::KeyRing,
};
use flowtilla_worker::driver;
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub use self::args::Args;
use self::{
    args::Output,
    client::{Accepted, Client},
    history::History,
    plan::Plan,
    progress::Progress,
    watch::{End, watch},
};
use crate::{
    cli::Globals,
    exit::{Exit, Failure, usage},
    settings,
    signals::Signals,
    stack::{Place, Stack, StackOptions},
};

/// Longest wait for evidence of flows that are over, and how often it is asked for.
const EVIDENCE_WITHIN: Duration = Duration::from_secs(120);
const EVIDENCE_EVERY: Duration = Duration::from_millis(150);

impl Args {
    /// Checks, runs, reports.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        let mut environment = Environment::of_process();
        for file in self.env_file.iter().map(AsRef::as_ref).chain([std::path::Path::new(".env")]) {
            environment.fill_from(file).map_err(|problem| usage!("{problem}"))?;
        }
        self.refuse_contradictions()?;
        let mut plan = Plan::read(&self.paths, &self.tags)?;
        let remembered = History::path(self.history.as_deref());
        let left_out = select::select(&mut plan, &self, &History::read(&remembered))?;
        if self.list {
            return self.print_list(&plan);
        }
        if plan.flows.is_empty() {
            let why =
                if left_out.nothing_failed { "nothing failed when it was last run" } else { "this share is empty" };
            anstream::eprintln!("{why}; nothing was run");
            return Ok(Exit::Passed);
        }
        let secrets = self.secrets(&environment);
        if self.server.is_none() {
            let missing: Vec<&str> =
                plan.secrets.iter().filter(|name| !secrets.contains_key(*name)).map(String::as_str).collect();
            if let [first, ..] = missing.as_slice() {
                return Err(usage!(
                    "no value for the secret{} {}; set FLOWTILLA_SECRET_{} or pass --secret {first}=…; nothing was run",
                    if missing.len() > 1 { "s" } else { "" },
                    missing.join(", "),
                    first.to_uppercase()
                ));
            }
        }
        let config = settings::start(globals, self.flags(plan.flows.len()), true, Some("error"))?.config;
        if self.server.is_none() {
            for name in plan.browsers(&self.browsers()) {
                if let Err(sentence) = driver::installed(&config.browser, name) {
                    return Err(Failure::with(Exit::Infrastructure, anyhow::anyhow!("{sentence}")));
                }
            }
        }
        settings::runtime()?.block_on(self.run_with(config, plan, &environment, secrets))
    }

    async fn run_with(
        mut self,
        config: Config,
        plan: Plan,
        environment: &Environment,
        secrets: BTreeMap<String, String>,
    ) -> Result<Exit, Failure> {
        let signals = Signals::listen()?;
        if !self.demo {
            return self.run_anywhere(config, plan, environment, secrets, &signals).await;
        }
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let shop = Demo::start(DemoOptions { listen, data_dir: None, latency: Duration::ZERO }).await?;
        if !self.params.iter().any(|(name, _)| name == "base_url") {
            self.params.push(("base_url".into(), Value::String(shop.url())));
        }
        let ended = self.run_anywhere(config, plan, environment, secrets, &signals).await;
        shop.stop().await;
        ended
    }

    async fn run_anywhere(
        &self,
        config: Config,
        plan: Plan,
        environment: &Environment,
        secrets: BTreeMap<String, String>,
        signals: &Signals,
    ) -> Result<Exit, Failure> {
        let Some(server) = self.server.clone() else {
            let mut config = config;
            if self.profiles_dir.is_some() && config.secrets.key.is_empty() {
                let dir = settings::default_data_dir()?;
                std::fs::create_dir_all(&dir)?;
                config.secrets.key = KeyRing::kept_in(&dir.join("secrets.key"))?;
            }
            let waiting = progress::waiting("Starting Postgres, Redis, API and worker");
            let mut stack = tokio::select! {
                started = Stack::start(config, Place::Temporary, StackOptions { secrets, demo: None }) => started?,
                () = signals.stop.cancelled() => return Ok(signals.exit()),
            };
            waiting.finish_and_clear();
            let client = Client::new(&stack.url, None)?;
            if let Some(dir) = &self.profiles_dir {
                profiles::bring(stack.store(), dir).await?;
            }
            let ended = tokio::select! {
                ended = self.run_on(&client, plan, environment, signals) => ended,
                broken = stack.broken() => Err(broken.into()),
            };
            if let Some(dir) = &self.profiles_dir {
                profiles::keep(stack.store(), dir).await?;
            }
            // nothing runs any more, or nobody waits for it
            stack.stop(std::future::ready(())).await;
            return ended;
        };
        let client = Client::new(&server, self.key.clone())?;
        self.run_on(&client, plan, environment, signals).await
    }

    async fn run_on(
        &self,
        client: &Client,
        plan: Plan,
        environment: &Environment,
        signals: &Signals,
    ) -> Result<Exit, Failure> {
        let mut ids = BTreeMap::new();
        let ended = self.run_borrowing(client, &plan, environment, signals, &mut ids).await;
        if self.server.is_some() {
            for id in ids.values() {
                if let Err(failure) = client.forget(id).await {
                    anstream::eprintln!("the flow {id}, stored for this run, could not be deleted: {failure}");
                }
            }
        }
        ended
    }

    /// Stores the flows that others run, so that the workers find them; their ids end up in `ids`.
    async fn run_borrowing(
        &self,
        client: &Client,
        plan: &Plan,
        environment: &Environment,
        signals: &Signals,
        ids: &mut BTreeMap<String, String>,
    ) -> Result<Exit, Failure> {
        let begun = Instant::now();
        for borrowed in plan::borrowed(plan)? {
            let id = client.keep(&plan::with_ids(&borrowed.flow, ids)).await?;
            ids.insert(borrowed.key, id);
        }
        if self.server.is_none() {
            snapshots::hand_in(client, plan).await?;
        }
        profiles::make(client, &self.profiles).await?;
        let body = self.body(plan, ids, environment)?;
        let idempotency_key = Uuid::now_v7().to_string();
        let accepted = tokio::select! {
            accepted = client.execute(&body, &idempotency_key) => accepted?,
            () = signals.stop.cancelled() => return Ok(signals.exit()),
        };
        let mut progress = Progress::new(&accepted, &plan.flows, self.output == Some(Output::Ndjson));
        let mut failures = 0;
        let end = watch(client, &accepted.test_run_id, self.timeout, signals, |envelope| {
            if self.output == Some(Output::Ndjson)
                && let Ok(line) = serde_json::to_string(envelope)
            {
                anstream::println!("{line}");
            }
            progress.see(envelope);
            if let Event::ExecutionFinished { status: Status::Failed | Status::Errored, .. } = envelope.event {
                failures += 1;
                if self.max_failures == Some(failures) {
                    let (client, run) = (client.clone(), accepted.test_run_id.clone());
                    tokio::spawn(async move {
                        if let Err(failure) = client.cancel(&run).await {
                            anstream::eprintln!("the run could not be cancelled: {failure}");
                        }
                    });
                }
            }
        })
        .await;
        progress.done();
        let end = end?;
        if self.server.is_none() {
            for path in snapshots::bring_home(client, plan).await? {
                anstream::eprintln!("New picture: {} (look at it, then commit it)", save::absolute(&path));
            }
        }
        let detail = with_evidence(client, &accepted.test_run_id, signals).await?;
        let mut input = ReportInput::from_detail(&detail)?;
        complete(&mut input, &accepted, plan);
        self.remember(&input, &accepted, plan);
        self.report(client, &mut input, u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)).await?;
        Ok(match end {
            End::Finished => match exit_of(&input, self.max_failures.is_some_and(|most| failures >= most)) {
                Exit::Passed if self.fail_on_flaky && input.run.executions.iter().any(|execution| execution.flaky) => {
                    Exit::Failed
                }
                exit @ (Exit::Passed
                | Exit::Failed
                | Exit::Usage
                | Exit::Infrastructure
                | Exit::TimedOut
                | Exit::Interrupted
                | Exit::Terminated) => exit,
            },
            End::TimedOut => Exit::TimedOut,
            End::Stopped => signals.exit(),
        })
    }

    fn body(&self, plan: &Plan, ids: &BTreeMap<String, String>, environment: &Environment) -> Result<Value, Failure> {
        let matrix = self.matrix()?;
        let mut options = Map::new();
        options.insert("params".into(), Value::Object(self.params.iter().cloned().collect()));
        options.insert("env".into(), Value::Object(plan.env_values(environment)));
        if let Some(retries) = self.retries {
            options.insert("retries".into(), json!(retries));
        }
        if self.update_snapshots {
            options.insert("update_snapshots".into(), json!(true));
        }
        if let Some(timeout) = self.timeout {
            options.insert("timeout_seconds".into(), json!(timeout.as_secs_f64()));
        }
        if let Some(evidence) = self.evidence() {
            options.insert("evidence".into(), json!(evidence));
        }
        let mut flows: Vec<Value> = plan.flows.iter().map(|flow| plan::with_ids(flow, ids)).collect();
        if let Some(engine) = self.engine() {
            for flow in &mut flows {
                flow["engine"] = json!(engine);
            }
        }
        if let [browser] = self.browsers().as_slice() {
            for flow in &mut flows {
                flow["browser"] = json!(browser);
            }
        }
        if let Some(matrix) = matrix {
            options.insert("matrix".into(), matrix);
        }
        Ok(json!({ "flows": flows, "options": options }))
    }

    /// What every flow is multiplied by, when anything was asked for.
    fn matrix(&self) -> Result<Option<Value>, Failure> {
        let mut matrix = Map::new();
        let browsers = self.browsers();
        if browsers.len() > 1 {
            matrix.insert("browser".into(), json!(browsers));
        }
        if !self.viewports.is_empty() {
            matrix.insert("viewport".into(), json!(self.viewports));
        }
        if let Some(path) = &self.data {
            matrix.insert("data".into(), data::rows(path).map_err(|e| usage!("{e}"))?);
        }
        if let Some(repeat) = self.repeat_each {
            matrix.insert("repeat".into(), json!(repeat));
        }
        Ok(if matrix.is_empty() { None } else { Some(Value::Object(matrix)) })
    }

    /// Prints what would be run.
    fn print_list(&self, plan: &Plan) -> Result<Exit, Failure> {
        if self.json {
            let flows: Vec<Value> = (plan.flows.iter())
                .map(|flow| json!({ "file": flow.source, "line": flow.line(""), "name": flow.name, "tags": flow.tags }))
                .collect();
            anstream::println!("{}", serde_json::to_string_pretty(&flows)?);
            return Ok(Exit::Passed);
        }
        for flow in &plan.flows {
            let tags: String = flow.tags.iter().map(|tag| format!(" @{tag}")).collect();
            anstream::println!("{}:{} › {}{tags}", flow.source, flow.line(""), flow.name);
        }
        let plural = if plan.flows.len() == 1 { "" } else { "s" };
        anstream::eprintln!("{} flow{plural}", plan.flows.len());
        Ok(Exit::Passed)
    }

    /// Keeps times and failures for `--last-failed` and `--shard`.
    fn remember(&self, input: &ReportInput, accepted: &Accepted, plan: &Plan) {
        let path = History::path(self.history.as_deref());
        let mut history = History::read(&path);
        let planned = planned(accepted, plan);
        for execution in &input.run.executions {
            if let Some(flow) = planned.get(execution.id.as_str()) {
                history.note(flow, execution.duration_ms.unwrap_or(0), execution.status != Status::Passed);
            }
        }
        history.write(&path);
    }

    async fn report(&self, client: &Client, input: &mut ReportInput, wall_ms: u64) -> Result<(), Failure> {
        let saved = save::artifacts(client, input, self.artifacts_dir(), self.artifacts_dir.is_some()).await?;
        let written = outputs::write(self, input, &saved)?;
        let text = format!(
            "{}\n{}\n{}",
            summary::table(input),
            summary::failures(input, &saved),
            summary::closing(input, wall_ms)
        );
        match (self.json, self.output) {
            (true, _) => {
                anstream::println!("{}", serde_json::to_string_pretty(&report::json(input))?);
                anstream::eprintln!("{text}");
            }
            (false, Some(Output::Ndjson)) => anstream::eprintln!("{text}"),
            (false, None) => anstream::println!("{text}"),
        }
        for line in written {
            anstream::eprintln!("{line}");
        }
        Ok(())
    }
}

/// The flow of each execution.
fn planned<'a>(accepted: &'a Accepted, plan: &'a Plan) -> BTreeMap<&'a str, &'a plan::Planned> {
    let all = accepted.executions.iter();
    all.filter_map(|queued| Some((queued.id.as_str(), plan.flows.get(queued.flow_index)?))).collect()
}

/// Adds what only we know: the files, the documents, the lines of failed steps.
fn complete(input: &mut ReportInput, accepted: &Accepted, plan: &Plan) {
    let planned = planned(accepted, plan);
    for execution in &mut input.run.executions {
        if let Some(flow) = planned.get(execution.id.as_str()) {
            execution.source = Some(flow.source.clone());
            execution.line = Some(flow.line(execution.failed_step().map_or("", |step| step.path.as_str())));
            execution.document.get_or_insert_with(|| flow.document.clone());
        }
    }
    // in the order in which they were named
    let order: BTreeMap<&str, usize> =
        accepted.executions.iter().enumerate().map(|(n, queued)| (queued.id.as_str(), n)).collect();
    input.run.executions.sort_by_key(|execution| order.get(execution.id.as_str()).copied());
    input.title = match plan.flows.as_slice() {
        [only] => only.name.clone(),
        flows => format!("{} flows", flows.len()),
    };
}

/// A failure of the application counts more than what could not be judged, and that more than a time-out.
fn exit_of(input: &ReportInput, cancelled_by_us: bool) -> Exit {
    let all = &input.run.executions;
    let any = |status: Status| all.iter().any(|execution| execution.status == status);
    let timed_out = |execution: &report::Execution| execution.reason.as_deref() == Some("timeout");
    if any(Status::Failed) || (cancelled_by_us && !any(Status::Errored)) {
        Exit::Failed
    } else if all.iter().any(|execution| execution.status == Status::Errored && !timed_out(execution)) {
        Exit::Infrastructure
    } else if all.iter().any(timed_out) {
        Exit::TimedOut
    } else if all.iter().all(|execution| execution.status == Status::Passed) {
        Exit::Passed
    } else {
        // cancelled by somebody else, or never finished
        Exit::Infrastructure
    }
}

/// The run, once everything that was recorded of it is there: films and traces are made after the verdict.
async fn with_evidence(client: &Client, run: &str, signals: &Signals) -> Result<Value, Failure> {
    let until = Instant::now() + EVIDENCE_WITHIN;
    loop {
        let detail = client.detail(run).await?;
        let executions = detail.get("executions").and_then(Value::as_array);
        let pending = |execution: &Value| execution.get("evidence_pending") == Some(&Value::Bool(true));
        if !executions.is_some_and(|all| all.iter().any(pending)) || Instant::now() > until {
            return Ok(detail);
        }
        tokio::select! {
            () = signals.stop.cancelled() => return Ok(detail),
            () = tokio::time::sleep(EVIDENCE_EVERY) => {}
        }
    }
}
