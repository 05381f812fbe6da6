/** Assertions: evaluated in the page until they hold. */

import { attr, classesOf, doc, hasAttr, inputType, styleOf, tag, titleOf, win } from "./dom";
import { describe, targetWords } from "./describe";
import { wordDiff } from "./diff";
import { Fault } from "./fault";
import { ambiguous, type Job, lazily, refuse, until } from "./locate";
import { nearMisses } from "./misses";
import type { AttributeMatcher, CountMatcher, ElementState, Expect, TextMatcher } from "./protocol";
import { resolve } from "./resolve";
import { control, stateOf } from "./states";
import { computed } from "./styles";
import { clip, holds, type Matcher, matcherOf, normalize, textOf, urlMatcher } from "./text";

/** One look at what is asserted. `missing`: no element, and the assertion is about one. `hint`: what was probably meant. */
interface Seen { holds: boolean; actual: string; missing?: boolean; hint?: string }

interface Question {
  /** What is expected, in words: `to be visible`, `text "Welcome"`. */
  words: string;
  look(): Seen | Promise<Seen>;
}

export interface Answer { actual: string; expected: string }

const STATES: ElementState[] = ["visible", "hidden", "attached", "detached", "enabled", "disabled", "editable", "checked", "unchecked", "focused", "unfocused", "empty", "in_viewport"];

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
  return until(job, async () => {
    const seen = await asAssertion(question, kind);
    if (!seen.missing && seen.holds !== not) return { actual: seen.actual, expected };
    job.log.add(`  ${seen.missing ? "element(s) not found" : `unexpected value ${JSON.stringify(clip(seen.actual, 200))}`}`);
    throw unmet(expect, sentence, expected, seen, kind, job);
  });
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

function unmet(expect: Expect, sentence: string, expected: string, seen: Seen, kind: "assertion" | "timeout", job: Job): Fault {
  const state = expect.to != null || expect.count != null;
  const got = seen.missing ? "nothing on the page matches it" : `it is ${state ? seen.actual : JSON.stringify(clip(seen.actual, 300))}${seen.hint ? ` (${seen.hint})` : ""}`;
  const fault = new Fault(kind, `Expected ${sentence}, but ${got}`);
  fault.expected = expected;
  fault.actual = seen.missing ? "not found" : seen.actual;
  const target = expect.target;
  return seen.missing && target ? lazily(fault, job, () => nearMisses(target, job.context)) : fault;
}

/** What Playwright answers about an element that is not there: only these can be told. */
function absent(state: ElementState | undefined, not: boolean): Seen {
  if (!not && (state === "hidden" || state === "detached")) return { holds: true, actual: "not found" };
  if (not && (state === "visible" || state === "attached" || state === "in_viewport")) return { holds: false, actual: "not found" };
  return { holds: not, actual: "not found", missing: true };
}

function ask(expect: Expect, not: boolean, job: Job): Question {
  const asked = (["to", "text", "value", "attribute", "class", "css", "count", "url", "title"] as const).filter((key) => expect[key] !== undefined && expect[key] !== null);
  if (asked.length !== 1) return refuse(asked.length ? `An expect must ask one thing, not ${asked.length} (${asked.join(", ")})` : "An expect must have one of to, text, value, attribute, class, css, count, url, title");
  if (expect.url != null) return urlQuestion(expect.url);
  if (expect.title != null) {
    const matcher = matcherOf(expect.title, "whole");
    return { words: `title ${matcher.words}`, look: () => compared(matcher, titleOf(doc)) };
  }
  const target = expect.target;
  if (!target) return refuse(`\`${asked[0]}\` needs a target`);
  if (expect.count != null) return countQuestion(expect.count, () => resolve(target, job.context).length);
  const { words, judge } = elementQuestion(expect);
  return {
    words,
    async look() {
      const found = resolve(target, job.context);
      if (found.length > 1) throw ambiguous(target, found, job);
      const [element] = found;
      if (!element) return absent(expect.to, not);
      job.log.add(`  locator resolved to ${describe(element)}`);
      return judge(element);
    },
  };
}

function compared(matcher: Matcher, actual: string): Seen {
  if (holds(matcher, actual)) return { holds: true, actual };
  const diff = matcher.part && !matcher.fold ? wordDiff(matcher.part, normalize(actual)) : undefined;
  return diff ? { holds: false, actual, hint: `expected [-\u2026-], received {+\u2026+}: ${diff}` } : { holds: false, actual };
}

function urlQuestion(given: TextMatcher): Question {
  const matcher = urlMatcher(given, win.location.href);
  return { words: `url ${matcher.words}`, look: () => ({ holds: matcher.test(win.location.href), actual: win.location.href }) };
}

function countQuestion(given: CountMatcher, count: () => number): Question {
  const [min, max] = typeof given === "number" ? [given, given] : [given.min ?? 0, given.max ?? Number.POSITIVE_INFINITY];
  if (typeof given !== "number" && given.min == null && given.max == null) return refuse("`count` must be a number or have `min` or `max`");
  const words = typeof given === "number" ? `${given}` : max === Number.POSITIVE_INFINITY ? `at least ${min}` : min === 0 ? `at most ${max}` : `${min} to ${max}`;
  return {
    words: `count ${words}`,
    look() {
      const actual = count();
      return { holds: actual >= min && actual <= max, actual: String(actual) };
    },
  };
}

type Judge = (element: Element) => Seen | Promise<Seen>;

function elementQuestion(expect: Expect): { words: string; judge: Judge } {
  if (expect.to != null) {
    const state = expect.to;
    if (!STATES.includes(state)) return refuse(`\`to: ${String(state)}\` is no state; it must be one of ${STATES.join(", ")}`);
    return { words: `to be ${state.replace("_", " ")}`, judge: (element) => stateOf(element, state) };
  }
  if (expect.text != null) {
    const matcher = matcherOf(expect.text, "whole");
    return { words: `text ${matcher.words}`, judge: (element) => ({ ...compared(matcher, textOf(element)), ...(hasValue(element) ? { hint: `it is an <${tag(element)}>: ask for \`value\`` } : {}) }) };
  }
  if (expect.value != null) {
    const matcher = matcherOf(expect.value, "whole");
    return { words: `value ${matcher.words}`, judge: (element) => compared(matcher, valueOf(element)) };
  }
  if (expect.attribute != null) return attributeQuestion(expect.attribute);
  if (expect.class != null) return classQuestion(expect.class);
  const { name, equals } = expect.css as NonNullable<Expect["css"]>;
  const property = name.startsWith("--") ? name : name.replace(/[A-Z]/g, (upper) => `-${upper.toLowerCase()}`);
  return {
    words: `css ${property}: ${equals}`,
    judge(element) {
      const actual = styleOf(element).getPropertyValue(property);
      if (actual.trim() === equals.trim()) return { holds: true, actual };
      const meant = computed(property, equals, element);
      return { holds: !!meant && meant === actual, actual, ...(meant === "" ? { hint: `${JSON.stringify(equals)} is no value of ${property}` } : {}) };
    },
  };
}

const hasValue = (element: Element): boolean => /^(input|textarea|select)$/.test(tag(element)) && !/^(submit|button|reset)$/.test(inputType(element));

/**
 * # Errors
 * A final fault for an element that has no value.
 */
export function valueOf(element: Element): string {
  const at = control(element);
  if (["input", "textarea", "select"].includes(tag(at))) return (at as HTMLInputElement).value;
  throw new Fault("assertion", `${describe(at)} has no value: it is not an <input>, <textarea> or <select>`, true);
}

function attributeQuestion(given: AttributeMatcher): { words: string; judge: Judge } {
  const { name, equals, contains, matches } = given;
  if (!name) return refuse("`attribute` needs a `name`");
  const matcher: Matcher | null =
    equals != null ? { test: (text) => text === equals, raw: true, words: JSON.stringify(equals) } :
    contains != null ? { test: (text) => text.includes(contains), raw: true, words: `containing ${JSON.stringify(contains)}` } :
    matches != null ? matcherOf({ matches }, "whole") : null;
  return {
    words: `attribute ${name}${matcher ? ` ${matcher.words}` : ""}`,
    judge(element) {
      const actual = attr(element, name);
      return { holds: matcher ? actual !== null && matcher.test(actual) : hasAttr(element, name), actual: actual === null ? "not present" : actual };
    },
  };
}

/** A string or `equals` is the whole class list, `contains` some of its classes in any order, `matches` runs over the whole. */
function classQuestion(given: TextMatcher): { words: string; judge: Judge } {
  if (typeof given === "object" && "contains" in given) {
    const wanted = given.contains.split(/\s+/).filter(Boolean);
    return {
      words: `class containing ${JSON.stringify(given.contains)}`,
      judge: (element) => ({ holds: wanted.every((name) => classesOf(element).contains(name)), actual: classesOf(element).toString() }),
    };
  }
  const matcher = matcherOf(given, "whole");
  const part = typeof given === "string" && !/\s/.test(given.trim());
  return {
    words: `class ${matcher.words}`,
    judge(element) {
      const classes = classesOf(element);
      const hint = part && classes.contains(given.trim()) ? { hint: "a string is the whole class list: use {contains}" } : {};
      return { ...compared(matcher, classes.toString()), ...hint };
    },
  };
}
