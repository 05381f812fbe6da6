//! A person's input by hand: passed on as it is, without waiting for elements.

use std::time::Instant;

use flowtilla_shared::domain::{outcome::StepError, steer::Steer};
use serde_json::json;

use super::Page;
use crate::driver::{
    keys,
    port::{Fault, Keys, Mouse, Point, Port},
};

/// Scrolls the innermost box under a point that can be scrolled.
const SCROLL: &str = "let e = document.elementFromPoint(args.x, args.y);\
    const can = e => { const s = getComputedStyle(e); return /auto|scroll/.test(s.overflowX + s.overflowY) && (e.scrollHeight > e.clientHeight || e.scrollWidth > e.clientWidth); };\
    while (e && !can(e)) e = e.parentElement;\
    (e ?? document.scrollingElement ?? document.documentElement).scrollBy(args.dx, args.dy);";

impl<P: Port> Page<P> {
    pub(super) async fn by_hand(&mut self, input: &Steer, deadline: Instant) -> Result<(), StepError> {
        let sent = match input {
            Steer::MouseMove { x, y } => self.hand_mouse(&[Mouse::Move(Point { x: *x, y: *y })], deadline).await,
            Steer::MouseDown { x, y, button, count } => {
                let at = Point { x: *x, y: *y };
                self.hand_mouse(&[Mouse::Move(at), Mouse::Press { at, button: *button, count: *count }], deadline).await
            }
            Steer::MouseUp { x, y, button, count } => {
                let at = Point { x: *x, y: *y };
                self.hand_mouse(&[Mouse::Release { at, button: *button, count: *count }], deadline).await
            }
            Steer::Wheel { x, y, dx, dy } => {
                let args = json!({ "x": x, "y": y, "dx": dx, "dy": dy });
                match self.port.top() {
                    Ok(top) => self.port.evaluate(&top, SCROLL, &args, None, deadline).await.map(drop),
                    Err(fault) => Err(fault),
                }
            }
            Steer::Key { keys } => {
                let strokes = keys::chord(keys).map_err(StepError::refused)?;
                let down = strokes.iter().cloned().map(Keys::Down);
                let inputs: Vec<Keys> = down.chain(strokes.iter().rev().cloned().map(Keys::Up)).collect();
                self.port.keys(&inputs, deadline).await
            }
            Steer::Text { text } => self.port.insert(text, deadline).await,
        };
        match sent {
            // the page went elsewhere because of it, which is what people do
            Ok(()) | Err(Fault::Replaced | Fault::FrameGone) => Ok(()),
            Err(Fault::Late) => Err(StepError::refused("The page did not take the input in time.")),
            Err(Fault::Step(error)) => Err(error),
        }
    }

    async fn hand_mouse(&mut self, inputs: &[Mouse], deadline: Instant) -> Result<(), Fault> {
        self.port.mouse(inputs, 0, None, deadline).await.map(drop)
    }
}
