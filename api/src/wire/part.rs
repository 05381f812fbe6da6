//! Parts of a log or a history: what comes after a number, so many at once.

use crate::problem::Problem;

/// Items in one part at most.
pub const MOST: u32 = 1000;
/// Items in one part when nobody says.
const USUAL: u32 = 100;

/// The part that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<N> {
    /// The number before the first item's; 0 for all.
    pub after: N,
    /// Items at most, 1 to [`MOST`].
    pub limit: u32,
}

impl<N: Default + PartialOrd> Part<N> {
    /// Of the parameters `after` and `limit`.
    ///
    /// # Errors
    /// 400 for a number below 0 and for a limit that is none.
    pub fn asked(after: Option<N>, limit: Option<u32>) -> Result<Self, Problem> {
        let (after, limit) = (after.unwrap_or_default(), limit.unwrap_or(USUAL));
        if after < N::default() || !(1..=MOST).contains(&limit) {
            return Err(Problem::bad_request(format!("`after` may not be negative, and `limit` may be 1 to {MOST}.")));
        }
        Ok(Self { after, limit })
    }
}
