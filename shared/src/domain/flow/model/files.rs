//! Payloads of the steps of files.

use bytes::Bytes;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::TextMatcher;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UploadFile {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
    /// A file below the worker's upload directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// A file of the run: written or downloaded before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// An address to get it from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact: Option<String>,
    /// The content, once the runner has got it.
    #[serde(skip)]
    pub content: Option<Bytes>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Download {
    /// What starts the download.
    pub steps: Vec<Value>,
    #[serde(flatten)]
    pub keep: KeepDownload,
}

/// Which download, and where it goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeepDownload {
    /// Its suggested name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<TextMatcher>,
    /// Its name among the files of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub save_as: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub var: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WriteFile {
    pub file: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
    /// Written as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplaceInFile {
    pub file: String,
    pub find: String,
    pub with: String,
    /// How often it must be there; at least once when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    Csv,
    Json,
    Text,
    Pdf,
    Xlsx,
    Docx,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParseFile {
    pub file: String,
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub format: Option<FileFormat>,
    pub var: String,
    /// The first row of a table names its columns.
    #[serde(default = "yes")]
    pub header: bool,
    /// What stands between the fields of a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// The sheet of a workbook; its first one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// A JSON Schema that what was read must fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Value>,
}

/// `pdf_split`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PdfSplit {
    pub file: String,
    /// `1-3,5`.
    pub pages: String,
    pub save_as: String,
}

/// `pdf_fill`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PdfFill {
    pub file: String,
    pub fields: Map<String, Value>,
    /// The file itself when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub save_as: Option<String>,
}

fn yes() -> bool {
    true
}
