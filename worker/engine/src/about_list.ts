/** What can be asked about all matches of a target. */

import type { Seen } from "./expect";
import { compareLists, inOrder, sortWords } from "./lists";
import { refuse } from "./locate";
import type { CountMatcher, Expect, Sorted } from "./protocol";
import { asserted, textOf } from "./text";

interface AskAll { words: string; plain?: boolean; judge(elements: Element[]): Seen }

/** By field of the expect. */
export const LIST: Record<string, (expect: Expect) => AskAll> = {
  count: (expect) => {
    const { words, fits } = counted(expect.count as CountMatcher);
    return { words: `count ${words}`, plain: true, judge: (elements) => ({ holds: fits(elements.length), actual: String(elements.length) }) };
  },
  texts: (expect) => {
    const wanted = (expect.texts ?? []).map((one) => asserted(one, expect));
    const manner = `${expect.partial ? "among others " : ""}${expect.ordered === false ? "in any order " : ""}`;
    return { words: `texts ${manner}[${wanted.map((one) => one.words).join(", ")}]`, plain: true, judge: (elements) => compareLists(wanted, elements.map(textOf), expect) };
  },
  sorted: (expect) => ({
    words: `to be sorted ${sortWords(expect.sorted as Sorted)}`,
    plain: true,
    judge: (elements) => inOrder(elements.map(textOf), expect.sorted as Sorted),
  }),
};

export function counted(given: CountMatcher): { words: string; fits(count: number): boolean } {
  const [min, max] = typeof given === "number" ? [given, given] : [given.min ?? 0, given.max ?? Number.POSITIVE_INFINITY];
  if (typeof given !== "number" && given.min == null && given.max == null) return refuse("`count` must be a number or have `min` or `max`");
  const words = typeof given === "number" ? `${given}` : max === Number.POSITIVE_INFINITY ? `at least ${min}` : min === 0 ? `at most ${max}` : `${min} to ${max}`;
  return { words, fits: (count) => count >= min && count <= max };
}
