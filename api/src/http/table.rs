//! All routes by template, for the `Allow` header of a 405, the route in the log, and what the gate asks of each.

use std::collections::HashMap;

use poem::http::Method;
use serde_json::Value;

/// Templates and the methods they answer to.
#[derive(Debug, Default)]
pub struct RouteTable {
    rows: Vec<(String, Vec<String>, Vec<String>)>,
    rules: HashMap<(String, Method), Rule>,
}

/// What an operation that needs a key asks of its caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name in the OpenAPI document; a socket's is its path.
    pub operation: String,
    pub scope: String,
    /// It opens a socket or a stream.
    pub connects: bool,
    /// It starts executions, generations or agents.
    pub executes: bool,
}

/// Operations that start something expensive.
pub const EXECUTES: &[&str] = &[
    "executeFlows",
    "rerunTestRun",
    "testBrowser",
    "testRoundTrip",
    "runSchedule",
    "measureMutationScore",
    "createAgentSession",
    "sendAgentMessage",
];

/// The socket that takes a ticket in the place of a key.
const TICKETED: &str = crate::routes::desktops::ScreenSocket::PATH;

impl RouteTable {
    /// Every path of an OpenAPI document, and those that are not in it.
    #[must_use]
    pub fn new(openapi: &Value, others: &[(&str, &str)]) -> Self {
        let mut table = Self::default();
        for (path, operations) in openapi["paths"].as_object().into_iter().flatten() {
            for (method, operation) in operations.as_object().into_iter().flatten() {
                let method = method.to_uppercase();
                table.add(path, &method);
                if let (Some(scope), Ok(method)) =
                    (operation["x-scope"].as_str(), Method::from_bytes(method.as_bytes()))
                {
                    let operation_id = operation["operationId"].as_str().unwrap_or_default();
                    let streams = &operation["responses"]["200"]["content"]["text/event-stream"];
                    let rule = Rule {
                        operation: operation_id.into(),
                        scope: scope.into(),
                        connects: !streams.is_null(),
                        executes: EXECUTES.contains(&operation_id),
                    };
                    table.rules.insert((path.clone(), method), rule);
                }
            }
        }
        for (path, method) in others {
            table.add(path, method);
            if path.starts_with("/ws") && *path != TICKETED {
                let rule = Rule { operation: (*path).into(), scope: "read".into(), connects: true, executes: false };
                table.rules.insert(((*path).into(), Method::GET), rule);
            }
        }
        table
    }

    fn add(&mut self, path: &str, method: &str) {
        if let Some((_, _, methods)) = self.rows.iter_mut().find(|(template, _, _)| template == path) {
            methods.push(method.into());
        } else {
            let segments = path.split('/').map(str::to_owned).collect();
            self.rows.push((path.into(), segments, vec![method.into()]));
        }
    }

    /// The row of a path: among templates that fit, the one with the fewest parameters.
    fn row(&self, path: &str) -> Option<&(String, Vec<String>, Vec<String>)> {
        let asked: Vec<&str> = path.split('/').collect();
        let fits = |segments: &[String]| {
            segments.len() == asked.len()
                && segments.iter().zip(&asked).all(|(want, is)| want.starts_with('{') || want == is)
        };
        let parameters = |segments: &[String]| segments.iter().filter(|segment| segment.starts_with('{')).count();
        self.rows.iter().filter(|(_, segments, _)| fits(segments)).min_by_key(|(_, segments, _)| parameters(segments))
    }

    /// The template that a path belongs to.
    #[must_use]
    pub fn template(&self, path: &str) -> Option<&str> {
        self.row(path).map(|(template, _, _)| template.as_str())
    }

    /// What is asked of the caller; `None` where nobody needs a key, and where nothing answers.
    #[must_use]
    pub fn rule(&self, path: &str, method: &Method) -> Option<&Rule> {
        let method = if method == Method::HEAD { &Method::GET } else { method };
        // a few methods, so the copies cost less than a second table
        self.rules.get(&(self.template(path)?.to_owned(), method.clone()))
    }

    /// The thing that a path is about: the path up to the last parameter of its template.
    #[must_use]
    pub fn thing(&self, path: &str) -> String {
        let segments = self.row(path).map_or(&[][..], |(_, segments, _)| segments);
        let last = segments.iter().rposition(|segment| segment.starts_with('{'));
        last.map_or_else(|| path.to_owned(), |last| path.split('/').take(last + 1).collect::<Vec<_>>().join("/"))
    }

    /// The value of `Allow` for a path.
    #[must_use]
    pub fn methods(&self, path: &str) -> String {
        let mut methods = self.row(path).map(|(_, _, methods)| methods.clone()).unwrap_or_default();
        if methods.iter().any(|method| method == "GET") {
            methods.push("HEAD".into());
        }
        methods.push("OPTIONS".into());
        methods.sort_unstable();
        methods.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_most_literal_template_wins() {
        let put = json!({ "operationId": "putFlow", "x-scope": "run" });
        let document = json!({"paths": {"/flows/{id}": {"get": {}, "put": put}, "/flows/validate": {"post": {}}}});
        let table = RouteTable::new(&document, &[("/ws", "GET")]);
        assert_eq!(table.template("/flows/validate"), Some("/flows/validate"));
        assert_eq!(table.methods("/flows/7"), "GET, HEAD, OPTIONS, PUT");
        assert_eq!(table.methods("/ws"), "GET, HEAD, OPTIONS");
        assert_eq!(table.template("/nowhere"), None);
        assert_eq!(table.rule("/flows/7", &Method::PUT).map(|rule| rule.operation.as_str()), Some("putFlow"));
        assert!(table.rule("/ws", &Method::GET).is_some_and(|rule| rule.connects));
        assert_eq!(table.rule("/flows/7", &Method::GET), None);
        assert_eq!((table.thing("/flows/7"), table.thing("/ws")), ("/flows/7".into(), "/ws".into()));
        assert_eq!(table.rule("/flows/validate", &Method::POST), None);
    }
}
