// Role and name of every element of every page we have, before three judges: Playwright, Chromium's own tree, dom-accessibility-api.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browserTab } from "./browser.mjs";
import { more, names, numbered, shadow, texts } from "./corpus.mjs";
import { chromiumRole, DIFFERENCES } from "./differences.mjs";
import { judges } from "./judges.mjs";
import { openShopPage, shopPages } from "./shop.mjs";

const tab = browserTab();
let ask;
before(async () => { ask = await judges(tab); });

const pages = [
  ...Object.entries({ names, shadow, texts, more }).map(([title, html]) => [title, () => tab.show(html + numbered)]),
  ...shopPages.map((name) => [`shop: ${name}`, () => openShopPage(tab, name, numbered)]),
];

const roleOf = (role) => (role === "none" || role === "presentation" ? null : role ?? null);
const used = new Set();

/** What nobody has explained. Names count where there is a role: nothing else is found by its name. */
function unexplained(judge, ours, theirs) {
  const left = [];
  for (const one of ours) {
    const given = theirs[one.n];
    if (!given) continue;
    const [role, wanted] = [roleOf(one.role), roleOf(given.role)];
    const same = judge === "library" || role === wanted;
    if (same && (role === null || one.name === given.name)) continue;
    const known = DIFFERENCES[judge].find(({ is }) => is({ ...one, role }, { ...given, role: wanted }));
    if (known) used.add(known);
    else left.push(`${one.html} is ${role} ${JSON.stringify(one.name)}, says the engine; ${judge}: ${wanted} ${JSON.stringify(given.name)}`);
  }
  return left;
}

describe("role and name of every element", () => {
  let compared = 0;
  for (const [title, open] of pages) {
    test(title, async () => {
      await open();
      const ours = await ask.ours();
      const [playwright, library, seen] = [await ask.playwright(), await ask.library(), await ask.chromium()];
      const chromium = Object.fromEntries(Object.entries(seen).map(([n, one]) => [n, { ...one, role: chromiumRole(one.role) }]));
      // The library says nothing sensible of what is not in the tree: it knows `hidden` of the element itself only.
      const shown = Object.fromEntries(Object.entries(library).filter(([n]) => chromium[n]));
      compared += Object.keys(chromium).length;
      assert.deepEqual([...unexplained("playwright", ours, playwright), ...unexplained("chromium", ours, chromium), ...unexplained("library", ours, shown)], []);
    });
  }

  after(() => {
    assert.ok(compared > 1500, `only ${compared} elements were compared`);
    const stale = Object.entries(DIFFERENCES).flatMap(([judge, list]) => list.filter((one) => !used.has(one)).map(({ why }) => `${judge}: ${why}`));
    assert.deepEqual(stale, [], "differences that no page shows");
  });
});
