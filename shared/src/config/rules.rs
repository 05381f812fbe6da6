//! What single values and their types cannot say: which settings contradict each other.

use super::Config;

impl Config {
    /// Each contradiction as the key that is wrong and the rest of the sentence.
    #[must_use]
    pub fn contradictions(&self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        let mut need = |holds: bool, key, sentence: &str| {
            if !holds {
                found.push((key, sentence.to_owned()));
            }
        };
        let worker = &self.worker;
        need(self.database.max_connections >= 2, "database.max_connections", "must be at least 2");
        need(
            worker.renew_every * 2 <= worker.action_gate,
            "worker.renew_every",
            "must be at most half of `worker.action_gate`",
        );
        need(worker.action_gate < worker.lease, "worker.action_gate", "must be shorter than `worker.lease`");
        need(worker.concurrency <= 1000, "worker.concurrency", "must be at most 1000");
        need(worker.max_crashes >= 1, "worker.max_crashes", "must be at least 1");
        need(self.browser.contexts_per_browser >= 1, "browser.contexts_per_browser", "must be at least 1");
        need(self.api.socket_backlog >= 1, "api.socket_backlog", "must be at least 1");
        need(self.limits.max_executions_per_run >= 1, "limits.max_executions_per_run", "must be at least 1");
        need(
            !(self.api.require_key && self.api.allowed_origins.iter().any(|origin| origin == "*")),
            "api.allowed_origins",
            "must not contain `*` while `api.require_key` is on; list the origins",
        );
        let otlp = &self.telemetry.otlp_endpoint;
        need(
            otlp.is_empty() || otlp.starts_with("http://") || otlp.starts_with("https://"),
            "telemetry.otlp_endpoint",
            "must begin with `http://` or `https://`",
        );
        let models = &self.models;
        need(
            models.idle_timeout <= models.total_timeout,
            "models.idle_timeout",
            "must be at most `models.total_timeout`",
        );
        need(models.retries <= 10, "models.retries", "must be at most 10");
        for (cap, key) in [
            (models.max_usd_per_run, "models.max_usd_per_run"),
            (models.max_usd_per_project_day, "models.max_usd_per_project_day"),
            (models.max_usd_per_day, "models.max_usd_per_day"),
        ] {
            need((0.0..=1e9).contains(&cap), key, "must be between 0 and 1000000000");
        }
        for (key, problem) in self.retention.contradictions() {
            need(false, key, &problem);
        }
        let mut one_of = |value: &str, words: &[&str], key| {
            if !words.contains(&value) {
                found.push((key, format!("must be one of `{}`, and not `{value}`", words.join("`, `"))));
            }
        };
        one_of(&self.browser.engine, &["auto", "shell", "full"], "browser.engine");
        one_of(&self.browser.sandbox, &["auto", "on", "off"], "browser.sandbox");
        one_of(&self.agents.sandbox, &["auto", "bwrap", "landlock", "none"], "agents.sandbox");
        one_of(&self.models.openai_api, &["auto", "responses", "chat"], "models.openai_api");
        one_of(&self.log.format, &["auto", "pretty", "json"], "log.format");
        found
    }
}
