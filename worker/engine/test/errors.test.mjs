// What a failure teaches, what a hostile page can do, and the outline.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browserTab } from "./browser.mjs";
import { names, numbered, texts } from "./corpus.mjs";
import { target } from "./written.mjs";

const tab = browserTab();
const failing = async (target, more = {}) => (await tab.run({ op: "locate", target, for: "click", budget_ms: 0, ...more })).error;

const shop = `<h1>Shop</h1><button>Sign up</button><button disabled>Sign out</button><a href="#">Sign in</a><button hidden>Sign in</button>
<label>User name <input placeholder="Your name"></label><img alt="Our logo"><p>Welcome,   Ada</p><form class="f"><input data-testid="qty" aria-label="Quantity"><button class="buy">Buy</button></form><ul><li>one</li><li>two</li></ul>`;

describe("near misses", () => {
  const cases = [
    [{ role: "button", name: "Sign in" }, [/<button hidden>Sign in<\/button> has this role and name, but is hidden/, /<a href="#">Sign in<\/a> has this name, but is a link → role=link\[name='Sign in'\]/, /has the name "Sign up"/]],
    [{ role: "button", name: "sign OUT", exact: true }, [/has the name "Sign out" \(other upper and lower case\)/]],
    [{ role: "button", name: "Sign out", disabled: false }, [/has this role and name, but disabled is true/]],
    [{ role: "checkbox" }, [/the page has these roles: .*button \d/]],
    [{ text: "Wellcome Ada" }, [/<p>Welcome,   Ada<\/p> has the text "Welcome, Ada".* → text=Welcome, Ada/]],
    [{ text: "welcome, ada", exact: true }, [/other upper and lower case/]],
    [{ text: "Welcome", exact: true }, [/it must be the whole, not a part/]],
    [{ text: "Your name" }, [/has the placeholder "Your name"/]],
    [{ label: "Username" }, [/has the label "User name".* → /]],
    [{ placeholder: "Your nam3" }, [/has the placeholder "Your name"/]],
    [{ alt: "logos" }, [/has the alt "Our logo"/]],
    [{ testid: "quantity" }, [/has the test id "qty"/]],
    [{ css: "form.f .sell" }, [/1 element matched "form\.f", none with "\.sell"/]],
    [{ css: ".nowhere .x" }, [/not even "\.nowhere" matches/]],
    [{ role: "button", within: { css: ".gone" } }, [/`within` itself matches nothing: css=\.gone/]],
    [{ role: "heading", within: { css: "form" } }, [/<h1>Shop<\/h1> matches, but not inside `within`/]],
    [{ css: "li", has_text: "three" }, [/2 elements matched before `has_text` let none through/]],
    [{ css: "button[hidden]", visible: true }, [/1 element matched before `visible: true`/]],
    [{ css: "li", nth: 5 }, [/2 elements matched, so `nth: 5` does not exist/]],
  ];
  for (const [wanted, lines] of cases) {
    test(`of ${JSON.stringify(wanted)}`, async () => {
      if ((await tab.page.locator("h1").count()) !== 1) await tab.show(shop);
      const error = await failing(wanted);
      assert.equal(error.kind, "not_found");
      assert.ok(error.candidates.length <= 10);
      for (const line of lines) assert.ok(error.candidates.some((candidate) => line.test(candidate)), `${line} is not in\n${error.candidates.join("\n")}`);
    });
  }

  test("a failed expect explains a missing target, unless told not to", async () => {
    const ask = { op: "expect", expect: { target: { text: "Wellcome Ada" }, to: "visible" } };
    assert.ok((await tab.run(ask)).error.candidates.length);
    assert.deepEqual((await tab.run({ ...ask, explain: false })).error.candidates, []);
  });
});

describe("what else a failure says", () => {
  test("long texts come with their difference, short ones do not", async () => {
    await tab.show("<p>The quick brown fox jumps over the lazy dog and runs away into the forest</p><b>one</b>");
    const expect = async (css, text) => (await tab.run({ op: "expect", expect: { target: { css }, text } })).error.message;
    assert.match(await expect("p", "The quick red fox jumps over the lazy dog and runs away into the wood"), /received \{\+…\+\}: The quick \[-red-\] \{\+brown\+\} fox jumps over … away into the \[-wood-\] \{\+forest\+\}\)$/);
    assert.doesNotMatch(await expect("b", "two"), /received/);
    assert.doesNotMatch(await expect("p", "Something entirely different stands here, nothing of it is the same"), /received/);
  });

  test("a covered element comes with the buttons of what covers it", async () => {
    await tab.show(`<button>Go</button><div role="dialog" style="position:fixed;inset:0;background:#fff"><p>Cookies?</p><button>Accept all</button></div>`);
    const error = await failing({ role: "button", name: "Go" });
    assert.equal(error.kind, "not_actionable");
    assert.deepEqual(error.candidates, ["it could be got out of the way with <button>Accept all</button> → role=button[name='Accept all']"]);
  });
});

describe("ambiguous targets", () => {
  test("every candidate comes with a locator that means it alone", async () => {
    await tab.show(`<div id="a"><button>Buy</button><button>Buy</button></div><button aria-label="Buy it">x</button><button data-testid="t">Buy</button><button title="Special">Buy</button><button>Buy 'now'</button><div><template shadowrootmode="open"><button>Buy</button><button>Buy</button></template></div>${numbered}`);
    const error = await failing({ role: "button" });
    assert.equal(error.kind, "ambiguous");
    assert.match(error.message, /role=button matches 8 elements/);
    assert.equal(error.candidates.length, 8);
    const seen = new Set();
    for (const candidate of error.candidates) {
      const [, locator] = candidate.split(" → ");
      const found = await tab.all(target(locator));
      assert.equal(found.length, 1, `${locator} means ${found}`);
      seen.add(found[0]);
    }
    assert.equal(seen.size, 8);
  });

  test("at most ten are listed", async () => {
    await tab.show("<p>x</p>".repeat(500));
    const error = await failing({ css: "p" });
    assert.equal(error.candidates.length, 10);
    assert.match(error.message, /matches 500 elements.*the first 10 are listed/);
  });

  test("locators suggested for a difficult page are right, every one", async () => {
    await tab.show(names + texts + numbered);
    const wrong = await tab.evaluate(`(async () => {
      const list = [];
      const { value } = await __flowtilla.run({ op: "extract", target: { css: "[data-n]" }, what: "count" });
      for (let nth = 0; nth < value; nth++) {
        const { locator, element } = await __flowtilla.run({ op: "describe", target: { css: "[data-n]", nth } });
        list.push([__flowtilla.node(element).getAttribute("data-n"), locator]);
      }
      return list;
    })()`);
    assert.ok(wrong.length > 200);
    for (const [id, locator] of wrong.filter((_, i) => i % 4 === 0)) assert.deepEqual(await tab.all(target(locator)), [id], locator);
  });
});

describe("requests that are wrong are refused at once", () => {
  for (const [wanted, message] of [
    [{ css: "div[" }, /"div\[" is not a valid CSS selector/],
    [{ css: "div >> text=x" }, /use `within` instead of >>/],
    [{ css: "" }, /must not be empty/],
    [{ css: "li:has-text('x'" }, /never closed/],
    [{ xpath: "//[" }, /is not a valid XPath/],
    [{ xpath: "count(//a)" }, /is not a valid XPath of elements/],
    [{ role: "buton" }, /"buton" is not an ARIA role; did you mean button/],
    [{ role: "paragraph", checked: true }, /A paragraph has no `checked`/],
    [{ text: { matches: "(" } }, /regular expression .* is not valid/],
    [{ text: 7 }, /must be a string/],
    [{ text: "a", css: "b" }, /one strategy, not 2/],
    [{}, /must have one of role/],
    [null, /must have one of role/],
    [{ css: "p", within: { css: "div", frame: { css: "iframe" } } }, /`frame` can only stand at the outermost/],
  ]) {
    test(JSON.stringify(wanted), async () => {
      const { error, elapsed_ms } = await tab.run({ op: "locate", target: wanted, for: "click", budget_ms: 2000 });
      assert.equal(error.kind, "refused", JSON.stringify(error));
      assert.match(error.message, message);
      assert.ok(error.final && elapsed_ms < 500);
    });
  }

  for (const [expect, message] of [
    [{ target: { css: "p" } }, /must say what is expected, such as to, text/],
    [{ target: { css: "p" }, to: "visible", text: "x" }, /must ask one thing, not 2/],
    [{ text: "x" }, /`text` needs a target/],
    [{ target: { css: "p" }, to: "shiny" }, /`to: shiny` is no state/],
    [{ url: "**/{a,b" }, /never closed/],
    [{ target: { css: "p" }, count: {} }, /must be a number/],
  ]) {
    test(JSON.stringify(expect), async () => {
      const { error } = await tab.run({ op: "expect", expect, budget_ms: 2000 });
      assert.equal(error.kind, "refused");
      assert.match(error.message, message);
    });
  }

  test("nonsense never throws", async () => {
    for (const request of [null, 7, "x", {}, { op: "locate" }, { op: "expect" }, { op: "hit", element: 99, point: null }, { op: "fill", target: { css: "p" } }, { op: "rects" }, { op: "frame_box", element: -1 }, { op: "select", target: { css: "body" } }]) {
      const answer = await tab.run(request);
      assert.equal(answer.ok === false || answer.hit === false, true, JSON.stringify(request));
    }
  });
});

describe("hostile pages", () => {
  test("names in forms and documents do not shadow what we read", async () => {
    await tab.show(`<form data-n="f" aria-label="Login"><input name="tagName"><input name="parentNode"><input name="parentElement"><input name="getAttribute"><input name="matches"><input name="childNodes"><input name="firstChild"><input name="shadowRoot"><input name="attributes"><input name="labels"><input name="localName"><input name="nodeType"><input name="closest"><input name="textContent"><input name="children"><input name="isConnected"><input name="getBoundingClientRect"><input name="role"><button>Go</button></form>
      <img name="querySelectorAll"><img name="title"><form name="body"></form><form name="activeElement"></form><img name="getElementById"><img name="evaluate"><img name="createRange"><img name="elementsFromPoint"><form name="documentElement"></form><img name="readyState"><img name="visibilityState"><form name="getAnimations"></form><form name="hasFocus"></form><form name="scrollingElement"></form>`);
    assert.deepEqual(await tab.all({ role: "form" }), ["f"]);
    assert.ok((await tab.run({ op: "locate", target: { role: "button", name: "Go" }, for: "click", budget_ms: 1000 })).ok);
    assert.deepEqual(await tab.all({ xpath: "//form[@aria-label]" }), ["f"]);
    assert.ok((await tab.run({ op: "outline" })).outline.includes('- button "Go"'));
    assert.ok((await tab.run({ op: "page" })).ok);
    assert.equal(typeof (await failing({ role: "button", name: "Gone" })).candidates[0], "string");
    assert.ok((await tab.run({ op: "locate", target: { css: "form[aria-label]" }, for: "hover", budget_ms: 1000 })).ok);
  });

  test("builtins replaced by the page do not reach the isolated world", async () => {
    await tab.show(`<button>Go</button><script>Element.prototype.getBoundingClientRect=()=>({});document.querySelectorAll=()=>[];window.requestAnimationFrame=()=>0;window.setTimeout=()=>0;Array.prototype.map=()=>[];window.__flowtilla={run:()=>({ok:true})}</script>`);
    assert.ok((await tab.run({ op: "locate", target: { role: "button" }, for: "click", budget_ms: 1000 })).point.x > 0);
  });

  test("a page without a body, and a page that is not HTML", async () => {
    await tab.show("");
    await tab.page.evaluate(() => document.documentElement.remove());
    assert.equal((await failing({ role: "button" })).kind, "not_found");
    assert.equal((await tab.run({ op: "outline" })).outline, "");
    await tab.page.goto("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><a href='%23'><text y='20'>Hello</text></a></svg>");
    await tab.inject();
    assert.ok((await tab.run({ op: "locate", target: { text: "Hello" }, for: "hover", budget_ms: 1000 })).ok);
  });

  test("answers stay small on a huge page, and come in time", async () => {
    await tab.show(`<div>${`<p class="${"x".repeat(500)}">${"long text ".repeat(50)}</p>`.repeat(2000)}</div>`);
    const error = await failing({ text: "long texts" });
    assert.ok(JSON.stringify(error).length < 8_000, `${JSON.stringify(error).length} characters`);
    const { outline, truncated, elapsed_ms } = await tab.run({ op: "outline", max_chars: 5000 });
    assert.ok(truncated && outline.length < 5100);
    assert.ok(elapsed_ms < 2000, `${elapsed_ms} ms`);
  });

  test("a password never shows", async () => {
    await tab.show(`<input type="password" aria-label="Password" value="hunter2"><button>x</button>`);
    await tab.page.evaluate(() => document.querySelector("input").setAttribute("value", "hunter2"));
    const all = JSON.stringify([await tab.run({ op: "outline" }), await tab.run({ op: "describe", target: { label: "Password" } }), await failing({ css: "*" })]);
    assert.ok(!all.includes("hunter2"), all);
  });
});

describe("outline", () => {
  for (const [what, html] of [
    ["headings, links, lists", `<h1>Shop</h1><nav aria-label="Main"><ul><li><a href="/a">A</a></li><li><a href="/b">B <b>bold</b></a></li></ul></nav><p>Some text</p>tail`],
    ["forms", `<form aria-label="Login"><label>User <input value="ada"></label><label><input type="checkbox" checked> Keep</label><select aria-label="Size"><option>S</option><option selected>M</option></select><button disabled>Go</button><textarea aria-label="T">abc</textarea></form>`],
    ["states", `<button aria-pressed="true">P</button><button aria-expanded="true">E</button><div role="tab" aria-selected="true">T</div><div role="checkbox" aria-checked="mixed">M</div><h3>Three</h3>`],
    ["hidden parts and shadow roots", `<div hidden>gone</div><p aria-hidden="true">gone</p><div><template shadowrootmode="open"><button>In shadow</button><slot></slot></template><i>slotted</i></div>`],
    ["tables", `<table><caption>Prices</caption><tr><th>Name</th><th>Price</th></tr><tr><td>Tea</td><td>4</td></tr></table>`],
  ]) {
    test(`${what}: the same lines as Playwright's`, async () => {
      await tab.show(html);
      const ours = (await tab.run({ op: "outline" })).outline;
      assert.equal(ours, await tab.page.locator("body").ariaSnapshot());
    });
  }

  test("frames are named, with the line to hang their outline below", async () => {
    await tab.show(`<p>x</p><div role="group" aria-label="g"><iframe title="Pay" srcdoc="y"></iframe></div>`);
    const { outline, frames } = await tab.run({ op: "outline" });
    assert.equal(outline.split("\n")[frames[0].line], '  - iframe "Pay"');
    assert.equal(frames[0].indent, 1);
    assert.equal(await tab.node(frames[0].element, "node.title"), "Pay");
  });
});
