//! `docs/steps.md` is what the grammar says; `UPDATE_GOLDEN=1` writes it anew.

use flowtilla_shared::domain::flow::reference_markdown;

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
