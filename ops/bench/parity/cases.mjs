// The cases: a page, what Playwright does there, and the same as steps of ours. `then` looks at what came of it, on both sides.

import { STATES } from "./pages.mjs";

/** Longest time of a step; the second round has more. */
export const t = { timeout: 1000 };
const cases = [];
const add = (group, name, page, theirs, steps) => cases.push({ group, name: `${group}: ${name}`, page, theirs, steps: [steps].flat() });

// ------------------------------------------------------------------------------------------- state × action and assertion

const css = (selector) => ({ css: selector });
const actions = {
  click: [(page) => page.locator("#b").click(t), { type: "click", target: css("#b") }],
  "forced click": [(page) => page.locator("#b").click({ ...t, force: true }), { type: "click", target: css("#b"), force: true }],
  hover: [(page) => page.locator("#t").hover(t), { type: "hover", target: css("#t") }],
  fill: [(page) => page.locator("#i").fill("x", t), { type: "fill", target: css("#i"), value: "x" }],
  check: [(page) => page.locator("#c").check(t), { type: "check", target: css("#c") }],
  select: [(page) => page.locator("#s").selectOption("b", t), { type: "select", target: css("#s"), value: "b" }],
  focus: [(page) => page.locator("#b").focus(t), { type: "focus", target: css("#b") }],
  press: [(page) => page.locator("#i").press("a", t), { type: "press", target: css("#i"), keys: "a" }],
};
const expectIt = (to, on = "#i") => ({ type: "expect", target: css(on), to });
const assertions = {
  visible: [(page, expect) => expect(page.locator("#i")).toBeVisible(t), expectIt("visible")],
  hidden: [(page, expect) => expect(page.locator("#i")).toBeHidden(t), expectIt("hidden")],
  "not visible": [(page, expect) => expect(page.locator("#t")).not.toBeVisible(t), { ...expectIt("visible", "#t"), not: true }],
  enabled: [(page, expect) => expect(page.locator("#b")).toBeEnabled(t), expectIt("enabled", "#b")],
  disabled: [(page, expect) => expect(page.locator("#b")).toBeDisabled(t), expectIt("disabled", "#b")],
  editable: [(page, expect) => expect(page.locator("#i")).toBeEditable(t), expectIt("editable")],
  "in the viewport": [(page, expect) => expect(page.locator("#i")).toBeInViewport(t), expectIt("in_viewport")],
  text: [(page, expect) => expect(page.locator("#t")).toHaveText("Some bold text", t), { type: "expect", target: css("#t"), text: "Some bold text" }],
};
/** What depends on the moment in which it is looked is no case. */
const RACES = {
  "there after a while": /^(hidden|not visible|detached)$/,
  "visible after a while": /^(hidden|not visible|forced click|focus|press)$/,
  "enabled after a while": /^(disabled|forced click|focus|press)$/,
  "gone after a while": /^(?!hidden$|not visible$|detached$)/,
  "rendered again and again": /^(hover|forced click|focus|press)$/,
  "moving": /^forced click$/,
  "moving, then at rest": /^forced click$/,
  "under an overlay that goes": /^forced click$/,
  "writable after a while": /^press$/,
};
const races = (state, name) => RACES[state]?.test(name);

for (const state of Object.keys(STATES)) {
  for (const [name, [theirs, step]] of Object.entries({ ...actions, ...assertions })) if (!races(state, name)) add("state", `${state}, ${name}`, state, theirs, step);
}
for (const to of ["checked", "unchecked", "focused", "unfocused", "empty", "attached", "detached"]) {
  const method = { checked: ["toBeChecked"], unchecked: ["toBeChecked", true], focused: ["toBeFocused"], unfocused: ["toBeFocused", true], empty: ["toBeEmpty"], attached: ["toBeAttached"], detached: ["toBeAttached", true] }[to];
  const on = { checked: "#c", unchecked: "#c", focused: "#b", unfocused: "#b" }[to] ?? "#i";
  for (const state of ["plain", "checked, filled, focused", "display none", "gone after a while", "there after a while"]) {
    const step = to === "unfocused" ? { ...expectIt("focused", on), not: true } : expectIt(to, on);
    if (!races(state, to)) add("state", `${state}, ${to}`, state, (page, expect) => (method[1] ? expect(page.locator(on)).not : expect(page.locator(on)))[method[0]](t), step);
  }
}
for (const [state, word] of [["visible", "visible"], ["hidden", "hidden"], ["attached", "attached"], ["detached", "detached"]]) {
  for (const on of ["plain", "display none", "there after a while", "gone after a while", "twice"]) {
    if (!races(on, word)) add("wait", `${word}, ${on}`, on, (page) => page.locator("#i").waitFor({ state, ...t }), { type: "wait_for", target: css("#i"), state });
  }
}

// ------------------------------------------------------------------------------------------------------------ locators

const found = (name, locator, target, page = "locators") =>
  add("locator", name, page, (browserPage, expect) => expect(locator(browserPage)).toBeAttached(t), { type: "expect", target, to: "attached" });
const counted = (name, locator, target, count, page = "locators") =>
  add("locator", `${name} is ${count}`, page, (browserPage, expect) => expect(locator(browserPage)).toHaveCount(count, t), { type: "expect", target, count });
const role = (name, more = {}) => ({ role: name, ...more });

found("button by part of its name", (p) => p.getByRole("button", { name: "sign" }), role("button", { name: "sign" }));
found("button by its exact name, other case", (p) => p.getByRole("button", { name: "sign in", exact: true }), role("button", { name: "sign in", exact: true }));
found("link, part of three", (p) => p.getByRole("link", { name: "teas" }), role("link", { name: "teas" }));
found("link, exact", (p) => p.getByRole("link", { name: "Teas", exact: true }), role("link", { name: "Teas", exact: true }));
found("heading by level", (p) => p.getByRole("heading", { level: 2 }), role("heading", { level: 2 }));
found("hidden button", (p) => p.getByRole("button", { name: "Secret" }), role("button", { name: "Secret" }));
found("hidden button, asked for", (p) => p.getByRole("button", { name: "Secret", includeHidden: true }), role("button", { name: "Secret", include_hidden: true }));
found("navigation by name", (p) => p.getByRole("navigation", { name: "Main" }), role("navigation", { name: "Main" }));
found("form by name", (p) => p.getByRole("form", { name: "Sign in" }), role("form", { name: "Sign in" }));
found("pressed button", (p) => p.getByRole("button", { pressed: true }), role("button", { pressed: true }));
found("collapsed button", (p) => p.getByRole("button", { expanded: false }), role("button", { expanded: false }));
found("selected tab", (p) => p.getByRole("tab", { selected: true }), role("tab", { selected: true }));
found("checked box", (p) => p.getByRole("checkbox", { checked: true }), role("checkbox", { checked: true }));
found("disabled button", (p) => p.getByRole("button", { disabled: true }), role("button", { disabled: true }));
found("cell by name", (p) => p.getByRole("cell", { name: "Oolong" }), role("cell", { name: "Oolong" }));
found("a role that is none", (p) => p.getByRole("buton"), role("buton"));
found("label", (p) => p.getByLabel("User name"), { label: "User name" });
found("label of a password", (p) => p.getByLabel("Password"), { label: "Password" });
found("label, missing", (p) => p.getByLabel("Username"), { label: "Username" });
found("placeholder", (p) => p.getByPlaceholder("ada"), { placeholder: "ada" });
found("test id", (p) => p.getByTestId("user"), { testid: "user" });
found("test id, part", (p) => p.getByTestId("use"), { testid: "use" });
found("alt", (p) => p.getByAltText("pot"), { alt: "pot" });
found("title", (p) => p.getByTitle("forget"), { title: "forget" });
found("text, exact", (p) => p.getByText("Oolong", { exact: true }), { text: "Oolong", exact: true });
found("text twice, hidden once", (p) => p.getByText("Hidden text"), { text: "Hidden text" });
found("text, visible only", (p) => p.getByText("Hidden text").filter({ visible: true }), { text: "Hidden text", visible: true });
found("text by pattern", (p) => p.getByText(/^oo\w+$/i), { text: { matches: "^oo\\w+$", flags: "i" } });
found("within a list item", (p) => p.getByRole("listitem").filter({ hasText: "Black" }).getByRole("button"), role("button", { within: role("listitem", { has_text: "Black" }) }));
found("has", (p) => p.getByRole("listitem").filter({ has: p.locator("i") }), role("listitem", { has: css("i") }));
found("has not", (p) => p.getByRole("listitem").filter({ hasNot: p.locator("i") }), role("listitem", { has_not: css("i") }));
found("has no text", (p) => p.getByRole("listitem").filter({ hasNotText: "Green" }).filter({ hasNotText: "Black" }), role("listitem", { has_not_text: { matches: "Green|Black" } }));
found("and", (p) => p.getByRole("button").and(p.getByTitle("Forget it")), role("button", { and: { title: "Forget it" } }));
found("or, one is there", (p) => p.getByText("Nothing").or(p.getByText("Oolong")), { text: "Nothing", or: { text: "Oolong" } });
found("or, both are there", (p) => p.getByText("Sencha").or(p.getByText("Oolong")), { text: "Sencha", or: { text: "Oolong" } });
found("first", (p) => p.getByRole("listitem").first(), role("listitem", { first: true }));
found("last", (p) => p.getByRole("listitem").last(), role("listitem", { last: true }));
found("nth", (p) => p.getByRole("listitem").nth(1), role("listitem", { nth: 1 }));
found("nth, beyond", (p) => p.getByRole("listitem").nth(7), role("listitem", { nth: 7 }));
found("css :has-text", (p) => p.locator("li:has-text('white') button"), css("li:has-text('white') button"));
found("css :text-is", (p) => p.locator("td:text-is('Oolong')"), css("td:text-is('Oolong')"));
found("css :nth-match", (p) => p.locator(":nth-match(li, 2)"), css(":nth-match(li, 2)"));
found("css :visible", (p) => p.locator("form button:visible").first(), { ...css("form button:visible"), first: true });
found("css :right-of", (p) => p.locator("button:right-of(:text('Black'))").first(), { ...css("button:right-of(:text('Black'))"), first: true });
found("css that is none", (p) => p.locator("css=li["), css("li["));
found("css :near", (p) => p.locator("input:near(:text('Password'))").first(), { ...css("input:near(:text('Password'))"), first: true });
found("xpath", (p) => p.locator("xpath=//td[.='Oolong']"), { xpath: "//td[.='Oolong']" });
found("xpath that is none", (p) => p.locator("xpath=//td["), { xpath: "//td[" });
found("id", (p) => p.locator("id=pw"), { id: "pw" });
counted("buttons", (p) => p.getByRole("button"), role("button"), 8);
counted("buttons", (p) => p.getByRole("button"), role("button"), 3);
counted("nothing", (p) => p.getByRole("dialog"), role("dialog"), 0);
counted("rows", (p) => p.getByRole("row"), role("row"), 3);
counted("list items that come", (p) => p.locator("#list li"), css("#list li"), 3, "effects");

// --------------------------------------------------------------------------------------------------------------- texts

const text = (name, on, wanted, part = false) =>
  add("text", name, "texts", (page, expect) => (part ? expect(page.locator(on)).toContainText(wanted, t) : expect(page.locator(on)).toHaveText(wanted, t)),
    { type: "expect", target: css(on), text: wanted instanceof RegExp ? { matches: wanted.source, flags: wanted.flags } : part ? { contains: wanted } : wanted });
text("white space is collapsed", "#a", "Hello wide world");
text("white space of the wanted text, too", "#a", " Hello   wide world ");
text("white space matters to a pattern", "#a", /^Hello/);
text("part", "#a", "wide", true);
text("part, other case", "#a", "WIDE", true);
text("soft hyphen", "#b", "Softhyphen");
text("zero width space", "#c", "zerowidth");
text("no-break space", "#d", "a b");
text("line break", "#e", "OneTwo");
text("spans", "#f", "Splitword");
text("upper case by style", "#g", "shouted");
text("upper case by style, as seen", "#g", "SHOUTED");
text("hidden parts count", "#h", "shownhidden");
text("preformatted", "#k", "two spaces and lines");
text("quotes and dashes", "#l", "“quotes” – dash…");
text("other scripts", "#m", "Ünïcödé 日本");
text("empty", "#n", "");
text("letters of patterns", "#o", "1.5 (x) [y] $");
text("text area", "#p", "area text");
text("buttons", "#r", "Bold and it");
text("blocks", "#u", "FirstSecond");
text("scripts and styles are left out", "#v", "ab");
text("wrong", "#a", "Hello world");
text("pattern", "#o", /\d\.\d \(x\)/);
text("missing element", "#zz", "x");
const value = (name, on, wanted) => add("text", `value ${name}`, "texts", (page, expect) => expect(page.locator(on)).toHaveValue(wanted, t), { type: "expect", target: css(on), value: wanted });
value("of a text area", "#p", "area text");
value("of something without", "#a", "x");
value("wrong", "#p", "other");
const getText = (name, wanted, options = {}) => add("text", `found by ${name}`, "texts", (page, expect) => expect(page.getByText(wanted, options)).toBeAttached(t), { type: "expect", target: { text: wanted, ...options }, to: "attached" });
getText("text over a soft hyphen", "Softhyphen");
getText("text over white space", "hello wide world");
getText("text over spans", "Splitword");
getText("hidden text", "hidden");
getText("text of a script", "1");
getText("exact text with other case", "ünïcödé 日本", { exact: true });

// -------------------------------------------------------------------------------------------------------------- frames

const framed = (name, frame, target, more = {}) =>
  add("frame", name, more.page ?? "frames", (page, expect) => (more.expect ? expect(frame(page).getByRole("button", { name: "Inside" })).toBeVisible(t) : frame(page).getByRole("button").click(t)),
    more.expect ? { type: "expect", target: role("button", { name: "Inside", frame: target }), to: "visible" } : { type: "click", target: role("button", { frame: target }) });
framed("same site", (p) => p.frameLocator("[name=same]"), { name: "same" });
framed("same site, by element", (p) => p.frameLocator("[name=same]"), css("[name=same]"));
framed("another site", (p) => p.frameLocator("#cross"), css("#cross"));
framed("another site, by name", (p) => p.frameLocator("#cross"), { name: "cross" });
framed("frame in a frame", (p) => p.frameLocator("[title=deep]").frameLocator("[name=in]"), [{ title: "deep" }, { name: "in" }]);
framed("below the fold", (p) => p.frameLocator("#below"), css("#below"));
framed("small", (p) => p.frameLocator("#small"), css("#small"));
framed("covered by its parent's overlay", (p) => p.frameLocator("#f"), css("#f"), { page: "covered frame" });
framed("covered, only seen", (p) => p.frameLocator("#f"), css("#f"), { page: "covered frame", expect: true });
framed("that comes late", (p) => p.frameLocator("[name=late]"), { name: "late" }, { page: "late frame" });
framed("that is not there", (p) => p.frameLocator("#none"), css("#none"));
framed("several match", (p) => p.frameLocator("iframe"), css("iframe"));
framed("no frame at all", (p) => p.frameLocator("div").first(), css("div"));

// -------------------------------------------------------------------------------------------------- effects, navigation

const effect = (name, theirs, steps, page = "effects") => add("effect", name, page, theirs, steps);
const says = (on, wanted) => ({ type: "expect", target: css(on), text: wanted });
const has = (on, wanted) => ({ type: "expect", target: css(on), value: wanted });
effect("double click counts two", async (p, expect) => { await p.locator("#plus").dblclick(t); await expect(p.locator("#n")).toHaveText("2", t); }, [{ type: "click", target: css("#plus"), count: 2 }, says("#n", "2")]);
effect("text that comes", (p, expect) => expect(p.locator("#late")).toHaveText("yes", t), says("#late", "yes"));
effect("date", async (p, expect) => { await p.locator("#date").fill("2026-12-24", t); await expect(p.locator("#date")).toHaveValue("2026-12-24", t); }, [{ type: "fill", target: css("#date"), value: "2026-12-24" }, has("#date", "2026-12-24")]);
effect("date that is none", (p) => p.locator("#date").fill("24.12.2026", t), { type: "fill", target: css("#date"), value: "24.12.2026" });
effect("range", async (p, expect) => { await p.locator("#range").fill("7", t); await expect(p.locator("#range")).toHaveValue("7", t); }, [{ type: "fill", target: css("#range"), value: "7" }, has("#range", "7")]);
effect("colour", async (p, expect) => { await p.locator("#colour").fill("#aa3355", t); await expect(p.locator("#colour")).toHaveValue("#aa3355", t); }, [{ type: "fill", target: css("#colour"), value: "#aa3355" }, has("#colour", "#aa3355")]);
effect("letters into a number", (p) => p.locator("#number").fill("abc", t), { type: "fill", target: css("#number"), value: "abc" });
effect("number", (p) => p.locator("#number").fill("12.5", t), { type: "fill", target: css("#number"), value: "12.5" });
effect("fill of a file input", (p) => p.locator("#file").fill("x", t), { type: "fill", target: css("#file"), value: "x" });
effect("fill of a check box", (p) => p.locator("#stuck").fill("x", t), { type: "fill", target: css("#stuck"), value: "x" });
effect("fill of something else", (p) => p.locator("#cls").fill("x", t), { type: "fill", target: css("#cls"), value: "x" });
effect("fill of an editable element", async (p, expect) => { await p.locator("#edit").fill("new", t); await expect(p.locator("#edit")).toHaveText("new", t); }, [{ type: "fill", target: css("#edit"), value: "new" }, says("#edit", "new")]);
effect("clear", async (p, expect) => { await p.locator("#area").clear(t); await expect(p.locator("#area")).toHaveValue("", t); }, [{ type: "clear", target: css("#area") }, has("#area", "")]);
effect("several options", async (p, expect) => { await p.locator("#multi").selectOption(["a", "c"], t); await expect(p.locator("#multi option:checked")).toHaveCount(2, t); }, [{ type: "select", target: css("#multi"), value: ["a", "c"] }, { type: "expect", target: css("#multi option:checked"), count: 2 }]);
effect("option that is not there", (p) => p.locator("#multi").selectOption("z", t), { type: "select", target: css("#multi"), value: "z" });
effect("select of something else", (p) => p.locator("#cls").selectOption("z", t), { type: "select", target: css("#cls"), value: "z" });
effect("radio button", async (p, expect) => { await p.locator("#r1").check(t); await expect(p.locator("#r1")).toBeChecked(t); }, [{ type: "check", target: css("#r1") }, expectIt("checked", "#r1")]);
effect("radio button, unchecked", (p) => p.locator("#r2").uncheck(t), { type: "uncheck", target: css("#r2") });
effect("ARIA check box", async (p, expect) => { await p.locator("#ac").check(t); await expect(p.locator("#ac")).toBeChecked(t); }, [{ type: "check", target: css("#ac") }, expectIt("checked", "#ac")]);
effect("check box that stays", (p) => p.locator("#stuck").check(t), { type: "check", target: css("#stuck") });
effect("check of something else", (p) => p.locator("#cls").check(t), { type: "check", target: css("#cls") });
effect("check by its label", async (p, expect) => { await p.locator("#lab").check(t); await expect(p.locator("#boxed")).toBeChecked(t); }, [{ type: "check", target: css("#lab") }, expectIt("checked", "#boxed")]);
effect("check of a transparent box", (p) => p.locator("#boxed").check(t), { type: "check", target: css("#boxed") });
effect("class, whole", (p, expect) => expect(p.locator("#cls")).toHaveClass("one two", t), { type: "expect", target: css("#cls"), class: "one two" });
effect("class, part as a whole", (p, expect) => expect(p.locator("#cls")).toHaveClass("one", t), { type: "expect", target: css("#cls"), class: "one" });
effect("class, contained", (p, expect) => expect(p.locator("#cls")).toContainClass("two", t), { type: "expect", target: css("#cls"), class: { contains: "two" } });
effect("attribute", (p, expect) => expect(p.locator("#cls")).toHaveAttribute("data-k", "v", t), { type: "expect", target: css("#cls"), attribute: { name: "data-k", equals: "v" } });
effect("attribute, wrong", (p, expect) => expect(p.locator("#cls")).toHaveAttribute("data-k", "w", t), { type: "expect", target: css("#cls"), attribute: { name: "data-k", equals: "w" } });
effect("attribute, missing", (p, expect) => expect(p.locator("#cls")).toHaveAttribute("data-z", "w", t), { type: "expect", target: css("#cls"), attribute: { name: "data-z", equals: "w" } });
effect("style", (p, expect) => expect(p.locator("#cls")).toHaveCSS("color", "rgb(255, 0, 0)", t), { type: "expect", target: css("#cls"), css: { name: "color", equals: "rgb(255, 0, 0)" } });
effect("style, wrong", (p, expect) => expect(p.locator("#cls")).toHaveCSS("color", "rgb(0, 0, 0)", t), { type: "expect", target: css("#cls"), css: { name: "color", equals: "rgb(0, 0, 0)" } });
effect("checked of what cannot be", (p, expect) => expect(p.locator("#cls")).toBeChecked(t), expectIt("checked", "#cls"));
effect("editable of what cannot be", (p, expect) => expect(p.locator("#cls")).toBeEditable(t), expectIt("editable", "#cls"));
effect("title", (p, expect) => expect(p).toHaveTitle("effects", t), { type: "expect", title: "effects" });
effect("title, wrong", (p, expect) => expect(p).toHaveTitle("effect", t), { type: "expect", title: "effect" });
effect("address", (p, expect) => expect(p).toHaveURL(/\/page\/effects$/, t), { type: "expect", url: "**/page/effects" });
effect("address, wrong", (p, expect) => expect(p).toHaveURL("**/page/other", t), { type: "expect", url: "**/page/other" });
effect("a click goes on", async (p, expect) => { await p.getByRole("link", { name: "Next" }).click(t); await expect(p.locator("#i")).toBeVisible(t); }, [{ type: "click", target: role("link", { name: "Next" }) }, expectIt("visible")], "going");
effect("a click goes on later", async (p, expect) => { await p.getByRole("button", { name: "Later" }).click(t); await expect(p.locator("#i")).toBeVisible(t); }, [{ type: "click", target: role("button", { name: "Later" }) }, expectIt("visible")], "going");
effect("a click changes the hash", async (p, expect) => { await p.getByRole("button", { name: "Hash" }).click(t); await expect(p).toHaveURL(/#x$/, t); }, [{ type: "click", target: role("button", { name: "Hash" }) }, { type: "expect", url: { matches: "#x$" } }], "going");
effect("position outside of the element", (p) => p.locator("#plus").click({ ...t, position: { x: 900, y: 5 } }), { type: "click", target: css("#plus"), position: { x: 900, y: 5 } });
effect("right button", (p) => p.locator("#plus").click({ ...t, button: "right" }), { type: "click", target: css("#plus"), button: "right" });
effect("key that is none", (p) => p.locator("#area").press("Foo", t), { type: "press", target: css("#area"), keys: "Foo" });
effect("key into something else", (p) => p.locator("#n").press("a", t), { type: "press", target: css("#n"), keys: "a" });
effect("script that fails", (p) => p.evaluate(() => { throw new Error("no"); }), { type: "evaluate", js: "throw new Error('no')" });
effect("drag onto something missing", (p) => p.locator("#plus").dragTo(p.locator("#zz"), t), { type: "drag", from: css("#plus"), to: css("#zz") });

export default cases;
