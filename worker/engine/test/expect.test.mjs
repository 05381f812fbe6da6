// Assertions and states: the verdicts of Playwright's expect() on the same page, and the manner of waiting.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browserTab } from "./browser.mjs";
import { numbered } from "./corpus.mjs";

const tab = browserTab();

const stateful = `
<style>.cv{content-visibility:hidden} .tall{height:1500px} .clip{height:40px;overflow:auto} .clip div{height:200px}</style>
<button>b</button><button disabled>d</button><button aria-disabled="true">ad</button><div role="button" aria-disabled="true">rb</div><div aria-disabled="true"><button>in ad</button><a href="#">l</a><p>para</p></div>
<fieldset disabled><legend><input value="in legend"></legend><input value="x"><button>fb</button><textarea></textarea></fieldset>
<input><input readonly value="r"><input disabled><input type="checkbox"><input type="checkbox" checked><input type="checkbox" class="mixed" checked><input type="radio" checked><input type="hidden"><textarea readonly>t</textarea><textarea></textarea>
<select><option>1</option><option disabled>2</option><optgroup disabled><option>3</option></optgroup></select><select disabled></select>
<div contenteditable>ce</div><div role="textbox">rt</div><div role="textbox" aria-readonly="true">rr</div><div role="checkbox" aria-checked="true">c</div><div role="checkbox" aria-checked="mixed">m</div><div role="switch">s</div>
<label>lab <input type="checkbox" checked></label><label>lab2 <input disabled></label><label for="far">far</label><input id="far" readonly>
<div style="display:none">none</div><div style="visibility:hidden">vh<i style="visibility:visible">vis</i></div><div style="opacity:0">op</div><div style="width:0;height:0">zero</div><div></div><div> </div><span></span><span>text</span><br>
<div style="display:contents">contents</div><div style="display:contents"><i style="display:none">x</i></div><div class="cv"><i>inside cv</i></div><details><summary>s</summary><p>closed</p></details><details open><p>open</p></details>
<div style="position:absolute;left:-500px">left out</div><div style="position:fixed;top:10px">fixed</div><div style="transform:scale(0)">scaled</div><div hidden>hidden</div><img><svg width="5" height="5"></svg><iframe></iframe><dialog>closed</dialog><template>t</template>
<div class="clip"><div>tall</div><p>cut off</p></div><div class="tall">tall</div><p>below the fold</p><script>document.querySelector(".mixed").indeterminate = true; document.querySelector("input").focus()</script>`;

const STATES = { visible: "to.be.visible", hidden: "to.be.hidden", enabled: "to.be.enabled", disabled: "to.be.disabled", editable: "to.be.editable", checked: "to.be.checked", empty: "to.be.empty", focused: "to.be.focused", attached: "to.be.attached", in_viewport: "to.be.in.viewport" };

describe("states are Playwright's", () => {
  for (const [state, expression] of Object.entries(STATES)) {
    test(`${state}, of every element of a page`, async () => {
      await tab.show(stateful + numbered);
      await tab.page.bringToFront();
      const ids = await tab.page.evaluate(() => [...document.body.querySelectorAll("[data-n]")].map((element) => element.dataset.n));
      assert.ok(ids.length > 60);
      const verdicts = await tab.evaluate(`Promise.all(${JSON.stringify(ids)}.map((id) => __flowtilla.run({ op: "expect", expect: { target: { css: "[data-n='" + id + "']" }, to: "${state}" } })))`);
      for (const [i, id] of ids.entries()) {
        const css = `[data-n='${id}']`;
        const ours = verdicts[i];
        const options = { timeout: 1000, expectedValue: {} };
        if (ours.ok === false && ours.error.final) {
          await assert.rejects(async () => {
            const theirs = await tab.page.locator(css)._expect(expression, { ...options, isNot: false, timeout: 20 });
            if (!theirs.matches || theirs.errorMessage) throw new Error(theirs.errorMessage);
          }, `${id} ${state}: ${ours.error.message}`);
          continue;
        }
        const theirs = await tab.page.locator(css)._expect(expression, { ...options, isNot: !ours.ok });
        assert.equal(theirs.matches, ours.ok, `${id} ${state}: ours ${ours.ok ? "holds" : ours.error.message}`);
      }
    });
  }
});

const page = `<title> My  Shop </title><h1 class="big  red">Welcome,\n  <b>Ada</b><script>x</script></h1><ul><li>1</li><li>2</li><li>3</li></ul><input id="i" value="abc" data-x="Hello World"><textarea id="t">multi\nline</textarea>
<select id="s"><option value="v1">L1</option><option value="v2" selected>L2</option></select><label>Box <input value="in label"></label><p style="color: rgb(255, 0, 0); margin-top: 3px">red</p><p hidden>secret</p><div id="e"></div><input type="submit" value="Go">`;

/** What is expected, and whether it holds. */
const facts = [
  [{ target: { css: "h1" }, text: "Welcome, Ada" }, true],
  [{ target: { css: "h1" }, text: "  Welcome,   Ada " }, true],
  [{ target: { css: "h1" }, text: "welcome, ada" }, false],
  [{ target: { css: "h1" }, text: "Welcome" }, false],
  [{ target: { css: "h1" }, text: { equals: "Welcome, Ada" } }, true],
  [{ target: { css: "h1" }, text: { contains: "Ada" } }, true],
  [{ target: { css: "h1" }, text: { contains: "ada" } }, false],
  [{ target: { css: "h1" }, text: { matches: "ada$", flags: "i" } }, true],
  [{ target: { css: "h1" }, text: { matches: "^Ada" } }, false],
  [{ target: { css: "h1" }, text: { matches: "ada", flags: "gi" } }, true],
  [{ target: { css: "[type=submit]" }, text: "Go" }, true],
  [{ target: { css: "p[hidden]" }, text: "secret" }, true],
  [{ target: { css: "#i" }, value: "abc" }, true],
  [{ target: { css: "#i" }, value: "ab" }, false],
  [{ target: { css: "#i" }, value: { contains: "b" } }, true],
  [{ target: { css: "#t" }, value: { matches: "multi\nline" } }, true],
  [{ target: { css: "#t" }, value: "multi line" }, true],
  [{ target: { css: "#s" }, value: "v2" }, true],
  [{ target: { css: "label" }, value: "in label" }, true],
  [{ target: { css: "h1" }, value: "x" }, false],
  [{ target: { css: "#i" }, attribute: { name: "data-x" } }, true],
  [{ target: { css: "#i" }, attribute: { name: "data-y" } }, false],
  [{ target: { css: "#i" }, attribute: { name: "data-x", equals: "Hello World" } }, true],
  [{ target: { css: "#i" }, attribute: { name: "data-x", contains: "World" } }, true],
  [{ target: { css: "#i" }, attribute: { name: "data-x", matches: "^hello" } }, false],
  [{ target: { css: "h1" }, class: "big red" }, true],
  [{ target: { css: "h1" }, class: "red" }, false],
  [{ target: { css: "h1" }, class: { contains: "red" } }, true],
  [{ target: { css: "h1" }, class: { contains: "red big" } }, true],
  [{ target: { css: "h1" }, class: { contains: "re" } }, false],
  [{ target: { css: "h1" }, class: { matches: "r.d" } }, true],
  [{ target: { css: "p:not([hidden])" }, css: { name: "color", equals: "rgb(255, 0, 0)" } }, true],
  [{ target: { css: "p:not([hidden])" }, css: { name: "marginTop", equals: "3px" } }, true],
  [{ target: { css: "p:not([hidden])" }, css: { name: "color", equals: "red" } }, true],
  [{ target: { css: "p:not([hidden])" }, css: { name: "color", equals: "#f00" } }, true],
  [{ target: { css: "p:not([hidden])" }, css: { name: "color", equals: "blue" } }, false],
  [{ target: { css: "p:not([hidden])" }, css: { name: "color", equals: "inherit" } }, false],
  [{ target: { css: "li" }, count: 3 }, true],
  [{ target: { css: "li" }, count: 2 }, false],
  [{ target: { css: "li" }, count: { min: 2 } }, true],
  [{ target: { css: "li" }, count: { min: 1, max: 2 } }, false],
  [{ target: { css: ".none" }, count: 0 }, true],
  [{ title: "My Shop" }, true],
  [{ title: "My" }, false],
  [{ title: { contains: "Shop" } }, true],
  [{ url: "about:blank" }, true],
  [{ url: "about:*" }, true],
  [{ url: { equals: "about:blank" } }, true],
  [{ url: { contains: "blank" } }, true],
  [{ url: { matches: "^about" } }, true],
  [{ url: "**/orders/*" }, false],
];

describe("matchers", () => {
  for (const [expect, holds] of facts) {
    test(`${JSON.stringify(expect)} ${holds ? "holds" : "does not hold"}`, async () => {
      if ((await tab.page.title()) !== "My Shop") await tab.show(page);
      const plain = await tab.run({ op: "expect", expect });
      assert.equal(plain.ok, holds, JSON.stringify(plain.error));
      const not = await tab.run({ op: "expect", expect, not: true });
      if (!(plain.error?.final)) assert.equal(not.ok, !holds, "with not");
    });
  }

  const missing = [
    ["visible", false, true], ["hidden", true, false], ["attached", false, true], ["detached", true, false], ["in_viewport", false, true],
    ["enabled", false, false], ["checked", false, false], ["focused", false, false], ["empty", false, false],
  ];
  for (const [to, plain, not] of missing) {
    test(`an element that is missing is ${plain ? "" : "not "}${to}, and with not: ${not}`, async () => {
      await tab.show(page);
      const target = { css: ".none" };
      assert.equal((await tab.run({ op: "expect", expect: { target, to } })).ok, plain);
      assert.equal((await tab.run({ op: "expect", expect: { target, to }, not: true })).ok, not);
      const expression = `to.be.${to.replace("_", ".")}`;
      assert.equal((await tab.page.locator(".none")._expect(expression, { isNot: false, timeout: 30, expectedValue: {} })).matches, plain);
      assert.equal((await tab.page.locator(".none")._expect(expression, { isNot: true, timeout: 30, expectedValue: {} })).matches, !not);
    });
  }

  test("a CSS value may be written as in a style sheet, and the page does not notice", async () => {
    await tab.show(`<style>*, *::before { transition: all 1s !important; color: black !important }
      p { font-size: 20px; width: 5em; border: 1px solid #00f; font-weight: bold; transform: translateX(3px); opacity: .5; line-height: 1.5; font-family: Arial, sans-serif; box-shadow: 0 0 1px red; margin: 0 1px; --gap: 4px }
      </style><form name="head"></form><form name="adoptedStyleSheets"></form><p>styled</p><i>plain</i>
      <script>window.noticed = 0; new MutationObserver(() => window.noticed++).observe(document, { subtree: true, childList: true, attributes: true });</script>`);
    await tab.page.evaluate(() => { const sheet = new CSSStyleSheet(); sheet.insertRule("i { top: 1px }"); Object.getOwnPropertyDescriptor(Document.prototype, "adoptedStyleSheets").set.call(document, [sheet]); });
    const given = { width: "5em", border: "1px solid blue", "font-weight": "bold", transform: "translateX(3px)", opacity: "50%", "line-height": "1.5", "font-family": "Arial,sans-serif", "box-shadow": "0 0 1px red", margin: "0 1px", "--gap": "4px" };
    for (const [name, equals] of Object.entries(given)) {
      const { ok, error } = await tab.run({ op: "expect", expect: { target: { css: "p" }, css: { name, equals } } });
      assert.ok(ok, error?.message);
      if (!name.startsWith("-")) assert.equal((await tab.run({ op: "expect", expect: { target: { css: "i" }, css: { name, equals } } })).ok, false, `${name} of what has it not`);
    }
    const { error } = await tab.run({ op: "expect", expect: { target: { css: "p" }, css: { name: "color", equals: "rde" } } });
    assert.match(error.message, /but it is "rgb\(0, 0, 0\)" \("rde" is no value of color\)/);
    const left = await tab.page.evaluate(() => [window.noticed, Object.getOwnPropertyDescriptor(Document.prototype, "adoptedStyleSheets").get.call(document).length]);
    assert.deepEqual(left, [0, 1]);
  });

  test("a text that is missing fails with not as well", async () => {
    const { error } = await tab.run({ op: "expect", expect: { target: { css: ".none" }, text: "x" }, not: true });
    assert.equal(error.kind, "assertion");
    assert.equal(error.actual, "not found");
  });

  for (const [glob, url, holds] of [
    ["**/orders/*", "http://127.0.0.1:4000/shop/orders/17", true], ["**/orders/*", "http://127.0.0.1:4000/orders/17/items", false], ["http://a.test", "http://a.test/", true],
    ["**/*.{png,jpg}", "http://a.test/x/y.jpg", true], ["**/search?q=*", "http://a.test/search?q=tea", true], ["**/search?q=*", "http://a.test/searchXq=tea", false],
    ["http://a.test/**/end", "http://a.test/end", true], ["*://a.test/x", "https://a.test/x", true], ["http://a.test/a\\*b", "http://a.test/a*b", true],
  ]) {
    test(`the glob ${glob} ${holds ? "matches" : "does not match"} ${url}`, async () => {
      assert.equal((await tab.run({ op: "match", plain: "url", matcher: glob, value: url })).matches, holds);
    });
  }
});

describe("the URL of a real page", () => {
  for (const [expect, holds] of [
    ["/orders/*", true], ["/orders", false], ["**/orders/*", true], ["http://shop.test/orders/17?full=1#top", true], ["http://shop.test/**", true], [{ equals: "/orders/17?full=1#top" }, true],
    ["orders/17", false], [{ contains: "full=1" }, true], ["http://shop.test", false], ["**/orders/17?full=*", true],
  ]) {
    test(`${JSON.stringify(expect)} ${holds ? "holds" : "does not hold"}`, async () => {
      if (!tab.page.url().startsWith("http://shop.test/orders")) {
        await tab.page.route("http://shop.test/**", (route) => route.fulfill({ contentType: "text/html", body: "<title>Order</title>" }));
        await tab.page.goto("http://shop.test/orders/17?full=1#top");
        await tab.inject();
      }
      assert.equal((await tab.run({ op: "expect", expect: { url: expect } })).ok, holds);
    });
  }

  test("a single-page navigation is seen", async () => {
    const waiting = tab.run({ op: "expect", expect: { url: "/thanks" }, budget_ms: 2000 });
    await tab.page.evaluate(() => setTimeout(() => history.pushState(null, "", "/thanks"), 40));
    const answer = await waiting;
    assert.ok(answer.ok);
    assert.equal(answer.url, "http://shop.test/thanks");
  });
});

describe("messages", () => {
  test("a text asked of a field, and a class asked as a whole, are explained", async () => {
    await tab.show(`<input value="abc" class="big red">`);
    const target = { css: "input" };
    assert.match((await tab.run({ op: "expect", expect: { target, text: "abc" } })).error.message, /but it is "" \(it is an <input>: ask for `value`\)/);
    assert.match((await tab.run({ op: "expect", expect: { target, class: "red" } })).error.message, /use \{contains\}/);
    assert.equal((await tab.run({ op: "expect", expect: { target, to: "checked" }, not: true })).error.kind, "assertion");
    assert.equal((await tab.run({ op: "expect", expect: { target, to: "visible" }, not: true })).error.message, "Expected css=input not to be visible, but it is visible");
  });
});

describe("waiting", () => {
  test("an assertion holds as soon as the change is made", async () => {
    await tab.show("<p>one</p>");
    const waiting = tab.run({ op: "expect", expect: { target: { css: "p" }, text: "two" }, budget_ms: 3000 });
    const changed = tab.page.evaluate(() => new Promise((resolve) => setTimeout(() => { document.querySelector("p").textContent = "two"; resolve(performance.now()); }, 150)));
    const answer = await waiting;
    const settled = await tab.evaluate("performance.now()");
    assert.ok(answer.ok);
    assert.ok(settled - (await changed) < 150, `it took ${settled - (await changed)} ms, round trip included`);
  });

  test("a property that changes without a trace is seen", async () => {
    await tab.show("<input>");
    const waiting = tab.run({ op: "expect", expect: { target: { css: "input" }, value: "set by script" }, budget_ms: 3000 });
    await tab.page.evaluate(() => setTimeout(() => { document.querySelector("input").value = "set by script"; }, 50));
    assert.ok((await waiting).ok);
  });

  test("what appears inside a new shadow root is seen", async () => {
    await tab.show("<div></div>");
    const waiting = tab.run({ op: "wait_for", target: { text: "shadow text" }, state: "visible", budget_ms: 3000 });
    await tab.page.evaluate(() => setTimeout(() => {
      const root = document.querySelector("div").attachShadow({ mode: "open" });
      setTimeout(() => { root.innerHTML = "<b>Shadow text</b>"; }, 50);
    }, 30));
    assert.ok((await waiting).ok);
  });

  test("a budget is kept, and the log counts the attempts", async () => {
    await tab.show("<p>x</p>");
    const { ok, error, elapsed_ms } = await tab.run({ op: "expect", expect: { target: { css: "p" }, text: "never" }, budget_ms: 300 });
    assert.equal(ok, false);
    assert.ok(elapsed_ms >= 290 && elapsed_ms < 1000, `${elapsed_ms} ms`);
    assert.equal(error.message, 'Expected css=p to have text "never", but it is "x"');
    assert.equal(error.expected, 'text "never"');
    assert.equal(error.actual, "x");
    assert.match(error.log.join("\n"), /^waiting for css=p to have text "never"\n\d+ × locator resolved to <p>x<\/p>\n\s+unexpected value "x"$/);
  });

  test("wait_for ends with a timeout, and waits for detached", async () => {
    await tab.show("<p>x</p>");
    assert.equal((await tab.run({ op: "wait_for", target: { css: "p" }, state: "hidden", budget_ms: 50 })).error.kind, "timeout");
    const waiting = tab.run({ op: "wait_for", target: { css: "p" }, state: "detached", budget_ms: 3000 });
    await tab.page.evaluate(() => setTimeout(() => document.querySelector("p").remove(), 40));
    assert.ok((await waiting).ok);
  });

  test("cancel ends a wait at once", async () => {
    await tab.show("");
    const waiting = tab.run({ op: "wait_for", target: { css: "p" }, budget_ms: 5000 });
    await tab.run({ op: "cancel" });
    assert.ok((await waiting).elapsed_ms < 2000);
  });

  test("two matches are forgiven for a moment, not for long", async () => {
    await tab.show("<p>a</p><p>a</p>");
    const waiting = tab.run({ op: "expect", expect: { target: { css: "p" }, text: "a" }, budget_ms: 3000 });
    await tab.page.evaluate(() => setTimeout(() => document.querySelector("p").remove(), 60));
    assert.ok((await waiting).ok);
    await tab.show("<p>a</p><p>a</p>");
    const { error, elapsed_ms } = await tab.run({ op: "expect", expect: { target: { css: "p" }, text: "a" }, budget_ms: 3000 });
    assert.equal(error.kind, "ambiguous");
    assert.ok(error.final && elapsed_ms < 1500, `${elapsed_ms} ms`);
  });

  test("waiting costs little: a big page is looked at only so often", async () => {
    await tab.show(`<ul>${"<li><a href='#'>entry</a></li>".repeat(3000)}</ul>`);
    const { elapsed_ms, error } = await tab.run({ op: "expect", expect: { target: { role: "link", name: "nothing" }, to: "visible" }, budget_ms: 1000, explain: false });
    assert.ok(elapsed_ms < 2000, `${elapsed_ms} ms`);
    assert.deepEqual(error.candidates, []);
  });
});
