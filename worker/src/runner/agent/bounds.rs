//! Where a model may go: an approved flow names its hosts, and nothing that a page says adds to them.

use flowtilla_shared::domain::{flow::Flow, outcome::StepError};
use serde_json::Value;
use url::Url;

use super::super::{Runner, context_options, host_of};
use crate::driver::{Reach, host_allowed};

impl Runner {
    /// Whom the flow's pages may ask, and how: where a model acts, nobody but the flow's hosts; where the flow names methods, only by
    /// these.
    pub(in crate::runner) fn reach(&self) -> Reach {
        let hosts = if acts_in(&self.plan.flow) { self.model_hosts() } else { Vec::new() };
        Reach { hosts, methods: self.plan.flow.allowed_methods.clone().unwrap_or_default() }
    }

    /// The hosts of the flow: those of its `start_url`, of its `allowed_hosts`, and of the addresses that its steps open.
    pub(in crate::runner) fn model_hosts(&self) -> Vec<String> {
        let options = context_options(&self.plan);
        let mut hosts: Vec<String> = options.allowed_hosts.into_iter().filter(|host| !host.ends_with(':')).collect();
        hosts.extend(options.base_url.as_deref().and_then(host_of));
        let Flow { setup, steps, teardown, .. } = &*self.plan.flow;
        let mut opened = Vec::new();
        setup.iter().chain(steps).chain(teardown).for_each(|step| addresses(step, &mut opened));
        let filled = opened.into_iter().filter_map(|url| self.scope.fill(&url).ok());
        hosts.extend(filled.filter_map(|url| host_of(url.as_str()?)));
        hosts.sort();
        hosts.dedup();
        hosts
    }

    /// Why a model may not open this address; `None` when it may, as far as its words tell.
    pub(super) fn off_limits(hosts: &[String], url: &str) -> Option<StepError> {
        let url = Url::parse(url).ok()?;
        let host = url.host_str().unwrap_or_default();
        let named = hosts.iter().any(|pattern| host_allowed(pattern, host, url.port_or_known_default()));
        let fine = matches!(url.scheme(), "http" | "https") && named;
        (!fine).then(|| {
            StepError::refused(format!(
                "A model may not open `{}`: the flow's hosts are {}.",
                url.as_str().chars().take(200).collect::<String>(),
                hosts.join(", ")
            ))
        })
    }
}

/// Whether a model acts somewhere in the flow: then its browser keeps to the flow's hosts from the start.
pub(in crate::runner) fn acts_in(flow: &Flow) -> bool {
    fn acts(step: &Value) -> bool {
        match step {
            Value::Object(fields) => {
                matches!(fields.get("type").and_then(Value::as_str), Some("ai_act" | "ai_task"))
                    || fields.values().any(acts)
            }
            Value::Array(items) => items.iter().any(acts),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
    }
    flow.setup.iter().chain(&flow.steps).chain(&flow.teardown).any(acts)
}

/// The addresses that steps open.
fn addresses(step: &Value, found: &mut Vec<Value>) {
    match step {
        Value::Object(fields) => {
            let opens = matches!(fields.get("type").and_then(Value::as_str), Some("goto" | "new_tab"));
            found.extend(fields.get("url").filter(|url| opens && url.is_string()).cloned());
            fields.values().for_each(|inner| addresses(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|item| addresses(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_stays_on_the_hosts_of_the_flow() {
        let hosts = ["shop.test".to_owned(), "127.0.0.1:4000".to_owned()];
        for url in ["/cart", "https://shop.test/x", "http://127.0.0.1:4000/"] {
            assert!(Runner::off_limits(&hosts, url).is_none(), "{url}");
        }
        for url in
            ["http://evil.test/?shop.test", "http://127.0.0.1:4001/", "file:///etc/passwd", "javascript:alert(1)"]
        {
            assert!(Runner::off_limits(&hosts, url).is_some(), "{url}");
        }
    }
}
