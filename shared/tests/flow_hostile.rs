//! Hostile documents: every one ends in a problem, quickly, and never in a panic.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::flow::{self, Checked, Format};
use serde_json::{Value, json};

/// Reads in every way there is, within seconds even in a debug build on a busy machine, and returns what the automatic format gave.
#[track_caller]
fn hostile(text: &str) -> Checked {
    let mut all = Vec::new();
    for format in [Format::Auto, Format::Json, Format::Yaml] {
        let begun = Instant::now();
        all.push(flow::read(text, format));
        let _ = flow::read_all(text, format);
        assert!(begun.elapsed() < Duration::from_secs(10), "{format:?} took {:?}", begun.elapsed());
    }
    let _ = flow::read_embedded(text, &["flows"]);
    for checked in &all {
        assert!(checked.flow.is_none());
        assert!(!checked.problems.is_empty());
        assert!(
            checked.problems.iter().all(|p| p.message.len() < 1500 && p.path.len() < 2000),
            "{:?}",
            checked.problems
        );
    }
    all.remove(0)
}

#[track_caller]
fn has(checked: &Checked, code: &str) {
    assert!(checked.problems.iter().any(|p| p.code == code), "no {code}: {:?}", checked.problems);
}

#[test]
fn ten_thousand_levels_are_a_problem_and_no_stack_overflow() {
    let small_stack = std::thread::Builder::new().stack_size(1 << 20);
    let reader = small_stack.spawn(|| {
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"steps\":[", "]}"), ("{\"within\":", "}")] {
            has(&hostile(&format!("{}1{}", open.repeat(10_000), close.repeat(10_000))), "too-deep");
            hostile(&open.repeat(10_000));
        }
        let block: String = (0..10_000).map(|n| format!("{}a:\n", " ".repeat(n % 1000 + n / 1000))).collect();
        hostile(&block[..block.len().min(900_000)]);
        has(&hostile(&format!("{}x", "- ".repeat(10_000))), "too-deep");
        hostile(&"? ".repeat(10_000));
        hostile(&"&a ".repeat(10_000));
        hostile(&"!!str ".repeat(10_000));
    });
    reader.expect("a thread").join().expect("no panic and no overflow");
}

#[test]
fn deep_but_legal_nesting_reads_on_a_small_stack_and_one_level_more_is_a_problem() {
    let reader = std::thread::Builder::new().stack_size(2 << 20).spawn(|| {
        let nested = |levels: usize, short: bool| {
            let mut step = json!("reload");
            for _ in 1..levels {
                step = if short {
                    json!({ "group": { "steps": [step] } })
                } else {
                    json!({ "type": "group", "steps": [step] })
                };
            }
            json!({ "name": "x", "steps": [step] })
        };
        for short in [false, true] {
            let good = nested(flow::MAX_NESTING, short);
            let checked = flow::read(&good.to_string(), Format::Auto);
            assert!(checked.flow.is_some(), "{:?}", checked.problems);
            assert!(flow::check_value(&good).flow.is_some());
            let yaml = flow::to_yaml(checked.flow.as_ref().expect("a flow"));
            assert_eq!(flow::read(&yaml, Format::Yaml).flow, checked.flow);
            has(&flow::read(&nested(flow::MAX_NESTING + 1, short).to_string(), Format::Auto), "too-deep");
            has(&flow::check_value(&nested(300, short)), "too-deep");
        }
        let mut target = json!("a");
        for _ in 0..40 {
            target = json!({ "css": "a", "within": target });
        }
        has(&flow::check_value(&json!({ "name": "x", "steps": [{ "type": "click", "target": target }] })), "too-deep");
    });
    reader.expect("a thread").join().expect("no overflow");
}

#[test]
fn alias_bombs_are_stopped_by_the_number_of_values() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    has(&hostile(&bomb), "too-large");
    has(&hostile("a: &a [*a]\n"), "syntax");
    let deep: String = (1..60).map(|n| format!("b{n}: &b{n} [[*b{}]]\n", n - 1)).collect();
    has(&hostile(&format!("b0: &b0 [x]\n{deep}")), "too-deep");
    let merges: String = (1..200).map(|n| format!("c{n}: &c{n} {{ <<: *c{}, k{n}: 1 }}\n", n - 1)).collect();
    hostile(&format!("c0: &c0 {{ k: 1 }}\n{merges}"));
}

#[test]
fn control_characters_and_odd_white_space_are_problems_with_a_place() {
    let checked = hostile("name: x\nsteps:\n  - click: \"a\0b\"\n");
    assert_eq!((checked.problems[0].line, checked.problems[0].column), (3, 14));
    assert_eq!(checked.problems[0].message, "The text contains the control character U+0000. Remove it.");
    hostile("{\"name\": \"a\0b\"}");
    hostile("\0");
    hostile("\u{feff}\u{feff}");
    hostile("\r\r\r");
    hostile("\t\t\t{");
    hostile("name: x\r\nsteps:\r\n\t- reload");
    let crlf = flow::read("name: x\r\nsteps:\r\n  - click: OK\r\n  - expect: Hi\r\n", Format::Auto);
    assert_eq!(crlf.problems, []);
    let bom = flow::read("\u{feff}{\"name\": \"x\", \"steps\": [{\"expect\": \"Hi\"}]}", Format::Auto);
    assert_eq!(bom.problems, []);
}

#[test]
fn large_documents_have_limits_that_are_named() {
    let big = format!("name: x\ndescription: {}\nsteps: [reload]\n", "x".repeat(flow::MAX_BYTES));
    let checked = hostile(&big);
    has(&checked, "too-large");
    assert!(checked.problems[0].message.contains("1048576"), "{:?}", checked.problems);
    let steps = |n: usize| json!({ "name": "x", "steps": vec![json!({ "expect": "a" }); n] }).to_string();
    assert!(flow::read(&steps(flow::MAX_STEPS), Format::Auto).flow.is_some());
    let checked = flow::read(&steps(flow::MAX_STEPS + 1), Format::Auto);
    has(&checked, "too-many-steps");
    assert!(checked.problems[0].message.contains("1000 steps"));
    has(&flow::read(&format!("[{}]", vec!["1"; 200_000].join(",")), Format::Json), "too-large");
    has(
        &flow::read(
            &"- 1
"
            .repeat(200_000),
            Format::Yaml,
        ),
        "too-large",
    );
    let yaml = |text: String| flow::read(&text, Format::Yaml);
    let keys: String = (0..20_000).map(|n| format!("k{n}: 1\n")).collect();
    has(&flow::read(&keys, Format::Auto), "too-large");
    has(&yaml(format!("name: x\nsteps:\n- click: a\n  {}", keys.replace('\n', "\n  "))), "too-large");
    has(&yaml(format!("name: x\nsteps:\n- click:\n    {}", keys.replace('\n', "\n    "))), "too-large");
    let unknown: String = (0..10_000).map(|n| format!("{{{{a{n}}}}}")).collect();
    let params: String = (0..5_000).map(|n| format!("b{n}: 1, ")).collect();
    let begun = Instant::now();
    let checked =
        flow::read(&format!("name: x\nparams: {{ {params} }}\nsteps:\n- expect: '{unknown}'\n"), Format::Auto);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    has(&checked, "more");
    let wrong = json!({ "name": "x", "steps": vec![json!({ "clik": "a" }); 900] }).to_string();
    let checked = flow::read(&wrong, Format::Auto);
    assert!(checked.problems.len() <= flow::MAX_PROBLEMS + 1, "{}", checked.problems.len());
    has(&checked, "more");
}

#[test]
fn huge_scalars_and_patterns_are_problems() {
    let long = "9".repeat(400_000);
    hostile(&format!("{{\"name\": {long}, \"steps\": []}}"));
    hostile(&format!("name: x\nretries: {long}\nsteps: []\n"));
    hostile(&format!("name: x\nsteps:\n  - {}: 1\n", "a".repeat(5000)));
    for pattern in [
        "(".repeat(1500),
        "[".repeat(1500),
        "(?:".repeat(600),
        "a{1000000000}".into(),
        "(a{999}){999}{999}".into(),
        "\\".into(),
        "(?<n>a)".repeat(150),
        "x".repeat(5000),
    ] {
        let document =
            json!({ "name": "x", "steps": [{ "type": "expect", "title": { "matches": pattern } }] }).to_string();
        let begun = Instant::now();
        let _ = flow::read(&document, Format::Json);
        assert!(begun.elapsed() < Duration::from_secs(2), "{pattern:.20}");
    }
}

#[test]
fn flows_inside_a_request_keep_the_positions_and_paths_of_the_request() {
    let body = "{ \"options\": {},\n  \"flows\": [\n    { \"name\": \"a\", \"steps\": [ \"reload\", { \"expect\": \"Hi\" } ] },\n    { \"name\": \"b\", \"steps\": [ { \"clik\": \"x\" } ] }\n] }";
    let flows = flow::read_embedded(body, &["flows"]);
    assert_eq!(flows.len(), 2);
    assert_eq!(flows[0].problems, []);
    let problem = &flows[1].problems[0];
    assert_eq!((problem.line, problem.column, problem.path.as_str()), (4, 33, "flows[1].steps[0]"));
    let warned = flow::read_embedded("{\"flows\":[{\"name\":\"a\",\"steps\":[\"reload\"]}]}", &["flows"]);
    assert_eq!((warned[0].problems[0].path.as_str(), warned[0].problems[0].line), ("flows[0].steps", 1));
    assert!(flow::read_embedded("{}", &["flows"]).is_empty());
    assert_eq!(flow::read_embedded("{\"document\": {\"name\":\"a\"}}", &["document"])[0].problems[0].path, "document");
    assert_eq!(flow::read_embedded("{\"flows\":", &["flows"])[0].problems[0].code, "syntax");
    assert_eq!(flow::read_embedded("{\"flows\": 3}", &["flows"])[0].problems[0].path, "flows");
}

#[test]
fn streams_and_lists_of_flows_are_read_to_their_first_syntax_error() {
    let text = "name: a\nsteps: [{expect: Hi}]\n---\nname: b\nsteps: [{clik: x}]\n---\n- name: c\n  steps: [{expect: Hi}]\n---\n{ broken\n";
    let read = flow::read_all(text, Format::Auto);
    let names: Vec<_> = read.iter().map(|c| c.flow.as_ref().map(|f| f.name.as_str())).collect();
    assert_eq!(names, [Some("a"), None, Some("c"), None]);
    assert_eq!(read[1].problems[0].line, 5);
    assert_eq!(read[3].problems[0].code, "syntax");
    assert_eq!(flow::read_all("[{\"name\":\"a\",\"steps\":[\"reload\"]}]", Format::Auto).len(), 1);
    assert_eq!(flow::read_all("", Format::Auto)[0].problems[0].code, "empty");
    assert_eq!(flow::read_all("---\nname: a\nsteps: [reload]\n---\n", Format::Auto).len(), 1);
}

/// xorshift64*: the same bytes in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides
    }
}

#[test]
fn random_texts_never_panic() {
    const WORDS: &[&str] = &[
        "name",
        "steps",
        "click",
        "expect",
        "type",
        "target",
        "role",
        "button",
        "{{",
        "}}",
        "{{a}}",
        ": ",
        ":",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "\"",
        "'",
        "&a",
        "*a",
        "<<",
        "!!str",
        "|",
        ">",
        "#",
        "%",
        "---\n",
        "...\n",
        "\t",
        "null",
        "true",
        "1e9",
        "-1",
        "css=",
        "role=button[name=",
        "é",
        "\u{10FFFF}",
        "\0",
        "\\",
        "?",
        "if",
        "then",
        "for_each",
        "within",
        "frame",
        "matches",
        "(",
        "x",
    ];
    let mut dice = Dice(0x5EED);
    let begun = Instant::now();
    let mut texts = 0;
    while begun.elapsed() < Duration::from_secs(2) {
        let text: String = match dice.roll(3) {
            0 => (0..dice.roll(200)).map(|_| char::from(dice.roll(256) as u8)).collect(),
            1 => (0..dice.roll(80)).map(|_| WORDS[dice.roll(WORDS.len())]).collect(),
            _ => mutated(&mut dice, WORDS),
        };
        for format in [Format::Auto, Format::Json, Format::Yaml] {
            let checked = flow::read(&text, format);
            assert_eq!(checked.flow.is_none(), checked.errors().count() > 0, "{text:?}");
            if let Some(read) = checked.flow {
                let back = flow::read(&flow::to_yaml(&read), Format::Yaml);
                assert_eq!(back.flow.as_ref(), Some(&read), "{text:?}\n{:?}", back.problems);
                let _ = flow::hash(&read);
            }
        }
        let _ = flow::read_all(&text, Format::Auto);
        texts += 1;
    }
    assert!(texts > 100, "only {texts} texts in two seconds");
}

/// A good document with a few pieces replaced.
fn mutated(dice: &mut Dice, words: &[&str]) -> String {
    let good: Value = json!({ "name": "x", "params": { "a": 1 }, "steps": [
        { "click": { "role": "button", "name": "OK" }, "if": { "text": "a" } },
        { "type": "expect", "target": { "css": "a", "within": "b" }, "text": { "matches": "a+" } },
        { "for_each": { "items": "{{a}}", "as": "b", "steps": ["reload", { "fill": { "label": "c", "value": "{{b}}" } }] } },
    ] });
    let mut text =
        if dice.roll(2) == 0 { good.to_string() } else { serde_json::to_string_pretty(&good).unwrap_or_default() };
    for _ in 0..=dice.roll(4) {
        let mut at = dice.roll(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let mut end = (at + dice.roll(6)).min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        text.replace_range(at..end, words[dice.roll(words.len())]);
    }
    text
}
