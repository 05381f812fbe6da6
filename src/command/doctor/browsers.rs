//! Browsers and their drivers: there, complete, and of versions that fit.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use flowtilla_shared::config::Browser;

use super::{Finding, Mark, finding, good};

/// Longest wait for a program to tell its version.
const PATIENCE: Duration = Duration::from_secs(10);

const CHROMIUM: &str = "apt install chromium chromium-driver, dnf install chromium chromedriver, or brew install --cask chromium chromedriver";

/// Every browser and driver, and whether they fit.
pub fn look(config: &Browser) -> Vec<Finding> {
    if !config.webdriver_url.is_empty() {
        return vec![good("browser", format!("WebDriver at {}", config.webdriver_url))];
    }
    let full = Program::find("Chromium", &config.chromium, &["chromium", "chromium-browser", "google-chrome"]);
    let shell = Program::find(
        "Chromium headless shell",
        &config.headless_shell,
        &["chromium-headless-shell", "chrome-headless-shell"],
    );
    let driver = Program::find("ChromeDriver", &config.chromedriver, &["chromedriver"]);
    let firefox = Program::find("Firefox", &config.firefox, &["firefox-esr", "firefox"]);
    let gecko = Program::find("geckodriver", &config.geckodriver, &["geckodriver"]);
    let mut findings = vec![
        full.told(Mark::Bad, CHROMIUM),
        shell.told(Mark::Weak, "apt install chromium-headless-shell makes flows start faster"),
        driver.told(Mark::Bad, CHROMIUM),
        firefox.told(Mark::Weak, "only needed for `browser: firefox`; apt install firefox-esr"),
        gecko.told(Mark::Weak, "only needed for `browser: firefox`; ops/install-deps --firefox builds it"),
    ];
    let versions = [&full, &shell].map(|browser| (browser.what, browser.version.as_deref()));
    findings.extend(fits(driver.version.as_deref(), &versions));
    findings
}

/// One program as it was found.
struct Program {
    what: &'static str,
    path: Option<PathBuf>,
    version: Option<String>,
}

impl Program {
    fn find(what: &'static str, named: &str, names: &[&str]) -> Self {
        let path = found(named, names);
        let version = path.as_deref().and_then(version);
        Self { what, path, version }
    }

    fn told(&self, absent: Mark, advice: &str) -> Finding {
        match (&self.path, &self.version) {
            (Some(path), Some(version)) => good(self.what, format!("{version} ({})", path.display())),
            (Some(path), None) => finding(self.what, absent, format!("{} does not tell its version", path.display()))
                .advise(format!("see what `{} --version` says; {advice}", path.display())),
            (None, _) => finding(self.what, absent, "not found").advise(advice),
        }
    }
}

/// Whether ChromeDriver drives the browsers: it refuses another major version.
fn fits(driver: Option<&str>, browsers: &[(&'static str, Option<&str>)]) -> Option<Finding> {
    const WHAT: &str = "versions";
    let drives = major(driver?)?;
    let there: Vec<(&str, u32)> =
        browsers.iter().filter_map(|(what, version)| Some((*what, major((*version)?)?))).collect();
    let other = there.iter().find(|(_, version)| *version != drives);
    match other {
        Some((what, version)) => Some(
            finding(WHAT, Mark::Bad, format!("{what} is {version}, and ChromeDriver drives {drives}"))
                .advise("install browser and driver from the same source and upgrade them together"),
        ),
        None if there.is_empty() => None,
        None => Some(good(WHAT, format!("browser and driver are both {drives}"))),
    }
}

/// The first number of a version: 156 of `Chromium 156.0.7200.55 built on Debian`.
fn major(version: &str) -> Option<u32> {
    version.split_whitespace().find_map(|word| word.split_once('.')?.0.parse().ok())
}

/// The named path, or the first of the names that is on the PATH.
pub fn found(named: &str, names: &[&str]) -> Option<PathBuf> {
    if !named.is_empty() {
        return Some(PathBuf::from(named)).filter(|path| path.exists());
    }
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| std::env::split_paths(&path).map(|dir| dir.join(name)).find(|path| path.is_file()))
}

/// The first line of `--version`.
fn version(path: &Path) -> Option<String> {
    let child =
        Command::new(path).arg("--version").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = child.ok()?;
    let end = Instant::now() + PATIENCE;
    while child.try_wait().ok()?.is_none() {
        if Instant::now() > end {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = child.wait_with_output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).lines().next()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn a_driver_of_another_version_is_bad() {
        let browsers = [
            ("Chromium", Some("Chromium 156.0.7200.55 built on Debian GNU/Linux 12")),
            ("Chromium headless shell", None),
        ];
        let same = fits(Some("ChromeDriver 156.0.7200.1 (abc)"), &browsers).unwrap();
        assert_eq!((same.mark, same.detail.as_str()), (Mark::Good, "browser and driver are both 156"));
        let other = fits(Some("ChromeDriver 155.0.1.1"), &browsers).unwrap();
        assert_eq!(other.mark, Mark::Bad);
        assert!(other.detail.contains("Chromium is 156, and ChromeDriver drives 155"), "{}", other.detail);
        assert_eq!(fits(None, &browsers), None, "a driver that is not there is told elsewhere");
    }

    #[test]
    fn a_browser_that_is_missing_or_says_nothing_is_told_with_advice() {
        let missing = Program::find("Chromium", "/nowhere/chromium", &[]).told(Mark::Bad, CHROMIUM);
        assert_eq!((missing.mark, missing.detail.as_str()), (Mark::Bad, "not found"));
        assert!(missing.advice.unwrap().contains("apt install"));
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("chromium");
        fs::write(&path, "#!/bin/sh\nexit 1\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let silent = Program::find("Chromium", path.to_str().unwrap(), &[]).told(Mark::Bad, CHROMIUM);
        assert_eq!(silent.mark, Mark::Bad);
        assert!(silent.detail.contains("does not tell its version"), "{}", silent.detail);
    }
}
