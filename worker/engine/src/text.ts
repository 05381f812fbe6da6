/** Text of elements, and how texts and URLs are compared. */

import { children, isElement, isText, look, nodeValue, shadowRoot, tag, contains, all, doc, inputType } from "./dom";
import type { TextMatcher } from "./protocol";

/** The request itself is wrong; the message says how. */
export class Refused extends Error {}

/** Collapses white space, drops soft hyphens and zero-width spaces, trims. */
export const normalize = (text: string): string => text.replace(/[\u200b\u00ad]/g, "").trim().replace(/\s+/g, " ");

export function clip(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}\u2026` : text;
}

const UNREAD = new Set(["script", "noscript", "style"]);

export function isUnread(element: Element): boolean {
  if (UNREAD.has(tag(element))) return true;
  if (look.head === undefined) look.head = all(doc, "head")[0] ?? null;
  return !!look.head && contains(look.head, element);
}

/** All text below a node, shadow trees included, scripts and styles left out; a button's `value` for input buttons. */
export function textOf(node: Node): string {
  const known = look.text.get(node);
  if (known !== undefined) return known;
  let text = "";
  if (!isElement(node) || !isUnread(node)) {
    const type = isElement(node) ? inputType(node) : "";
    if (type === "submit" || type === "button" || type === "reset") {
      text = (node as HTMLInputElement).value;
    } else {
      for (const child of children(node)) {
        if (isText(child)) text += nodeValue(child) ?? "";
        else if (isElement(child)) text += textOf(child);
      }
      const shadow = isElement(node) ? shadowRoot(node) : null;
      if (shadow) text += textOf(shadow);
    }
  }
  look.text.set(node, text);
  return text;
}

export function normalText(node: Node): string {
  let text = look.normal.get(node);
  if (text === undefined) look.normal.set(node, (text = normalize(textOf(node))));
  return text;
}

// ------------------------------------------------------------------------------------------------------------- matchers

/** A text matcher made ready. `raw` wants the text as it stands, otherwise white space is normalised first. */
export interface Matcher {
  test(text: string): boolean;
  raw: boolean;
  /** A text that can match only contains this (after normalising; lower case when `fold`). */
  part?: string;
  fold?: boolean;
  /** For messages: `"Sign in"`, `containing "x"`, `/x/i`. */
  words: string;
}

export function regex(source: string, flags = ""): RegExp {
  try {
    return new RegExp(source, flags.replace(/[gy]/g, ""));
  } catch (error) {
    throw new Refused(`The regular expression /${clip(source, 200)}/${flags} is not valid: ${(error as Error).message}`);
  }
}

/** `plain` says what a plain string means: a case-insensitive part, or the whole text. */
export function matcherOf(given: TextMatcher, plain: "part" | "whole"): Matcher {
  if (typeof given === "string") return plain === "whole" ? whole(given) : part(given, true);
  if (given && typeof given === "object") {
    if ("equals" in given && typeof given.equals === "string") return whole(given.equals);
    if ("contains" in given && typeof given.contains === "string") return part(given.contains, false);
    if ("matches" in given && typeof given.matches === "string") {
      const re = regex(given.matches, given.flags ?? "");
      return { test: (text) => re.test(text), raw: true, words: String(re) };
    }
  }
  throw new Refused(`A text must be a string, {equals}, {contains} or {matches}, not ${clip(JSON.stringify(given) ?? "nothing", 100)}`);
}

/** How an assertion compares: without regard to case, or white space as it stands. */
export interface Manner { ignore_case?: boolean; normalize?: boolean }

/** The matcher of an assertion: a plain string is the whole text. */
export function asserted(given: TextMatcher, { ignore_case, normalize: clean }: Manner): Matcher {
  if (!ignore_case && clean !== false) return matcherOf(given, "whole");
  const plain = matcherOf(given, "whole");
  if (typeof given === "object" && "matches" in given) {
    const flags = given.flags ?? "";
    return matcherOf({ matches: given.matches, flags: ignore_case && !flags.includes("i") ? `${flags}i` : flags }, "whole");
  }
  const fold = (text: string): string => (ignore_case ? text.toLowerCase() : text);
  const ready = (text: string): string => fold(clean === false ? text : normalize(text));
  const wanted = ready(typeof given === "string" ? given : "equals" in given ? given.equals : given.contains);
  const part = typeof given === "object" && "contains" in given;
  return { test: (got) => (part ? ready(got).includes(wanted) : ready(got) === wanted), raw: true, words: `${plain.words}${ignore_case ? " (ignoring case)" : ""}` };
}

function whole(text: string): Matcher {
  const wanted = normalize(text);
  return { test: (got) => got === wanted, raw: false, part: wanted, fold: false, words: JSON.stringify(wanted) };
}

function part(text: string, fold: boolean): Matcher {
  const wanted = fold ? normalize(text).toLowerCase() : normalize(text);
  const test = fold ? (got: string) => got.toLowerCase().includes(wanted) : (got: string) => got.includes(wanted);
  return { test, raw: false, part: wanted, fold, words: fold ? JSON.stringify(normalize(text)) : `containing ${JSON.stringify(wanted)}` };
}

export const holds = (matcher: Matcher, text: string): boolean => matcher.test(matcher.raw ? text : normalize(text));

export const nodeHolds = (matcher: Matcher, node: Node): boolean => matcher.test(matcher.raw ? textOf(node) : normalText(node));

// ------------------------------------------------------------------------------------------------------------------ URLs

/** The regular expression of a glob: `*` stays within a path segment, `**` does not, `{a,b}` is either, `?` is itself. */
function globPattern(glob: string): RegExp {
  let out = "";
  let group = false;
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i] as string;
    if (c === "\\" && i + 1 < glob.length) out += literal(glob[++i] as string);
    else if (c === "*") {
      const before = glob[i - 1];
      let stars = 1;
      while (glob[i + 1] === "*") { stars++; i++; }
      if (stars === 1) out += "[^/]*";
      else if (glob[i + 1] === "/") { i++; out += before === "/" ? "(?:.+/)?" : "(?:.*/)"; }
      else out += ".*";
    } else if (c === "{" && !group) { group = true; out += "(?:"; }
    else if (c === "}" && group) { group = false; out += ")"; }
    else if (c === "," && group) out += "|";
    else if (c === "{" || c === "}") throw new Refused(`The URL glob ${JSON.stringify(glob)} has a "${c}" that does not pair up`);
    else out += literal(c);
  }
  if (group) throw new Refused(`The URL glob ${JSON.stringify(glob)} has a "{" that is never closed`);
  return new RegExp(`^${out}$`, "s");
}

const literal = (c: string): string => c.replace(/[$^+.*()|\\?{}[\]/]/, "\\$&");

/** Makes `/path` and an origin without path absolute, as a browser would; leaves everything with wildcards in front alone. */
function absolute(url: string, base: string): string {
  try {
    if (url.startsWith("/") || url.startsWith("./") || url.startsWith("../")) {
      const root = new URL(base);
      if (url.startsWith("//")) return root.protocol + url;
      if (url.startsWith("/")) return root.origin + url;
      return new URL(url, base).href;
    }
    if (/^[a-z][a-z0-9+.-]*:\/\/[^/*{}?#]*$/i.test(url)) return new URL(url).href;
  } catch {
    // Not a URL by itself: compare as it stands.
  }
  return url;
}

export function urlMatcher(given: TextMatcher, base: string): Matcher {
  if (typeof given === "string") {
    const glob = globPattern(absolute(given, base));
    return { test: (url) => glob.test(url), raw: true, words: JSON.stringify(given) };
  }
  if (given && "equals" in given) {
    const url = absolute(given.equals, base);
    return { test: (got) => got === url, raw: true, words: JSON.stringify(given.equals) };
  }
  if (given && "contains" in given) {
    return { test: (got) => got.includes(given.contains), raw: true, words: `containing ${JSON.stringify(given.contains)}` };
  }
  return matcherOf(given, "whole");
}
