// The engine and Playwright look at the same page and must name the same elements, in the same order.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browserTab } from "./browser.mjs";
import { names, numbered, shadow, texts } from "./corpus.mjs";

const tab = browserTab();

const ROLES = `alert article banner blockquote button caption cell checkbox code columnheader combobox complementary contentinfo definition deletion dialog
  document emphasis figure form generic grid gridcell group heading img insertion link list listbox listitem main mark math menu menuitem menuitemcheckbox
  menuitemradio meter navigation none option paragraph presentation progressbar radio region row rowgroup rowheader search searchbox separator slider spinbutton status
  strong subscript superscript switch tab table tablist tabpanel term textbox time tooltip tree treeitem`.split(/\s+/);

/** On the `names` page: a <th> alone in its table, role=image, and an <optgroup label>. `differences.mjs` says why. */
const BROWSER_AND_ARIA = ["th91", "div239", "optgroup63"];
const agreed = (list) => list.filter((n) => !BROWSER_AND_ARIA.includes(n));

describe("roles and names", () => {
  for (const [page, html] of Object.entries({ names, shadow, texts })) {
    test(`every role of the ${page} page means the same elements`, async () => {
      await tab.show(html + numbered);
      for (const role of ROLES) {
        for (const include_hidden of [false, true]) {
          const theirs = await tab.theirs(tab.page.getByRole(role, { includeHidden: include_hidden }));
          assert.deepEqual(agreed(await tab.all({ role, include_hidden })), agreed(theirs), `role ${role}, include_hidden ${include_hidden}`);
        }
      }
    });

    test(`every element of the ${page} page has the same name`, async () => {
      await tab.show(html + numbered);
      const ours = await tab.evaluate(`(async () => {
        const list = [];
        for (const role of ${JSON.stringify(ROLES)}) {
          for (const include_hidden of [false, true]) {
            const { value } = await __flowtilla.run({ op: "extract", target: { role, include_hidden }, what: "count" });
            for (let nth = 0; nth < value; nth++) {
              const { name, element } = await __flowtilla.run({ op: "describe", target: { role, include_hidden, nth } });
              list.push({ role, include_hidden, name, n: __flowtilla.node(element).getAttribute("data-n") });
            }
          }
        }
        return list;
      })()`);
      assert.ok(ours.length > 10);
      for (const { role, name, n } of ours.filter((one) => !one.include_hidden && agreed([one.n]).length)) {
        const theirs = await tab.theirs(tab.page.getByRole(role, { name, exact: true }));
        assert.ok(theirs.includes(n), `${n}: our name for this ${role} is ${JSON.stringify(name)}; Playwright gives it to ${theirs}`);
      }
    });
  }
});

/** Target, and the same for Playwright. */
const locators = [
  [{ role: "button", name: "log" }, (page) => page.getByRole("button", { name: "log" })],
  [{ role: "button", name: "Log in", exact: true }, (page) => page.getByRole("button", { name: "Log in", exact: true })],
  [{ role: "button", name: { matches: "^log", flags: "i" } }, (page) => page.getByRole("button", { name: /^log/i })],
  [{ role: "heading", level: 2 }, (page) => page.getByRole("heading", { level: 2 })],
  [{ role: "listitem", has_text: "apple" }, (page) => page.getByRole("listitem").filter({ hasText: "apple" })],
  [{ role: "listitem", has_not_text: "apple" }, (page) => page.getByRole("listitem").filter({ hasNotText: "apple" })],
  [{ role: "listitem", has_text: { matches: "^Apple" } }, (page) => page.getByRole("listitem").filter({ hasText: /^Apple/ })],
  [{ role: "listitem", nth: 1 }, (page) => page.getByRole("listitem").nth(1)],
  [{ role: "listitem", nth: -1 }, (page) => page.getByRole("listitem").last()],
  [{ text: "apple" }, (page) => page.getByText("apple")],
  [{ text: "hello" }, (page) => page.getByText("hello")],
  [{ text: "Hello World" }, (page) => page.getByText("Hello World")],
  [{ text: "Hello World", exact: true }, (page) => page.getByText("Hello World", { exact: true })],
  [{ text: "Cherry tart", exact: true }, (page) => page.getByText("Cherry tart", { exact: true })],
  [{ text: "log in" }, (page) => page.getByText("log in")],
  [{ text: { matches: "^hello", flags: "i" } }, (page) => page.getByText(/^hello/i)],
  [{ text: { matches: "log\\s*in", flags: "i" } }, (page) => page.getByText(/log\s*in/i)],
  [{ text: "Log out" }, (page) => page.getByText("Log out")],
  [{ text: "1.5 (x) [y]" }, (page) => page.getByText("1.5 (x) [y]")],
  [{ text: "zerowidth" }, (page) => page.getByText("zerowidth")],
  [{ text: "ab", exact: true }, (page) => page.getByText("ab", { exact: true })],
  [{ text: "multi" }, (page) => page.getByText("multi")],
  [{ text: "textarea text" }, (page) => page.getByText("textarea text")],
  [{ text: "Opt" }, (page) => page.getByText("Opt")],
  [{ text: "Nested label" }, (page) => page.getByText("Nested label")],
  [{ text: "Deep" }, (page) => page.getByText("Deep")],
  [{ text: "script" }, (page) => page.getByText("script")],
  [{ text: "email" }, (page) => page.getByText("email")],
  [{ label: "email" }, (page) => page.getByLabel("email")],
  [{ label: "Email", exact: true }, (page) => page.getByLabel("Email", { exact: true })],
  [{ label: { matches: "address$" } }, (page) => page.getByLabel(/address$/)],
  [{ label: "I agree" }, (page) => page.getByLabel("I agree")],
  [{ placeholder: "name" }, (page) => page.getByPlaceholder("name")],
  [{ placeholder: "name", exact: true }, (page) => page.getByPlaceholder("name", { exact: true })],
  [{ placeholder: { matches: "^name", flags: "i" } }, (page) => page.getByPlaceholder(/^name/i)],
  [{ alt: "logo" }, (page) => page.getByAltText("logo")],
  [{ alt: "logo", exact: true }, (page) => page.getByAltText("logo", { exact: true })],
  [{ title: "home" }, (page) => page.getByTitle("home")],
  [{ title: "home", exact: true }, (page) => page.getByTitle("home", { exact: true })],
  [{ testid: "one" }, (page) => page.getByTestId("one")],
  [{ testid: { matches: "o" } }, (page) => page.getByTestId(/o/)],
  [{ css: "li" }, (page) => page.locator("css=li")],
  [{ css: ".list > ul > li:nth-child(2)" }, (page) => page.locator("css=.list > ul > li:nth-child(2)")],
  [{ css: "article:has(i) button" }, (page) => page.locator("css=article:has(i) button")],
  [{ css: "article:has-text('Card 2') button" }, (page) => page.locator("css=article:has-text('Card 2') button")],
  [{ css: "button:has-text(\"buy\")" }, (page) => page.locator("css=button:has-text(\"buy\")")],
  [{ css: "div:text('hello')" }, (page) => page.locator("css=div:text('hello')")],
  [{ css: "*:text-is('Banana')" }, (page) => page.locator("css=*:text-is('Banana')")],
  [{ css: ":text-matches('^card [12]', 'i')" }, (page) => page.locator("css=:text-matches('^card [12]', 'i')")],
  [{ css: "div:visible" }, (page) => page.locator("css=div:visible")],
  [{ css: "article:not(:has(button))" }, (page) => page.locator("css=article:not(:has(button))")],
  [{ css: "h2, button" }, (page) => page.locator("css=h2, button")],
  [{ css: "h2 + button, label ~ input" }, (page) => page.locator("css=h2 + button, label ~ input")],
  [{ css: ":is(article, .list) :is(h2, li):has-text('1')" }, (page) => page.locator("css=:is(article, .list) :is(h2, li):has-text('1')")],
  [{ css: "p.c1", within: { css: ".scope" } }, (page) => page.locator(".scope").locator("p.c1")],
  [{ css: "body p", within: { css: ".scope" } }, (page) => page.locator(".scope").locator("body p")],
  [{ css: ":scope > p", within: { css: ".scope" } }, (page) => page.locator(".scope").locator(":scope > p")],
  [{ css: "> div > p", within: { css: ".scope" } }, (page) => page.locator(".scope").locator("> div > p")],
  [{ css: "div", within: { css: "div.nested" } }, (page) => page.locator("div.nested").locator("div")],
  [{ css: "div", within: { css: ".nested div" } }, (page) => page.locator(".nested div").locator("div")],
  [{ xpath: "//article/h2" }, (page) => page.locator("xpath=//article/h2")],
  [{ xpath: "//h2", within: { css: "article", nth: 1 } }, (page) => page.locator("article").nth(1).locator("xpath=//h2")],
  [{ xpath: "..", within: { css: "article > i" } }, (page) => page.locator("article > i").locator("xpath=..")],
  [{ role: "button", within: { css: "article", has_text: "Card 2" } }, (page) => page.locator("article").filter({ hasText: "Card 2" }).getByRole("button")],
  [{ css: "article", has: { role: "button" } }, (page) => page.locator("article").filter({ has: page.getByRole("button") })],
  [{ css: "article", has_not: { text: "sale" } }, (page) => page.locator("article").filter({ hasNot: page.getByText("sale") })],
  [{ css: "article", has: { css: "h2", has_text: "Card 1" } }, (page) => page.locator("article").filter({ has: page.locator("h2", { hasText: "Card 1" }) })],
  [{ text: "Hello", visible: true }, (page) => page.getByText("Hello").filter({ visible: true })],
  [{ text: "hello", visible: false }, (page) => page.getByText("hello").filter({ visible: false })],
  [{ text: "apple", within: { css: "li" } }, (page) => page.locator("li").getByText("apple")],
  [{ css: "li", has: { text: "apple" } }, (page) => page.locator("li").filter({ has: page.getByText("apple") })],
];

const states = [
  [{ role: "checkbox", checked: "mixed" }, "[role=checkbox][checked=mixed]"],
  [{ role: "checkbox", checked: false }, "role=checkbox[checked=false]"],
  [{ role: "switch", checked: true }, "role=switch[checked=true]"],
  [{ role: "tab", selected: true }, "role=tab[selected=true]"],
  [{ role: "option", selected: true }, "role=option[selected=true]"],
  [{ role: "option", selected: false }, "role=option[selected=false]"],
  [{ role: "option", disabled: true }, "role=option[disabled=true]"],
  [{ role: "treeitem", expanded: true, level: 2 }, "role=treeitem[expanded=true][level=2]"],
  [{ role: "combobox", expanded: false }, "role=combobox[expanded=false]"],
  [{ role: "heading", level: 4 }, "role=heading[level=4]"],
].map(([target, selector]) => [target, (page) => page.locator(selector.replace("[role=checkbox]", "role=checkbox"))]);

const shadows = [
  [{ css: ".in" }, (page) => page.locator("css=.in")],
  [{ css: "#host1 .deep" }, (page) => page.locator("css=#host1 .deep")],
  [{ css: "#host1 > .in" }, (page) => page.locator("css=#host1 > .in")],
  [{ css: ".wrap .x" }, (page) => page.locator("css=.wrap .x")],
  [{ css: ".wrap ul > .x:nth-child(2)" }, (page) => page.locator("css=.wrap ul > .x:nth-child(2)")],
  [{ css: "div:has(.deep)" }, (page) => page.locator("css=div:has(.deep)")],
  [{ css: "section:not(:has(.x))" }, (page) => page.locator("css=section:not(:has(.x))")],
  [{ css: "button, p" }, (page) => page.locator("css=button, p")],
  [{ css: "button" }, (page) => page.locator("css=button")],
  [{ text: "text" }, (page) => page.getByText("text")],
  [{ text: "button" }, (page) => page.getByText("button")],
  [{ text: "Deep text", exact: true }, (page) => page.getByText("Deep text", { exact: true })],
  [{ text: { matches: "slotted", flags: "i" } }, (page) => page.getByText(/slotted/i)],
  [{ label: "Shadow field" }, (page) => page.getByLabel("Shadow field")],
  [{ role: "button" }, (page) => page.getByRole("button")],
  [{ role: "button", name: "Named by shadow" }, (page) => page.getByRole("button", { name: "Named by shadow" })],
  [{ role: "button", within: { css: "#host2" } }, (page) => page.locator("#host2").getByRole("button")],
  [{ css: ".x", within: { css: "#host5" } }, (page) => page.locator("#host5").locator(".x")],
  [{ css: "div", has: { css: ".deep" } }, (page) => page.locator("div").filter({ has: page.locator(".deep") })],
  [{ css: "div", has_text: "Deep text" }, (page) => page.locator("div").filter({ hasText: "Deep text" })],
  [{ xpath: "//button" }, (page) => page.locator("xpath=//button")],
];

for (const [title, html, pairs] of [["texts", texts, locators], ["names", names, states], ["shadow", shadow, shadows]]) {
  describe(`locators on the ${title} page`, () => {
    for (const [target, locator] of pairs) {
      test(JSON.stringify(target), async () => {
        if (!(await tab.page.evaluate((wanted) => document.body?.dataset.page === wanted, title))) {
          await tab.show(html + numbered);
          await tab.page.evaluate((wanted) => { document.body.dataset.page = wanted; }, title);
        }
        assert.deepEqual(await tab.all(target), await tab.theirs(locator(tab.page)));
      });
    }
  });
}
