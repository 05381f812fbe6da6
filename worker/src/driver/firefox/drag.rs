//! Dragging. Firefox under automation begins no drag session of its own, so HTML5 drag and drop is acted out in the page.

use std::time::Instant;

use flowtilla_shared::domain::{
    flow::Button,
    outcome::{ErrorKind, StepError},
};
use serde_json::json;

use super::{Called, Firefox, Remote};
use crate::driver::port::{Fault, FrameRef, Mouse, Point};

/// Tells whether something that HTML5 drags is at a point.
const DRAGGABLE: &str = "(x, y) => { let e = document.elementFromPoint(x, y);\
    while (e?.shadowRoot?.elementFromPoint(x, y) && e.shadowRoot.elementFromPoint(x, y) !== e) e = e.shadowRoot.elementFromPoint(x, y);\
    for (; e; e = e.parentElement ?? e.getRootNode().host) if (e.draggable) return true; return false }";

/// The drag events of one drag, in the page's own world, as the browser would send them.
const ACT_OUT: &str = "async ([from, path]) => {\
    const at = p => { let e = document.elementFromPoint(p.x, p.y);\
      for (let d = e; d?.shadowRoot && (d = d.shadowRoot.elementFromPoint(p.x, p.y)) && d !== e;) e = d; return e };\
    const data = new DataTransfer(); data.effectAllowed = 'all';\
    const send = (kind, node, p, can = true) => node.dispatchEvent(new DragEvent(kind, { bubbles: true, composed: true, cancelable: can,\
      clientX: p.x, clientY: p.y, screenX: p.x, screenY: p.y, dataTransfer: data, view: window }));\
    let source = at(from); while (source && !source.draggable) source = source.parentElement ?? source.getRootNode().host;\
    if (!source || !send('dragstart', source, from)) return false;\
    let over = null, takes = false;\
    for (const p of path) { await new Promise(r => requestAnimationFrame(r)); const node = at(p); if (!node) continue;\
      send('drag', source, p);\
      if (node !== over) { send('dragenter', node, p); if (over) send('dragleave', over, p, false); over = node; }\
      takes = !send('dragover', node, p); }\
    const end = path[path.length - 1];\
    if (over) { if (takes) send('drop', over, end); else send('dragleave', over, end, false); }\
    send('dragend', source, end, false); return true }";

impl Firefox {
    pub(super) async fn drag_between(
        &mut self,
        from: Point,
        to: Point,
        steps: u32,
        deadline: Instant,
    ) -> Result<(), Fault> {
        let top = FrameRef(self.front()?);
        let path = path(from, to, steps.max(2));
        let point =
            |p: Point| vec![json!({ "type": "number", "value": p.x }), json!({ "type": "number", "value": p.y })];
        let asked = self.call(&top, DRAGGABLE, point(from), deadline).await?;
        if matches!(asked, Called::Success { result: Remote { value: Some(serde_json::Value::Bool(true)), .. } }) {
            let given = json!([from, path]).to_string();
            let function = format!("text => ({ACT_OUT})(JSON.parse(text))");
            let target = json!({ "context": top.0 });
            let acted = self.call_in(&top, target, &function, vec![super::text(&given)], deadline).await?;
            return match acted {
                Called::Success { .. } => Ok(()),
                Called::Exception { details } => Err(Fault::Step(StepError::new(
                    ErrorKind::Script,
                    format!("The drag could not be carried out in the page: {}", details.text),
                ))),
            };
        }
        let button = Button::Left;
        let mut inputs = vec![Mouse::Move(from), Mouse::Press { at: from, button, count: 1 }];
        for at in path {
            inputs.extend([Mouse::Move(at), Mouse::Wait(10)]);
        }
        inputs.push(Mouse::Release { at: to, button, count: 1 });
        self.send_mouse(&inputs, deadline).await
    }
}

/// Points on the way, the last one at the end.
fn path(from: Point, to: Point, steps: u32) -> Vec<Point> {
    let part = |n: u32| f64::from(n) / f64::from(steps);
    (1..=steps)
        .map(|n| Point { x: from.x + (to.x - from.x) * part(n), y: from.y + (to.y - from.y) * part(n) })
        .collect()
}
