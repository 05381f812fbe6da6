// Actions: what is waited for, where the pointer goes, what the fields get. Input is sent as the driver sends it: trusted, at the point that the engine gave.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browserTab } from "./browser.mjs";

const tab = browserTab();

const button = { role: "button", name: "Go" };
const locate = (target, more = {}) => tab.run({ op: "locate", target, for: "click", budget_ms: 2000, ...more });
/** Locates, clicks with the mouse, and asks the guard. */
async function click(target, more = {}) {
  const found = await locate(target, { guard: "block", ...more });
  assert.ok(found.ok, JSON.stringify(found.error));
  await tab.page.mouse.click(found.point.x, found.point.y);
  return tab.run({ op: "landed" });
}
const clicks = () => tab.page.evaluate(() => window.clicks ?? 0);
const counting = `onclick="window.clicks = (window.clicks ?? 0) + 1"`;

describe("locating for a click", () => {
  test("a plain button is ready at once, in its middle", async () => {
    await tab.show(`<body style="margin:0"><button ${counting} style="position:absolute;left:100px;top:50px;width:80px;height:20px">Go</button>`);
    const found = await locate(button);
    assert.deepEqual(found.point, { x: 140, y: 60 });
    assert.ok(found.elapsed_ms < 400, `${found.elapsed_ms} ms`);
    assert.deepEqual(await click(button).then(({ landed }) => landed), true);
    assert.equal(await clicks(), 1);
  });

  test("an element below the fold is scrolled to", async () => {
    await tab.show(`<div style="height:3000px"></div><button ${counting}>Go</button>`);
    assert.equal((await click(button)).landed, true);
    assert.equal(await clicks(), 1);
  });

  test("an element in a scrolled pane is scrolled to, also with smooth scrolling", async () => {
    await tab.show(`<div style="height:100px;overflow:auto;scroll-behavior:smooth"><div style="height:900px"></div><button ${counting}>Go</button></div>`);
    assert.equal((await click(button)).landed, true);
    assert.equal(await clicks(), 1);
  });

  test("a sticky header does not keep it covered", async () => {
    await tab.show(`<style>header{position:fixed;top:0;left:0;right:0;height:60%;background:red}</style><header></header><div style="height:2000px"></div><button ${counting}>Go</button><div style="height:2000px"></div>`);
    assert.equal((await click(button)).landed, true);
    assert.equal(await clicks(), 1);
  });

  test("a covering element is named, and waited for", async () => {
    await tab.show(`<button ${counting}>Go</button><div class="overlay" style="position:fixed;inset:0"><p>Loading</p></div>`);
    const { error } = await locate(button, { budget_ms: 150 });
    assert.equal(error.kind, "not_actionable");
    assert.match(error.message, /<p>Loading<\/p> from <div class="overlay">…<\/div> subtree intercepts pointer events/);
    assert.match(error.log.join("\n"), /intercepts pointer events/);
    await tab.page.evaluate(() => setTimeout(() => document.querySelector(".overlay").remove(), 100));
    assert.equal((await click(button)).landed, true);
    assert.equal(await clicks(), 1);
  });

  for (const [what, html, act, word] of [
    ["disabled", `<button disabled ${counting}>Go</button>`, (b) => { b.disabled = false; }, "element is not enabled (disabled)"],
    ["aria-disabled", `<div aria-disabled="true"><button ${counting}>Go</button></div>`, (b) => b.parentElement.removeAttribute("aria-disabled"), "element is not enabled"],
    ["disabled by its fieldset", `<fieldset disabled><button ${counting}>Go</button></fieldset>`, (b) => { b.parentElement.disabled = false; }, "element is not enabled"],
    ["empty-boxed", `<button ${counting} style="width:0;height:0;padding:0;border:0;overflow:hidden">Go</button>`, (b) => { b.style = ""; }, "element is not visible"],
  ]) {
    test(`a button that is ${what} is waited for`, async () => {
      await tab.show(html);
      const { error } = await locate(button, { budget_ms: 60 });
      assert.equal(error.kind, "not_actionable");
      assert.ok(error.message.includes(word), error.message);
      assert.ok(!error.final);
      await tab.page.evaluate((code) => setTimeout(() => (0, eval)(`(${code})`)(document.querySelector("button")), 60), String(act));
      assert.equal((await click(button)).landed, true);
      assert.equal(await clicks(), 1);
    });
  }

  test("a moving element is waited for until it stands still", async () => {
    await tab.show(`<style>@keyframes move{to{transform:translateX(300px)}} button{animation:move .4s linear forwards}</style><button ${counting}>Go</button>`);
    const found = await locate(button);
    assert.ok(found.ok);
    assert.ok(found.rect.x > 300, `it was taken at ${found.rect.x}`);
  });

  test("an element moved by script in every frame is not stable", async () => {
    await tab.show(`<button style="position:absolute;left:0">Go</button><script>const b=document.querySelector("button");let x=0;(function f(){b.style.left=(x=(x+3)%400)+"px";requestAnimationFrame(f)})()</script>`);
    const { ok, error } = await locate(button, { budget_ms: 300 });
    assert.equal(ok, false);
    assert.match(error.message, /element is not stable/);
  });

  test("what is inert cannot be clicked, filled or selected, though it is visible", async () => {
    await tab.show(`<div inert><button>Go</button><input aria-label="In"><select aria-label="Size"><option>a</select></div>`);
    for (const request of [{ op: "locate", for: "click", target: button }, { op: "fill", target: { css: "input" }, value: "x" }, { op: "select", target: { css: "select" }, value: "a" }]) {
      const { error } = await tab.run({ ...request, budget_ms: 50 });
      assert.equal(error.kind, "not_actionable");
      assert.match(error.message, /element is inert/);
    }
  });

  test("an element that is replaced all the time is still clicked", async () => {
    await tab.show(`<div></div><script>setInterval(()=>{document.querySelector("div").innerHTML='<button ${counting}>Go</button>'},30)</script>`);
    let landed;
    for (let attempt = 0; attempt < 5 && !landed; attempt++) landed = (await click(button)).landed;
    assert.equal(landed, true);
    assert.equal(await clicks(), 1);
  });

  test("an overlay that comes at the last moment gets nothing, and the guard says so", async () => {
    await tab.show(`<button ${counting}>Go</button><div id="trap" hidden onclick="window.trapped=1" onmousedown="window.trapped=1" style="position:fixed;inset:0"></div>`);
    const found = await locate(button, { guard: "block" });
    await tab.page.evaluate(() => { document.querySelector("#trap").hidden = false; });
    await tab.page.mouse.click(found.point.x, found.point.y);
    const landed = await tab.run({ op: "landed" });
    assert.equal(landed.landed, false);
    assert.match(landed.hit, /id="trap"/);
    assert.equal(await tab.page.evaluate(() => window.trapped), undefined);
    await tab.page.mouse.click(found.point.x, found.point.y);
    assert.equal(await tab.page.evaluate(() => window.trapped), 1, "the guard is gone after it was read");
  });

  test("without input the guard knows nothing", async () => {
    await tab.show(`<button>Go</button>`);
    await locate(button, { guard: "watch" });
    assert.equal((await tab.run({ op: "landed", budget_ms: 30 })).landed, null);
  });

  test("a check box beneath its label is hit through the label", async () => {
    await tab.show(`<label style="position:relative;display:inline-block;width:40px;height:20px"><input type="checkbox" style="position:absolute;opacity:0;inset:0"><span style="position:absolute;inset:0;background:green"></span></label>`);
    const ready = await tab.run({ op: "check", target: { role: "checkbox" }, checked: true, budget_ms: 1000, guard: "block" });
    assert.equal(ready.done, false);
    await tab.page.mouse.click(ready.point.x, ready.point.y);
    assert.equal((await tab.run({ op: "landed" })).landed, true);
    assert.equal((await tab.run({ op: "checked", target: { role: "checkbox" }, element: ready.element, checked: true })).checked, true);
  });

  test("text inside a button counts as the button", async () => {
    await tab.show(`<button ${counting} style="position:relative"><span>Go</span><i style="position:absolute;inset:0"></i></button>`);
    assert.equal((await click({ text: "Go" })).landed, true);
    assert.equal(await clicks(), 1);
  });

  test("elements in shadow roots are hit, slotted ones too", async () => {
    await tab.show(`<div id="h"><template shadowrootmode="open"><style>b{display:block}</style><div id="in"><template shadowrootmode="open"><button ${counting}>Deep</button></template></div><slot></slot></template><button ${counting}>Slotted</button></div>`);
    assert.equal((await click({ role: "button", name: "Deep" })).landed, true);
    assert.equal((await click({ role: "button", name: "Slotted" })).landed, true);
    assert.equal(await clicks(), 2);
  });

  test("something over a shadow host covers what is inside", async () => {
    await tab.show(`<div><template shadowrootmode="open"><button>Go</button></template></div><div id="over" style="position:fixed;inset:0"></div>`);
    assert.match((await locate(button, { budget_ms: 50 })).error.message, /id="over"/);
  });

  test("a link broken over two lines is hit on its first line", async () => {
    await tab.show(`<body style="margin:0;font:20px monospace"><div style="width:300px">${"word ".repeat(4)}<a href="#x" ${counting}>long link text</a></div>`);
    assert.equal((await click({ role: "link" })).landed, true);
    assert.equal(await clicks(), 1);
  });

  test("a position counts from the padding box", async () => {
    await tab.show(`<body style="margin:0"><button style="position:absolute;left:10px;top:10px;width:100px;height:50px;border:5px solid">Go</button>`);
    assert.deepEqual((await locate(button, { position: { x: 3, y: 4 } })).point, { x: 18, y: 19 });
  });

  test("force takes what is covered, but not what has no place", async () => {
    await tab.show(`<button ${counting}>Go</button><div style="position:fixed;inset:0"></div>`);
    assert.ok((await locate(button, { force: true })).ok);
    await tab.show(`<button style="display:none">Go</button>`);
    assert.equal((await locate({ css: "button" }, { force: true, budget_ms: 30 })).error.kind, "not_actionable");
  });

  test("pointer-events: none lets the event fall through, and is refused", async () => {
    await tab.show(`<div id="behind"><button style="pointer-events:none">Go</button></div>`);
    assert.match((await locate(button, { budget_ms: 50 })).error.message, /<div id="behind">…<\/div> intercepts pointer events/);
  });

  test("hover needs no enabled element", async () => {
    await tab.show(`<button disabled>Go</button>`);
    assert.ok((await locate(button, { for: "hover" })).ok);
  });

  test("an element that comes late is found", async () => {
    await tab.show("");
    await tab.page.evaluate(() => setTimeout(() => { document.body.innerHTML = "<button>Go</button>"; }, 80));
    assert.ok((await locate(button)).ok);
  });

  test("hit tells what is at a point, for an iframe too", async () => {
    await tab.show(`<iframe srcdoc="<button>x</button>" style="border:3px solid;padding:7px;width:200px;height:100px"></iframe>`);
    const frame = await tab.run({ op: "frame", target: { css: "iframe" } });
    assert.ok(frame.ok);
    assert.equal(frame.box.x - frame.rect.x, 10);
    assert.deepEqual([frame.box.width, frame.box.height, frame.scale], [200, 100, { x: 1, y: 1 }]);
    assert.equal((await tab.run({ op: "hit", element: frame.element, point: { x: frame.box.x + 5, y: frame.box.y + 5 } })).hit, true);
    assert.equal((await tab.run({ op: "hit", element: frame.element, point: { x: 790, y: 590 } })).hit, false);
    assert.equal(await tab.node(frame.element, "node.localName"), "iframe");
    assert.equal((await tab.run({ op: "frame", target: { css: "body" } })).error.kind, "not_actionable");
  });
});

describe("Playwright's trial click agrees", () => {
  for (const [what, html] of [
    ["plain", `<button>Go</button>`],
    ["disabled", `<button disabled>Go</button>`],
    ["covered in the middle", `<button style="position:absolute;left:0;top:0;width:100px;height:50px">Go</button><i style="position:absolute;left:40px;top:20px;width:20px;height:10px;background:red"></i>`],
    ["covered at a corner", `<button style="position:absolute;left:0;top:0;width:100px;height:50px">Go</button><i style="position:absolute;left:0;top:0;width:20px;height:10px;background:red"></i>`],
    ["transparent", `<button style="opacity:0">Go</button>`],
    ["in a link", `<a href="#x"><button>Go</button></a>`],
    ["off to the left", `<button style="position:absolute;left:-500px">Go</button>`],
    ["in a closed details", `<details><summary>s</summary><button>Go</button></details>`],
    ["rotated", `<button style="transform:rotate(30deg);margin:50px">Go</button>`],
    ["clipped by a pane", `<div style="height:30px;overflow:hidden"><p style="height:200px">x</p><button>Go</button></div>`],
    ["inert", `<div inert><button>Go</button></div>`],
    ["under a dialog", `<button>Go</button><dialog id="d">modal</dialog><script>document.querySelector("#d").showModal()</script>`],
    ["in the dialog", `<dialog id="d"><button>Go</button></dialog><script>document.querySelector("#d").showModal()</script>`],
    ["display contents", `<button style="display:contents">Go</button>`],
    ["with an svg inside", `<button><svg width="20" height="20"><path d="M0 0h20v20z"/></svg>Go</button>`],
    ["a slot's content", `<div><template shadowrootmode="open"><p><slot></slot></p></template><button>Go</button></div>`],
  ]) {
    test(what, async () => {
      await tab.show(html);
      const theirs = await tab.page.locator("button").click({ trial: true, timeout: 400 }).then(() => true, () => false);
      const ours = await locate({ css: "button" }, { budget_ms: 400 });
      assert.equal(ours.ok, theirs, JSON.stringify(ours.error));
    });
  }
});

describe("fields", () => {
  const fill = (target, value, more = {}) => tab.run({ op: "fill", target, value, budget_ms: 500, ...more });
  const value = (css) => tab.page.evaluate((selector) => document.querySelector(selector).value, css);

  for (const html of [`<input value="old">`, `<textarea>old</textarea>`, `<div contenteditable>old <b>text</b></div>`, `<label>L <input value="old"></label>`, `<input type="number" value="1">`, `<input type="email" value="a@b.c">`, `<input type="password" value="x">`]) {
    test(`${html} is focused with all its text selected, ready for insertText`, async () => {
      await tab.show(html);
      const css = html.startsWith("<label") ? "label" : "input, textarea, [contenteditable]";
      const ready = await fill({ css }, "42");
      assert.equal(ready.mode, "insert_text", JSON.stringify(ready.error));
      await tab.page.keyboard.insertText("42");
      assert.equal(await tab.page.evaluate(() => { const f = document.querySelector("input, textarea, [contenteditable]"); return f.value ?? f.textContent; }), "42");
    });
  }

  test("an empty value asks for Delete", async () => {
    await tab.show(`<input value="old">`);
    assert.equal((await fill({ css: "input" }, "")).mode, "delete");
    await tab.page.keyboard.press("Delete");
    assert.equal(await value("input"), "");
  });

  for (const [type, given, want] of [["date", "2026-11-20", "2026-11-20"], ["time", "13:45", "13:45"], ["datetime-local", "2026-11-20T10:00", "2026-11-20T10:00"], ["month", "2026-11", "2026-11"], ["week", "2026-W47", "2026-W47"], ["color", "#FF00aa", "#ff00aa"], ["range", "70", "70"]]) {
    test(`input[type=${type}] is set in the page, with input and change`, async () => {
      await tab.show(`<input type="${type}"><script>window.events=[];for(const e of ["input","change"])document.querySelector("input").addEventListener(e,()=>events.push(e))</script>`);
      assert.equal((await fill({ css: "input" }, given)).mode, "done");
      assert.equal(await value("input"), want);
      assert.deepEqual(await tab.page.evaluate(() => window.events), ["input", "change"]);
    });
  }

  for (const [html, given, kind, message] of [
    [`<input type="date">`, "tomorrow", "refused", /Malformed value "tomorrow"/],
    [`<input type="range" max="10">`, "70", "refused", /Malformed value "70".*would make "10"/],
    [`<input type="number">`, "many", "not_actionable", /Cannot type text into input\[type=number\]/],
    [`<input type="checkbox">`, "x", "not_actionable", /Input of type "checkbox" cannot be filled.*use `check`/],
    [`<select></select>`, "x", "not_actionable", /not an <input>, <textarea> or \[contenteditable\].*use `select`/],
    [`<p>x</p>`, "x", "not_actionable", /not an <input>/],
  ]) {
    test(`${html} cannot be filled with ${given}`, async () => {
      await tab.show(html);
      const { error, elapsed_ms } = await fill({ css: "body > *" }, given);
      assert.equal(error.kind, kind);
      assert.match(error.message, message);
      assert.ok(error.final && elapsed_ms < 400);
    });
  }

  test("a read-only field is waited for", async () => {
    await tab.show(`<input readonly>`);
    assert.match((await fill({ css: "input" }, "x", { budget_ms: 50 })).error.message, /element is not editable \(read-only\)/);
    await tab.page.evaluate(() => setTimeout(() => { document.querySelector("input").readOnly = false; }, 60));
    assert.ok((await fill({ css: "input" }, "x")).ok);
  });

  test("direct sets the value past a framework's own property", async () => {
    await tab.show(`<input><script>const i=document.querySelector("input");let seen;Object.defineProperty(i,"value",{get(){return "spoofed"},set(v){seen=v}});window.seen=()=>seen;i.addEventListener("input",()=>window.fired=1)</script>`);
    assert.equal((await fill({ css: "input" }, "real", { direct: true })).mode, "done");
    assert.deepEqual(await tab.page.evaluate(() => [window.seen(), window.fired, Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").get.call(document.querySelector("input"))]), [undefined, 1, "real"]);
  });

  test("check knows when there is nothing to do, and what is no check box", async () => {
    await tab.show(`<input type="checkbox" checked aria-label="c"><input type="radio" checked aria-label="r"><p>x</p>`);
    assert.equal((await tab.run({ op: "check", target: { label: "c" }, checked: true })).done, true);
    assert.match((await tab.run({ op: "check", target: { label: "r" }, checked: false })).error.message, /Cannot uncheck a radio button/);
    assert.match((await tab.run({ op: "check", target: { css: "p" }, checked: true })).error.message, /not a checkbox or radio button/);
    assert.match((await tab.run({ op: "checked", target: { label: "c" }, checked: false })).error.message, /did not change its state/);
  });

  const select = (given, more = {}) => tab.run({ op: "select", target: { css: "select" }, value: given, budget_ms: 300, ...more });
  const options = `<option value="a">Apple</option><option value="b"> Big   Bear </option><option value="c" disabled>Cat</option>`;
  for (const [given, want] of [["b", ["b"]], ["Apple", ["a"]], ["Big Bear", ["b"]], [{ label: "Big Bear" }, ["b"]], [{ value: "a" }, ["a"]], [{ index: 1 }, ["b"]]]) {
    test(`select ${JSON.stringify(given)}`, async () => {
      await tab.show(`<select>${options}</select><script>document.querySelector("select").onchange=(e)=>window.changed=e.target.value</script>`);
      const { selected, error } = await select(given);
      assert.deepEqual(selected, want, JSON.stringify(error));
      assert.equal(await tab.page.evaluate(() => window.changed), want[0]);
    });
  }

  test("several options of a multiple select, in the order of the page", async () => {
    await tab.show(`<select multiple>${options}</select>`);
    assert.deepEqual((await select(["Big Bear", { index: 0 }])).selected, ["a", "b"]);
  });

  test("options that come late are waited for; those that never come are listed", async () => {
    await tab.show(`<select>${options}</select>`);
    const { error } = await select("Zebra", { budget_ms: 50 });
    assert.match(error.message, /has no option "Zebra"/);
    assert.equal(error.candidates.length, 3);
    assert.match((await select("c", { budget_ms: 50 })).error.message, /is not enabled/);
    await tab.page.evaluate(() => setTimeout(() => document.querySelector("select").add(new Option("Zebra", "z")), 50));
    assert.deepEqual((await select("Zebra")).selected, ["z"]);
  });

  test("upload finds the input by its label, and sets files in the page", async () => {
    await tab.show(`<label>Photo <input type="file"></label>`);
    const target = { css: "label" };
    assert.equal((await tab.run({ op: "upload", target, count: 1 })).mode, "set_files");
    assert.match((await tab.run({ op: "upload", target, count: 2 })).error.message, /takes one file only/);
    assert.equal((await tab.run({ op: "upload", target, files: [{ name: "a.txt", media_type: "text/plain", base64: btoa("hello") }] })).mode, "done");
    assert.deepEqual(await tab.page.evaluate(async () => { const [f] = document.querySelector("input").files; return [f.name, f.type, await f.text()]; }), ["a.txt", "text/plain", "hello"]);
  });

  test("focus, blur and the place of the caret", async () => {
    await tab.show(`<label>Name <input value="abc"></label>`);
    const target = { css: "label" };
    await tab.run({ op: "focus", target, caret: "start" });
    await tab.page.keyboard.type("x");
    assert.equal(await value("input"), "xabc");
    await tab.run({ op: "blur", target });
    assert.equal(await tab.page.evaluate(() => document.activeElement.localName), "body");
    await tab.run({ op: "focus", target, caret: "end" });
    await tab.page.keyboard.type("y");
    assert.equal(await value("input"), "xabcy");
  });
});

describe("in the page's own world, for drivers that have no other", () => {
  test("the engine works, and survives builtins that are replaced later", async () => {
    await tab.show(`<form><input name="tagName"><button>Go</button></form><p>one</p>`);
    const { readFileSync } = await import("node:fs");
    await tab.page.evaluate(readFileSync(new URL("../dist/engine.js", import.meta.url), "utf8"));
    await tab.page.evaluate(() => {
      Element.prototype.getBoundingClientRect = () => ({});
      Element.prototype.getAttribute = () => "x";
      document.querySelectorAll = Document.prototype.querySelectorAll = () => [];
      window.requestAnimationFrame = window.setTimeout = () => 0;
      Object.defineProperty(Node.prototype, "parentNode", { get: () => null });
    });
    const run = (request) => tab.page.evaluate((given) => window.__flowtilla.run(given), request);
    assert.ok((await run({ op: "locate", target: { role: "button", name: "Go" }, for: "click", budget_ms: 1000 })).point.x > 0);
    assert.equal((await run({ op: "expect", expect: { target: { css: "p" }, text: "two" }, budget_ms: 60 })).error.actual, "one");
    assert.equal(await tab.page.evaluate(() => { window.__flowtilla = 1; return typeof window.__flowtilla.run; }), "function");
  });
});

describe("scrolling and reading", () => {
  test("the page scrolls by an amount, to an edge, and to an element", async () => {
    await tab.show(`<div style="height:3000px;width:2000px"></div><p>end</p>`);
    assert.deepEqual(await tab.run({ op: "scroll", direction: "down", amount: 120 }).then(({ x, y, moved }) => [x, y, moved]), [0, 120, true]);
    assert.deepEqual(await tab.run({ op: "scroll", direction: "right", amount: 50 }).then(({ x, y }) => [x, y]), [50, 120]);
    assert.ok((await tab.run({ op: "scroll", to: "bottom" })).y > 2000);
    assert.equal((await tab.run({ op: "scroll", to: "top" })).y, 0);
    assert.equal((await tab.run({ op: "scroll", target: { text: "end" } })).moved, true);
    assert.ok((await tab.run({ op: "expect", expect: { target: { text: "end" }, to: "in_viewport" } })).ok);
  });

  test("a pane scrolls when the target is in it", async () => {
    await tab.show(`<div id="pane" style="height:100px;overflow:auto"><p>top</p><div style="height:900px"></div></div>`);
    assert.equal((await tab.run({ op: "scroll", target: { text: "top" }, direction: "down", amount: 70 })).y, 70);
    assert.equal(await tab.page.evaluate(() => document.querySelector("#pane").scrollTop), 70);
  });

  test("extract reads text, value, attribute, html, count and list", async () => {
    await tab.show(`<p data-x="7">Order <b>17</b><i hidden>x</i></p><input value="v"><ul><li>a</li><li>b</li></ul>`);
    const extract = async (request) => (await tab.run({ op: "extract", budget_ms: 50, ...request })).value;
    assert.equal(await extract({ target: { css: "p" }, what: "text" }), "Order 17");
    assert.equal(await extract({ target: { css: "p" }, what: "text", matches: "Order (\\d+)" }), "17");
    assert.equal(await extract({ target: { css: "p" }, what: "html" }), 'Order <b>17</b><i hidden="">x</i>');
    assert.equal(await extract({ target: { css: "p" }, what: "attribute", name: "data-x" }), "7");
    assert.equal(await extract({ target: { css: "p" }, what: "attribute", name: "none" }), null);
    assert.equal(await extract({ target: { css: "input" }, what: "value" }), "v");
    assert.equal(await extract({ target: { css: "li" }, what: "count" }), 2);
    assert.deepEqual(await extract({ target: { css: "li" }, what: "list" }), ["a", "b"]);
    assert.equal((await tab.run({ op: "extract", target: { css: "p" }, what: "text", matches: "Bill", budget_ms: 30 })).error.kind, "timeout");
  });

  test("extract waits until the text matches", async () => {
    await tab.show(`<p>Order pending</p>`);
    await tab.page.evaluate(() => setTimeout(() => { document.querySelector("p").textContent = "Order 99"; }, 60));
    assert.equal((await tab.run({ op: "extract", target: { css: "p" }, what: "text", matches: "\\d+", budget_ms: 2000 })).value, "99");
  });

  test("rects, describe, page, and refs of the outline", async () => {
    await tab.show(`<title>T</title><button style="position:absolute;left:5px;top:6px;width:50px;height:20px" disabled>Go</button><i></i><i></i>`);
    const { rects } = await tab.run({ op: "rects", targets: [button, { css: "i" }, { css: "u" }] });
    assert.deepEqual(rects.map((list) => list.length), [1, 2, 0]);
    assert.deepEqual(rects[0][0], { x: 5, y: 6, width: 50, height: 20 });
    const about = await tab.run({ op: "describe", target: button });
    assert.deepEqual([about.role, about.name, about.locator, about.enabled, about.visible], ["button", "Go", "role=button[name='Go']", false, true]);
    const info = await tab.run({ op: "page" });
    assert.deepEqual([info.title, info.viewport.width, info.ready_state], ["T", 800, "complete"]);
    const { outline } = await tab.run({ op: "outline", refs: true });
    const [, ref] = /\[ref=(e\d+)\]/.exec(outline);
    assert.ok((await tab.run({ op: "locate", target: { ref }, for: "hover", budget_ms: 500 })).ok);
  });
});
