//! Lists: newest first, by cursor or by page number.

use uuid::Uuid;

use super::Error;

/// Which part of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Goes on after this place; what [`Paged::next_cursor`] said. Wins over `page`.
    pub cursor: Option<String>,
    /// Page number from 1.
    pub page: Option<u32>,
    /// Items at most, 1 to 1000.
    pub size: u32,
}

impl Default for Page {
    fn default() -> Self {
        Self { cursor: None, page: None, size: 50 }
    }
}

/// One part of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Paged<T> {
    pub items: Vec<T>,
    /// Items in the whole list.
    pub total: u64,
    /// Where the next part begins; `None` at the end.
    pub next_cursor: Option<String>,
}

impl Page {
    /// The id below which the part begins; without a cursor one above all others.
    pub(crate) fn before(&self) -> Result<Uuid, Error> {
        let Some(cursor) = &self.cursor else { return Ok(Uuid::max()) };
        cursor.parse().map_err(|_| Error::Invalid {
            message: format!("`{cursor}` is no cursor; give the `next_cursor` of the answer before"),
        })
    }

    pub(crate) fn size(&self) -> i64 {
        i64::from(self.size.clamp(1, 1000))
    }

    pub(crate) fn offset(&self) -> i64 {
        match (&self.cursor, self.page) {
            (None, Some(page)) => i64::from(page.saturating_sub(1)).saturating_mul(self.size()),
            _ => 0,
        }
    }

    /// Makes the answer out of one row more than was wanted.
    pub(crate) fn cut<T>(&self, mut items: Vec<T>, total: Option<i64>, id: impl Fn(&T) -> Uuid) -> Paged<T> {
        let wanted = usize::try_from(self.size()).unwrap_or(usize::MAX);
        let more = items.len() > wanted;
        items.truncate(wanted);
        let next_cursor = items.last().filter(|_| more).map(|last| id(last).to_string());
        Paged { items, total: total.and_then(|n| u64::try_from(n).ok()).unwrap_or(0), next_cursor }
    }
}
