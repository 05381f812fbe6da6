//! Files in and out.

use super::{Effect, TARGET, row};
use crate::domain::flow::table::{Kind, Row, objects::UPLOAD_FILE, required};

const GROUP: &str = "Files";

pub(super) const ROWS: &[Row] = &[row(
    GROUP,
    "upload",
    Effect::Acts,
    None,
    "Chooses files in a file input.",
    &[TARGET, required("files", Kind::Many(&Kind::Object(&UPLOAD_FILE)), "The files.")],
    r#"{"type":"upload","target":{"label":"Picture"},"files":[{"name":"notes.txt","media_type":"text/plain","text":"hello"}]}"#,
)];
