//! The table of what browsers cannot do is in the docs. `UPDATE_GOLDEN=1` writes it anew.
#![allow(clippy::unwrap_used, reason = "tests")]

use flowtilla_shared::domain::flow::browsers;

const BEGIN: &str = "<!-- table: begin -->\n";
const END: &str = "<!-- table: end -->";

#[test]
fn the_docs_show_the_table_of_browsers() {
    let path = "../docs/browsers.md";
    let text = std::fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (shown, after) = rest.split_once(END).unwrap();
    let table = browsers::markdown();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
    } else {
        assert_eq!(shown, table, "run with UPDATE_GOLDEN=1 and look at the difference");
    }
}
