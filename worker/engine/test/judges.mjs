// What others say the role and the name of every element are: Chromium's own accessibility tree, Playwright, dom-accessibility-api.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const require = createRequire(import.meta.url);
/** White space as the engine and Playwright normalise it before they compare names. */
const clean = (text) => (text ?? "").replace(/[\u200b\u00ad]/g, "").replace(/\s+/g, " ").trim();

/** Playwright's injected script as its own bundle holds it: `module.exports.InjectedScript` after evaluation. */
function playwrightSource() {
  const file = readFileSync(require.resolve("playwright-core").replace(/[^/]*$/, "lib/coreBundle.js"), "utf8");
  const start = file.indexOf("init_injectedScriptSource = __esm(");
  const literal = /source\d* = ('(?:[^'\\\n]|\\.)*');/.exec(file.slice(start));
  if (start < 0 || !literal) throw new Error("playwright-core does not hold its injected script where it did; look again");
  return (0, eval)(literal[1]);
}

async function librarySource() {
  const { outputFiles } = await build({
    stdin: { contents: 'export * from "dom-accessibility-api"', resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true, format: "iife", globalName: "library", write: false,
  });
  return outputFiles[0].text;
}

const everyElement = `const every = (root, into = []) => {
  for (const element of root.querySelectorAll("[data-n]")) {
    into.push(element);
    if (element.shadowRoot) every(element.shadowRoot, into);
  }
  return into;
};
const clean = ${clean};`;

/** Sources are read once for a test file. */
export async function judges(tab) {
  const [playwright, library] = [playwrightSource(), await librarySource()];
  return {
    /** Facts of every numbered element, shadow trees included, and what the engine makes of it. */
    ours: () => tab.evaluate(`(async () => {
      ${everyElement}
      const list = [];
      for (const element of every(document)) {
        const n = element.getAttribute("data-n");
        const { ok, role, name } = await __flowtilla.run({ op: "describe", target: { css: '[data-n="' + n + '"]' } });
        if (!ok) throw new Error("describe " + n);
        list.push({ n, tag: element.localName, type: element.type ?? "", role, name, html: element.cloneNode(false).outerHTML.replace(/ data-n="[^"]*"/, "").slice(0, 160) });
      }
      return list;
    })()`),
    playwright: () => tab.evaluate(`(() => {
      ${everyElement}
      const module = {};
      ${playwright}
      const { utils } = new (module.exports.InjectedScript())(globalThis, { isUnderTest: false, sdkLanguage: "javascript", testIdAttributeName: "data-testid", stableRafCount: 1, browserName: "chromium", customEngines: [], isUtilityWorld: true, frameSeq: 0 });
      return Object.fromEntries(every(document).map((element) => [element.getAttribute("data-n"), { role: utils.getAriaRole(element), name: clean(utils.getElementAccessibleNameText(element, false)) }]));
    })()`),
    library: () => tab.evaluate(`(() => {
      ${everyElement}
      ${library}
      return Object.fromEntries(every(document).map((element) => [element.getAttribute("data-n"), { role: library.getRole(element), name: clean(library.computeAccessibleName(element, { computedStyleSupportsPseudoElements: true })) }]));
    })()`),
    /** Elements that are in the tree and not ignored. */
    chromium: async () => {
      const cdp = await tab.page.context().newCDPSession(tab.page);
      const { nodes } = await cdp.send("Accessibility.getFullAXTree");
      const { root } = await cdp.send("DOM.getDocument", { depth: -1, pierce: true });
      const ids = new Map();
      const walk = (node) => {
        const at = (node.attributes ?? []).indexOf("data-n");
        if (at >= 0) ids.set(node.backendNodeId, node.attributes[at + 1]);
        for (const inner of [...(node.children ?? []), ...(node.shadowRoots ?? [])]) walk(inner);
      };
      walk(root);
      await cdp.detach();
      return Object.fromEntries(nodes.filter((node) => !node.ignored && ids.has(node.backendDOMNodeId))
        .map((node) => [ids.get(node.backendDOMNodeId), { role: node.role.value, name: clean(node.name?.value) }]));
    },
  };
}
