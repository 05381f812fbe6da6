//! Payloads of the steps of devices, places and clocks.

use serde::{Deserialize, Serialize};

use super::{Viewport, is_false};

/// What the browser pretends to be. Words are those of CSS and of Playwright; the grammar has checked them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Emulation {
    /// A name of [`crate::domain::flow::devices`]; the other fields go before what it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub viewport: Option<Viewport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screen: Option<Viewport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_scale_factor: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub touch: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geolocation: Option<Geolocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color_scheme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reduced_motion: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forced_colors: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contrast: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
    /// The processor is so many times slower.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_throttle: Option<f64>,
    /// The time that the fake clock begins at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
}

/// A place on Earth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Geolocation {
    /// Degrees to the north.
    pub latitude: f64,
    /// Degrees to the east.
    pub longitude: f64,
    /// Metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f64>,
}

/// The step: what changes, on top of what was emulated before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Emulate {
    #[serde(flatten)]
    pub emulation: Emulation,
    /// First, everything is again as at the flow's beginning.
    #[serde(default, skip_serializing_if = "is_false")]
    pub reset: bool,
}

/// One change of the fake clock. Times are what JavaScript's `Date` reads; durations `mm:ss`, `hh:mm:ss`, `90s` or milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Clock {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub install: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fast_forward: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_for: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resume: Option<bool>,
}

/// A virtual authenticator, which answers `navigator.credentials` instead of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WebAuthn {
    /// `add` or `remove`.
    pub action: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<String>,
    /// Keeps passkeys; absent means yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident_key: Option<bool>,
    /// Can verify its user; absent means yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_verification: Option<bool>,
    /// The user passes the verification; absent means yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
}

/// `travel`: the device is carried along a way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Travel {
    pub path: Vec<Geolocation>,
    /// Metres in a second; 1.4 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<f64>,
    /// Milliseconds between two places; 1,000 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every_ms: Option<u64>,
}

/// What a camera or microphone is that no machine has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FakeDevice {
    #[default]
    On,
    /// There is none.
    None,
    /// The person says no when the page asks.
    Denied,
}

/// `fake_media`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FakeMedia {
    #[serde(default)]
    pub camera: FakeDevice,
    #[serde(default)]
    pub microphone: FakeDevice,
    /// A file of the run; once the runner has it, a `data:` address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// Pixels; 640 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels; 480 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

impl Emulation {
    /// Puts what `change` says in the place of what is here.
    pub fn apply(&mut self, change: &Self) {
        let Self {
            device,
            viewport,
            screen,
            device_scale_factor,
            mobile,
            touch,
            user_agent,
            locale,
            timezone,
            geolocation,
            color_scheme,
            reduced_motion,
            forced_colors,
            contrast,
            media,
            cpu_throttle,
            clock,
        } = change;
        // Another device is another device as a whole.
        if device.is_some() {
            (self.viewport, self.screen, self.device_scale_factor) = (None, None, None);
            (self.mobile, self.touch, self.user_agent) = (None, None, None);
        }
        fn put<T: Clone>(place: &mut Option<T>, value: &Option<T>) {
            if value.is_some() {
                place.clone_from(value);
            }
        }
        put(&mut self.device, device);
        put(&mut self.viewport, viewport);
        put(&mut self.screen, screen);
        put(&mut self.device_scale_factor, device_scale_factor);
        put(&mut self.mobile, mobile);
        put(&mut self.touch, touch);
        put(&mut self.user_agent, user_agent);
        put(&mut self.locale, locale);
        put(&mut self.timezone, timezone);
        put(&mut self.geolocation, geolocation);
        put(&mut self.color_scheme, color_scheme);
        put(&mut self.reduced_motion, reduced_motion);
        put(&mut self.forced_colors, forced_colors);
        put(&mut self.contrast, contrast);
        put(&mut self.media, media);
        put(&mut self.cpu_throttle, cpu_throttle);
        put(&mut self.clock, clock);
    }
}
