//! The page templates, embedded in the binary.

use minijinja::Environment;
use serde_json::{Value, json};

use crate::sessions::Visitor;

macro_rules! pages {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../site/", $name)))),*] };
}

const PAGES: &[(&str, &str)] = pages![
    "layout.html",
    "shopfront.html",
    "bare.html",
    "home.html",
    "catalogue.html",
    "teapot.html",
    "cart.html",
    "checkout.html",
    "order.html",
    "login.html",
    "account.html",
    "guide.html",
    "payment.html",
    "bank.html",
    "message.html",
    "alerts.html",
    "spin.html",
    "half.html",
    "lab/index.html",
    "lab/lab.html",
    "lab/forms.html",
    "lab/pointer.html",
    "lab/overlays.html",
    "lab/motion.html",
    "lab/lists.html",
    "lab/endless.html",
    "lab/lazy.html",
    "lab/table.html",
    "lab/drag.html",
    "lab/frames.html",
    "lab/shadow.html",
    "lab/files.html",
    "lab/dialogs.html",
    "lab/tabs.html",
    "lab/twins.html",
    "lab/console.html",
];

/// The site's pages, parsed once.
#[derive(Debug)]
pub struct Pages {
    templates: Environment<'static>,
}

impl Pages {
    /// # Errors
    /// When a template is malformed.
    pub fn load() -> anyhow::Result<Self> {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        for (name, source) in PAGES {
            templates.add_template(name, source)?;
        }
        Ok(Self { templates })
    }

    /// Renders a page; beside `page`, templates see `user`, `in_cart` and `knows_cookies`.
    ///
    /// # Errors
    /// When the template names something that is not there.
    pub fn render(&self, visitor: &Visitor, name: &str, page: Value) -> anyhow::Result<String> {
        let in_cart: u32 = visitor.cart.values().sum();
        let context =
            json!({ "page": page, "user": visitor.user, "in_cart": in_cart, "knows_cookies": visitor.knows_cookies });
        Ok(self.templates.get_template(name)?.render(minijinja::Value::from(minijinja::value::Serde(context)))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_parses() {
        Pages::load().expect("a template is malformed");
    }
}
