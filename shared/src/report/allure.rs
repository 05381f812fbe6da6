//! Allure results: a `…-result.json` for each execution, and the attachments beside them.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    describe::told,
    file_ending,
    input::{Execution, ReportInput, Step},
    zip,
};
use crate::domain::status::{Status, StepStatus};

/// The files of an `allure-results` directory: names and contents. Attachments without contents are left out.
#[must_use]
pub fn allure(input: &ReportInput) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for execution in &input.run.executions {
        let mut attachments = Vec::new();
        for artifact in &execution.artifacts {
            let Some(attached) = input.attachments.get(&artifact.id) else { continue };
            let ending = file_ending(&attached.media_type);
            let file = format!("{}-attachment.{ending}", plain(&artifact.id));
            let name = artifact.name.as_deref().unwrap_or(&artifact.kind);
            attachments
                .push((artifact.id.as_str(), json!({ "name": name, "source": file, "type": attached.media_type })));
            files.push((file, attached.bytes.clone()));
        }
        let result = result(input, execution, &attachments);
        files.push((format!("{}-result.json", plain(&execution.id)), result.to_string().into_bytes()));
    }
    let executor = json!({ "name": "Flowtilla", "type": "flowtilla", "buildName": input.run.id });
    files.push(("executor.json".into(), executor.to_string().into_bytes()));
    files
}

/// The same files as one zip archive.
#[must_use]
pub fn allure_zip(input: &ReportInput) -> Vec<u8> {
    zip::archive(&allure(input))
}

fn result(input: &ReportInput, execution: &Execution, attachments: &[(&str, Value)]) -> Value {
    let start = execution.started_at.map_or(0, |at| at.timestamp_millis());
    let flow = execution.source.as_deref().unwrap_or("flows");
    // the same flow in the same variant is the same test in another run
    let base = execution.flow_name.split(" [").next().unwrap_or(&execution.flow_name);
    let variant: Vec<String> = execution.labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let full_name = format!("{flow}: {base}");
    let hash = |text: &str| hex::encode(&Sha256::digest(text.as_bytes())[..16]);
    let mut labels = vec![
        json!({ "name": "framework", "value": "flowtilla" }),
        json!({ "name": "language", "value": "yaml" }),
        json!({ "name": "suite", "value": flow }),
    ];
    if let Some(worker) = &execution.worker {
        labels.push(json!({ "name": "host", "value": worker }));
    }
    let tags = execution.document.as_ref().and_then(|document| document.get("tags")).and_then(Value::as_array);
    labels.extend(tags.into_iter().flatten().map(|tag| json!({ "name": "tag", "value": tag })));
    let mut details = json!({ "flaky": execution.flaky });
    if let Some(message) = &execution.message {
        details["message"] = json!(message);
    }
    if let Some(error) = execution.failed_step().and_then(|step| step.error.as_ref()) {
        details["trace"] = json!(error.log.join("\n"));
    }
    let mut at = start;
    let steps: Vec<Value> = execution
        .steps
        .iter()
        .map(|step| {
            let began = at;
            at = at.saturating_add_unsigned(step.duration_ms.unwrap_or(0));
            self::step(execution, step, began, at, attachments)
        })
        .collect();
    let loose: Vec<&Value> = attachments
        .iter()
        .filter(|(id, _)| !execution.steps.iter().any(|step| step.artifacts.iter().any(|of| of == id)))
        .map(|(_, attachment)| attachment)
        .collect();
    json!({
        "uuid": execution.id,
        "historyId": hash(&format!("{full_name}\n{}", variant.join("\n"))),
        "testCaseId": hash(&full_name),
        "fullName": full_name,
        "name": execution.flow_name,
        "status": word(execution),
        "statusDetails": details,
        "stage": "finished",
        "start": start,
        "stop": start.saturating_add_unsigned(execution.duration_ms.unwrap_or(0)),
        "labels": labels,
        "parameters": execution.labels.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect::<Vec<_>>(),
        "links": links(execution),
        "steps": steps,
        "attachments": loose,
        "description": format!("test run {}", input.run.id),
    })
}

fn step(execution: &Execution, step: &Step, start: i64, stop: i64, attachments: &[(&str, Value)]) -> Value {
    let status = match step.status {
        StepStatus::Passed | StepStatus::Healed => "passed",
        StepStatus::Failed => "failed",
        StepStatus::InDoubt => "broken",
        StepStatus::Skipped | StepStatus::Pending | StepStatus::Running => "skipped",
    };
    let own: Vec<&Value> = attachments
        .iter()
        .filter(|(id, _)| step.artifacts.iter().any(|of| of == id))
        .map(|(_, attachment)| attachment)
        .collect();
    let mut told = json!({
        "name": told(execution, step), "status": status, "stage": "finished", "start": start, "stop": stop,
        "steps": [], "attachments": own, "parameters": [],
    });
    if let Some(error) = &step.error {
        told["statusDetails"] = json!({ "message": error.message, "trace": error.log.join("\n") });
    }
    told
}

/// Issues named by `annotate` steps.
fn links(execution: &Execution) -> Vec<Value> {
    let notes = execution.notes.iter().filter(|note| matches!(note.name.as_deref(), Some("issue" | "tms" | "link")));
    notes
        .map(|note| {
            let text = note.value.as_str().unwrap_or_default();
            json!({ "type": note.name, "name": text, "url": text })
        })
        .collect()
}

fn word(execution: &Execution) -> &'static str {
    match execution.status {
        Status::Passed if execution.skipped => "skipped",
        Status::Passed => "passed",
        Status::Failed => "failed",
        Status::Errored => "broken",
        Status::Cancelled => "skipped",
        Status::Queued | Status::Running | Status::Waiting => "unknown",
    }
}

/// An id as a part of a file's name.
fn plain(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}
