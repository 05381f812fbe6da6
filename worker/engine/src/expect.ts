/** Assertions: evaluated in the page until they hold. What can be asked is in the files `about_…`. */

import { ELEMENT, valueOf } from "./about_element";
import { LIST } from "./about_list";
import { PAGE } from "./about_page";
import { TABLE } from "./about_table";
import { describe, targetWords } from "./describe";
import { Fault } from "./fault";
import { ambiguous, type Job, lazily, refuse, until } from "./locate";
import { nearMisses } from "./misses";
import type { ElementState, Expect, Target } from "./protocol";
import { resolve } from "./resolve";
import { snapshotQuestion } from "./snapshot";
import { clip } from "./text";
import { now } from "./watch";

export { valueOf };

/**
 * One look at what is asserted. `missing`: no element, and the assertion is about one. `hint`: what was probably meant. `diff`: lines
 * that begin with `- ` (expected), `+ ` (received) or two blanks.
 */
export interface Seen { holds: boolean; actual: string; missing?: boolean; hint?: string; diff?: string[]; details?: Record<string, unknown> }

export interface Question {
  /** What is expected, in words: `to be visible`, `text "Welcome"`. */
  words: string;
  /** The actual value is words of ours, not a text of the page. */
  plain?: boolean;
  look(): Seen | Promise<Seen>;
}

/** The same about one element that has been found. */
export interface Ask { words: string; plain?: boolean; judge(element: Element): Seen | Promise<Seen> }

export interface Answer { actual: string; expected: string }

/**
 * Waits until the assertion holds (or does not, with `not`).
 *
 * # Errors
 * `kind` (assertion or timeout) with what was there instead; `ambiguous` when the target is; `refused` for what cannot be asked.
 */
export async function expectation(expect: Expect, not: boolean, kind: "assertion" | "timeout", job: Job): Promise<Answer> {
  const question = ask(expect, not, job);
  const expected = `${not ? "not " : ""}${question.words}`;
  const about = expect.target ? targetWords(expect.target) : "the page";
  const sentence = `${about} ${not ? "not " : ""}${question.words.startsWith("to ") ? "" : "to have "}${question.words}`;
  job.log.begin(`waiting for ${sentence}`);
  const steady = new Steady(expect.stable_for ?? 0);
  if (expect.poll?.length) job.watch.pace(expect.poll);
  return until(job, async () => {
    const seen = await asAssertion(question, kind);
    if (!seen.missing && seen.holds !== not) {
      const left = steady.left();
      if (left <= 0) return { actual: seen.actual, expected };
      job.log.add(`  it holds, and must for ${Math.round(expect.stable_for ?? 0)} ms`);
      throw new Fault(kind, `Expected ${sentence} for ${expect.stable_for} ms, but the time was up after ${Math.round((expect.stable_for ?? 0) - left)} ms`);
    }
    const broke = steady.broken();
    job.log.add(`  ${seen.missing ? "element(s) not found" : `unexpected value ${JSON.stringify(clip(seen.actual, 200))}`}`);
    throw unmet(expect, question, broke ? `${sentence} for ${expect.stable_for} ms` : sentence, expected, seen, kind, job);
  });
}

/** How long an assertion has held without a break. */
class Steady {
  private since: number | undefined;
  private held = false;

  constructor(private readonly wanted: number) {}

  /** It holds now: how long it still must, in milliseconds. */
  left(): number {
    this.since ??= now();
    this.held = this.wanted > 0;
    return this.wanted - (now() - this.since);
  }

  /** It does not hold; whether it had. */
  broken(): boolean {
    this.since = undefined;
    return this.held;
  }
}

/** What cannot have the state at all fails the assertion, it does not fail an action. */
async function asAssertion(question: Question, kind: "assertion" | "timeout"): Promise<Seen> {
  try {
    return await question.look();
  } catch (error) {
    if (error instanceof Fault && error.kind === "not_actionable") throw new Fault(kind, error.message, error.final);
    throw error;
  }
}

function unmet(expect: Expect, question: Question, sentence: string, expected: string, seen: Seen, kind: "assertion" | "timeout", job: Job): Fault {
  const shown = question.plain ? seen.actual : JSON.stringify(clip(seen.actual, 300));
  const got = seen.missing ? "nothing on the page matches it" : `it is ${shown}${seen.hint ? ` (${seen.hint})` : ""}`;
  const fault = new Fault(kind, `Expected ${sentence}, but ${got}`);
  fault.expected = expected;
  fault.actual = seen.missing ? "not found" : seen.actual;
  const details = { ...(seen.diff ? { diff: seen.diff.slice(0, 400) } : {}), ...seen.details };
  if (Object.keys(details).length) fault.details = details;
  const target = expect.target;
  return seen.missing && target ? lazily(fault, job, () => nearMisses(target, job.context)) : fault;
}

/** What Playwright answers about an element that is not there: only these can be told. */
function absent(state: ElementState | undefined, not: boolean): Seen {
  if (!not && (state === "hidden" || state === "detached")) return { holds: true, actual: "not found" };
  if (not && (state === "visible" || state === "attached" || state === "in_viewport")) return { holds: false, actual: "not found" };
  return { holds: not, actual: "not found", missing: true };
}

type Asked = keyof Expect;
const given = (expect: Expect, names: readonly string[]): Asked[] => (names as Asked[]).filter((key) => expect[key] !== undefined && expect[key] !== null);
const ABOUT_ONE = [...Object.keys(ELEMENT), ...Object.keys(TABLE)];
const ABOUT_ALL = Object.keys(LIST);
const ABOUT_PAGE = Object.keys(PAGE);

function ask(expect: Expect, not: boolean, job: Job): Question {
  const asked = given(expect, [...ABOUT_ONE, ...ABOUT_ALL, ...ABOUT_PAGE, "aria_snapshot"]);
  const [key] = asked;
  if (!key || asked.length > 1) return refuse(asked.length ? `An expect must ask one thing, not ${asked.length} (${asked.join(", ")})` : "An expect must say what is expected, such as to, text, value, count, url or title");
  if (PAGE[key]) return PAGE[key](expect, job);
  const { target } = expect;
  if (key === "aria_snapshot") return snapshotQuestion(expect, target ? () => single(target, job) : null);
  if (!target) return refuse(`\`${key}\` needs a target`);
  if (LIST[key]) {
    const { words, judge, plain } = LIST[key](expect);
    return { words, ...(plain ? { plain } : {}), look: () => judge(resolve(target, job.context)) };
  }
  const { words, judge, plain } = (ELEMENT[key] ?? TABLE[key] as (typeof ELEMENT)[string])(expect, job);
  return {
    words,
    plain: plain ?? key === "to",
    async look() {
      const element = single(target, job);
      return element ? judge(element) : absent(expect.to, not);
    },
  };
}

/** The one match, or null. */
function single(target: Target, job: Job): Element | null {
  const found = resolve(target, job.context);
  if (found.length > 1) throw ambiguous(target, found, job);
  if (found[0]) job.log.add(`  locator resolved to ${describe(found[0])}`);
  return found[0] ?? null;
}
