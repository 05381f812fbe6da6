//! What an emulation means as commands of the browser.

use flowtilla_shared::domain::flow::{Emulation, Viewport, devices};
use serde_json::{Value, json};

/// One command that every tab (and, with `frames`, every frame in a process of its own) gets.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    pub method: &'static str,
    pub params: Value,
    pub frames: bool,
}

/// Most fingers that a page believes in.
const FINGERS: u32 = 5;
const DEFAULT_VIEWPORT: Viewport = Viewport { width: 1280, height: 720 };

/// Whether pages have a touch screen.
pub fn has_touch(emulation: &Emulation) -> bool {
    let device = emulation.device.as_deref().and_then(devices::device);
    emulation.touch.unwrap_or_else(|| device.is_some_and(|d| d.touch))
}

/// All settings in a fixed order, those included that are as by default. `viewport` is the flow's own, `chrome` the
/// version of the browser.
pub fn settings(emulation: &Emulation, viewport: Option<Viewport>, chrome: &str) -> Vec<Setting> {
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    let features = [
        ("prefers-color-scheme", word(&emulation.color_scheme)),
        ("prefers-reduced-motion", word(&emulation.reduced_motion)),
        ("forced-colors", word(&emulation.forced_colors)),
        ("prefers-contrast", word(&emulation.contrast)),
    ]
    .map(|(name, value)| json!({ "name": name, "value": value }));
    let touch = has_touch(emulation);
    let mut fingers = json!({ "enabled": touch });
    if touch {
        fingers["maxTouchPoints"] = json!(FINGERS);
    }
    let place = match &emulation.geolocation {
        Some(at) => Setting {
            method: "Emulation.setGeolocationOverride",
            params: json!({ "latitude": at.latitude, "longitude": at.longitude, "accuracy": at.accuracy.unwrap_or(0.0) }),
            frames: true,
        },
        None => Setting { method: "Emulation.clearGeolocationOverride", params: json!({}), frames: true },
    };
    let frames = |method, params| Setting { method, params, frames: true };
    let page = |method, params| Setting { method, params, frames: false };
    vec![
        page("Emulation.setDeviceMetricsOverride", metrics(emulation, viewport)),
        frames("Emulation.setTouchEmulationEnabled", fingers),
        frames("Emulation.setUserAgentOverride", agent(emulation, chrome)),
        frames(LOCALE, emulation.locale.as_ref().map_or_else(|| json!({}), |l| json!({ "locale": l }))),
        frames("Emulation.setTimezoneOverride", json!({ "timezoneId": word(&emulation.timezone) })),
        place,
        frames("Emulation.setEmulatedMedia", json!({ "media": word(&emulation.media), "features": features })),
        page("Emulation.setCPUThrottlingRate", json!({ "rate": emulation.cpu_throttle.unwrap_or(1.0) })),
    ]
}

/// The one command that refuses a value of the flow.
pub const LOCALE: &str = "Emulation.setLocaleOverride";

fn metrics(emulation: &Emulation, viewport: Option<Viewport>) -> Value {
    let device = emulation.device.as_deref().and_then(devices::device);
    let given = emulation.viewport.or(viewport);
    let size = given.or(device.map(|d| d.viewport)).unwrap_or(DEFAULT_VIEWPORT);
    let screen = emulation.screen.or(device.filter(|_| given.is_none()).map(|d| d.screen)).unwrap_or(size);
    let mobile = emulation.mobile.unwrap_or_else(|| device.is_some_and(|d| d.mobile));
    let scale = emulation.device_scale_factor.or(device.map(|d| d.device_scale_factor)).unwrap_or(1.0);
    let orientation = match (mobile, screen.width > screen.height) {
        (true, false) => json!({ "angle": 0, "type": "portraitPrimary" }),
        (true, true) => json!({ "angle": 90, "type": "landscapePrimary" }),
        (false, _) => json!({ "angle": 0, "type": "landscapePrimary" }),
    };
    json!({
        "width": size.width, "height": size.height, "screenWidth": screen.width, "screenHeight": screen.height,
        "deviceScaleFactor": scale, "mobile": mobile, "screenOrientation": orientation,
    })
}

/// How the browser names itself, and which languages it asks for.
fn agent(emulation: &Emulation, chrome: &str) -> Value {
    let device = emulation.device.as_deref().and_then(devices::device);
    let of_device = || device.map(|d| d.user_agent.replace("{chrome}", chrome));
    let name = emulation.user_agent.clone().or_else(of_device).unwrap_or_default();
    let mut params = json!({ "userAgent": name });
    if let Some(locale) = &emulation.locale {
        params["acceptLanguage"] = json!(locale);
    }
    if !name.is_empty() {
        let mobile = emulation.mobile.unwrap_or_else(|| device.is_some_and(|d| d.mobile));
        params["userAgentMetadata"] = hints(&name, mobile);
    }
    params
}

/// The client hints that fit a user agent; the rules are Playwright's.
fn hints(agent: &str, mobile: bool) -> Value {
    let after = |mark: &str| {
        let rest = agent.split_once(mark)?.1;
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(rest.len());
        (end > 0).then(|| rest[..end].to_owned())
    };
    let (platform, version, arm) = if let Some(version) = after("Android ") {
        ("Android", version, true)
    } else if let Some(version) = after("iPhone OS ").or_else(|| after("iPad; CPU OS ")) {
        ("iOS", version, true)
    } else if let Some(version) = after("Mac OS X ") {
        ("macOS", version, !agent.contains("Intel"))
    } else if let Some(version) = after("Windows NT ") {
        ("Windows", version, false)
    } else if agent.to_lowercase().contains("linux") {
        ("Linux", String::new(), false)
    } else {
        ("Windows", String::new(), false)
    };
    let architecture = if arm || agent.contains("ARM") { "arm" } else { "x86" };
    json!({ "mobile": mobile, "model": "", "architecture": architecture, "platform": platform, "platformVersion": version })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_gives_way_to_what_is_said_beside_it() {
        let phone = Emulation { device: Some("Pixel 7".into()), touch: Some(false), ..Emulation::default() };
        let all = settings(&phone, None, "156.0.1.2");
        assert_eq!(all[0].params["width"], 412);
        assert_eq!(all[0].params["screenHeight"], 915);
        assert_eq!(all[0].params["screenOrientation"]["type"], "portraitPrimary");
        assert_eq!(all[1].params, json!({ "enabled": false }));
        assert!(all[2].params["userAgent"].as_str().is_some_and(|a| a.contains("Chrome/156.0.1.2 Mobile")));
        assert_eq!(all[2].params["userAgentMetadata"]["platform"], "Android");
        let wide = settings(&phone, Some(Viewport { width: 900, height: 500 }), "1");
        assert_eq!((wide[0].params["width"].clone(), wide[0].params["screenWidth"].clone()), (json!(900), json!(900)));
    }

    #[test]
    fn two_emulations_differ_only_where_they_differ() {
        let plain = settings(&Emulation::default(), None, "");
        let dark = settings(&Emulation { color_scheme: Some("dark".into()), ..Emulation::default() }, None, "");
        let differ: Vec<_> = plain.iter().zip(&dark).filter(|(a, b)| a != b).map(|(_, b)| b.method).collect();
        assert_eq!(differ, ["Emulation.setEmulatedMedia"]);
    }
}
