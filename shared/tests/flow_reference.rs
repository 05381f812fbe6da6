//! `docs/steps.md` is what the grammar says; `UPDATE_GOLDEN=1` writes it anew. `docs/vocabulary.md` names the same steps.

use flowtilla_shared::domain::flow::{reference_markdown, vocabulary};

const DOCS: &str = "../docs/steps.md";

#[test]
fn the_reference_in_the_docs_is_the_one_of_the_code() {
    let actual = reference_markdown();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(DOCS, actual).expect("docs/steps.md can be written");
        return;
    }
    let written = std::fs::read_to_string(DOCS).unwrap_or_default();
    assert!(written == actual, "docs/steps.md is old: run this test with UPDATE_GOLDEN=1 and look at the difference");
}

#[test]
fn the_page_for_people_from_other_tools_names_the_steps_that_there_are() {
    let page = include_str!("../../docs/vocabulary.md");
    let (words, left_out) = page.split_once("## What there is not").expect("the page says what there is not");
    let steps = vocabulary().steps;
    // models have pages of their own, and `expect` is not one word among others
    let meant = steps.iter().filter(|step| !step.starts_with("ai_") && !["expect", "inspect"].contains(step));
    let missing: Vec<_> = meant.filter(|step| !words.contains(&format!("`{step}`"))).collect();
    assert!(missing.is_empty(), "docs/vocabulary.md does not name {missing:?}");
    // the right column speaks of steps, of fields, and of values
    const FIELDS: &[&str] = &[
        "frame",
        "viewport",
        "profile",
        "evidence",
        "geolocation",
        "file",
        "parts",
        "matches",
        "code",
        "wait_until",
        "referer",
        "setup",
        "teardown",
        "page_text",
        "expect",
        "emulate",
    ];
    let cells = words.lines().filter(|line| line.starts_with("| ")).filter_map(|line| line.split('|').nth(2));
    let named = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    let is_word = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let strange: Vec<_> =
        named.filter(is_word).filter(|word| !steps.contains(word) && !FIELDS.contains(word)).collect();
    assert!(strange.is_empty(), "docs/vocabulary.md names {strange:?}, which are neither steps nor fields");
    for step in &steps {
        assert!(!left_out.contains(&format!("| `{step}` |")), "`{step}` is said to be left out");
    }
}
