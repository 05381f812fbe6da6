//! Forms as a whole: filling many fields, sending.

use flowtilla_shared::domain::{
    flow::{FormField, SelectMode, SelectValue, Target},
    outcome::StepError,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Page,
    asking::{Nothing, Place},
};
use crate::driver::{Progress, port::Port};

#[derive(Deserialize)]
struct KindOf {
    kind: Kind,
    description: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Fill,
    Check,
    Select,
}

impl<P: Port> Page<P> {
    pub(super) async fn fill_form(
        &mut self,
        fields: &[FormField],
        submit: bool,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        for (index, field) in fields.iter().enumerate() {
            self.form_field(field, progress).await.map_err(|mut error| {
                error.message = format!("Field {} of {}: {}", index + 1, fields.len(), error.message);
                error
            })?;
        }
        match fields.last() {
            Some(last) if submit => self.submit(&last.target, progress).await,
            _ => Ok(()),
        }
    }

    async fn form_field(&mut self, field: &FormField, progress: &mut Progress) -> Result<(), StepError> {
        let FormField { target, value } = field;
        let request = json!({ "op": "kind", "target": target });
        let (_, KindOf { kind, description }): (Place, KindOf) = self.ask(Some(target), request, progress).await?;
        let wrong = |wanted: &str| StepError::refused(format!("{description} takes {wanted}, not {value}."));
        match kind {
            Kind::Check => {
                let wanted = match value {
                    Value::Bool(wanted) => *wanted,
                    Value::String(text) if text == "true" => true,
                    Value::String(text) if text == "false" => false,
                    Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
                        return Err(wrong("`true` or `false`"));
                    }
                };
                self.check(target, wanted, progress).await
            }
            Kind::Select => {
                let options: SelectValue = serde_json::from_value(as_texts(value)).map_err(|_| {
                    wrong("an option's value or label, `{label}`, `{value}`, `{index}`, or a list of them")
                })?;
                self.select(target, &options, SelectMode::Replace, progress).await
            }
            Kind::Fill => match as_texts(value) {
                Value::String(text) => self.fill(target, &text, progress).await,
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                    Err(wrong("text"))
                }
            },
        }
    }

    pub(super) async fn submit(&mut self, target: &Target, progress: &mut Progress) -> Result<(), StepError> {
        self.may_touch(progress).await?;
        self.ask::<Nothing>(Some(target), json!({ "op": "submit", "target": target }), progress).await?;
        self.settled(progress).await
    }
}

/// Numbers and booleans as text, also in a list.
fn as_texts(value: &Value) -> Value {
    match value {
        Value::Number(_) | Value::Bool(_) => Value::String(value.to_string()),
        Value::Array(items) => items.iter().map(as_texts).collect(),
        Value::Null | Value::String(_) | Value::Object(_) => value.clone(),
    }
}
