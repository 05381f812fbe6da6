//! What was asked for.

use serde::{Deserialize, Serialize};

/// A stored request; the API has checked it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GenerationRequest {
    pub prompt: String,
    #[serde(default)]
    pub base_url: Option<String>,
    #[serde(default = "three")]
    pub count: u32,
    #[serde(default = "yes")]
    pub explore: bool,
    #[serde(default)]
    pub model: Option<String>,
    /// Dollars; never more than the settings allow.
    #[serde(default)]
    pub max_usd: Option<f64>,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

/// A specification beside the prompt: text, or the bytes of a PDF in base64.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub data: Option<String>,
}

fn three() -> u32 {
    3
}

fn yes() -> bool {
    true
}

/// Characters of one attachment that the model sees.
const SEEN: usize = 40_000;

impl Attachment {
    /// What it says.
    ///
    /// # Errors
    /// When it is a PDF that cannot be read.
    pub fn read(&self) -> Result<String, String> {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let text = match (&self.text, &self.data) {
            (Some(text), _) => text.clone(),
            (None, Some(data)) => {
                let bytes =
                    STANDARD.decode(data).map_err(|e| format!("the attachment `{}` is no base64: {e}", self.name))?;
                if bytes.starts_with(b"%PDF") {
                    // the reader of PDFs may panic on a broken one
                    std::panic::catch_unwind(|| pdf_extract::extract_text_from_mem(&bytes))
                        .ok()
                        .and_then(Result::ok)
                        .ok_or_else(|| format!("the attachment `{}` is no readable PDF", self.name))?
                } else {
                    String::from_utf8_lossy(&bytes).into_owned()
                }
            }
            (None, None) => String::new(),
        };
        Ok(text.chars().take(SEEN).collect())
    }
}
