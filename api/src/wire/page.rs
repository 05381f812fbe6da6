//! Lists: by cursor, or by page and size.

use flowtilla_shared::store;
use poem_openapi::types::{ToJSON, Type};

use crate::problem::Problem;

/// Largest part of a list in items.
pub const MAX_SIZE: u32 = 200;

/// The part of a list that was asked for.
///
/// # Errors
/// 400 for a size or page that makes no sense.
pub fn asked(cursor: Option<String>, page: Option<u32>, size: Option<u32>) -> Result<store::Page, Problem> {
    let size = size.unwrap_or(50);
    if !(1..=MAX_SIZE).contains(&size) {
        return Err(Problem::bad_request(format!("`size` is {size}; it may be 1 to {MAX_SIZE}.")));
    }
    if page == Some(0) {
        return Err(Problem::bad_request("`page` is 0; pages are counted from 1."));
    }
    Ok(store::Page { cursor: cursor.filter(|cursor| !cursor.is_empty()), page, size })
}

/// One part of a list, newest first.
#[derive(Clone, Debug, poem_openapi::Object)]
pub struct List<T: Type + ToJSON + poem_openapi::types::ParseFromJSON> {
    pub items: Vec<T>,
    /// Items in the whole list.
    pub total: u64,
    /// The page that this is, counted from 1, when pages were asked for.
    #[oai(nullable)]
    pub page: Option<u32>,
    /// Items in a part at most.
    pub size: u32,
    /// Send it as `cursor` for the next part; null at the end.
    #[oai(nullable)]
    pub next_cursor: Option<String>,
}

impl<T: Type + ToJSON + poem_openapi::types::ParseFromJSON> List<T> {
    /// The answer to a request for one part.
    pub fn of<R>(asked: &store::Page, part: store::Paged<R>, make: impl FnMut(R) -> T) -> Self {
        Self {
            items: part.items.into_iter().map(make).collect(),
            total: part.total,
            page: asked.page.filter(|_| asked.cursor.is_none()),
            size: asked.size,
            next_cursor: part.next_cursor,
        }
    }
}
