//! Pages as PDF files.

use std::time::Instant;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flowtilla_shared::domain::{
    flow::PrintPdf,
    outcome::{ErrorKind, StepError},
};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::json;

use super::Chromium;
use crate::driver::port::Fault;

const MILLIMETRES_IN_AN_INCH: f64 = 25.4;
/// Bytes that are read at once.
const PIECE: u32 = 1 << 20;
/// Bytes of a file, at most.
const LARGEST: usize = 100 << 20;

#[derive(Deserialize)]
struct Printed {
    stream: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Piece {
    data: String,
    eof: bool,
    #[serde(default)]
    base64_encoded: bool,
}

impl Chromium {
    pub(super) async fn print_page(&mut self, print: &PrintPdf, deadline: Instant) -> Result<Vec<u8>, Fault> {
        let inches = |mm: f64| mm / MILLIMETRES_IN_AN_INCH;
        let (width, height) = print.format.millimetres();
        let margin = inches(print.margin_mm.unwrap_or(10.0));
        let params = json!({
            "landscape": print.landscape, "printBackground": print.background, "scale": print.scale.unwrap_or(1.0),
            "paperWidth": inches(width), "paperHeight": inches(height),
            "marginTop": margin, "marginBottom": margin, "marginLeft": margin, "marginRight": margin,
            "pageRanges": print.pages.as_deref().unwrap_or_default(), "transferMode": "ReturnAsStream",
        });
        let session = self.session()?;
        // printing a long page may take longer than any other command
        let printed = self.context.client.call::<Printed>(Some(&session), "Page.printToPDF", params, deadline).await;
        let Printed { stream } = printed.map_err(|e| refused(self.fault(e), print))?;
        let mut bytes = Vec::new();
        let read = loop {
            let params = json!({ "handle": stream, "size": PIECE });
            let piece = match self.page::<Piece>("IO.read", params, deadline).await {
                Ok(piece) => piece,
                Err(fault) => break Err(fault),
            };
            if piece.base64_encoded {
                bytes.extend(STANDARD.decode(&piece.data).unwrap_or_default());
            } else {
                bytes.extend_from_slice(piece.data.as_bytes());
            }
            if bytes.len() > LARGEST {
                let message = format!("The PDF file would have more than {} MiB.", LARGEST >> 20);
                break Err(Fault::Step(StepError::refused(message)));
            }
            if piece.eof {
                break Ok(());
            }
        };
        // it goes with the tab otherwise
        let _ = self.page::<IgnoredAny>("IO.close", json!({ "handle": stream }), deadline).await;
        read.map(|()| bytes)
    }
}

/// What the browser says against printing, in words about the step.
fn refused(fault: Fault, print: &PrintPdf) -> Fault {
    let Fault::Step(error) = fault else { return fault };
    if error.kind == ErrorKind::Crash {
        return Fault::Step(error);
    }
    let pages = print.pages.as_deref().unwrap_or_default();
    let said = error.message.to_lowercase();
    let message = if !pages.is_empty() && said.contains("page range") {
        format!(
            "`pages: {pages}` cannot be printed: the page does not have so many, or it is no range such as `1-3,5`."
        )
    } else if said.contains("printtopdf is not implemented") {
        "This browser has a window, and prints nothing; only a headless one makes PDF files.".to_owned()
    } else {
        format!("The page cannot be printed: {}", error.message)
    };
    Fault::Step(StepError::refused(message))
}
