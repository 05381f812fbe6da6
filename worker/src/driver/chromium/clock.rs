//! The fake clock of pages: Playwright's script in their own world, told the same turns in every document.

/// Installs `globalThis.__flowtillaClock`, once per document.
pub const CLOCK: &str = include_str!("../../../engine/dist/clock.js");

/// The scripts that a document to come runs first: the clock, and the turns that it has missed.
pub fn scripts(turns: &[String]) -> Vec<String> {
    if turns.is_empty() {
        return Vec::new();
    }
    let told = turns.iter().map(|turn| format!("__flowtillaClock.log({turn})"));
    std::iter::once(CLOCK.to_owned()).chain(told).collect()
}
