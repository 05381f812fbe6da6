//! Cookies, storage and saved states.

use crate::domain::flow::table::Row;

pub(super) const ROWS: &[Row] = &[];
