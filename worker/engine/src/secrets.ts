/** Secrets: which documents may have them, and how they stay out of pictures. Storage, which is where sign-ins live. */

import { bodyOf, doc, inputType, tag } from "./dom";
import type { StorageRequest } from "./protocol";
import { Refused } from "./text";

const HIGHLIGHT = "flowtilla-secret";
/** Texts looked at, at most, when something is to be concealed. */
const MOST_TEXTS = 200_000;

/** Refuses a request whose secrets are for other hosts than this document's. */
export function assertHosts(secrets: { name: string; hosts: string[] }[]): void {
  // `origin` is that of the creator for about:blank and srcdoc; sandboxed and data: documents have none
  let host = "";
  let port = "";
  try {
    const here = new URL(globalThis.origin);
    host = here.hostname.toLowerCase().replace(/\.$/, "");
    port = here.port || (here.protocol === "https:" ? "443" : "80");
  } catch {
    // An opaque origin is no host.
  }
  for (const { name, hosts } of secrets) {
    if (!host || !hosts.some((pattern) => allows(pattern, host, port))) {
      throw new Refused(`\`{{${name}}}\` is only for ${hosts.join(", ")}, and this document is of ${host ? `\`${host}\`` : "no host"}; nothing was typed. Change the hosts of the secret if that is meant.`);
    }
  }
}

function allows(pattern: string, host: string, port: string): boolean {
  const split = /^(\[[^\]]*\]|[^:]*)(?::(\d+|\*))?$/.exec(pattern.trim().toLowerCase());
  if (!split) return false;
  const name = (split[1] ?? "").replace(/\.$/, "");
  const wanted = split[2];
  const same = name === "*" || name === host || (name.startsWith("*.") && host.length > name.length - 1 && host.endsWith(name.slice(1)));
  return same && (wanted === undefined || wanted === "*" || wanted === port);
}

/** From now on the field shows dots, as a password field does. */
export function dots(field: Element): void {
  if (inputType(field) !== "password") (field as HTMLElement).style?.setProperty("-webkit-text-security", "disc", "important");
}

/** Hides texts in pictures without changing the document's nodes; gives how many places were hidden. */
export function conceal(values: string[]): number {
  const wanted = values.filter((value) => value.length >= 4);
  const root = bodyOf(doc);
  if (!root || !wanted.length) return 0;
  const ranges: Range[] = [];
  const roots: (Document | ShadowRoot)[] = [doc];
  let left = MOST_TEXTS;
  for (let at = 0; at < roots.length; at++) {
    const walker = doc.createTreeWalker(roots[at] as Node, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node && left-- > 0; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        const text = node.nodeValue ?? "";
        for (const value of wanted) {
          for (let from = text.indexOf(value); from >= 0; from = text.indexOf(value, from + value.length)) {
            const range = doc.createRange();
            range.setStart(node, from);
            range.setEnd(node, from + value.length);
            ranges.push(range);
          }
        }
        continue;
      }
      const element = node as Element;
      if (element.shadowRoot) roots.push(element.shadowRoot);
      const name = tag(element);
      if ((name === "input" || name === "textarea") && wanted.some((value) => String((element as HTMLInputElement).value).includes(value))) {
        dots(element);
      }
    }
  }
  const registry = (CSS as unknown as { highlights?: Map<string, unknown> }).highlights;
  const Highlight = (globalThis as unknown as { Highlight?: new (...ranges: Range[]) => unknown }).Highlight;
  if (!registry || !Highlight) return 0;
  if (!ranges.length) {
    registry.delete(HIGHLIGHT);
    return 0;
  }
  registry.set(HIGHLIGHT, new Highlight(...ranges));
  for (const where of roots) paint(where);
  return ranges.length;
}

const painted = new WeakSet<Document | ShadowRoot>();

function paint(root: Document | ShadowRoot): void {
  if (painted.has(root)) return;
  painted.add(root);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`::highlight(${HIGHLIGHT}) { color: transparent !important; background-color: #000 !important; text-shadow: none !important }`);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

// ------------------------------------------------------------------------------------------------------------- storage

export function storage(request: StorageRequest): unknown {
  let area: Storage;
  try {
    area = request.area === "session" ? globalThis.sessionStorage : globalThis.localStorage;
    void area.length;
  } catch {
    throw new Refused(`This document (${globalThis.location.href.slice(0, 100)}) has no storage; open a page of the site first`);
  }
  const { action, key = "", value = "" } = request;
  switch (action) {
    case "get": return area.getItem(key);
    case "set":
      put(area, key, value);
      return null;
    case "remove":
      area.removeItem(key);
      return null;
    case "clear":
      area.clear();
      return null;
    case "fill":
      for (const [name, text] of Object.entries(request.entries ?? {})) put(area, name, text);
      return null;
    case "dump": {
      const entries: Record<string, string> = {};
      for (let at = 0; at < area.length; at++) {
        const name = area.key(at);
        if (name !== null) entries[name] = area.getItem(name) ?? "";
      }
      return entries;
    }
    default: throw new Refused(`Storage knows no action ${JSON.stringify(action)}`);
  }
}

function put(area: Storage, key: string, value: string): void {
  try {
    area.setItem(key, value);
  } catch {
    throw new Refused(`The storage of this page is full: ${value.length} characters for ${JSON.stringify(key.slice(0, 100))} do not fit`);
  }
}
