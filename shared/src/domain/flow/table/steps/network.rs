//! Requests and responses.

use crate::domain::flow::table::Row;

pub(super) const ROWS: &[Row] = &[];
