//! `{{…}}`: filling in, what is reported, and comparing without a browser.

use std::collections::BTreeMap;

use flowtilla_shared::domain::{
    flow::{
        self, Action, Expect, Step, Target, TextMatcher,
        assert::{glob_matches, text_matches, url_matches, var_holds},
        template::{self, AtHand, Origin, Scope, fill, fill_step, names},
    },
    outcome::ErrorKind,
};
use serde_json::{Value, json};

fn scope(params: Value) -> Scope {
    let map = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect::<BTreeMap<_, _>>()
    };
    let outside = AtHand {
        env: map(&[("BASE", "http://a.example")]),
        secrets: map(&[("shop_password", "s3cret"), ("other", "unused")]),
    };
    Scope::new(params.as_object().cloned().unwrap_or_default(), outside)
}

#[track_caller]
fn refused(value: Value, scope: &Scope) -> String {
    let error = fill(&value, scope).expect_err("a refusal");
    assert_eq!(error.kind, ErrorKind::Refused);
    error.message
}

#[test]
fn a_string_that_is_one_value_keeps_its_type_and_others_become_text() {
    let scope =
        scope(json!({ "n": 3, "f": 1.5, "list": [1, { "a": "x" }], "no": null, "yes": true, "s": "a {{n}} b" }));
    for (template, filled) in [
        (json!("{{n}}"), json!(3)),
        (json!("{{ n }}"), json!(3)),
        (json!("{{list}}"), json!([1, { "a": "x" }])),
        (json!("{{list.1.a}}"), json!("x")),
        (json!("{{no}}"), json!(null)),
        (json!("n={{n}}, {{f}}, {{yes}}, {{list}}, [{{no}}]"), json!("n=3, 1.5, true, [1,{\"a\":\"x\"}], []")),
        (json!("{{env.BASE}}/x"), json!("http://a.example/x")),
        (json!("\\{{n}} {{n}}"), json!("{{n}} 3")),
        (json!("{{s}}"), json!("a {{n}} b")), // what is filled in is not looked at again
        (json!({ "{{n}}": ["{{n}}", 1, null, true] }), json!({ "{{n}}": [3, 1, null, true] })),
        (json!("} { }} {"), json!("} { }} {")),
    ] {
        assert_eq!(fill(&template, &scope).expect("filled"), filled, "{template}");
    }
}

#[test]
fn a_variable_hides_a_param_until_it_is_taken_away() {
    let mut scope = scope(json!({ "word": "param" }));
    scope.set("word", json!("variable"));
    assert_eq!(fill(&json!("{{word}}"), &scope).expect("filled"), json!("variable"));
    assert_eq!(scope.unset("word"), Some(json!("variable")));
    assert_eq!(scope.get("word"), Some(&json!("param")));
}

#[test]
fn unknown_names_are_refused_with_the_near_ones() {
    let mut scope = scope(json!({ "user": { "name": "ada", "lines": [1, 2] } }));
    scope.set("total", json!(3));
    let message = refused(json!("{{usr}}"), &scope);
    assert!(
        message.starts_with("`{{usr}}` is unknown: no param and no variable has this name. Did you mean `{{user}}`?"),
        "{message}"
    );
    assert!(refused(json!("{{totla}}"), &scope).contains("`{{total}}`"));
    assert!(refused(json!("{{user.nam}}"), &scope).contains("Did you mean `user.name`?"));
    assert!(refused(json!("{{user.lines.2}}"), &scope).contains("`user.lines` is a list of 2 (indexes begin at 0)"));
    assert!(refused(json!("{{user.lines.-1}}"), &scope).contains("is unknown"));
    assert!(refused(json!("{{total.x}}"), &scope).contains("`total` is a number"));
    assert_eq!(
        refused(json!("{{env.BASSE}}"), &scope),
        "The environment variable `BASSE` is not set. Did you mean `{{env.BASE}}`?"
    );
    assert_eq!(
        refused(json!("{{secret.shop_pasword}}"), &scope),
        "The secret `shop_pasword` is not set. Did you mean `{{secret.shop_password}}`?"
    );
    assert!(refused(json!("{{broken"), &scope).contains("is not closed"));
}

#[test]
fn only_the_secrets_that_were_handed_out_are_reported_for_masking() {
    let scope = scope(json!({}));
    assert!(scope.used_secrets().is_empty());
    fill(&json!({ "value": "x{{secret.shop_password}}" }), &scope).expect("filled");
    assert_eq!(scope.used_secrets(), ["s3cret"]);
    assert!(!format!("{scope:?}").contains("s3cret"));
}

#[test]
fn random_values_have_their_form_and_differ() {
    let scope = scope(json!({}));
    let one = |kind: &str| fill(&json!(format!("{{{{random.{kind}}}}}")), &scope).expect("filled");
    for kind in ["uuid", "email", "name", "number", "text"] {
        assert_ne!(one(kind), one(kind), "{kind}");
    }
    let uuid: uuid::Uuid = one("uuid").as_str().expect("text").parse().expect("a UUID");
    assert_eq!(uuid.get_version_num(), 4);
    assert!(one("email").as_str().expect("text").ends_with("@example.com"));
    assert!((100_000..1_000_000).contains(&one("number").as_u64().expect("a number")));
    let now = fill(&json!("{{now}}"), &scope).expect("filled");
    chrono::DateTime::parse_from_rfc3339(now.as_str().expect("text")).expect("a time");
}

#[test]
fn values_that_double_themselves_are_refused_before_they_fill_the_memory() {
    let mut scope = scope(json!({ "a": "x".repeat(1000) }));
    let mut refusals = 0;
    for template in [json!("{{a}}{{a}}"), json!(["{{a}}", "{{a}}"])] {
        for _ in 0..40 {
            match fill(&template, &scope) {
                Ok(value) => scope.set("a", value),
                Err(error) => {
                    assert!(error.message.contains("larger than 4 MiB"), "{error}");
                    refusals += 1;
                    break;
                }
            }
        }
        scope.set("a", json!("x"));
    }
    assert_eq!(refusals, 2);
}

#[test]
fn nested_steps_and_scripts_wait_while_the_rest_of_a_step_is_filled_in() {
    let scope = scope(json!({ "list": ["a"] }));
    let step = json!({ "type": "for_each", "items": "{{list}}", "as": "word", "steps": [{ "type": "goto", "url": "/{{word}}" }] });
    let filled = fill_step(&step, &scope).expect("filled");
    assert_eq!(filled["items"], json!(["a"]));
    assert_eq!(filled["steps"], step["steps"]);
    let step = json!({ "type": "evaluate", "js": "return `{{list}}`", "args": "{{list}}" });
    assert_eq!(
        fill_step(&step, &scope).expect("filled"),
        json!({ "type": "evaluate", "js": "return `{{list}}`", "args": ["a"] })
    );
}

#[test]
fn a_filled_step_becomes_typed_and_what_does_not_fit_is_refused_with_the_reason() {
    let mut scope = scope(
        json!({ "n": 2, "many": "two", "where": "file:///etc/passwd", "sel": "css=#x", "obj": { "role": "button", "name": "OK" }, "text": "OK", "steps": ["a"] }),
    );
    let typed = |step: Value, scope: &Scope| flow::typed(&fill_step(&step, scope).expect("filled"));
    let target = |step: Step| {
        let Action::Click(click) = step.action else { panic!("{step:?}") };
        click.target
    };
    let click = |target: &str| json!({ "type": "click", "target": target, "count": "{{n}}" });
    assert_eq!(
        target(typed(click("{{sel}}"), &scope).expect("a step")),
        Target { css: Some("#x".into()), ..Target::default() }
    );
    assert_eq!(target(typed(click("{{text}}"), &scope).expect("a step")).text, Some(TextMatcher::Plain("OK".into())));
    assert_eq!(target(typed(click("{{obj}}"), &scope).expect("a step")).role.as_deref(), Some("button"));
    let error = typed(json!({ "type": "click", "target": { "text": "OK" }, "count": "{{many}}" }), &scope)
        .expect_err("no number");
    assert_eq!(error.kind, ErrorKind::Refused);
    assert_eq!(
        error.message,
        "The step cannot be done with these values. count: Expected a whole number from 1 to 10, found the text \"two\"."
    );
    let error = typed(json!({ "type": "goto", "url": "{{where}}" }), &scope).expect_err("a refused address");
    assert!(error.message.contains("`file:` are refused"), "{error}");
    scope.set("role", json!("buton"));
    let error = typed(json!({ "type": "click", "target": { "role": "{{role}}" } }), &scope).expect_err("no role");
    assert!(error.message.contains("Did you mean `button`?"), "{error}");
    // the steps inside keep their `{{…}}` and are not checked yet
    let group =
        typed(json!({ "type": "group", "steps": [{ "type": "sleep", "ms": "{{later}}" }] }), &scope).expect("a step");
    assert!(matches!(group.action, Action::Group { steps, .. } if steps[0]["ms"] == "{{later}}"));
    // text that looks like a value after filling in is text
    let step =
        typed(json!({ "type": "fill", "target": { "label": "A" }, "value": "\\{{x}}" }), &scope).expect("a step");
    assert!(matches!(step.action, Action::Fill { value, .. } if value == "{{x}}"));
}

#[test]
fn what_a_flow_uses_is_listed_once_nested_steps_included() {
    let uses = names(
        &json!([{ "type": "group", "steps": [{ "value": "{{secret.a}} {{user.name}} {{user.name}} {{env.B}} \\{{no}}" }] }, "{{now}}"]),
    );
    let found: Vec<_> = uses.iter().map(|r| (r.origin, r.name.as_str(), r.path.join("."))).collect();
    assert_eq!(
        found,
        [
            (Origin::Value, "user", "name".to_owned()),
            (Origin::Env, "B", String::new()),
            (Origin::Secret, "a", String::new()),
            (Origin::Now, "now", String::new()),
        ]
    );
    let _: &Vec<template::Reference> = &uses;
}

fn expect(value: Value) -> Expect {
    serde_json::from_value(value).expect("an assertion")
}

#[test]
fn assertions_about_variables_hold_as_people_expect() {
    for (assertion, actual) in [
        (json!({ "equals": 3 }), json!(3.0)),
        (json!({ "equals": 3 }), json!(" 3 ")),
        (json!({ "equals": "3" }), json!(3)),
        (json!({ "equals": "a b" }), json!(" a\n b ")),
        (json!({ "equals": null }), json!(null)),
        (json!({ "equals": { "a": [1, "x"] } }), json!({ "a": [1.0, "x"] })),
        (json!({ "equals": null, "not": true }), json!(0)),
        (json!({ "contains": "b" }), json!("abc")),
        (json!({ "contains": 2 }), json!([1, 2])),
        (json!({ "contains": "k" }), json!({ "k": null })),
        (json!({ "contains": "z", "not": true }), json!("abc")),
        (json!({ "matches": "^order \\d+$" }), json!("order 42")),
        (json!({ "in": [1, "two"] }), json!("two")),
        (json!({ "gt": 3 }), json!("3.5")),
        (json!({ "gte": "3" }), json!(3)),
        (json!({ "lt": 10 }), json!("9")),
        (json!({ "lte": "2026-12-01" }), json!("2026-11-20")),
    ] {
        var_holds(&expect(assertion.clone()), &actual).unwrap_or_else(|e| panic!("{assertion} {actual}: {e}"));
    }
    for (assertion, actual, kind) in [
        (json!({ "equals": 3 }), json!("three"), ErrorKind::Assertion),
        (json!({ "equals": true }), json!("true"), ErrorKind::Assertion),
        (json!({ "equals": 1, "not": true }), json!(1), ErrorKind::Assertion),
        (json!({ "contains": "x" }), json!(null), ErrorKind::Assertion),
        (json!({ "gt": 3 }), json!("many"), ErrorKind::Assertion),
        (json!({ "gt": 3 }), json!(3), ErrorKind::Assertion),
        (json!({ "matches": "(" }), json!("x"), ErrorKind::Refused),
        (json!({}), json!("x"), ErrorKind::Refused),
    ] {
        assert_eq!(
            var_holds(&expect(assertion.clone()), &actual).expect_err("an error").kind,
            kind,
            "{assertion} {actual}"
        );
    }
    let error = var_holds(&expect(json!({ "var": "total", "gte": 5 })), &json!(3)).expect_err("too few");
    assert_eq!(error.message, "`total` should be at least 5, but is 3.");
    assert_eq!((error.expected.as_deref(), error.actual.as_deref()), (Some("at least 5"), Some("3")));
}

#[test]
fn texts_are_compared_without_regard_to_white_space() {
    let plain = |s: &str| TextMatcher::Plain(s.into());
    let regex = |m: &str, f: &str| TextMatcher::Matches { matches: m.into(), flags: Some(f.into()) };
    for (matcher, text, whole, holds) in [
        (plain("Sign in"), " Sign\n  in ", true, true),
        (plain("sign in"), "Sign in", true, false),
        (plain("sign"), "Please SIGN in", false, true),
        (TextMatcher::Equals { equals: "Sign".into() }, "Sign in", false, false),
        (TextMatcher::Contains { contains: "n  i".into() }, "Sign in", true, true),
        (regex("^sign", "i"), "Sign in", true, true),
        (regex("^sign", ""), "Sign in", true, false),
    ] {
        assert_eq!(text_matches(&matcher, text, whole).expect("a good pattern"), holds, "{matcher:?} {text:?}");
    }
}

#[test]
fn globs_follow_playwright() {
    for (glob, url, holds) in [
        ("**/orders/*", "http://a.example/orders/42", true),
        ("**/orders/*", "http://a.example/orders/42/edit", false),
        ("**/orders/**", "http://a.example/orders/42/edit", true),
        ("http://*/x", "http://a.example/x", true),
        ("http://*/x", "http://a.example/y/x", false),
        ("**/*.{png,jpg}", "http://a.example/i/a.jpg", true),
        ("**/*.{png,jpg}", "http://a.example/i/a.gif", false),
        ("http://a.example/?q=1", "http://a.example/?q=1", true),
        ("http://a.example/?q=1", "http://a.example/xq=1", false),
        ("a/**/b", "a/b", true),
        ("a/**/b", "a/x/y/b", true),
        ("**", "anything/at/all", true),
        ("\\*", "*", true),
        ("\\*", "x", false),
        ("", "", true),
    ] {
        assert_eq!(glob_matches(glob, url), holds, "{glob} {url}");
    }
    let begun = std::time::Instant::now();
    assert!(!glob_matches(&"**a".repeat(200), &"a".repeat(5000).replace("aaaaaaaaaa", "bbbbbbbbbb")));
    assert!(!glob_matches(&"{a,b,c}".repeat(40), "z"));
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    let glob = TextMatcher::Plain("/login*".into());
    assert!(url_matches(&glob, "http://a.example:4000/login?next=1").expect("a glob"));
    assert!(!url_matches(&glob, "http://a.example/shop/login").expect("a glob"));
}
