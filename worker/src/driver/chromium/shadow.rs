//! Closed shadow roots: the page's scripts cannot reach them, the browser's socket can.

use std::time::Instant;

use serde::Deserialize;
use serde_json::json;

use super::{Chromium, EvaluatedObject, messages::RemoteObject};
use crate::driver::port::{Fault, FrameRef};

/// Closed roots of one frame that are opened, at most.
const MOST_ROOTS: usize = 500;

#[derive(Deserialize)]
struct Resolved {
    object: RemoteObject,
}

#[derive(Deserialize)]
struct Described {
    node: Node,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    backend_node_id: i64,
    #[serde(default)]
    shadow_root_type: Option<String>,
    #[serde(default)]
    children: Vec<Node>,
    #[serde(default)]
    shadow_roots: Vec<Node>,
}

impl Node {
    /// The closed shadow roots below, outer ones first; not those of other documents.
    fn closed(&self, into: &mut Vec<i64>) {
        for root in &self.shadow_roots {
            if root.shadow_root_type.as_deref() == Some("closed") && into.len() < MOST_ROOTS {
                into.push(root.backend_node_id);
            }
            root.closed(into);
        }
        for child in &self.children {
            child.closed(into);
        }
    }
}

impl Chromium {
    /// Hands every closed shadow root of a frame's document to the frame's engine.
    pub(super) async fn open_closed_roots(&self, frame: &FrameRef, deadline: Instant) -> Result<(), Fault> {
        let (session, world) = self.engine(frame, deadline).await?;
        let client = &self.context.client;
        let document = json!({ "expression": "document", "contextId": world });
        let document: EvaluatedObject =
            client.call(Some(&session), "Runtime.evaluate", document, deadline).await.map_err(|e| self.fault(e))?;
        let object = document.result.object_id.ok_or(Fault::Replaced)?;
        let params = json!({ "objectId": object, "depth": -1, "pierce": true });
        let Described { node } =
            client.call(Some(&session), "DOM.describeNode", params, deadline).await.map_err(|e| self.fault(e))?;
        let mut roots = Vec::new();
        node.closed(&mut roots);
        for root in roots {
            let params = json!({ "backendNodeId": root, "executionContextId": world });
            let Resolved { object } =
                client.call(Some(&session), "DOM.resolveNode", params, deadline).await.map_err(|e| self.fault(e))?;
            let params = json!({
                "functionDeclaration": "function(){__flowtilla.closed(this)}",
                "objectId": object.object_id,
            });
            let told = client.post(Some(&session), "Runtime.callFunctionOn", params, deadline);
            told.done().await.map_err(|e| self.fault(e))?;
        }
        Ok(())
    }
}
