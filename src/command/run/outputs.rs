//! The reports that a run leaves: files, annotations, the summary of a CI job.

use std::{fs, io::Write, path::Path};

use anyhow::Context;
use flowtilla_shared::report::{self, ReportInput};

use super::{
    args::Args,
    save::{self, Saved},
};

/// Writes every report that was asked for; answers with a line about each.
pub fn write(args: &Args, input: &ReportInput, saved: &Saved) -> anyhow::Result<Vec<String>> {
    let mut written = Vec::new();
    let mut told = |what: &str, path: &Path| written.push(format!("{what}: {}", save::absolute(path)));
    if let Some(path) = &args.html {
        save::write(path, &report::html(input)?)?;
        told("HTML report", path);
    }
    let mut with_files = input.clone();
    save::point_to_files(&mut with_files, saved);
    if let Some(path) = &args.junit {
        save::write(path, &report::junit(&with_files))?;
        told("JUnit report", path);
    }
    if let Some(path) = &args.ctrf {
        save::write(path, &serde_json::to_string_pretty(&report::ctrf(&with_files))?)?;
        told("CTRF report", path);
    }
    if let Some(path) = &args.markdown {
        save::write(path, &report::markdown(input))?;
        told("Markdown report", path);
    }
    if let Some(dir) = &args.allure {
        fs::create_dir_all(dir).with_context(|| format!("`{}` cannot be made", dir.display()))?;
        for (name, bytes) in report::allure(input) {
            let path = dir.join(name);
            fs::write(&path, bytes).with_context(|| format!("`{}` cannot be written", path.display()))?;
        }
        told("Allure results", dir);
    }
    if args.github {
        github(args, input)?;
    }
    Ok(written)
}

/// Annotations on the lines of the failed steps, the job's summary and its outputs.
fn github(args: &Args, input: &ReportInput) -> anyhow::Result<()> {
    for line in report::github(input) {
        // standard output is data when that was asked for; GitHub reads both
        if args.json || args.output.is_some() {
            anstream::eprintln!("{line}");
        } else {
            anstream::println!("{line}");
        }
    }
    if let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) {
        append(Path::new(&path), &format!("{}\n", report::markdown(input)))?;
    }
    if let Some(path) = std::env::var_os("GITHUB_OUTPUT").filter(|path| !path.is_empty()) {
        let counts = &input.run.counts;
        let lines = format!(
            "run_id={}\nstatus={}\npassed={}\nfailed={}\nerrored={}\n",
            input.run.id, input.run.status, counts.passed, counts.failed, counts.errored
        );
        append(Path::new(&path), &lines)?;
    }
    Ok(())
}

fn append(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path);
    let file = file.as_mut().map_err(|e| anyhow::anyhow!("`{}` cannot be opened: {e}", path.display()))?;
    file.write_all(text.as_bytes()).with_context(|| format!("`{}` cannot be written", path.display()))
}
