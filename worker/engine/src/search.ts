/** `search_page`: every place of a text in what is to be seen. */

import { bodyOf, doc, documentElement, innerText } from "./dom";
import { Fault } from "./fault";
import { type Job, one, until } from "./locate";
import type { Place, SearchRequest, TextMatcher } from "./protocol";
import { clip, normalize, regex } from "./text";

const MOST = 1_000;
const AROUND = 60;

export async function search(request: SearchRequest, job: Job): Promise<Place[]> {
  const { text, target } = request;
  const wanted = Math.max(0, request.at_least ?? 1);
  const pattern = patternOf(text);
  return until(job, () => {
    const root = target ? one(target, job) : bodyOf(doc) ?? documentElement(doc);
    const found = root ? places(normalize(innerText(root) ?? ""), pattern) : [];
    if (found.length >= wanted) return found;
    const seen = found.length === 0 ? "is not to be seen" : found.length === 1 ? "is to be seen once" : `is to be seen ${found.length} times`;
    const least = wanted > 1 ? `, not ${wanted} times` : "";
    const fault = new Fault("timeout", `${words(text)} ${seen} ${target ? "in the element" : "on the page"}${least}`);
    fault.expected = `at least ${wanted}`;
    fault.actual = String(found.length);
    throw fault;
  });
}

function places(text: string, pattern: RegExp): Place[] {
  const found: Place[] = [];
  for (const match of text.matchAll(pattern)) {
    if (!match[0]) continue;
    const [from, to] = [match.index, match.index + match[0].length];
    found.push({ text: match[0], groups: match.slice(1).map((group) => group ?? ""), before: text.slice(Math.max(0, from - AROUND), from), after: text.slice(to, to + AROUND) });
    if (found.length === MOST) break;
  }
  return found;
}

const literal = (text: string): string => normalize(text).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Texts without regard to case; a regular expression as it stands. */
function patternOf(matcher: TextMatcher): RegExp {
  if (typeof matcher === "string") return new RegExp(literal(matcher), "gi");
  if ("matches" in matcher) {
    const given = regex(matcher.matches, matcher.flags);
    return new RegExp(given.source, given.flags.includes("g") ? given.flags : `${given.flags}g`);
  }
  return new RegExp(literal("equals" in matcher ? matcher.equals : matcher.contains), "gi");
}

const words = (matcher: TextMatcher): string => {
  const text = typeof matcher === "string" ? matcher : "matches" in matcher ? `/${matcher.matches}/` : "equals" in matcher ? matcher.equals : matcher.contains;
  return clip(JSON.stringify(text), 200);
};
