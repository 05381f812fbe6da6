// Strategies, composition and layout relations beside Playwright's; suggestions that must mean one element; inspection.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browserTab } from "./browser.mjs";
import { names, numbered, texts } from "./corpus.mjs";
import { target } from "./written.mjs";

const tab = browserTab();
const failing = async (wanted, more = {}) => (await tab.run({ op: "locate", target: wanted, for: "click", budget_ms: 0, ...more })).error;

const PAGE = `<style>.g{position:absolute;width:40px;height:20px;margin:0;padding:0;border:0;font-size:8px}</style>
<form id="login"><label>User <input id="user" name="user" value="ada"></label><input type="password" name="pass" value="hush"><select name="size"><option value="s">Small<option value="l" selected>Large</select>
<button id="go" value="send">Go</button><input type="submit" value="Send now"><button disabled>Late</button></form>
<p><a href="#a">Terms</a> <a href="#b">Terms and more</a> <a href="#c">terms</a></p>
<ul data-component="Menu"><li data-qa="one">One</li><li data-testid="two" class="b">Two</li><li class="b c">Three</li></ul>
<div class="g" style="left:100px;top:300px">A</div><div class="g" style="left:200px;top:300px">B</div><div class="g" style="left:300px;top:310px">C</div><div class="g" style="left:100px;top:400px">D</div><div class="g" style="left:150px;top:330px">E</div>${numbered}`;

const pairs = [
  [{ value: "send now" }, (page) => page.locator("input[type=submit]")],
  [{ value: "ada" }, (page) => page.locator("#user")],
  [{ value: "l", exact: true }, (page) => page.locator("select, option[value=l]")],
  [{ value: "hush" }, (page) => page.locator("nothing")],
  [{ id: "go" }, (page) => page.locator("id=go")],
  [{ name_attr: "pass" }, (page) => page.locator("[name=pass]")],
  [{ link_text: "Terms" }, (page) => page.locator("a").filter({ hasText: /^Terms$/ })],
  [{ partial_link_text: "Terms" }, (page) => page.locator("a").filter({ hasText: /Terms/ })],
  [{ component: "Menu" }, (page) => page.locator("[data-component=Menu]")],
  [{ css: "li", and: { css: ".b" } }, (page) => page.locator("li").and(page.locator(".b"))],
  [{ css: "li", and: { text: "Three" } }, (page) => page.locator("li").and(page.getByText("Three"))],
  [{ text: "Three", or: { role: "button", name: "Go" } }, (page) => page.getByText("Three").or(page.getByRole("button", { name: "Go" }))],
  [{ css: "li.c", or: { css: "li" }, first: true }, (page) => page.locator("li.c").or(page.locator("li")).first()],
  [{ css: "li", first: true }, (page) => page.locator("li").first()],
  [{ css: "li", last: true }, (page) => page.locator("li").last()],
  [{ role: "button", enabled_only: true }, (page) => page.locator("role=button[disabled=false]")],
  [{ css: ":nth-match(li, 2)" }, (page) => page.locator(":nth-match(li, 2)")],
  [{ css: "p :nth-match(a, 3)" }, (page) => page.locator("p :nth-match(a, 3)")],
  [{ css: ".g:right-of(:text('A'))" }, (page) => page.locator(".g:right-of(:text('A'))")],
  [{ css: ".g:right-of(:text-is('A'), 100)" }, (page) => page.locator(".g:right-of(:text-is('A'), 100)")],
  [{ css: ".g:left-of(:text-is('C'))" }, (page) => page.locator(".g:left-of(:text-is('C'))")],
  [{ css: ".g:above(:text-is('D'))" }, (page) => page.locator(".g:above(:text-is('D'))")],
  [{ css: ".g:below(:text-is('A'))" }, (page) => page.locator(".g:below(:text-is('A'))")],
  [{ css: ".g:near(:text-is('A'))" }, (page) => page.locator(".g:near(:text-is('A'))")],
  [{ css: ".g:near(:text-is('A'), 200)" }, (page) => page.locator(".g:near(:text-is('A'), 200)")],
  [{ css: ".g:below(:text-is('A')):left-of(:text-is('C'))" }, (page) => page.locator(".g:below(:text-is('A')):left-of(:text-is('C'))")],
  [{ css: ".g", right_of: { css: ":text-is('A')" } }, (page) => page.locator(".g:right-of(:text-is('A'))")],
  [{ css: ".g", left_of: { css: ":text-is('C')" }, px: 70 }, (page) => page.locator(".g:left-of(:text-is('C'), 70)")],
  [{ css: ".g", above: { css: ":text-is('D')" } }, (page) => page.locator(".g:above(:text-is('D'))")],
  [{ css: ".g", below: { css: ":text-is('A')" }, first: true }, (page) => page.locator(".g:below(:text-is('A'))").first()],
  [{ css: ".g", near: { css: ":text-is('A')" }, px: 60 }, (page) => page.locator(".g:near(:text-is('A'), 60)")],
];

describe("as Playwright finds them", () => {
  for (const [wanted, locator] of pairs) {
    test(JSON.stringify(wanted), async () => {
      if (!(await tab.page.locator("#login").count())) await tab.show(PAGE);
      assert.deepEqual(await tab.all(wanted), await tab.theirs(locator(tab.page)));
    });
  }
});

describe("what Playwright has not", () => {
  test("several test attributes at once", async () => {
    await tab.show(PAGE);
    const run = (testid) => tab.run({ op: "extract", target: { testid }, what: "text", testid_attribute: "data-testid, data-qa" });
    assert.equal((await run("one")).value, "One");
    assert.equal((await run("two")).value, "Two");
  });

  test("xy is what lies at the point, and the click goes there", async () => {
    const { point, description } = await tab.run({ op: "locate", target: { xy: { x: 105, y: 303 } }, for: "click" });
    assert.deepEqual(point, { x: 105, y: 303 });
    assert.match(description, />A</);
    const error = await failing({ xy: { x: 5000, y: 5 } });
    assert.equal(error.kind, "not_found");
    assert.match(error.candidates.join(), /the viewport is 800 × 600/);
  });

  test("any_of takes the first that means one element", async () => {
    assert.deepEqual(await tab.all({ any_of: [{ role: "button", name: "Gone" }, { css: "li" }, { id: "go" }] }), await tab.all({ id: "go" }));
    const found = await tab.run({ op: "locate", target: { any_of: [{ css: "li" }, { id: "go" }] }, for: "click" });
    assert.equal(found.candidate, 1);
    assert.match(found.log.join("\n"), /candidate 2 of 2 was taken: id=go/);
    assert.equal((await tab.run({ op: "locate", target: { any_of: [{ id: "go" }, { css: "li" }] }, for: "click" })).candidate, undefined);
  });

  test("any_of waits for its first candidate before an action takes a later one", async () => {
    await tab.show(`<button id="b">Second</button>`);
    await tab.page.evaluate(() => setTimeout(() => document.body.insertAdjacentHTML("beforeend", "<button id=a>First</button>"), 150));
    const found = await tab.run({ op: "locate", target: { any_of: [{ id: "a" }, { id: "b" }] }, for: "click", budget_ms: 3000 });
    assert.match(found.description, /First/);
    await tab.page.evaluate(() => document.getElementById("a").remove());
    const later = await tab.run({ op: "locate", target: { any_of: [{ id: "a" }, { id: "b" }] }, for: "click", budget_ms: 3000 });
    assert.match(later.description, /Second/);
    assert.ok(later.elapsed_ms >= 450, `${later.elapsed_ms} ms`);
  });

  test("any_of that finds nothing, or too much, says what each candidate found", async () => {
    const none = await failing({ any_of: [{ id: "x" }, { role: "link", name: "y" }] });
    assert.equal(none.kind, "not_found");
    assert.match(none.candidates.join("\n"), /candidate 1, id=x, matches nothing\ncandidate 2, role=link\[name='y'\], matches nothing/);
    await tab.show("<p>a</p><p>b</p>");
    assert.equal((await failing({ any_of: [{ id: "x" }, { css: "p" }] })).kind, "ambiguous");
  });

  test("closed shadow roots are entered only where it is asked for", async () => {
    await tab.show(`<div id="host"></div><script>document.getElementById("host").attachShadow({ mode: "closed" }).innerHTML = "<button onclick='this.textContent=1'>Inside</button>"</script>`);
    assert.deepEqual(await tab.all({ role: "button", name: "Inside", shadow: "closed" }), []);
    await tab.openClosed();
    assert.deepEqual(await tab.all({ role: "button", name: "Inside" }), []);
    const found = await tab.run({ op: "locate", target: { role: "button", name: "Inside", shadow: "closed" }, for: "click" });
    assert.ok(found.ok && found.point.x > 0, JSON.stringify(found));
    assert.equal((await failing({ role: "button", within: { css: "div", shadow: "closed" } })).kind, "refused");
  });
});

describe("near misses of the new strategies", () => {
  for (const [wanted, line] of [
    [{ value: "Send later" }, /has the value "Send now"/],
    [{ id: "goo" }, /has the id "go"/],
    [{ name_attr: "usr" }, /has the name attribute "user"/],
    [{ link_text: "Term" }, /has the link text "Terms"/],
    [{ component: "Menue" }, /has the component "Menu"/],
    [{ css: "li", and: { css: ".x" } }, /3 elements matched before `and` let none through/],
    [{ css: "li", right_of: { id: "go" } }, /3 elements matched before `right_of` let none through/],
    [{ role: "button", name: "Late", enabled_only: true }, /1 element matched before `enabled_only`/],
  ]) {
    test(JSON.stringify(wanted), async () => {
      if (!(await tab.page.locator("#login").count())) await tab.show(PAGE);
      const error = await failing(wanted);
      assert.equal(error.kind, "not_found");
      assert.match(error.candidates.join("\n"), line);
    });
  }
});

describe("suggestions", () => {
  const best = async (html, css = "[data-t]") => {
    await tab.show(html);
    const { items } = await tab.run({ op: "suggest", target: { css } });
    return items[0].locators;
  };

  test("come in the order of the house, each with its score", async () => {
    const list = await best(`<label for="q">Your city</label><input data-t id="city" name="city" data-testid="city-field" placeholder="e.g. Delft" title="The city">`);
    const order = list.map((one) => one.strategy).filter((one, i, all) => all.indexOf(one) === i);
    assert.deepEqual(order.slice(0, 3), ["role", "testid", "placeholder"]);
    assert.ok(list.every((one, i) => !i || one.score <= list[i - 1].score));
  });

  for (const [what, html, wanted] of [
    ["a button by its name", "<button data-t>Save</button><button>Load</button>", "role=button[name='Save']"],
    ["exact where a part is not enough", "<button data-t>Save</button><button>Save as</button>", "{ role: button, name: Save, exact: true }"],
    ["a label", "<label>User <input data-t></label><label>Other <input></label>", "role=textbox[name='User']"],
    ["a file input by its label", "<label>Photo <input type=file data-t></label>", "role=button[name='Photo']"],
    ["a test id rather than data in a name", `<button data-t data-testid="cart">Cart (3)</button>`, "testid=cart"],
    ["a placeholder beside a name with data", `<input data-t aria-label="Code of 2026" placeholder="PIN">`, "role=textbox[name='Code of 2026']"],
    ["a title", `<div data-t title="The clock"></div>`, "title=The clock"],
    ["a text", "<p data-t>Welcome back</p><p>Bye</p>", "text=Welcome back"],
    ["an id that a person gave", `<div data-t id="basket"></div><div id="b7"></div>`, "id=basket"],
    ["no id that a program made", `<section><div data-t id="ember1234"><i></i></div></section>`, "css=#ember1234"],
    ["a name attribute", `<input type=file name=photo data-t><input type=file name=other>`, "name_attr=photo"],
    ["the row around it, by its text", "<table><tr><td>Apple</td><td><button data-t>Buy</button></td></tr><tr><td>Pear</td><td><button>Buy</button></td></tr></table>", "{ role: button, name: Buy, within: { role: row, has_text: Apple } }"],
    ["the dialog around it", "<button>OK</button><div role=dialog aria-label='Leave?'><button data-t>OK</button></div>", "{ role: button, name: OK, within: { role: dialog, name: \"Leave?\" } }"],
    ["counting at last", "<div><button>Buy</button><button data-t>Buy</button></div>", "{ role: button, name: Buy, nth: 1 }"],
  ]) {
    test(what, async () => {
      const list = await best(html);
      assert.equal(list[0].locator, wanted, JSON.stringify(list, null, 1));
    });
  }

  test("all of a difficult page mean their element", async () => {
    await tab.show(names + texts + numbered);
    const { items, truncated } = await tab.run({ op: "suggest", all: true });
    assert.ok(items.length > 60 && !truncated, `${items.length}`);
    for (const item of items.filter((_, i) => i % 3 === 0)) {
      const [id] = await tab.all({ element: item.element });
      assert.ok(item.locators.length, item.description);
      for (const { locator, target: given } of item.locators) {
        assert.deepEqual(await tab.all(given), [id], locator);
        assert.deepEqual(target(locator), given);
      }
    }
  });

  test("a point means the button around it, with its states and its box", async () => {
    await tab.show(`<button disabled style="position:absolute;left:10px;top:10px;width:80px;height:30px"><i>Go <b>on</b></i></button><label style="position:absolute;top:100px"><input type=checkbox checked> Stay</label>`);
    const { items: [item] } = await tab.run({ op: "suggest", point: { x: 50, y: 25 } });
    assert.equal(item.role, "button");
    assert.equal(item.name, "Go on");
    assert.deepEqual(item.states, { visible: true, enabled: false, focused: false });
    assert.equal(item.rect.width, 80);
    const { items: [box] } = await tab.run({ op: "suggest", target: { role: "checkbox" } });
    assert.deepEqual(box.states, { visible: true, enabled: true, focused: false, editable: true, checked: true });
    assert.equal((await tab.run({ op: "suggest", point: { x: -5, y: 0 } })).error.kind, "not_found");
  });

  test("the recorder asks in the engine's world, at once", async () => {
    await tab.show("<button>Save</button>");
    const [first] = await tab.evaluate(`__flowtilla.suggest(document.querySelector("button"), { most: 2 })`);
    assert.deepEqual(first, { target: { role: "button", name: "Save" }, locator: "role=button[name='Save']", score: 100, strategy: "role" });
  });

  test("are as unique as Playwright's, and no longer", async () => {
    await tab.show(PAGE);
    const { items } = await tab.run({ op: "suggest", all: true, most: 1 });
    let paths = 0;
    for (const item of items) if (/^css=|^xpath=/.test(item.locators[0].locator)) paths++;
    assert.ok(paths <= 1, JSON.stringify(items.map((item) => item.locators[0].locator)));
  });
});

test("frames are listed", async () => {
  await tab.show(`<iframe name="pay" srcdoc="x"></iframe><iframe id="ad" src="about:blank"></iframe>`);
  const { items } = await tab.run({ op: "frames" });
  assert.deepEqual(items.map(({ name, src }) => ({ name, src })), [{ name: "pay", src: "" }, { name: "ad", src: "about:blank" }]);
});
