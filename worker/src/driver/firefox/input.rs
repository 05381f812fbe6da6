//! Trusted input as BiDi's actions.

use std::{sync::Arc, time::Instant};

use flowtilla_shared::domain::flow::Button;
use serde_json::{Value, json};

use super::{Called, Firefox, HUNG, Remote};
use crate::driver::{
    classic::actions::character,
    port::{Fault, FrameRef, Keys, Mouse, Point},
};

/// Frames in frames that input still finds its way into.
const DEEPEST: usize = 8;

/// The frame element at a point: its window, where its content begins, and its scale.
const FRAME_AT: &str = "(x, y) => { let e = document.elementFromPoint(x, y);\
    for (let d = e; d?.shadowRoot && (d = d.shadowRoot.elementFromPoint(x, y)) && d !== e;) e = d;\
    if (!e || !/^(i?frame|object|embed)$/i.test(e.localName) || !e.contentWindow) return null;\
    const box = e.getBoundingClientRect(), sx = box.width / (e.offsetWidth || box.width || 1), sy = box.height / (e.offsetHeight || box.height || 1);\
    const style = getComputedStyle(e), px = v => parseFloat(v) || 0;\
    return [e.contentWindow, box.x + (e.clientLeft + px(style.paddingLeft)) * sx, box.y + (e.clientTop + px(style.paddingTop)) * sy, sx, sy] }";

/// The window of the frame element that has the focus.
const FRAME_IN_FOCUS: &str = "() => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;\
    return e && /^(i?frame|object|embed)$/i.test(e.localName) && e.contentWindow ? [e.contentWindow] : null }";

/// Keys sent in one command: a long text must not hold the browser up, and its deadline must hold.
const KEYS_AT_ONCE: usize = 128;

impl Firefox {
    /// Sends mouse input and waits until the page has taken it.
    pub(super) async fn send_mouse(&mut self, inputs: &[Mouse], deadline: Instant) -> Result<(), Fault> {
        if self.held == 0 && inputs.iter().any(|i| matches!(i, Mouse::Press { .. })) {
            // Or this click and that of the step before would count as a double click.
            let forget = json!({ "context": self.front()? });
            self.command("input.releaseActions", forget, deadline).await?;
        }
        let first = inputs.iter().find_map(|input| match input {
            Mouse::Move(at) | Mouse::Press { at, .. } | Mouse::Release { at, .. } => Some(*at),
            Mouse::Wait(_) => None,
        });
        let inner = match first {
            Some(at) => self.frame_at(at, deadline).await?,
            None => Inner::whole(self.front()?),
        };
        let actions: Vec<Value> = inputs.iter().map(|input| mouse_action(input, &inner)).collect();
        for input in inputs {
            match input {
                Mouse::Press { .. } => self.held += 1,
                Mouse::Release { .. } => self.held -= 1,
                Mouse::Move(_) | Mouse::Wait(_) => {}
            }
        }
        let source =
            json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions });
        self.perform(&inner.frame, source, deadline).await
    }

    /// Sends keyboard input and waits until the page has taken it.
    pub(super) async fn send_keys(&mut self, inputs: &[Keys], deadline: Instant) -> Result<(), Fault> {
        let mut actions = Vec::new();
        for input in inputs {
            match input {
                Keys::Wait(ms) => actions.push(json!({ "type": "pause", "duration": ms })),
                Keys::Down(stroke) => {
                    self.held += 1;
                    actions.push(key_action("keyDown", character(stroke)));
                }
                Keys::Up(stroke) => {
                    self.held -= 1;
                    actions.push(key_action("keyUp", character(stroke)));
                }
                Keys::Insert(text) => {
                    for value in text.chars() {
                        actions.extend([key_action("keyDown", value), key_action("keyUp", value)]);
                    }
                }
            }
        }
        let frame = self.frame_in_focus(deadline).await?;
        for some in actions.chunks(KEYS_AT_ONCE) {
            self.perform(&frame.0, json!({ "type": "key", "id": "keyboard", "actions": some }), deadline).await?;
        }
        Ok(())
    }

    /// The frame that is at a point of the tab; input must be sent to its own process.
    async fn frame_at(&self, at: Point, deadline: Instant) -> Result<Inner, Fault> {
        let mut inner = Inner::whole(self.front()?);
        for _ in 0..DEEPEST {
            let point = inner.inside(at);
            let arguments = vec![coordinate(point.x), coordinate(point.y)];
            let asked = self.call(&FrameRef(inner.frame.clone()), FRAME_AT, arguments, deadline).await;
            let Some((frame, place)) = asked.ok().and_then(frame_and_place) else { break };
            let [x, y, scale_x, scale_y] = place;
            let [sx, sy] = inner.scale;
            let origin = inner.origin;
            inner = Inner {
                frame,
                origin: Point { x: origin.x + x * sx, y: origin.y + y * sy },
                scale: [sx * scale_x, sy * scale_y],
            };
        }
        Ok(inner)
    }

    /// The frame that keys go to.
    pub(super) async fn frame_in_focus(&self, deadline: Instant) -> Result<FrameRef, Fault> {
        let mut frame = self.front()?;
        for _ in 0..DEEPEST {
            let asked = self.call(&FrameRef(frame.clone()), FRAME_IN_FOCUS, Vec::new(), deadline).await;
            match asked.ok().and_then(frame_and_place) {
                Some((child, _)) => frame = child,
                None => break,
            }
        }
        Ok(FrameRef(frame))
    }

    async fn perform(&self, frame: &Arc<str>, source: Value, deadline: Instant) -> Result<(), Fault> {
        let params = json!({ "context": frame, "actions": [source] });
        let sent = self.context.client.post("input.performActions", params, deadline + HUNG).answer().await;
        match sent.map_err(|e| self.fault(e)) {
            // The input took the page away.
            Err(Fault::Replaced) | Ok(_) => Ok(()),
            Err(fault) => Err(fault),
        }
    }
}

/// A frame of the tab, and where it is there.
struct Inner {
    frame: Arc<str>,
    origin: Point,
    scale: [f64; 2],
}

impl Inner {
    fn whole(frame: Arc<str>) -> Self {
        Self { frame, origin: Point::default(), scale: [1.0, 1.0] }
    }

    /// A point of the tab as a point of the frame.
    fn inside(&self, at: Point) -> Point {
        let [scale_x, scale_y] = self.scale;
        Point { x: (at.x - self.origin.x) / scale_x, y: (at.y - self.origin.y) / scale_y }
    }
}

fn coordinate(n: f64) -> Value {
    json!({ "type": "number", "value": n })
}

/// Reads the answer of [`FRAME_AT`] and [`FRAME_IN_FOCUS`].
fn frame_and_place(called: Called) -> Option<(Arc<str>, [f64; 4])> {
    let Called::Success { result: Remote { value: Some(Value::Array(items)), .. } } = called else { return None };
    let frame = items.first()?.get("value")?.get("context")?.as_str()?;
    let number = |at: usize| items.get(at).and_then(|n| n.get("value")).and_then(Value::as_f64);
    let scale = |at: usize| number(at).filter(|s| *s > 0.0).unwrap_or(1.0);
    Some((frame.into(), [number(1).unwrap_or(0.0), number(2).unwrap_or(0.0), scale(3), scale(4)]))
}

fn mouse_action(input: &Mouse, inner: &Inner) -> Value {
    match *input {
        Mouse::Wait(ms) => json!({ "type": "pause", "duration": ms }),
        Mouse::Move(at) => {
            let Point { x, y } = inner.inside(at);
            json!({ "type": "pointerMove", "x": x, "y": y, "duration": 0 })
        }
        Mouse::Press { button, .. } => json!({ "type": "pointerDown", "button": button_number(button) }),
        Mouse::Release { button, .. } => json!({ "type": "pointerUp", "button": button_number(button) }),
    }
}

fn button_number(button: Button) -> u8 {
    match button {
        Button::Left => 0,
        Button::Middle => 1,
        Button::Right => 2,
    }
}

fn key_action(kind: &str, value: char) -> Value {
    json!({ "type": kind, "value": value.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_have_webdrivers_numbers() {
        let press = Mouse::Press { at: Point::default(), button: Button::Right, count: 1 };
        assert_eq!(mouse_action(&press, &Inner::whole("top".into()))["button"], 2);
    }

    #[test]
    fn points_are_those_of_the_frame() {
        let inner = Inner { frame: "child".into(), origin: Point { x: 10.0, y: 20.0 }, scale: [2.0, 2.0] };
        let action = mouse_action(&Mouse::Move(Point { x: 30.0, y: 40.0 }), &inner);
        assert_eq!((&action["x"], &action["y"]), (&json!(10.0), &json!(10.0)));
    }
}
