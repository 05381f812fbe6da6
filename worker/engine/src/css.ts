/**
 * CSS selectors that pierce open shadow roots, and Playwright's `:visible`, `:has-text()`, `:text()`, `:text-is()`, `:text-matches()`,
 * `:nth-match()`, and its layout relations `:right-of()`, `:left-of()`, `:above()`, `:below()`, `:near()`.
 *
 * What the browser can answer by itself goes to the browser. Only selectors that could cross a shadow boundary, that have our own
 * pseudo-classes, or that stand in a narrower scope are taken apart here.
 */

import {
  all, allDeep, childCount, children, contains, doc, documentElement, isElement, isShadow, isVisible, look, matches, nodeValue, parent, prevElement, rootOf, type Scope, shadowsIn,
} from "./dom";
import { byNearness, type Relation, relation } from "./layout";
import { type Matcher, Refused, clip, isUnread, matcherOf, nodeHolds, normalize, regex, textOf } from "./text";
import { matchesText } from "./texts";

interface Call { name: string; list?: Complex[]; text?: string; flags?: string; /** Of `:nth-match`: which, from 1; of a relation: pixels at most. */ number?: number }
interface Compound { css: string; calls: Call[]; scope: boolean }
/** `joints[i]` stands between `parts[i]` and `parts[i + 1]`. */
interface Complex { parts: Compound[]; joints: string[] }

const LISTS = new Set(["is", "where", "not", "has"]);
const TEXTS = new Set(["has-text", "text", "text-is", "text-matches"]);
const LAYOUT: Record<string, Relation> = { "right-of": "right_of", "left-of": "left_of", above: "above", below: "below", near: "near" };
const OWN = /:(?:visible|has-text|text|text-is|text-matches|nth-match|right-of|left-of|above|below|near)(?![\w-])/;

const parsed = new Map<string, Complex[]>();

export function queryCss(scope: Scope, selector: string): Element[] {
  if (typeof selector !== "string" || !selector.trim()) throw new Refused("A css target must not be empty");
  const simple = /^[^\s>+~,:]+$/.test(selector);
  const native = !OWN.test(selector) && !/^\s*[>+~]/.test(selector) && (simple || (scope === doc && !shadowsIn(scope).length));
  try {
    if (native) return allDeep(scope, selector);
    let list = parsed.get(selector);
    if (!list) {
      if (!OWN.test(selector) && !/^\s*[>+~]/.test(selector)) all(doc, selector); // Lets the browser refuse what is not a selector at all.
      list = parse(selector);
      if (parsed.size > 200) parsed.clear();
      parsed.set(selector, list);
    }
    return query(scope, list);
  } catch (error) {
    if (error instanceof Refused) throw error;
    const hint = selector.includes(">>") ? "; use `within` instead of >>" : "";
    throw new Refused(`${JSON.stringify(clip(selector, 200))} is not a valid CSS selector${hint}`);
  }
}

function query(scope: Scope, list: Complex[]): Element[] {
  const found = new Set<Element>();
  const measures: ((element: Element) => number | undefined)[] = [];
  for (const complex of list) {
    for (const call of (complex.parts[complex.parts.length - 1] as Compound).calls) if (LAYOUT[call.name]) measures.push(measure(call, scope));
    const last = complex.parts[complex.parts.length - 1] as Compound;
    const candidates = last.scope ? [scopeElement(scope)].filter(isElement) : allDeep(scope, last.css || "*");
    for (const element of candidates) if (matchesComplex(element, complex, scope)) found.add(element);
  }
  const elements = list.length > 1 ? inDocumentOrder([...found]) : [...found];
  return measures.length ? byNearness(elements, measures) : elements;
}

/** What a call asks of the whole scope is looked up once a query, not once an element. */
const measured = new WeakMap<Call, { scope: Scope; look: object; measure: (element: Element) => number | undefined }>();

function measure(call: Call, scope: Scope): (element: Element) => number | undefined {
  const known = measured.get(call);
  if (known && known.scope === scope && known.look === look) return known.measure;
  const fresh = relation(LAYOUT[call.name] as Relation, query(scope, call.list ?? []), call.number);
  measured.set(call, { scope, look, measure: fresh });
  return fresh;
}

const scopeElement = (scope: Scope): Element | null => (isElement(scope) ? scope : scope === doc ? documentElement(doc) : null);

function matchesComplex(element: Element, complex: Complex, scope: Scope): boolean {
  return matchesCompound(element, complex.parts[complex.parts.length - 1] as Compound, scope) && matchesUp(element, complex, complex.parts.length - 2, scope);
}

function matchesUp(element: Element, complex: Complex, index: number, scope: Scope): boolean {
  if (index < 0) return true;
  const part = complex.parts[index] as Compound;
  const joint = complex.joints[index];
  const sideways = joint === "+" || joint === "~";
  const step = (from: Element): Element | null => (from === scope ? null : sideways ? prevElement(from) : parent(from));
  for (let next = step(element); next; next = step(next)) {
    if (matchesCompound(next, part, scope) && matchesUp(next, complex, index - 1, scope)) return true;
    if (joint === ">" || joint === "+") return false;
  }
  return false;
}

function matchesCompound(element: Element, part: Compound, scope: Scope): boolean {
  if (part.scope ? element !== scopeElement(scope) : element === scope) return false;
  if (part.css && !matches(element, part.css)) return false;
  return part.calls.every((call) => matchesCall(element, call, scope));
}

function matchesCall(element: Element, call: Call, scope: Scope): boolean {
  const list = call.list ?? [];
  switch (call.name) {
    case "visible": return isVisible(element);
    case "is":
    case "where": return list.some((complex) => matchesComplex(element, complex, scope));
    case "not": return !list.some((complex) => matchesComplex(element, complex, scope));
    case "has": return query(element, list).length > 0;
    case "nth-match": return query(scope, list)[(call.number ?? 1) - 1] === element;
    case "has-text": return !isUnread(element) && nodeHolds(textMatcher(call), element);
    case "text-is": {
      const wanted = normalize(call.text ?? "");
      const own = [...children(element)].filter((child) => !isElement(child)).map((child) => normalize(nodeValue(child) ?? ""));
      return !isUnread(element) && (own.includes(wanted) || normalize(textOf(element)) === wanted && !childCount(element));
    }
    default: return LAYOUT[call.name] ? measure(call, scope)(element) !== undefined : matchesText(element, textMatcher(call)) === "self";
  }
}

function textMatcher(call: Call): Matcher {
  if (call.name !== "text-matches") return matcherOf(call.text ?? "", "part");
  const re = regex(call.text ?? "", call.flags);
  return { test: (text) => re.test(text), raw: true, words: String(re) };
}

/** Sorts in document order; the content of a shadow root comes after all that is in its host's light tree. */
export function inDocumentOrder(elements: Element[]): Element[] {
  const path = (element: Element): Element[] => {
    const hosts = [element];
    for (let root = rootOf(element); isShadow(root); root = rootOf(root.host)) hosts.unshift(root.host);
    return hosts;
  };
  const paths = new Map(elements.map((element) => [element, path(element)]));
  return elements.sort((a, b) => {
    const left = paths.get(a) as Element[];
    const right = paths.get(b) as Element[];
    for (let i = 0; i < left.length && i < right.length; i++) {
      const [l, r] = [left[i] as Element, right[i] as Element];
      if (l === r) continue;
      if (i < right.length - 1 && contains(r, l)) return -1;
      if (i < left.length - 1 && contains(l, r)) return 1;
      return l.compareDocumentPosition(r) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
    }
    return left.length - right.length;
  });
}

// --------------------------------------------------------------------------------------------------------------- parsing

class Reader {
  at = 0;
  constructor(readonly text: string) {}

  get next(): string {
    return this.text[this.at] ?? "";
  }

  blank(): boolean {
    const from = this.at;
    while (/\s/.test(this.next)) this.at++;
    return this.at > from;
  }

  /** The text up to the bracket that closes the one at hand, without both. */
  inside(open: string, close: string): string {
    let depth = 0;
    const from = this.at + 1;
    for (; this.at < this.text.length; this.at++) {
      const c = this.next;
      if (c === "\\") this.at++;
      else if (c === '"' || c === "'") this.string(c);
      else if (c === open) depth++;
      else if (c === close && --depth === 0) return this.text.slice(from, this.at++);
    }
    throw new Refused(`The selector ${JSON.stringify(clip(this.text, 200))} has a "${open}" that is never closed`);
  }

  /** Moves to the closing quote. */
  private string(quote: string): void {
    for (this.at++; this.at < this.text.length && this.next !== quote; this.at++) if (this.next === "\\") this.at++;
  }
}

function parse(selector: string): Complex[] {
  const reader = new Reader(selector);
  const list: Complex[] = [];
  do {
    list.push(parseComplex(reader));
  } while (reader.next === "," && ++reader.at);
  if (reader.next) throw new Refused(`The selector ${JSON.stringify(clip(selector, 200))} is not valid at "${reader.text.slice(reader.at, reader.at + 20)}"`);
  return list;
}

function parseComplex(reader: Reader): Complex {
  const complex: Complex = { parts: [], joints: [] };
  reader.blank();
  if (/[>+~]/.test(reader.next)) complex.parts.push({ css: "", calls: [], scope: true });
  for (;;) {
    const space = reader.blank();
    const joint = /[>+~]/.test(reader.next) ? reader.next : space ? " " : "";
    if (joint && joint !== " ") {
      reader.at++;
      reader.blank();
    }
    if (!reader.next || reader.next === ",") {
      if (!complex.parts.length || (joint && joint !== " ")) throw new Refused(`The selector ${JSON.stringify(clip(reader.text, 200))} ends too early`);
      return complex;
    }
    if (complex.parts.length) complex.joints.push(joint || " ");
    complex.parts.push(parseCompound(reader));
  }
}

function parseCompound(reader: Reader): Compound {
  const part: Compound = { css: "", calls: [], scope: false };
  while (reader.next && !/[\s>+~,]/.test(reader.next)) {
    const c = reader.next;
    if (c === "\\") {
      part.css += reader.text.slice(reader.at, reader.at + 2);
      reader.at += 2;
    } else if (c === "[") part.css += `[${reader.inside("[", "]")}]`;
    else if (c === "(") part.css += `(${reader.inside("(", ")")})`;
    else if (c === ":") parsePseudo(reader, part);
    else {
      part.css += c;
      reader.at++;
    }
  }
  return part;
}

function parsePseudo(reader: Reader, part: Compound): void {
  const name = /^::?([\w-]+)/.exec(reader.text.slice(reader.at));
  if (!name) throw new Refused(`The selector ${JSON.stringify(clip(reader.text, 200))} has a lonely ":"`);
  reader.at += name[0].length;
  const word = (name[1] as string).toLowerCase();
  const calls = reader.next === "(";
  if (word === "scope") part.scope = true;
  else if (word === "visible") part.calls.push({ name: word });
  else if (calls && LISTS.has(word)) part.calls.push({ name: word, list: parse(reader.inside("(", ")")) });
  else if (calls && (word === "nth-match" || LAYOUT[word])) part.calls.push({ name: word, ...numbered(word, reader.inside("(", ")")) });
  else if (calls && TEXTS.has(word)) part.calls.push({ name: word, ...textArguments(reader.inside("(", ")")) });
  else part.css += calls ? `${name[0]}(${reader.inside("(", ")")})` : name[0];
}

/** A selector, and the number after it: `li, 3`. */
function numbered(word: string, given: string): { list: Complex[]; number?: number } {
  const found = /^(.*),\s*(\d+(?:\.\d+)?)\s*$/s.exec(given);
  if (word === "nth-match" && !found) throw new Refused(`:nth-match() needs a selector and a number from 1, not ${JSON.stringify(clip(given, 100))}`);
  return { list: parse(found ? (found[1] as string) : given), ...(found ? { number: Number(found[2]) } : {}) };
}

function textArguments(given: string): { text: string; flags?: string } {
  const quoted = [...given.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g)].map((found) => (found[1] ?? found[2] ?? "").replace(/\\(.)/g, "$1"));
  return quoted.length ? { text: quoted[0] as string, flags: quoted[1] } : { text: given.trim() };
}
