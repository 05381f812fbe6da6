//! From one flow to its executions: a row of data, a browser, a viewport, a repetition each.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::flow::{Engine, Flow, Viewport, rows};

/// What every flow of a run is multiplied by; an empty list multiplies by nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    pub browser: Vec<String>,
    pub engine: Vec<Engine>,
    pub viewport: Vec<Viewport>,
    /// Rows that take the place of the flows' own `data`.
    pub data: Vec<Map<String, Value>>,
    /// How often each is repeated.
    pub repeat: u32,
}

/// One execution to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The flow's name, and in brackets what makes it this variant.
    pub name: String,
    /// The document with the variant's browser, engine and viewport.
    pub document: Value,
    /// The values of its row.
    pub params: Map<String, Value>,
    /// `browser`, `engine`, `viewport`, `row`, `repeat`: those that were multiplied by.
    pub labels: BTreeMap<String, String>,
}

impl Matrix {
    /// Every combination, the rows of data turning slowest and the repetitions fastest.
    ///
    /// # Errors
    /// A sentence when the flow's rows are still in a file, or when there would be more than `most`.
    pub fn variants(&self, flow: &Flow, most: usize) -> Result<Vec<Variant>, String> {
        let data = self.rows_of(flow)?;
        let axes = [self.browser.len(), self.engine.len(), self.viewport.len(), self.repeat as usize, data.len()];
        let count = axes.iter().fold(1_usize, |count, len| count.saturating_mul((*len).max(1)));
        if count > most {
            return Err(format!("The flow `{}` would make {count} executions; {most} are taken.", flow.name));
        }
        let document = serde_json::to_value(flow).map_err(|e| e.to_string())?;
        let mut variants = vec![Variant { name: String::new(), document, params: Map::new(), labels: BTreeMap::new() }];
        multiply(&mut variants, &data, |variant, row| {
            variant.params = row.clone();
            variant.is("row", rows::row_label(row), rows::row_name(flow, row));
        });
        multiply(&mut variants, &self.browser, |variant, browser| {
            variant.document["browser"] = json!(browser);
            variant.is("browser", browser.clone(), browser.clone());
        });
        multiply(&mut variants, &self.engine, |variant, engine| {
            let word = json!(engine);
            variant.is(
                "engine",
                word.as_str().unwrap_or_default().to_owned(),
                format!("engine {}", word.as_str().unwrap_or_default()),
            );
            variant.document["engine"] = word;
        });
        multiply(&mut variants, &self.viewport, |variant, viewport| {
            variant.document["viewport"] = json!(viewport);
            let size = format!("{}x{}", viewport.width, viewport.height);
            variant.is("viewport", size.clone(), size);
        });
        let repeats: Vec<u32> = if self.repeat > 1 { (1..=self.repeat).collect() } else { Vec::new() };
        multiply(&mut variants, &repeats, |variant, n| variant.is("repeat", n.to_string(), format!("#{n}")));
        for variant in &mut variants {
            variant.name =
                if variant.name.is_empty() { flow.name.clone() } else { format!("{} [{}]", flow.name, variant.name) };
            if let Value::Object(document) = &mut variant.document {
                // the row is in its params now
                document.remove("data");
                document.remove("data_name");
            }
        }
        Ok(variants)
    }

    fn rows_of(&self, flow: &Flow) -> Result<Vec<Map<String, Value>>, String> {
        if !self.data.is_empty() {
            return Ok(self.data.clone());
        }
        match &flow.data {
            None => Ok(Vec::new()),
            Some(Value::Array(rows)) => Ok(rows.iter().filter_map(|row| row.as_object().cloned()).collect()),
            Some(file) => Err(format!(
                "The data of the flow `{}` is in the file {file}. `flowtilla run` puts its rows there; over the API send the rows, or CSV text.",
                flow.name
            )),
        }
    }
}

impl Variant {
    fn is(&mut self, label: &str, value: String, told: String) {
        self.labels.insert(label.to_owned(), value);
        if !self.name.is_empty() {
            self.name.push_str(", ");
        }
        self.name.push_str(&told);
    }
}

/// Each variant with each value; unchanged when there are no values.
fn multiply<T>(variants: &mut Vec<Variant>, values: &[T], apply: impl Fn(&mut Variant, &T)) {
    if values.is_empty() {
        return;
    }
    let mut all = Vec::with_capacity(variants.len() * values.len());
    for variant in variants.iter() {
        for value in values {
            let mut variant = variant.clone();
            apply(&mut variant, value);
            all.push(variant);
        }
    }
    *variants = all;
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use serde_json::{Map, json};

    use super::{Matrix, Variant};
    use crate::domain::flow::{self, Engine, Viewport};

    fn names(variants: &[Variant]) -> Vec<&str> {
        variants.iter().map(|variant| variant.name.as_str()).collect()
    }

    #[test]
    fn a_flow_is_multiplied_by_its_rows_and_by_everything_in_the_matrix() {
        let flow = flow::check_value(&json!({ "name": "Sign in", "data": "user,role\nada,admin\nbob,guest\n",
            "data_name": "as {{user}}", "steps": [{ "click": "OK" }, { "expect": "{{user}}" }] }))
        .flow
        .expect("a flow");
        let plain = Matrix::default().variants(&flow, 10).expect("variants");
        assert_eq!(names(&plain), ["Sign in [as ada]", "Sign in [as bob]"]);
        assert_eq!(plain[1].params, *json!({ "user": "bob", "role": "guest" }).as_object().expect("an object"));
        assert_eq!(plain[1].labels["row"], "role=guest, user=bob");
        assert!(plain[0].document.get("data").is_none());
        let matrix = Matrix {
            browser: vec!["chromium".into(), "firefox".into()],
            engine: vec![Engine::Full],
            viewport: vec![Viewport { width: 390, height: 844 }],
            data: vec![Map::from_iter([("user".to_owned(), json!("eve"))])],
            repeat: 2,
        };
        let all = matrix.variants(&flow, 10).expect("variants");
        assert_eq!(
            names(&all),
            [
                "Sign in [as eve, chromium, engine full, 390x844, #1]",
                "Sign in [as eve, chromium, engine full, 390x844, #2]",
                "Sign in [as eve, firefox, engine full, 390x844, #1]",
                "Sign in [as eve, firefox, engine full, 390x844, #2]"
            ]
        );
        assert_eq!(all[3].document["browser"], "firefox");
        assert_eq!(all[3].labels.len(), 5);
        assert_eq!(matrix.variants(&flow, 3).unwrap_err(), "The flow `Sign in` would make 4 executions; 3 are taken.");
    }

    #[test]
    fn rows_in_a_file_are_not_sent_without_their_file() {
        let flow = flow::check_value(&json!({ "name": "A", "data": "users.csv", "steps": [{ "click": "OK" }] })).flow;
        let refused = Matrix::default().variants(&flow.expect("a flow"), 10).unwrap_err();
        assert!(refused.starts_with("The data of the flow `A` is in the file \"users.csv\"."), "{refused}");
    }
}
