//! Trusted input over the socket. Commands of one gesture are sent without waiting for each other.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use flowtilla_shared::domain::flow::Button;
use serde_json::{Value, json};

use super::{Chromium, HUNG, cdp::Reply};
use crate::driver::{
    keys::Stroke,
    port::{Fault, Keys, Mouse, Point, Touch},
};

/// Tells, in every frame, whether the page has begun a drag of its own; asked after the mouse has moved.
const WATCH_DRAG: &str = "(()=>{const w=globalThis;w.__flowtillaDrag=false;\
    w.__flowtillaDragWatch=e=>{w.__flowtillaDrag=!e.defaultPrevented};\
    w.addEventListener('dragstart',w.__flowtillaDragWatch,{once:true})})()";
const ASK_DRAG: &str = "(()=>{const w=globalThis;\
    w.removeEventListener('dragstart',w.__flowtillaDragWatch);return w.__flowtillaDrag===true})()";
/// How long the browser may take to hand an HTML5 drag over.
const HAND_OVER: Duration = Duration::from_secs(2);

impl Chromium {
    /// Sends mouse input and waits until the page has taken it.
    pub(super) async fn send_mouse(&self, inputs: &[Mouse], held: u32, deadline: Instant) -> Result<(), Fault> {
        let session = self.session()?;
        let mut under_way = Vec::with_capacity(inputs.len());
        let mut pressed = self.pressed;
        for input in inputs {
            let params = match *input {
                Mouse::Wait(ms) => {
                    self.finish(&mut under_way).await?;
                    pause(ms, deadline).await?;
                    continue;
                }
                Mouse::Move(at) => mouse_event("mouseMoved", at, pressed, 0, held),
                Mouse::Press { at, button, count } => {
                    pressed = Some(button);
                    mouse_event("mousePressed", at, pressed, count, held)
                }
                Mouse::Release { at, button, count } => {
                    pressed = None;
                    let mut event = mouse_event("mouseReleased", at, Some(button), count, held);
                    event["buttons"] = json!(0);
                    event
                }
            };
            under_way.push(self.context.client.post(
                Some(&session),
                "Input.dispatchMouseEvent",
                params,
                deadline + HUNG,
            ));
        }
        self.finish(&mut under_way).await
    }

    /// Sends keyboard input and waits until the page has taken it.
    pub(super) async fn send_keys(&self, inputs: &[Keys], deadline: Instant) -> Result<(), Fault> {
        let session = self.session()?;
        let mut under_way = Vec::with_capacity(inputs.len());
        for input in inputs {
            let (method, params) = match input {
                Keys::Wait(ms) => {
                    self.finish(&mut under_way).await?;
                    pause(*ms, deadline).await?;
                    continue;
                }
                Keys::Down(stroke) => ("Input.dispatchKeyEvent", key_event(stroke, true)),
                Keys::Up(stroke) => ("Input.dispatchKeyEvent", key_event(stroke, false)),
                Keys::Insert(text) => ("Input.insertText", json!({ "text": text })),
            };
            under_way.push(self.context.client.post(Some(&session), method, params, deadline + HUNG));
            if under_way.len() >= 64 {
                // A long text must not flood the browser, and its deadline must hold.
                self.finish(&mut under_way).await?;
            }
        }
        self.finish(&mut under_way).await
    }

    /// Sends fingers, one input after the other, and waits until the page has taken them.
    pub(super) async fn send_touch(&self, inputs: &[Touch], held: u32, deadline: Instant) -> Result<(), Fault> {
        let session = self.session()?;
        for input in inputs {
            let (kind, fingers) = match input {
                Touch::Wait(ms) => {
                    pause(*ms, deadline).await?;
                    continue;
                }
                Touch::Start(fingers) => ("touchStart", fingers.as_slice()),
                Touch::Move(fingers) => ("touchMove", fingers.as_slice()),
                Touch::End => ("touchEnd", [].as_slice()),
            };
            let points: Vec<Value> =
                fingers.iter().enumerate().map(|(id, at)| json!({ "x": at.x, "y": at.y, "id": id })).collect();
            let params = json!({ "type": kind, "touchPoints": points, "modifiers": held });
            let reply = self.context.client.post(Some(&session), "Input.dispatchTouchEvent", params, deadline + HUNG);
            reply.done().await.map_err(|e| self.fault(e))?;
        }
        Ok(())
    }

    /// Turns the mouse wheel at a point.
    pub(super) async fn send_wheel(
        &self,
        at: Point,
        (dx, dy): (f64, f64),
        held: u32,
        deadline: Instant,
    ) -> Result<(), Fault> {
        let mut event = mouse_event("mouseWheel", at, None, 0, held);
        event["deltaX"] = json!(dx);
        event["deltaY"] = json!(dy);
        self.page::<serde::de::IgnoredAny>("Input.dispatchMouseEvent", event, deadline).await.map(drop)
    }

    /// Drags files from outside to a point and drops them there.
    pub(super) async fn drop_files_at(
        &self,
        at: Point,
        files: &[std::path::PathBuf],
        deadline: Instant,
    ) -> Result<(), Fault> {
        let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let params = json!({ "type": kind, "x": at.x, "y": at.y, "data": data, "modifiers": 0 });
            self.page::<serde::de::IgnoredAny>("Input.dispatchDragEvent", params, deadline).await?;
        }
        Ok(())
    }

    async fn finish(&self, under_way: &mut Vec<Reply>) -> Result<(), Fault> {
        for reply in under_way.drain(..) {
            reply.done().await.map_err(|e| self.fault(e))?;
        }
        Ok(())
    }

    /// Drags with the mouse; when the page begins an HTML5 drag, goes on with drag events as the operating system would.
    pub(super) async fn drag_between(
        &self,
        from: Point,
        to: Point,
        steps: u32,
        deadline: Instant,
    ) -> Result<(), Fault> {
        self.drag_along(from, &path(from, to, steps.max(2)), deadline).await
    }

    /// The same along points, of which the last is where the button is let go.
    pub(super) async fn drag_along(&self, from: Point, way: &[Point], deadline: Instant) -> Result<(), Fault> {
        let session = self.session()?;
        let worlds = self.worlds_of_tab(&session);
        for (session, world) in &worlds {
            self.context.client.tell(
                Some(session),
                "Runtime.evaluate",
                json!({ "expression": WATCH_DRAG, "contextId": world }),
            );
        }
        self.context.state().dragged = None;
        let intercept =
            |on: bool| self.context.client.tell(Some(&session), "Input.setInterceptDrags", json!({ "enabled": on }));
        intercept(true);
        let result = self.drag_intercepted(&session, &worlds, from, way, deadline).await;
        intercept(false);
        result
    }

    async fn drag_intercepted(
        &self,
        session: &Arc<str>,
        worlds: &[(Arc<str>, i64)],
        from: Point,
        way: &[Point],
        deadline: Instant,
    ) -> Result<(), Fault> {
        let button = Button::Left;
        let (first, rest) = way.split_at(way.len().min(1));
        let to = way.last().copied().unwrap_or(from);
        self.send_mouse(&[Mouse::Move(from), Mouse::Press { at: from, button, count: 1 }], 0, deadline).await?;
        self.move_pressed(session, first, deadline).await?;
        let mut begun = self.drag_has_begun(worlds, deadline).await?;
        if !begun {
            self.move_pressed(session, rest, deadline).await?;
            begun = self.drag_has_begun(worlds, deadline).await?;
        }
        if begun {
            let by = deadline.min(Instant::now() + HAND_OVER);
            if let Some(data) = self.context.until(by, |s| s.dragged.take()).await {
                return self.drop_data(session, &data, rest, to, deadline).await;
            }
        }
        self.send_mouse(&[Mouse::Release { at: to, button, count: 1 }], 0, deadline).await
    }

    async fn drop_data(
        &self,
        session: &Arc<str>,
        data: &Value,
        rest: &[Point],
        to: Point,
        deadline: Instant,
    ) -> Result<(), Fault> {
        let mut under_way = Vec::new();
        let mut event = |kind: &str, at: Point| {
            let params = json!({ "type": kind, "x": at.x, "y": at.y, "data": data, "modifiers": 0 });
            under_way.push(self.context.client.post(Some(session), "Input.dispatchDragEvent", params, deadline + HUNG));
        };
        event("dragEnter", rest.first().copied().unwrap_or(to));
        for at in rest {
            event("dragOver", *at);
        }
        event("dragOver", to);
        event("drop", to);
        self.finish(&mut under_way).await?;
        self.send_mouse(&[Mouse::Release { at: to, button: Button::Left, count: 1 }], 0, deadline).await
    }

    /// One move after the other: moves that are sent together arrive as one.
    async fn move_pressed(&self, session: &Arc<str>, moves: &[Point], deadline: Instant) -> Result<(), Fault> {
        for at in moves {
            let params = mouse_event("mouseMoved", *at, Some(Button::Left), 0, 0);
            let reply = self.context.client.post(Some(session), "Input.dispatchMouseEvent", params, deadline + HUNG);
            reply.done().await.map_err(|e| self.fault(e))?;
        }
        Ok(())
    }

    async fn drag_has_begun(&self, worlds: &[(Arc<str>, i64)], deadline: Instant) -> Result<bool, Fault> {
        for (session, world) in worlds {
            let params = json!({ "expression": ASK_DRAG, "contextId": world, "returnByValue": true });
            let asked: Result<super::Evaluated<bool>, _> =
                self.context.client.call(Some(session), "Runtime.evaluate", params, deadline + HUNG).await;
            if asked.is_ok_and(|a| a.result.value == Some(true)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The engine's worlds in all frames of the tab in front.
    fn worlds_of_tab(&self, session: &Arc<str>) -> Vec<(Arc<str>, i64)> {
        let state = self.context.state();
        let mut worlds = Vec::new();
        for frame in state.frames.values() {
            let mut root = frame;
            while let Some(parent) = root.parent.as_ref().and_then(|id| state.frames.get(id)) {
                root = parent;
            }
            if let (true, Some(world)) = (root.session == *session, frame.world) {
                worlds.push((frame.session.clone(), world));
            }
        }
        worlds
    }
}

/// Points on the way, the last one at the end.
fn path(from: Point, to: Point, steps: u32) -> Vec<Point> {
    let part = |n: u32| f64::from(n) / f64::from(steps);
    (1..=steps)
        .map(|n| Point { x: from.x + (to.x - from.x) * part(n), y: from.y + (to.y - from.y) * part(n) })
        .collect()
}

async fn pause(ms: u64, deadline: Instant) -> Result<(), Fault> {
    let until = Instant::now() + Duration::from_millis(ms);
    tokio::time::sleep_until(until.min(deadline).into()).await;
    if until > deadline { Err(Fault::Late) } else { Ok(()) }
}

fn mouse_event(kind: &str, at: Point, button: Option<Button>, count: u32, held: u32) -> Value {
    let (name, bit) = match button {
        None => ("none", 0),
        Some(Button::Left) => ("left", 1),
        Some(Button::Right) => ("right", 2),
        Some(Button::Middle) => ("middle", 4),
    };
    json!({ "type": kind, "x": at.x, "y": at.y, "button": name, "buttons": bit, "clickCount": count, "modifiers": held })
}

fn key_event(stroke: &Stroke, down: bool) -> Value {
    let mut event = json!({
        "type": match (down, stroke.text.is_empty()) { (false, _) => "keyUp", (true, true) => "rawKeyDown", (true, false) => "keyDown" },
        "modifiers": stroke.modifiers,
        "windowsVirtualKeyCode": stroke.key_code,
        "code": stroke.code,
        "key": stroke.key,
        "location": stroke.location,
    });
    if down && !stroke.text.is_empty() {
        event["text"] = json!(stroke.text);
        event["unmodifiedText"] = json!(stroke.text);
    }
    event
}
