//! `flow export` and `flow import`, and the reports and choices of `run`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli;

use std::{collections::BTreeMap, fs};

use cli::{Bench, sample};
use flowtilla_shared::domain::flow::{Format, read};
use serde_json::{Value, json};

const FLOW: &str = "\
name: Say hello
tags: [smoke]
params: { who: ada }
steps:
  - set: { var: greeting, value: \"Hello, {{who}}\" }
  - expect: { var: greeting, equals: \"Hello, ada\" }
";

const TABLE: &str = "\
name: Count
data: counts.csv
data_name: \"{{n}} is {{word}}\"
steps:
  - record_metric: { name: n, value: \"{{n}}\" }
  - expect:
      var: word
      equals: one
";

#[test]
fn flows_are_chosen_by_name_tag_share_and_what_failed_last() {
    let bench = Bench::new();
    fs::write(bench.path("hello.yaml"), FLOW).unwrap();
    fs::write(bench.path("count.yaml"), TABLE).unwrap();
    fs::write(bench.path("counts.csv"), "n,word\n1,one\n2,two\n").unwrap();
    let listed = |args: &[&str]| {
        let all = [&["run", "hello.yaml", "count.yaml", "--list"], args].concat();
        let ended = bench.run(&all);
        (ended.code, ended.stdout)
    };
    let both = "hello.yaml:1 › Say hello @smoke\ncount.yaml:1 › Count\n".to_owned();
    assert_eq!(listed(&[]), (Some(0), both));
    assert_eq!(listed(&["--grep", "^hello|@none"]).1, "hello.yaml:1 › Say hello @smoke\n");
    assert_eq!(listed(&["--grep-invert", "@smoke"]).1, "count.yaml:1 › Count\n");
    assert_eq!(listed(&["--grep", "nothing"]).0, Some(2));
    let shares: Vec<String> = ["1/2", "2/2", "3/3"].iter().map(|share| listed(&["--shard", share]).1).collect();
    assert_eq!(shares, ["hello.yaml:1 › Say hello @smoke\n", "count.yaml:1 › Count\n", ""]);
    assert_eq!(listed(&["--last-failed"]).1, "");

    // one of two rows is wrong; every report tells it
    let run = [
        "run",
        "hello.yaml",
        "count.yaml",
        "--repeat-each",
        "2",
        "--github",
        "--junit",
        "out/junit.xml",
        "--ctrf",
        "out/ctrf.json",
        "--allure",
        "out/allure",
        "--markdown",
        "out/run.md",
    ];
    let ended = bench.run(&run);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stdout.contains("4 passed, 2 failed"), "{}", ended.stdout);
    assert!(
        ended.stdout.contains("::error file=count.yaml,line=6,title=Count [2 is two%2C #1]::steps[1]: "),
        "{}",
        ended.stdout
    );
    let junit = fs::read_to_string(bench.path("out/junit.xml")).unwrap();
    assert!(junit.contains("tests=\"6\"") && junit.contains("name=\"label.row\" value=\"n=2, word=two\""), "{junit}");
    let ctrf: Value = serde_json::from_slice(&fs::read(bench.path("out/ctrf.json")).unwrap()).unwrap();
    assert_eq!(ctrf["results"]["summary"]["failed"], 2);
    assert_eq!(ctrf["results"]["tests"][0]["tags"], json!(["smoke"]));
    let results: BTreeMap<String, Value> = fs::read_dir(bench.path("out/allure"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with("-result.json"))
        .map(|path| serde_json::from_slice::<Value>(&fs::read(path).unwrap()).unwrap())
        .map(|result| (result["name"].as_str().unwrap().to_owned(), result))
        .collect();
    assert_eq!(results.len(), 6);
    assert_eq!(results["Count [2 is two, #2]"]["status"], "failed");
    assert_eq!(results["Count [2 is two, #2]"]["testCaseId"], results["Count [1 is one, #1]"]["testCaseId"]);
    assert!(fs::read_to_string(bench.path("out/run.md")).unwrap().contains("**4** passed, **2** failed"));

    // only what failed is run again, and it is remembered
    assert_eq!(listed(&["--last-failed"]).1, "count.yaml:1 › Count\n");
    assert_eq!(bench.left_over(), Vec::<String>::new());
}

#[test]
fn exported_tests_read_as_people_would_write_them() {
    let bench = Bench::new();
    let ended =
        bench.run(&["flow", "export", "--to", "playwright", &sample("sign-in.yaml"), &sample("buy-a-teapot.yaml")]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for line in [
        "test('Sign in', { tag: ['@smoke', '@account'] }, async ({ page: first, context }) => {",
        "await page.getByLabel('User name').fill(String(v.user));",
        "await page.getByRole('button', { name: 'Sign in' }).click();",
        "await test.step('run Sign in', async () => {",
        "await page.getByTitle('Payment').contentFrame().getByLabel('Expiry').fill('12/30');",
    ] {
        assert!(ended.stdout.contains(line), "{line}\nis missing in\n{}", ended.stdout);
    }
}

const ODD: &str = "\
name: Odd
start_url: http://127.0.0.1:4000/
steps:
  - swipe: up
  - click:
      target: { text: Buy, near: { text: Teapot } }
  - expect: { title: A }
  - expect: { var: code, equals: \"{{totp.shop}}\" }
";

#[test]
fn what_playwright_has_no_word_for_is_an_error_with_its_place() {
    let bench = Bench::new();
    bench.write("odd.yaml", ODD);
    let export = ["flow", "export", "--to", "playwright", "odd.yaml"];
    let ended = bench.run(&export);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
    for line in [
        "odd.yaml:4:5: error: steps[0]: `swipe`: Playwright has no such step. [not-exportable]",
        "odd.yaml:6:34: error: steps[1].target.near: `click`: `near` has no counterpart in Playwright. [not-exportable]",
        "steps[3].equals: `expect`: `{{totp.shop}}` has no counterpart in Playwright. [not-exportable]",
    ] {
        assert!(ended.stderr.contains(line), "{line}\nis missing in\n{}", ended.stderr);
    }
    let ended = bench.run(&[&export[..], &["--allow-partial", "--out", "tests"]].concat());
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), "tests/odd.spec.ts\n"), "{ended:?}");
    let text = fs::read_to_string(bench.path("tests/odd.spec.ts")).unwrap();
    assert!(text.contains("  test.fixme(true, 'not exported: odd.yaml:4:5: steps[0]: `swipe`:"), "{text}");
    assert!(text.contains("  // NOT EXPORTED odd.yaml:6:34: steps[1].target.near"), "{text}");
    assert!(text.contains("await expect(page).toHaveTitle('A');"), "{text}");
}

/// Steps that both ways have.
const BOTH: &str = r##"
name: There and back
start_url: http://127.0.0.1:4000/lab
steps:
  - { type: goto, url: /login, wait_until: domcontentloaded }
  - { type: fill, target: { label: User name, exact: true }, value: "it's \"ada\" \\ `x`" }
  - { type: click, target: { role: button, name: { matches: "^Sign (in|up)$", flags: i }, within: { testid: form, has_text: Tea } }, button: right, modifiers: [Shift], position: { x: 3, y: 4 } }
  - { type: click, target: { css: "li > a", nth: -1, frame: [{ title: Bank }, { css: "#inner" }] }, count: 2, timeout_ms: 5000 }
  - { type: hover, target: { placeholder: Search, visible: true }, force: true }
  - { type: drag, from: { alt: Leaf }, to: { title: Pot } }
  - { type: check, target: { role: checkbox, name: Sugar, checked: false } }
  - { type: select, target: { label: Tea }, value: [Oolong, Assam] }
  - { type: press, target: { xpath: "//input[@id='a']" }, keys: Control+A }
  - { type: type, text: Milk }
  - { type: upload, target: { testid: file }, files: [{ name: a.txt, media_type: text/plain, text: hello }] }
  - { type: wait_for, target: { text: Ready, has: { role: img } }, state: hidden }
  - { type: wait_url, url: "**/account" }
  - type: group
    name: What is there
    steps:
      - { type: expect, target: { role: heading, level: 1 }, text: Your tea room, message: The room is hers }
      - { type: expect, target: { label: Terms }, to: checked, not: true, timeout_ms: 900 }
      - { type: expect, target: { text: { matches: "a/b" } }, text: { contains: part }, soft: true }
      - { type: expect, target: { css: li }, count: 3 }
      - { type: expect, target: { css: a }, attribute: { name: href, matches: "^/x" } }
      - { type: expect, url: "**/orders/*" }
      - { type: expect, title: { matches: "^Tea", flags: i } }
  - { type: reload }
  - { type: sleep, ms: 5 }
"##;

#[test]
fn what_is_exported_and_imported_again_is_the_same_flow() {
    let bench = Bench::new();
    bench.write("both.yaml", BOTH);
    let ended = bench.run(&["flow", "export", "--to", "playwright", "both.yaml", "--out", "tests"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let ended = bench.run(&["flow", "import", "tests/both.spec.ts"]);
    let exported = fs::read_to_string(bench.path("tests/both.spec.ts")).unwrap();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{exported}");
    let flow = |text: &str| read(text, Format::Yaml).flow.unwrap_or_else(|| panic!("{text}"));
    let (before, after) = (flow(BOTH), flow(&ended.stdout));
    assert_eq!((&before.name, &before.start_url), (&after.name, &after.start_url));
    for (before, after) in before.steps.iter().zip(&after.steps) {
        assert_eq!(before, after, "{exported}");
    }
    assert_eq!(before.steps.len(), after.steps.len());
}

#[test]
fn what_check_export_runs_in_playwright_passes_here() {
    let bench = Bench::new();
    let flows = cli::samples().join("exported").display().to_string();
    let ran = bench.run(&["run", &flows, "--demo", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let run: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(run["counts"]["passed"], 6);
}

const SIDE: &str = r##"{ "id": "1", "version": "2.0", "name": "shop", "url": "BASE", "tests": [{ "id": "2", "name": "Sign in", "commands": [
  { "id": "3", "comment": "", "command": "open", "target": "/login", "targets": [], "value": "" },
  { "id": "4", "comment": "", "command": "setWindowSize", "target": "1200x800", "targets": [], "value": "" },
  { "id": "5", "comment": "", "command": "store", "target": "ada", "targets": [], "value": "user" },
  { "id": "6", "comment": "who it is", "command": "type", "target": "name=user", "targets": [["name=user", "name"]], "value": "${user}" },
  { "id": "7", "comment": "", "command": "type", "target": "css=input[type=password]", "targets": [], "value": "teapot" },
  { "id": "8", "comment": "", "command": "sendKeys", "target": "css=input[type=password]", "targets": [], "value": "${KEY_ENTER}" },
  { "id": "9", "comment": "", "command": "waitForElementVisible", "target": "xpath=//h1", "targets": [], "value": "30000" },
  { "id": "10", "comment": "", "command": "assertText", "target": "css=h1", "targets": [], "value": "Your tea room" },
  { "id": "11", "comment": "", "command": "times", "target": "2", "targets": [], "value": "" },
  { "id": "12", "comment": "", "command": "if", "target": "${user} == \"ada\"", "targets": [], "value": "" },
  { "id": "13", "comment": "", "command": "echo", "target": "hello ${user}", "targets": [], "value": "" },
  { "id": "14", "comment": "", "command": "else", "target": "", "targets": [], "value": "" },
  { "id": "15", "comment": "", "command": "assertTitle", "target": "never", "targets": [], "value": "" },
  { "id": "16", "comment": "", "command": "end", "target": "", "targets": [], "value": "" },
  { "id": "17", "comment": "", "command": "end", "target": "", "targets": [], "value": "" },
  { "id": "18", "comment": "", "command": "assertSpaghetti", "target": "x", "targets": [], "value": "y" },
  { "id": "19", "comment": "", "command": "open", "target": "/lab/tabs", "targets": [], "value": "" },
  { "id": "20", "comment": "", "command": "storeWindowHandle", "target": "root", "targets": [], "value": "" },
  { "id": "21", "comment": "", "command": "click", "target": "linkText=Brewing guide (opens in a new tab)", "opensWindow": true, "windowHandleName": "win1", "windowTimeout": 2000, "targets": [], "value": "" },
  { "id": "22", "comment": "", "command": "selectWindow", "target": "handle=${win1}", "targets": [], "value": "" },
  { "id": "23", "comment": "", "command": "assertText", "target": "css=h1", "targets": [], "value": "Brewing guide" },
  { "id": "24", "comment": "", "command": "close", "target": "", "targets": [], "value": "" },
  { "id": "25", "comment": "", "command": "selectWindow", "target": "handle=${root}", "targets": [], "value": "" },
  { "id": "26", "comment": "", "command": "open", "target": "/lab/dialogs", "targets": [], "value": "" },
  { "id": "27", "comment": "", "command": "click", "target": "xpath=//button[contains(., 'Name the pot')]", "targets": [], "value": "" },
  { "id": "28", "comment": "", "command": "webdriverAnswerOnVisiblePrompt", "target": "", "targets": [], "value": "Augusta" },
  { "id": "29", "comment": "", "command": "store", "target": "1", "targets": [], "value": "n" },
  { "id": "30", "comment": "", "command": "if", "target": "${n} == 2", "targets": [], "value": "" },
  { "id": "31", "comment": "", "command": "assertTitle", "target": "never", "targets": [], "value": "" },
  { "id": "32", "comment": "", "command": "elseIf", "target": "${n} == 1", "targets": [], "value": "" },
  { "id": "33", "comment": "", "command": "echo", "target": "one", "targets": [], "value": "" },
  { "id": "34", "comment": "", "command": "end", "target": "", "targets": [], "value": "" },
  { "id": "35", "comment": "", "command": "do", "target": "", "targets": [], "value": "" },
  { "id": "36", "comment": "", "command": "store", "target": "2", "targets": [], "value": "n" },
  { "id": "37", "comment": "", "command": "repeatIf", "target": "${n} == 1", "targets": [], "value": "" }
] }], "suites": [] }"##;

const CODEGEN: &str = r"import { test, expect } from '@playwright/test';

test('test', async ({ page }) => {
  await page.goto('BASE/login');
  await page.getByLabel('User name').click();
  await page.getByLabel('User name').fill('ada');
  await page.getByLabel('Password').fill('teapot');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Your tea room');
  await page.goto('BASE/lab/tabs');
  const page1Promise = page.waitForEvent('popup');
  await page.getByRole('link', { name: /^Brewing guide .opens in a new tab/ }).click();
  const page1 = await page1Promise;
  await expect(page1.locator('h1')).toHaveText('Brewing guide');
  await page1.close();
  await expect(page).toHaveURL('BASE/lab/tabs');
  await page.goto('BASE/lab/dialogs');
  page.once('dialog', dialog => {
    console.log(`Dialog message: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  await page.getByText('Empty the shelf').click();
  await expect(page.getByLabel('Answer')).toHaveText('The teapots stay');
  await page.goto('BASE/lab/frames');
  await page.locator('iframe[title=\'Payment from another origin\']').contentFrame().getByLabel('Card number').fill('123');
  await page.mouse.move(1, 2);
});
";

#[test]
fn imported_tests_are_flows_that_lint_and_pass_on_the_demo_shop() {
    let bench = Bench::new();
    let shop = cli::Daemon::start(&bench, &["demo", "--listen", "127.0.0.1:0"]);
    fs::write(bench.path("shop.side"), SIDE.replace("BASE", &shop.url)).unwrap();
    fs::write(bench.path("test.spec.ts"), CODEGEN.replace("BASE", &shop.url)).unwrap();
    let ended = bench.run(&["flow", "import", "shop.side", "test.spec.ts", "--out", "flows"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("shop.side:17: not imported: assertSpaghetti | x | y"), "{}", ended.stderr);
    assert!(ended.stderr.contains("test.spec.ts:26: not imported: await page.mouse.move(1, 2)"), "{}", ended.stderr);
    assert_eq!(ended.stdout, "flows/sign-in.yaml\nflows/test.yaml\n");
    let linted = bench.run(&["flow", "lint", "flows"]);
    assert_eq!(linted.code, Some(0), "{linted:?}");
    let ran = bench.run(&["run", "flows", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let run: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(run["counts"]["passed"], 2);
    let notes = &run["executions"][0]["notes"];
    let said: Vec<&str> = notes.as_array().unwrap().iter().map(|note| note["value"].as_str().unwrap()).collect();
    assert_eq!(said, ["hello ada", "hello ada", "one"]);
}

#[test]
fn what_is_no_test_is_not_imported() {
    let bench = Bench::new();
    fs::write(bench.path("a.side"), "{}").unwrap();
    let ended = bench.run(&["flow", "import", "a.side"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("this is no project of Selenium IDE: missing field `tests`"), "{}", ended.stderr);
}
