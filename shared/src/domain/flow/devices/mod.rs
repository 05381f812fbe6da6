//! The devices that `emulate: {device}` knows, by the names of Playwright's registry.

mod table;

pub(crate) use table::NAMES;

use super::model::Viewport;

/// How a device shows itself to a page.
#[derive(Debug, PartialEq)]
pub struct Device {
    pub name: &'static str,
    /// `{chrome}` stands for the version of the browser at hand.
    pub user_agent: &'static str,
    /// The part of the screen that a page gets.
    pub viewport: Viewport,
    pub screen: Viewport,
    /// Device pixels per CSS pixel.
    pub device_scale_factor: f64,
    /// Follows `<meta name=viewport>`, and scrolls with bars that take no room.
    pub mobile: bool,
    pub touch: bool,
}

/// The device of this name.
#[must_use]
pub fn device(name: &str) -> Option<&'static Device> {
    table::DEVICES.iter().find(|device| device.name == name)
}

const fn row(
    name: &'static str,
    user_agent: &'static str,
    viewport: (u32, u32),
    screen: (u32, u32),
    device_scale_factor: f64,
    mobile: bool,
    touch: bool,
) -> Device {
    let viewport = Viewport { width: viewport.0, height: viewport.1 };
    let screen = Viewport { width: screen.0, height: screen.1 };
    Device { name, user_agent, viewport, screen, device_scale_factor, mobile, touch }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_grammar_is_a_device() {
        assert!(NAMES.len() > 150);
        assert!(NAMES.iter().all(|name| device(name).is_some()));
        let phone = device("Pixel 7").expect("a Pixel 7");
        assert!(phone.mobile && phone.touch && phone.user_agent.contains("Chrome/{chrome}"));
        assert_eq!((phone.viewport.width, phone.screen.height), (412, 915));
    }
}
