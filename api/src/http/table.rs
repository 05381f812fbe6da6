//! All routes by template, for the `Allow` header of a 405 and the route in the log.

use serde_json::Value;

/// Templates and the methods they answer to.
#[derive(Debug, Default)]
pub struct RouteTable {
    rows: Vec<(String, Vec<String>, Vec<String>)>,
}

impl RouteTable {
    /// Every path of an OpenAPI document, and those that are not in it.
    #[must_use]
    pub fn new(openapi: &Value, others: &[(&str, &str)]) -> Self {
        let mut table = Self::default();
        for (path, operations) in openapi["paths"].as_object().into_iter().flatten() {
            for method in operations.as_object().into_iter().flatten().map(|(method, _)| method) {
                table.add(path, &method.to_uppercase());
            }
        }
        for (path, method) in others {
            table.add(path, method);
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
        let document = json!({"paths": {"/flows/{id}": {"get": {}, "put": {}}, "/flows/validate": {"post": {}}}});
        let table = RouteTable::new(&document, &[("/ws", "GET")]);
        assert_eq!(table.template("/flows/validate"), Some("/flows/validate"));
        assert_eq!(table.methods("/flows/7"), "GET, HEAD, OPTIONS, PUT");
        assert_eq!(table.methods("/ws"), "GET, HEAD, OPTIONS");
        assert_eq!(table.template("/nowhere"), None);
    }
}
