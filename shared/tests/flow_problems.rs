//! What is said about bad documents. `tests/golden/bad_flows.txt` holds the documents, each followed by its problems;
//! `UPDATE_GOLDEN=1` writes them anew.

use std::fmt::Write;

use flowtilla_shared::domain::flow::{self, Format};

const GOLDEN: &str = "tests/golden/bad_flows.txt";

#[test]
fn bad_documents_get_the_problems_in_the_golden_file() {
    let golden = std::fs::read_to_string(GOLDEN).expect("the golden file");
    let mut actual = String::new();
    let mut documents = 0;
    let reference = flow::reference_markdown();
    for block in golden.split("=== ").skip(1) {
        let (title, rest) = block.split_once('\n').unwrap_or((block, ""));
        let text = rest.split("--- problems\n").next().unwrap_or_default();
        let checked = flow::read(text, Format::Auto);
        let _ = write!(actual, "=== {title}\n{text}--- problems\n");
        for problem in &checked.problems {
            let _ = writeln!(actual, "{problem}");
        }
        for warning in checked.problems.iter().filter(|p| !p.is_error()) {
            let listed = reference.contains(&format!("| `{}` |", warning.code));
            assert!(listed, "`{}` is missing from the list of lints in `lint/codes.rs`", warning.code);
        }
        assert!(!checked.problems.is_empty(), "nothing was found in `{title}`");
        assert_eq!(checked.flow.is_none(), checked.errors().count() > 0, "{title}");
        documents += 1;
    }
    assert!(documents >= 60, "only {documents} documents");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(GOLDEN, actual).expect("the golden file can be written");
        return;
    }
    for (actual, expected) in actual.split("=== ").zip(golden.split("=== ")) {
        assert_eq!(actual, expected, "run with UPDATE_GOLDEN=1 and look at the difference");
    }
}
