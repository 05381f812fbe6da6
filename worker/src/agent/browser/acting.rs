//! What the members do: tabs, pages, mouse and keyboard.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{
    ACTION, Browser, Done, Fault, LOAD,
    member::{Aim, Direction, Member},
    progress,
};
use crate::{
    desktop::{Point, Shown, Zone},
    driver::Inspect,
};

/// Pixels of the page that one click of the wheel is worth.
const WHEEL: f64 = 100.0;
/// Moves on the way of a drag.
const DRAG_STEPS: u32 = 12;
/// What the page says of its own size.
const SIZE: &str = "return [innerWidth, innerHeight]";

/// Where an action goes, in the words of a flow's step.
enum At {
    Place { x: f64, y: f64 },
    Element { target: Value, middle: (f64, f64) },
}

impl At {
    /// Puts it into a step.
    fn put(&self, mut step: Value) -> Value {
        match self {
            Self::Place { x, y } => (step["x"], step["y"]) = (json!(x), json!(y)),
            Self::Element { target, .. } => step["target"] = target.clone(),
        }
        step
    }

    fn point(&self) -> (f64, f64) {
        match self {
            Self::Place { x, y } => (*x, *y),
            Self::Element { middle, .. } => *middle,
        }
    }
}

impl Browser {
    pub(super) async fn member(&mut self, member: Member) -> Result<Done, Fault> {
        match member {
            Member::Navigate { url, tab } => self.navigate(&url, tab.as_deref()).await,
            Member::ListTabs => self.told_tabs().await,
            Member::NewTab => {
                self.act(json!({ "type": "new_tab" }), LOAD).await?;
                self.told_tabs().await
            }
            Member::SwitchTab(tab) => {
                self.switch_to(&tab).await?;
                self.told_tabs().await
            }
            Member::CloseTab(tab) => self.close_tab(&tab).await,
            Member::ReadPage { interactive, depth, from } => self.read_page(interactive, depth, from.as_deref()).await,
            Member::PageText => self.page_text().await,
            Member::Find(query) => self.find(&query).await,
            Member::FormInput { aim, value } => self.form_input(&aim, value).await,
            Member::ScrollTo(aim) => match self.at(&aim).await? {
                At::Element { target, .. } => {
                    self.act(json!({ "type": "scroll", "target": target }), ACTION).await?;
                    Ok(Done::said("Scrolled to the element."))
                }
                At::Place { .. } => Ok(Done::said("The place is in view already.")),
            },
            Member::Screenshot => Ok(Done { text: String::new(), picture: Some(self.picture().await?) }),
            Member::Zoom(corners) => self.zoom(corners).await,
            Member::Click { button, count, aim, held } => self.click(button, count, &aim, &held).await,
            Member::Hover(aim) => {
                self.mouse(&aim, json!({ "action": "move" })).await?;
                Ok(Done::said("Moved."))
            }
            Member::Drag { from, to } => self.drag(&from, &to).await,
            Member::Press(aim) => {
                let point = self.mouse(&aim, json!({ "action": "down" })).await?;
                self.pressed = Some(point);
                Ok(Done::said("Pressed the mouse button."))
            }
            Member::Release(aim) => {
                self.mouse(&aim, json!({ "action": "up" })).await?;
                self.pressed = None;
                Ok(Done::said("Released the mouse button."))
            }
            Member::Scroll { aim, direction, amount } => {
                let far = f64::from(amount) * WHEEL;
                let (word, dx, dy) = match direction {
                    Direction::Up => ("up", 0.0, -far),
                    Direction::Down => ("down", 0.0, far),
                    Direction::Left => ("left", -far, 0.0),
                    Direction::Right => ("right", far, 0.0),
                };
                self.mouse(&aim, json!({ "action": "wheel", "dx": dx, "dy": dy })).await?;
                Ok(Done::said(format!("Scrolled {word}.")))
            }
            Member::Type(text) => {
                self.act(json!({ "type": "type", "text": text }), ACTION).await?;
                Ok(Done::said("Typed."))
            }
            Member::Key { chords, repeat } => {
                for chord in (0..repeat).flat_map(|_| &chords) {
                    self.act(json!({ "type": "press", "keys": chord }), ACTION).await?;
                }
                Ok(Done::said(format!("Pressed {}.", chords.join(" "))))
            }
            Member::HoldKey { chord, seconds } => {
                let whole = Duration::from_secs_f64(seconds);
                let hold_ms = u64::try_from(whole.as_millis()).unwrap_or(0);
                let step = json!({ "type": "press", "keys": chord, "hold_ms": hold_ms });
                self.act(step, whole + ACTION).await?;
                Ok(Done::said(format!("Held {chord} for {seconds}s.")))
            }
            Member::Wait(seconds) => {
                tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
                Ok(Done::said(format!("Waited {seconds}s.")))
            }
        }
    }

    async fn navigate(&mut self, url: &str, tab: Option<&str>) -> Result<Done, Fault> {
        if let Some(tab) = tab {
            self.switch_to(tab).await?;
        }
        let step = match url.trim() {
            word @ ("back" | "forward" | "reload") => json!({ "type": word }),
            url if url.contains("://") || url.starts_with("about:") => json!({ "type": "goto", "url": url }),
            // what people write into an address field
            host => json!({ "type": "goto", "url": format!("https://{host}") }),
        };
        self.act(step, LOAD).await?;
        let (url, title) = self.driver().await?.location();
        let (url, title): (String, String) = (url.chars().take(2_000).collect(), title.chars().take(200).collect());
        Ok(Done::said(format!("Opened {url} ({title}).")))
    }

    async fn switch_to(&mut self, tab: &str) -> Result<(), Fault> {
        let index = self.tab_index(tab).await?;
        self.act(json!({ "type": "switch_tab", "tab": index }), ACTION).await.map(drop)
    }

    async fn close_tab(&mut self, tab: &str) -> Result<Done, Fault> {
        let index = self.tab_index(tab).await?;
        if self.driver().await?.tabs(Instant::now() + ACTION).await?.len() == 1 {
            return Err(Fault::Refused("It is the only tab; open another one before you close it.".into()));
        }
        self.act(json!({ "type": "close_tab", "tab": index }), ACTION).await?;
        self.told_tabs().await
    }

    async fn form_input(&mut self, aim: &Aim, value: Value) -> Result<Done, Fault> {
        let target = match self.at(aim).await? {
            At::Element { target, .. } => target,
            At::Place { x, y } => {
                let position = serde_json::from_value(json!({ "x": x, "y": y })).map_err(|e| e.to_string())?;
                self.element(&Inspect::Point(position)).await?.0
            }
        };
        let value = if value.is_number() { Value::String(value.to_string()) } else { value };
        let step = json!({ "type": "fill_form", "fields": [{ "target": target, "value": value }] });
        self.act(step, ACTION).await?;
        Ok(Done::said("Filled in."))
    }

    async fn click(&mut self, button: &str, count: u32, aim: &Aim, held: &[&str]) -> Result<Done, Fault> {
        match self.at(aim).await? {
            At::Element { target, .. } => {
                let step = json!({
                    "type": "click", "target": target, "button": button, "count": count, "modifiers": held,
                });
                self.act(step, ACTION).await?;
            }
            at @ At::Place { .. } => {
                for key in held {
                    self.act(json!({ "type": "key_down", "key": key }), ACTION).await?;
                    self.held.push((*key).to_owned());
                }
                let step = json!({ "type": "mouse", "action": "click", "button": button, "count": count });
                let clicked = self.act(at.put(step), ACTION).await;
                while let Some(key) = self.held.pop() {
                    self.act(json!({ "type": "key_up", "key": key }), ACTION).await?;
                }
                clicked?;
            }
        }
        Ok(Done::said("Clicked."))
    }

    async fn drag(&mut self, from: &Aim, to: &Aim) -> Result<Done, Fault> {
        let (from, to) = (self.at(from).await?, self.at(to).await?);
        let step = match (&from, &to) {
            (At::Element { target: from, .. }, At::Element { target: to, .. }) => {
                json!({ "type": "drag", "from": from, "to": to })
            }
            (from, to) => {
                let corner = |(x, y): (f64, f64)| json!({ "x": x, "y": y });
                let path = [corner(from.point()), corner(to.point())];
                json!({ "type": "drag", "path": path, "steps": DRAG_STEPS })
            }
        };
        self.act(step, ACTION).await?;
        Ok(Done::said("Dragged."))
    }

    /// One input of the mouse, and where it went.
    async fn mouse(&mut self, aim: &Aim, mut step: Value) -> Result<(f64, f64), Fault> {
        let at = self.at(aim).await?;
        step["type"] = "mouse".into();
        self.act(at.put(step), ACTION).await?;
        Ok(at.point())
    }

    async fn zoom(&mut self, corners: [f64; 4]) -> Result<Done, Fault> {
        let before = self.shown;
        let (picture, shown) = self.shot().await?;
        // the corners are those of the picture that the model has seen
        let seen = before.filter(|before| before.screen == shown.screen).unwrap_or(shown);
        #[expect(clippy::cast_possible_truncation, reason = "what is outside is refused")]
        let [x0, y0, x1, y1] = corners.map(|corner| corner as i32);
        let zone = seen.zone(Zone { x0, y0, x1, y1 }).map_err(|e| Fault::Refused(e.to_string()))?;
        let png = picture.zoomed(zone, shown.shown).png().map_err(|e| Fault::Refused(e.to_string()))?;
        Ok(Done { text: String::new(), picture: Some(png) })
    }

    /// Where an action goes: a place within the page, or an element with a locator of its own.
    async fn at(&mut self, aim: &Aim) -> Result<At, Fault> {
        match aim {
            Aim::Ref(reference) => {
                let (target, middle) = self.element(&Inspect::Ref(reference.clone())).await?;
                Ok(At::Element { target, middle })
            }
            Aim::Place { x, y } => {
                let shown = self.page_size().await?;
                #[expect(clippy::cast_possible_truncation, reason = "what is outside is refused")]
                let point = Point { x: x.floor() as i32, y: y.floor() as i32 };
                let place = shown.place(point).map_err(|e| Fault::Refused(e.to_string()))?;
                Ok(At::Place { x: f64::from(place.x), y: f64::from(place.y) })
            }
        }
    }

    /// How large the page is now, and how large a model sees it.
    async fn page_size(&mut self) -> Result<Shown, Fault> {
        let size = self.act(json!({ "type": "evaluate", "js": SIZE }), ACTION).await?;
        let side =
            |at: usize| size[at].as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| (1..=10_000).contains(n));
        let (Some(width), Some(height)) = (side(0), side(1)) else {
            return Err(Fault::Refused("The page does not tell its size.".into()));
        };
        let known = self.shown.filter(|shown| shown.screen == (width, height));
        Ok(known.unwrap_or_else(|| Shown::fit((width, height), super::EDGE, super::PATCHES)))
    }

    /// The best locator of an element, and its middle.
    async fn element(&mut self, what: &Inspect) -> Result<(Value, (f64, f64)), Fault> {
        let found = self.driver().await?.suggest(what, &mut progress(ACTION)).await?;
        let element = found.into_iter().next().ok_or_else(|| Fault::Refused("There is nothing there.".into()))?;
        let rect = element.rect;
        let middle = (rect.x + rect.width / 2.0, rect.y + rect.height / 2.0);
        let locator = element.locators.into_iter().next().map(|locator| locator.target);
        let unnamed = || {
            let message = format!("{} cannot be told from others; aim at its place instead.", element.description);
            Fault::Refused(message)
        };
        Ok((locator.ok_or_else(unnamed)?, middle))
    }
}
