/** Lists of texts: in order or not, all of them or some. */

import type { Seen } from "./expect";
import type { Expect, Sorted } from "./protocol";
import { clip, holds, type Matcher, normalize } from "./text";

/** Compares as `toHaveText([…])` does; `partial` as `toContainText([…])`; `ordered: false` in any order. */
export function compareLists(wanted: Matcher[], actual: string[], { ordered, partial }: Pick<Expect, "ordered" | "partial">): Seen {
  const paired = ordered === false ? pairAnyhow(wanted, actual) : partial ? pairInOrder(wanted, actual) : wanted.map((matcher, i) => (actual[i] !== undefined && holds(matcher, actual[i] as string) ? i : -1));
  const good = paired.every((at) => at >= 0) && (!!partial || wanted.length === actual.length);
  return { holds: good, actual: shownList(actual), ...(good ? {} : { diff: difference(wanted, actual, paired), details: { received: actual.slice(0, 200).map((text) => clip(normalize(text), 500)) } }) };
}

const shownList = (texts: string[]): string => clip(texts.length ? `[${texts.map((text) => JSON.stringify(clip(normalize(text), 80))).join(", ")}]` : "an empty list", 1000);

/** The index of the text that each matcher gets, each text used once; −1: none is left for it. */
function pairInOrder(wanted: Matcher[], actual: string[]): number[] {
  let at = 0;
  return wanted.map((matcher) => {
    while (at < actual.length && !holds(matcher, actual[at] as string)) at++;
    return at < actual.length ? at++ : -1;
  });
}

/** The largest pairing, by augmenting paths: a regular expression must not take the only text of another matcher. */
function pairAnyhow(wanted: Matcher[], actual: string[]): number[] {
  const owner: number[] = actual.map(() => -1);
  const fits = wanted.map((matcher) => actual.map((text) => holds(matcher, text)));
  const place = (i: number, tried: Set<number>): boolean => {
    for (let j = 0; j < actual.length; j++) {
      if (!fits[i]?.[j] || tried.has(j)) continue;
      tried.add(j);
      if (owner[j] === -1 || place(owner[j] as number, tried)) {
        owner[j] = i;
        return true;
      }
    }
    return false;
  };
  for (let i = 0; i < wanted.length; i++) place(i, new Set());
  return wanted.map((_, i) => owner.indexOf(i));
}

function difference(wanted: Matcher[], actual: string[], paired: number[]): string[] {
  const lines: string[] = [];
  const used = new Set(paired.filter((at) => at >= 0));
  let next = 0;
  const received = (until: number): void => {
    for (; next < until; next++) if (!used.has(next)) lines.push(`+ ${JSON.stringify(normalize(actual[next] as string))}`);
  };
  wanted.forEach((matcher, i) => {
    const at = paired[i] as number;
    if (at < 0) {
      lines.push(`- ${matcher.words}`);
      return;
    }
    received(at);
    lines.push(`  ${JSON.stringify(normalize(actual[at] as string))}`);
    next = Math.max(next, at + 1);
  });
  received(actual.length);
  return lines;
}

// --------------------------------------------------------------------------------------------------------------- sorting

/** The number in a text such as `1,234.50 €`, `(12)` or `−3 %`; NaN when there is none. */
export function numberIn(text: string): number {
  const clean = text.replace(/\u2212/g, "-");
  const found = /[-+]?\s*\d[\d.,'’\s\u00a0]*/.exec(clean);
  if (!found) return Number.NaN;
  let digits = found[0].replace(/[\s'’\u00a0]/g, "").replace(/[.,]+$/, "");
  const [dot, comma] = [digits.lastIndexOf("."), digits.lastIndexOf(",")];
  if (dot >= 0 && comma >= 0) digits = digits.split(dot > comma ? "," : ".").join("").replace(",", ".");
  else if (comma >= 0) digits = /^[-+]?\d{1,3}(,\d{3})+$/.test(digits) ? digits.split(",").join("") : digits.replace(",", ".");
  else if (digits.split(".").length > 2) digits = digits.split(".").join("");
  const value = Number(digits);
  return /\(\s*[^)]*\d[^)]*\)/.test(clean) && value > 0 ? -value : value;
}

/** Milliseconds since 1970 of a text such as `2026-11-20`, `20.11.2026` or `Nov 20, 2026`. */
export function dateIn(text: string): number {
  const german = /^\s*(\d{1,2})\.(\d{1,2})\.(\d{4})/.exec(text);
  return german ? Date.UTC(Number(german[3]), Number(german[2]) - 1, Number(german[1])) : Date.parse(text.trim());
}

/** Whether texts are in order, and which two neighbours are not. */
export function inOrder(texts: string[], { order = "asc", by = "text" }: Sorted): Seen {
  const clean = texts.map(normalize);
  const collator = new Intl.Collator(undefined, { sensitivity: "base" });
  const value = by === "number" ? numberIn : dateIn;
  const odd = by === "text" ? -1 : clean.findIndex((text) => Number.isNaN(value(text)));
  if (odd >= 0) return { holds: false, actual: shownList(clean), hint: `${JSON.stringify(clean[odd])} is no ${by}` };
  const compare = (a: string, b: string): number => (by === "text" ? collator.compare(a, b) : value(a) - value(b));
  const at = clean.findIndex((text, i) => i > 0 && compare(clean[i - 1] as string, text) * (order === "desc" ? -1 : 1) > 0);
  if (at < 0) return { holds: true, actual: shownList(clean) };
  const sorted = [...clean].sort((a, b) => compare(a, b) * (order === "desc" ? -1 : 1));
  return {
    holds: false, actual: shownList(clean), hint: `${JSON.stringify(clean[at])} stands after ${JSON.stringify(clean[at - 1])}`,
    diff: clean.flatMap((text, i) => (text === sorted[i] ? [`  ${text}`] : [`- ${sorted[i]}`, `+ ${text}`])),
  };
}

export const sortWords = ({ order = "asc", by = "text" }: Sorted): string => `${order === "desc" ? "descending" : "ascending"} by ${by}`;
