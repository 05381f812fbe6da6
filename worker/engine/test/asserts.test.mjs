// Everything that an expect can ask the engine: once so that it holds, once so that it does not, with the error as people read it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browserTab } from "./browser.mjs";

const tab = browserTab();

const page = `<html lang="en-GB"><title>Shop</title><body style="margin:0">
<h1 id="top" class="big red">Tea &amp; Pots</h1><ul id="list"><li>Apple</li><li>pear</li><li>Zebra</li></ul><ol id="prices"><li>12.50 €</li><li>3 €</li></ol>
<form><label>Name <input id="name" required placeholder="Ada" aria-describedby="help" aria-errormessage="wrong" aria-invalid="true" value="x"></label><span id="help">Your  full name</span><span id="wrong">Too short</span>
<input id="ro" readonly value="fixed"><input id="box" type="checkbox"><select id="one"><option value="s">Small</option><option value="l" selected>Large</option></select>
<select id="many" multiple><option value="a" selected>A</option><option value="b" selected>B</option><option value="c">C</option></select></form>
<img id="good" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="><img id="bad" src="data:image/png;base64,AAAA">
<div id="outer" style="position:absolute;left:20px;top:300px;width:200px;height:100px"><div id="inner" style="width:50px;height:40px"></div></div><div id="apart" style="position:absolute;left:400px;top:300px;width:10px;height:10px"></div>
<div id="half" style="position:absolute;left:0;top:550px;width:10px;height:100px"></div>
<table id="cart"><thead><tr><th>Name</th><th>Price</th><th>Paid</th></tr></thead><tbody><tr><td>Teapot</td><td>1,012.50 €</td><td>10</td></tr><tr><td>Cup</td><td>3.00 €</td><td>3</td></tr></tbody></table>
<p hidden>invisible words</p><script>document.getElementById("box").indeterminate = true</script></body>`;

const css = (selector) => ({ css: selector });
const [cart, list] = [css("#cart"), css("#list li")];

/** [what holds, what does not, the error of the latter] */
const cases = {
  "to read_only": [{ target: css("#ro"), to: "read_only" }, { target: css("#name"), to: "read_only" }, "Expected css=#name to be read-only, but it is not read-only"],
  "to indeterminate": [{ target: css("#box"), to: "indeterminate" }, { target: css("#box"), to: "indeterminate", not: true }, "Expected css=#box not to be indeterminate, but it is indeterminate"],
  "to loaded": [{ target: css("#good"), to: "loaded" }, { target: css("#bad"), to: "loaded" }, /Expected css=#bad to be loaded, but it is broken \(data:/],
  "to unfocused": [{ target: css("#name"), to: "unfocused" }, { target: css("#name"), to: "unfocused", not: true }, "Expected css=#name not to be unfocused, but it is not focused"],
  "in_viewport by a ratio": [{ target: css("#half"), to: "in_viewport", ratio: 0.5 }, { target: css("#half"), to: "in_viewport", ratio: 0.6 }, "Expected css=#half to be in viewport by a ratio of 0.6, but it is in the viewport by a ratio of 0.5"],
  "text, ignoring case": [{ target: css("h1"), text: "TEA & pots", ignore_case: true }, { target: css("h1"), text: { contains: "COFFEE" }, ignore_case: true }, 'Expected css=h1 to have text containing "COFFEE" (ignoring case), but it is "Tea & Pots"'],
  "text with white space": [{ target: css("#help"), text: "Your  full name", normalize: false }, { target: css("#help"), text: "Your full name", normalize: false }, 'Expected css=#help to have text "Your full name", but it is "Your  full name"'],
  texts: [{ target: list, texts: ["Apple", "pear", { matches: "^Z" }] }, { target: list, texts: ["Apple", "Zebra", "pear"] }, 'Expected css=#list li to have texts ["Apple", "Zebra", "pear"], but it is ["Apple", "pear", "Zebra"]'],
  "texts of too few": [{ target: list, texts: ["Apple", "Zebra"], partial: true }, { target: list, texts: ["Zebra", "Apple"], partial: true }, /texts among others \["Zebra", "Apple"\], but it is \["Apple"/],
  "texts in any order": [{ target: list, texts: ["Zebra", { contains: "p" }, "Apple"], ordered: false }, { target: list, texts: ["Zebra", "Fig", "Apple"], ordered: false }, /texts in any order \["Zebra", "Fig", "Apple"\], but it is/],
  values: [{ target: css("#many"), values: ["a", "b"] }, { target: css("#many"), values: ["a", "c"] }, 'Expected css=#many to have values ["a", "c"], but it is ["a", "b"]'],
  selected: [{ target: css("#one"), selected: "Large" }, { target: css("#one"), selected: { value: "s" } }, 'Expected css=#one to have selected {"value":"s"}, but it is "Large" (value "l")'],
  options: [{ target: css("#one"), options: ["Small", "Large"] }, { target: css("#one"), options: ["Small"] }, 'Expected css=#one to have options ["Small"], but it is ["Small", "Large"]'],
  "attribute by name": [{ target: css("#name"), attribute: { name: "required" } }, { target: css("#ro"), attribute: { name: "required" } }, 'Expected css=#ro to have attribute required, but it is "not present"'],
  element_id: [{ target: css("h1"), element_id: "top" }, { target: css("h1"), element_id: "bottom" }, 'Expected css=h1 to have id "bottom", but it is "top"'],
  aria_role: [{ target: css("h1"), aria_role: "heading" }, { target: css("h1"), aria_role: "button" }, "Expected css=h1 to have role button, but it is heading"],
  accessible_name: [{ target: css("#name"), accessible_name: "Name" }, { target: css("#name"), accessible_name: "Surname" }, 'Expected css=#name to have accessible name "Surname", but it is "Name"'],
  accessible_description: [{ target: css("#name"), accessible_description: "Your full name" }, { target: css("#ro"), accessible_description: "Your full name" }, 'Expected css=#ro to have accessible description "Your full name", but it is ""'],
  error_message: [{ target: css("#name"), error_message: "Too short" }, { target: css("#name"), error_message: "Too long" }, 'Expected css=#name to have accessible error message "Too long", but it is "Too short"'],
  placeholder_text: [{ target: css("#name"), placeholder_text: "Ada" }, { target: css("#name"), placeholder_text: "Bob" }, 'Expected css=#name to have placeholder "Bob", but it is "Ada"'],
  sorted: [{ target: list, sorted: {} }, { target: css("#prices li"), sorted: { by: "number" } }, 'Expected css=#prices li to be sorted ascending by number, but it is ["12.50 €", "3 €"] ("3 €" stands after "12.50 €")'],
  "sorted downwards": [{ target: css("#prices li"), sorted: { by: "number", order: "desc" } }, { target: list, sorted: { by: "number" } }, /to be sorted ascending by number, but it is .*\("Apple" is no number\)/],
  box: [{ target: css("#inner"), box: { width: 50, height: { min: 40, max: 41 }, x: 20 } }, { target: css("#inner"), box: { width: { min: 60 } } }, "Expected css=#inner to have a box with width at least 60, but it is x 20, y 300, width 50, height 40"],
  inside: [{ target: css("#inner"), inside: css("#outer") }, { target: css("#apart"), inside: css("#outer") }, /Expected css=#apart to be inside css=#outer, but it is at x 400.*; the other is at x 20/],
  overlaps: [{ target: css("#inner"), overlaps: css("#outer") }, { target: css("#apart"), overlaps: css("#outer") }, /Expected css=#apart to be overlapping css=#outer, but it is at x 400/],
  "cell by number": [{ target: cart, cell: { row: 0, column: "price", text: "1,012.50 €" } }, { target: cart, cell: { row: -1, column: 0, text: "Saucer" } }, 'Expected css=#cart to have cell (row -1, column 0) "Saucer", but it is "Cup"'],
  "cell by row": [{ target: cart, cell: { row: { Name: "Cup" }, column: "Paid", text: "3" } }, { target: cart, cell: { row: { Name: "Cup" }, column: "Colour", text: "3" } }, 'The table has no column "Colour"; it has "Name", "Price", "Paid"'],
  row: [{ target: cart, row: { Name: { contains: "pot" }, Paid: "10" } }, { target: cart, row: { Name: "Teapot", Paid: "11" } }, 'Expected css=#cart to have a row with Name "Teapot", Paid "11", but it is 2 rows without it'],
  column: [{ target: cart, column: { name: "Price", sum: 1015.5, average: 507.75, min: { max: 3 }, max: { min: 1000 } } }, { target: cart, column: { name: "Price", sum: { max: 1000 } } }, 'Expected css=#cart to have column "Price" sum at most 1000, but it is sum 1015.5'],
  "column texts": [{ target: cart, column: { name: "Name", texts: ["Teapot", "Cup"] } }, { target: cart, column: { name: "Name", texts: ["Cup", "Teapot"] } }, /column "Name" texts \["Cup", "Teapot"\], but it is \["Teapot", "Cup"\]/],
  columns: [{ target: cart, columns: { left: "Paid", op: "lte", right: "Price" } }, { target: cart, columns: { left: "Paid", op: "eq", right: "Price" } }, 'Expected css=#cart to have column "Paid" equal to column "Price" in every row, but it is "10" and "1,012.50 €" in row 0'],
  sorted_by: [{ target: cart, sorted_by: { column: "Price", by: "number", order: "desc" } }, { target: cart, sorted_by: { column: "Name", order: "asc" } }, /to be sorted by column "Name", ascending by text, but it is \["Teapot", "Cup"\] \("Cup" stands after "Teapot"\)/],
  page_text: [{ page_text: "tea & pots" }, { page_text: "invisible words" }, /Expected the page to have the visible text "invisible words", but it is "Tea & Pots/],
  "page_text absent": [{ page_text: "invisible words", not: true }, { page_text: "pear", not: true }, /Expected the page not to have the visible text "pear", but it is/],
  language: [{ language: "en" }, { language: "de" }, 'Expected the page to have language "de", but it is "en-GB"'],
  no_horizontal_overflow: [{ page: "no_horizontal_overflow" }, { page: "no_horizontal_overflow", not: true }, "Expected the page not to have no horizontal overflow, but it is no overflow"],
  focus_order: [{ focus_order: [css("#name"), css("#ro"), css("#many")] }, { focus_order: [css("#ro"), css("#name")] }, "Expected the page to have focus order css=#ro, css=#name, but it is css=#name, css=#ro"],
  "focus order of what cannot have it": [{ focus_order: [css("#box")] }, { focus_order: [css("h1"), css("#name")] }, /but it is css=#name \(css=h1 cannot be reached with Tab\)/],
  web_vitals: [{ web_vitals: { cls: 1, requests: 5, inp_ms: 1000 } }, { web_vitals: { requests: -1 } }, /Expected the page to have web vitals within requests at most -1, but it is requests \d+ \(over budget: requests\)/],
  aria_snapshot: [{ aria_snapshot: ['heading "Tea & Pots" [level=1]', { list: ["listitem: Apple"].map((text) => ({ listitem: "Apple" })) }] }, { target: css("#list"), aria_snapshot: [{ list: [{ "/children": "equal" }, { listitem: "Apple" }, { listitem: "Fig" }, { listitem: "Zebra" }] }] }, "Expected css=#list to match the aria snapshot, but it is another tree"],
};

describe("an expect holds or says why not", () => {
  for (const [name, [good, bad, message]] of Object.entries(cases)) {
    test(name, async () => {
      if ((await tab.page.title()) !== "Shop") await tab.show(page);
      const holds = await tab.run({ op: "expect", expect: good });
      assert.ok(holds.ok, JSON.stringify(holds.error));
      const { ok, error } = await tab.run({ op: "expect", expect: bad });
      assert.equal(ok, false, "it should not hold");
      assert.equal(error.kind, "assertion");
      if (typeof message === "string") assert.equal(error.message, message);
      else assert.match(error.message, message);
    });
  }

  test("a list that differs is shown line by line", async () => {
    await tab.show(page);
    const { error } = await tab.run({ op: "expect", expect: { target: list, texts: ["Apple", "Fig", "Zebra"] } });
    assert.deepEqual(error.details.diff, ['  "Apple"', '- "Fig"', '+ "pear"', '  "Zebra"']);
  });

  test("what sticks out of the page is named", async () => {
    await tab.show(`<body style="margin:0"><div id=wide style="width:2000px">wide</div>`);
    const { error } = await tab.run({ op: "expect", expect: { page: "no_horizontal_overflow" } });
    assert.equal(error.message, 'Expected the page to have no horizontal overflow, but it is 1200 px wider than the viewport (<div id="wide">wide</div> reaches to 2000 px)');
  });
});

describe("the manner of asking", () => {
  test("stable_for wants it without a break", async () => {
    await tab.show(`<p>on</p><script>setInterval(() => { const p = document.querySelector("p"); p.hidden = !p.hidden }, 60)</script>`);
    const blinking = await tab.run({ op: "expect", expect: { target: css("p"), to: "visible", stable_for: 300 }, budget_ms: 900 });
    assert.match(blinking.error.message, /^Expected css=p to be visible for 300 ms, but /);
    await tab.show("<p>on</p>");
    const steady = await tab.run({ op: "expect", expect: { target: css("p"), to: "visible", stable_for: 300 }, budget_ms: 2000 });
    assert.ok(steady.ok && steady.elapsed_ms >= 300, JSON.stringify(steady));
  });

  test("poll looks only now and then", async () => {
    await tab.show("<p>old</p>");
    const waiting = tab.run({ op: "expect", expect: { target: css("p"), text: "new", poll: [400] }, budget_ms: 3000 });
    await tab.page.evaluate(() => setTimeout(() => { document.querySelector("p").textContent = "new"; }, 50));
    const answer = await waiting;
    assert.ok(answer.ok && answer.elapsed_ms >= 390, JSON.stringify(answer));
  });
});

describe("aria snapshots by Playwright's rules", () => {
  const html = `<h1>Shop</h1><nav aria-label="Main"><a href="/cart?n=2">Cart (2)</a> <a href="/help">Help</a></nav>
    <ul><li>One <strong>bold</strong></li><li>Two</li><li><ul><li>Deep</li></ul></li></ul><input type="checkbox" aria-label="Box" checked><button disabled>Buy</button><p>Total: 12.50 €</p>`;
  for (const [holds, ...aria_snapshot] of [
    [true, "heading"],
    [true, 'heading "Shop" [level=1]'],
    [false, 'heading "Shop" [level=2]'],
    [false, 'heading "Sho"'],
    [true, "heading /^Sho/"],
    [true, 'heading "Shop"', { navigation: [] }, { paragraph: "/Total: \\d+/" }],
    [false, { navigation: [] }, 'heading "Shop"'],
    [true, { 'navigation "Main"': [{ 'link "Cart (2)"': [{ "/url": "/cart?n=2" }] }, { "link /Hel./": [] }] }],
    [false, { 'navigation "Main"': [{ "link /Cart/": [{ "/url": "/^.help/" }] }] }],
    [true, { 'navigation "Main"': [{ "link /Cart/": [{ "/url": "/cart/" }] }] }],
    [true, { list: [{ listitem: "Two" }] }],
    [false, { list: [{ "/children": "equal" }, { listitem: "Two" }] }],
    [true, { list: [{ "/children": "equal" }, "listitem", { listitem: "Two" }, "listitem"] }],
    [false, { list: [{ "/children": "deep-equal" }, "listitem", { listitem: "Two" }, "listitem"] }],
    [true, { list: [{ "/children": "deep-equal" }, { listitem: [{ text: "One" }, { strong: "bold" }] }, { listitem: "Two" }, { listitem: [{ list: [{ listitem: "Deep" }] }] }] }],
    [true, 'checkbox "Box" [checked]', 'button "Buy" [disabled]'],
    [false, 'checkbox "Box" [checked=false]'],
    [false, 'button "Buy" [disabled=false]'],
  ]) {
    test(`${JSON.stringify(aria_snapshot)} ${holds ? "holds" : "does not hold"}`, async () => {
      if (!(await tab.page.$("nav"))) await tab.show(html);
      const { ok, error } = await tab.run({ op: "expect", expect: { aria_snapshot } });
      assert.equal(ok, holds, error?.details?.received ?? error?.message);
    });
  }

  test("a difference is shown as lines", async () => {
    await tab.show(`<h1>Shop</h1><p>Sold out</p>`);
    const { error } = await tab.run({ op: "expect", expect: { aria_snapshot: ['heading "Shop" [level=1]', { paragraph: "In stock" }] } });
    assert.deepEqual(error.details.diff, ['  - heading "Shop" [level=1]', "- - paragraph: In stock", "+ - paragraph: Sold out"]);
    assert.match(error.details.received, /paragraph: Sold out/);
  });

  test("what is no snapshot is refused", async () => {
    await tab.show("");
    const refusal = async (...aria_snapshot) => (await tab.run({ op: "expect", expect: { aria_snapshot } })).error;
    assert.equal((await refusal('heading "Shop')).message, 'The aria snapshot has "heading \\"Shop": the name has no closing quote');
    assert.match((await refusal("heading [loud]")).message, /there is no state `loud`/);
    assert.equal((await refusal("heading [level=x]")).kind, "refused");
  });
});

describe("broken links", () => {
  test("are asked of the own origin only", async () => {
    const asked = [];
    await tab.page.route("http://links.test/**", (route) => {
      asked.push(`${route.request().method()} ${new URL(route.request().url()).pathname}`);
      const path = new URL(route.request().url()).pathname;
      route.fulfill(path === "/" ? { contentType: "text/html", body: `<title>Links</title><a href="/good">g</a><a href="/good#part">p</a><a href="/gone">b</a><a href="http://elsewhere.test/">e</a><a href="mailto:a@b.test">m</a>` } : { status: path === "/gone" ? 404 : 200, body: "" });
    });
    await tab.page.goto("http://links.test/");
    await tab.inject();
    const { error } = await tab.run({ op: "expect", expect: { links: {} }, budget_ms: 1500 });
    assert.equal(error.message, "Expected the page to have no broken links, but it is 1 of 2 links broken (http://links.test/gone answers 404)");
    assert.ok((await tab.run({ op: "expect", expect: { links: { max_broken: 1 } }, budget_ms: 3000 })).ok);
    assert.deepEqual(asked.filter((line) => !line.endsWith("favicon.ico")).sort(), ["GET /", "HEAD /gone", "HEAD /good"]);
  });
});
