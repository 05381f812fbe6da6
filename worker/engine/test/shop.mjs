// The pages of the demo shop, rendered without its server: blocks put into layouts, every branch kept, every loop run once, every expression its own
// text; inline scripts are left out.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const site = fileURLToPath(new URL("../../../ops/demo/site/", import.meta.url));
const files = fileURLToPath(new URL("../../../ops/demo/static/", import.meta.url));
const LAYOUTS = ["layout.html", "bare.html", "shopfront.html", "lab/lab.html"];

export const shopPages = readdirSync(site, { recursive: true }).filter((name) => name.endsWith(".html") && !LAYOUTS.includes(name)).sort();

const open = /\{%-? *block (\w+) *-?%\}/;
const edge = /\{%-? *(?:block \w+|endblock) *-?%\}/g;

/** The first block of a text: its name, what is inside, and where it stands. */
function firstBlock(text) {
  const begin = open.exec(text);
  if (!begin) return null;
  let depth = 1;
  edge.lastIndex = begin.index + begin[0].length;
  for (let tag = edge.exec(text); tag; tag = edge.exec(text)) {
    depth += tag[0].includes("endblock") ? -1 : 1;
    if (!depth) return { name: begin[1], inside: text.slice(begin.index + begin[0].length, tag.index), start: begin.index, end: tag.index + tag[0].length };
  }
  throw new Error(`the block ${begin[1]} is never closed`);
}

function rendered(name, blocks = {}) {
  const text = readFileSync(site + name, "utf8");
  const base = /\{%-? *extends "([^"]+)" *-?%\}/.exec(text)?.[1];
  if (base) {
    const known = { ...blocks };
    for (let rest = text, block = firstBlock(rest); block; rest = rest.slice(block.end), block = firstBlock(rest)) known[block.name] ??= block.inside;
    return rendered(base, known);
  }
  let out = text;
  for (let block = firstBlock(out); block; block = firstBlock(out)) out = out.slice(0, block.start) + (blocks[block.name] ?? block.inside) + out.slice(block.end);
  return out;
}

export const shopPage = (name) => rendered(name).replace(/<script(?![^>]*src=).*?<\/script>/gs, "").replace(/\{%.*?%\}/gs, "").replace(/\{\{(.*?)\}\}/gs, (_, expression) => expression.replace(/[^\w.-]+/g, " ").trim());

/** Opens a page as if the shop had served it, scripts and styles included. */
export async function openShopPage(tab, name, script) {
  await tab.page.route("http://shop.test/**", (route) => {
    const { pathname } = new URL(route.request().url());
    const file = pathname.startsWith("/static/") ? files + pathname.slice(8) : "";
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: shopPage(name) + script });
    return file && existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ status: 404, contentType: "text/html", body: "" });
  });
  await tab.page.goto("http://shop.test/", { waitUntil: "load" });
  await tab.page.unroute("http://shop.test/**");
  await tab.inject();
}
