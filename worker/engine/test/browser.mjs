// One Chromium for a test file, the engine in an isolated world of its page as the driver puts it there, and Playwright on the same page as judge.

import { existsSync, readFileSync } from "node:fs";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

const bundle = readFileSync(new URL("../dist/engine.js", import.meta.url), "utf8");
const binary = [process.env.CHROMIUM, "/usr/lib/chromium/chromium-headless-shell", "/usr/bin/chromium"].find((path) => path && existsSync(path));

const flags = [
  "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--disable-gpu",
  "--disable-dev-shm-usage", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** Gives `tab.show(html)`, `tab.run(request)`, and `tab.page` for Playwright; closed after the file's tests. */
export function browserTab() {
  const tab = {};
  let browser;
  before(async () => {
    browser = await chromium.launch({ executablePath: binary, args: flags });
    tab.page = await browser.newPage({ viewport: { width: 800, height: 600 } });
    tab.page.setDefaultTimeout(3000);
    const cdp = await tab.page.context().newCDPSession(tab.page);
    await cdp.send("Page.enable");
    let world;
    /** Evaluates in the isolated world of the engine. */
    tab.evaluate = async (expression) => {
      const { result, exceptionDetails } = await cdp.send("Runtime.evaluate", { expression, contextId: world, awaitPromise: true, returnByValue: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    };
    tab.inject = async () => {
      const { frameTree } = await cdp.send("Page.getFrameTree");
      ({ executionContextId: world } = await cdp.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "flowtilla" }));
      await tab.evaluate(bundle);
    };
    /** Tells the engine of every closed shadow root, as the driver does. */
    tab.openClosed = async () => {
      const { root } = await cdp.send("DOM.getDocument", { depth: -1, pierce: true });
      const visit = async (node) => {
        for (const shadow of node.shadowRoots ?? []) {
          if (shadow.shadowRootType === "closed") {
            const { object } = await cdp.send("DOM.resolveNode", { backendNodeId: shadow.backendNodeId, executionContextId: world });
            await cdp.send("Runtime.callFunctionOn", { functionDeclaration: "function() { __flowtilla.closed(this) }", objectId: object.objectId });
          }
          await visit(shadow);
        }
        for (const child of node.children ?? []) await visit(child);
      };
      await visit(root);
    };
    tab.show = async (html) => {
      await tab.page.goto("about:blank");
      await tab.page.setContent(html, { waitUntil: "load" });
      await tab.inject();
    };
    tab.run = (request) => tab.evaluate(`__flowtilla.run(${JSON.stringify(request)})`);
    /** An expression about the node of a handle. */
    tab.node = (element, expression) => tab.evaluate(`((node) => ${expression})(__flowtilla.node(${element}))`);
    /** The `data-n` of every match, in order. */
    tab.all = (target) => tab.evaluate(`(async (target) => {
      const count = await __flowtilla.run({ op: "extract", target, what: "count" });
      if (!count.ok) return "refused: " + count.error.message;
      const ids = [];
      for (let nth = 0; nth < count.value; nth++) {
        const one = await __flowtilla.run({ op: "locate", target: "nth" in target ? target : { ...target, nth }, for: "evaluate" });
        const node = __flowtilla.node(one.element);
        ids.push(Element.prototype.getAttribute.call(node, "data-n") ?? node.nodeName);
      }
      return ids;
    })(${JSON.stringify(target)})`);
    /** The same of a Playwright locator. */
    tab.theirs = (locator) => locator.evaluateAll((nodes) => nodes.map((node) => node.getAttribute("data-n") ?? node.localName));
    await tab.show("");
  });
  after(() => browser?.close());
  return tab;
}
