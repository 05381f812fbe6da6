//! What browsers are asked for: switches, preferences, capabilities.

use std::path::Path;

use anyhow::Context as _;
use flowtilla_shared::{config, domain::flow::BrowserName};
use serde_json::{Map, Value, json};

/// Keeps Chromium from calling home, and from doing what nobody watches.
pub const QUIET: &[&str] = &[
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-breakpad",
    "--disable-extensions",
    "--disable-component-extensions-with-background-pages",
    "--disable-back-forward-cache",
    "--disable-search-engine-choice-screen",
    UNWANTED,
    "--disable-renderer-backgrounding",
    "--disable-ipc-flooding-protection",
    "--hide-scrollbars",
    "--mute-audio",
    "--force-color-profile=srgb",
    "--window-size=1280,720",
    // one execution's pages of one site share a process, so that a new tab need not start one; contexts never share
    "--process-per-site",
];

/// Features that cost much and bring nothing here: a renderer kept in stock after every navigation, a first paint that is
/// held back, and (half of full Chromium's work per context) web pages behind the address bar of every window. And a check of private networks that
/// takes every document we hand over (a changed or guarded one) for one of the public network.
const UNWANTED: &str = "--disable-features=SpareRendererForSitePerProcess,PaintHolding,WebUIOmniboxPopup,\
    WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,\
    GlobalMediaControls,LensOverlay,HttpsUpgrades,LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets";

/// Keeps Firefox from calling home, and pages from getting in each other's way.
fn preferences(downloads: Option<&Path>) -> Value {
    let mut preferences = json!({
        // A tab that a page opens must not take the one in front, whose frames would stand still.
        "browser.tabs.loadDivertedInBackground": true,
        "dom.disable_open_during_load": false,
        // A document that was left is gone: nothing waits in it.
        "browser.sessionhistory.max_total_viewers": 0,
        "fission.bfcacheInParent": false,
        "browser.newtabpage.enabled": false,
        "browser.startup.page": 0,
        "browser.aboutwelcome.enabled": false,
        "datareporting.policy.dataSubmissionEnabled": false,
        "toolkit.telemetry.enabled": false,
        "app.normandy.enabled": false,
        "app.update.disabledForTesting": true,
        "browser.safebrowsing.malware.enabled": false,
        "browser.safebrowsing.phishing.enabled": false,
        "browser.safebrowsing.downloads.enabled": false,
        "extensions.getAddons.cache.enabled": false,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "network.dns.disablePrefetch": true,
        "network.prefetch-next": false,
        "network.http.speculative-parallel-limit": 0,
        "dom.push.connection.enabled": false,
        "dom.security.https_first": false,
        "media.volume_scale": "0.0",
        "browser.download.folderList": 2,
    });
    if let Some(dir) = downloads {
        preferences["browser.download.dir"] = json!(dir);
    }
    preferences
}

/// Capabilities for Firefox, with downloads into a directory of ours.
pub fn firefox(headed: bool, binary: Option<&Path>, downloads: Option<&Path>) -> Map<String, Value> {
    let args: &[&str] = if headed { &[] } else { &["-headless"] };
    let mut options = json!({ "args": args, "prefs": preferences(downloads) });
    if let Some(binary) = binary {
        options["binary"] = json!(binary);
    }
    let mut capabilities = Map::new();
    capabilities.insert("moz:firefoxOptions".into(), options);
    capabilities.insert("webSocketUrl".into(), json!(true));
    // Dialogs are the driver's business.
    capabilities.insert("unhandledPromptBehavior".into(), json!("ignore"));
    capabilities
}

/// Capabilities for Chromium with these switches.
pub fn chromium(args: &[&str], binary: Option<&Path>) -> Map<String, Value> {
    let mut options = json!({ "args": args, "excludeSwitches": ["enable-logging"] });
    if let Some(binary) = binary {
        options["binary"] = json!(binary);
    }
    let mut capabilities = Map::new();
    capabilities.insert("goog:chromeOptions".into(), options);
    // Dialogs are the driver's business.
    capabilities.insert("unhandledPromptBehavior".into(), json!("ignore"));
    capabilities
}

/// Capabilities for a session with a Chromium that runs already and has a debugger there.
pub fn attached(debugger: &str) -> Map<String, Value> {
    let mut capabilities = Map::new();
    capabilities.insert("goog:chromeOptions".into(), json!({ "debuggerAddress": debugger }));
    // Dialogs are the driver's business.
    capabilities.insert("unhandledPromptBehavior".into(), json!("ignore"));
    capabilities
}

/// The capabilities of a session at a WebDriver endpoint that is not ours; its browser may be on another machine.
///
/// # Errors
/// When `browser.webdriver_capabilities` is no JSON object.
pub fn remote(settings: &config::Browser, browser: BrowserName) -> anyhow::Result<Map<String, Value>> {
    let mut wanted = match browser {
        BrowserName::Firefox => {
            let binary = Some(settings.firefox.as_str()).filter(|path| !path.is_empty()).map(Path::new);
            let mut wanted = firefox(settings.headed, binary, None);
            wanted.insert("browserName".into(), json!("firefox"));
            wanted
        }
        BrowserName::Chromium | BrowserName::Any => {
            let mut wanted = remote_chromium(settings);
            // A grid chooses the machine by it; Chromium's driver takes the name for its own.
            wanted.insert("browserName".into(), json!("chrome"));
            wanted
        }
    };
    if !settings.webdriver_capabilities.is_empty() {
        let given: Map<String, Value> = serde_json::from_str(&settings.webdriver_capabilities)
            .context("`browser.webdriver_capabilities` is no JSON object")?;
        // What the operator wants of the browser itself comes beside our switches.
        for (name, value) in given {
            match (wanted.get_mut(&name), value) {
                (Some(Value::Object(ours)), Value::Object(theirs)) => merge(ours, theirs),
                (_, value) => {
                    wanted.insert(name, value);
                }
            }
        }
    }
    Ok(wanted)
}

/// Lists are joined, everything else is replaced.
fn merge(ours: &mut Map<String, Value>, theirs: Map<String, Value>) {
    for (name, value) in theirs {
        match (ours.get_mut(&name), value) {
            (Some(Value::Array(ours)), Value::Array(theirs)) => ours.extend(theirs),
            (Some(Value::Object(ours)), Value::Object(theirs)) => merge(ours, theirs),
            (_, value) => {
                ours.insert(name, value);
            }
        }
    }
}

fn remote_chromium(settings: &config::Browser) -> Map<String, Value> {
    let mut args: Vec<&str> = QUIET.to_vec();
    if !settings.headed {
        args.push("--headless=new");
    }
    if settings.sandbox == "off" {
        args.push("--no-sandbox");
    }
    let path = if settings.engine == "full" { &settings.chromium } else { &settings.headless_shell };
    let path = if path.is_empty() { &settings.chromium } else { path };
    chromium(&args, (!path.is_empty()).then(|| Path::new(path.as_str())))
}
