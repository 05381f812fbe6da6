/** What can be asked about one element. */

import { attr, boxOf, byIds, classesOf, hasAttr, inputType, styleOf, tag } from "./dom";
import { describe, targetWords } from "./describe";
import { wordDiff } from "./diff";
import type { Ask, Seen } from "./expect";
import { Fault } from "./fault";
import { isMeant } from "./fields";
import { ambiguous, type Job, missing, refuse } from "./locate";
import { compareLists } from "./lists";
import { nameOf, spokenOf } from "./names";
import type { BoxMatcher, ElementState, Expect, Range, Target } from "./protocol";
import { knownRole, resolve } from "./resolve";
import { roleOf } from "./roles";
import { control, stateOf } from "./states";
import { computed } from "./styles";
import { asserted, holds, type Matcher, matcherOf, normalize, textOf } from "./text";

const STATES: ElementState[] = [
  "visible", "hidden", "attached", "detached", "enabled", "disabled", "editable", "checked", "unchecked", "focused", "unfocused", "empty", "in_viewport",
  "read_only", "indeterminate", "loaded",
];

/** By field of the expect. */
export const ELEMENT: Record<string, (expect: Expect, job: Job) => Ask> = {
  to: stateQuestion,
  text(expect) {
    const matcher = asserted(expect.text as NonNullable<Expect["text"]>, expect);
    return { words: `text ${matcher.words}`, judge: (element) => ({ ...compared(matcher, textOf(element)), ...(hasValue(element) ? { hint: `it is an <${tag(element)}>: ask for \`value\`` } : {}) }) };
  },
  value: (expect) => textual("value", expect, valueOf),
  values: valuesQuestion,
  selected: selectedQuestion,
  options: optionsQuestion,
  attribute: attributeQuestion,
  class: classQuestion,
  css: cssQuestion,
  element_id: (expect) => textual("element_id", expect, (element) => attr(element, "id") ?? "", "id"),
  accessible_name: (expect) => textual("accessible_name", expect, (element) => nameOf(element), "accessible name"),
  accessible_description: (expect) => textual("accessible_description", expect, descriptionOf, "accessible description"),
  error_message: (expect) => textual("error_message", expect, errorOf, "accessible error message"),
  placeholder_text: (expect) => textual("placeholder_text", expect, (element) => attr(control(element), "placeholder") ?? "", "placeholder"),
  aria_role(expect) {
    const role = knownRole(expect.aria_role);
    return { words: `role ${role}`, plain: true, judge: (element) => ({ holds: roleOf(element) === role, actual: roleOf(element) ?? "no role" }) };
  },
  box: boxQuestion,
  inside: (expect, job) => besideQuestion("inside", expect.inside as Target, job, (own, other) =>
    own.left >= other.left - NEAR && own.top >= other.top - NEAR && own.right <= other.right + NEAR && own.bottom <= other.bottom + NEAR),
  overlaps: (expect, job) => besideQuestion("overlapping", expect.overlaps as Target, job, (own, other) =>
    own.left < other.right && other.left < own.right && own.top < other.bottom && other.top < own.bottom),
};

/** A text that differs a little is shown with its differences. */
export function compared(matcher: Matcher, actual: string): Seen {
  if (holds(matcher, actual)) return { holds: true, actual };
  const diff = matcher.part && !matcher.fold ? wordDiff(matcher.part, normalize(actual)) : undefined;
  return diff ? { holds: false, actual, hint: `expected [-\u2026-], received {+\u2026+}: ${diff}` } : { holds: false, actual };
}

/** A question about a text of the element. */
function textual(key: keyof Expect, expect: Expect, read: (element: Element) => string, words: string = key): Ask {
  const matcher = asserted(expect[key] as string, expect);
  return { words: `${words} ${matcher.words}`, judge: (element) => compared(matcher, read(element)) };
}

function stateQuestion(expect: Expect): Ask {
  const state = expect.to as ElementState;
  if (!STATES.includes(state)) return refuse(`\`to: ${String(state)}\` is no state; it must be one of ${STATES.join(", ")}`);
  const part = state === "in_viewport" && expect.ratio ? ` by a ratio of ${expect.ratio}` : "";
  return { words: `to be ${state.replace("_", state === "read_only" ? "-" : " ")}${part}`, judge: (element) => stateOf(element, state, expect.ratio ?? 0) };
}

// --------------------------------------------------------------------------------------------------------------- values

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

function selectOf(element: Element): HTMLSelectElement {
  const at = control(element);
  if (at instanceof HTMLSelectElement) return at;
  throw new Fault("assertion", `${describe(at)} is not a <select> element`, true);
}

function valuesQuestion(expect: Expect): Ask {
  const wanted = (expect.values ?? []).map((one) => asserted(one, expect));
  return {
    words: `values [${wanted.map((one) => one.words).join(", ")}]`,
    plain: true,
    judge: (element) => compareLists(wanted, [...selectOf(element).selectedOptions].map((option) => option.value), expect),
  };
}

function optionsQuestion(expect: Expect): Ask {
  const wanted = (expect.options ?? []).map((one) => asserted(one, expect));
  return {
    words: `options [${wanted.map((one) => one.words).join(", ")}]`,
    plain: true,
    judge: (element) => compareLists(wanted, [...selectOf(element).options].map((option) => normalize(option.label)), expect),
  };
}

/** Exactly these options are selected. */
function selectedQuestion(expect: Expect): Ask {
  const refs = Array.isArray(expect.selected) ? expect.selected : [expect.selected as string];
  return {
    words: `selected ${refs.map((ref) => JSON.stringify(ref)).join(", ")}`,
    plain: true,
    judge(element) {
      const field = selectOf(element);
      const all = [...field.options];
      const chosen = all.filter((option) => option.selected);
      const meant = (option: HTMLOptionElement, ref: (typeof refs)[number]): boolean => isMeant(option, all.indexOf(option), ref);
      const holds = refs.every((ref) => chosen.some((option) => meant(option, ref))) && chosen.every((option) => refs.some((ref) => meant(option, ref)));
      return { holds, actual: chosen.map((option) => `${JSON.stringify(normalize(option.label))} (value ${JSON.stringify(option.value)})`).join(", ") || "nothing" };
    },
  };
}

// -------------------------------------------------------------------------------------------- attributes, classes, style

function attributeQuestion(expect: Expect): Ask {
  const { name, equals, contains, matches } = expect.attribute as NonNullable<Expect["attribute"]>;
  if (!name) return refuse("`attribute` needs a `name`");
  const fold = (text: string): string => (expect.ignore_case ? text.toLowerCase() : text);
  const matcher: Matcher | null =
    equals != null ? { test: (text) => fold(text) === fold(equals), raw: true, words: JSON.stringify(equals) } :
    contains != null ? { test: (text) => fold(text).includes(fold(contains)), raw: true, words: `containing ${JSON.stringify(contains)}` } :
    matches != null ? matcherOf({ matches, ...(expect.ignore_case ? { flags: "i" } : {}) }, "whole") : null;
  return {
    words: `attribute ${name}${matcher ? ` ${matcher.words}` : ""}`,
    judge(element) {
      const actual = attr(element, name);
      return { holds: matcher ? actual !== null && matcher.test(actual) : hasAttr(element, name), actual: actual === null ? "not present" : actual };
    },
  };
}

/** A string or `equals` is the whole class list, `contains` some of its classes in any order, `matches` runs over the whole. */
function classQuestion(expect: Expect): Ask {
  const given = expect.class as NonNullable<Expect["class"]>;
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

function cssQuestion(expect: Expect): Ask {
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

// --------------------------------------------------------------------------------------------------------- accessibility

/** `aria-describedby`, else `aria-description`, else `title`. */
function descriptionOf(element: Element): string {
  if (hasAttr(element, "aria-describedby")) return normalize(byIds(element, attr(element, "aria-describedby")).map(spokenOf).join(" "));
  return normalize(attr(element, "aria-description") ?? attr(element, "title") ?? "");
}

/** What `aria-errormessage` refers to, while the element is invalid. */
function errorOf(element: Element): string {
  const given = attr(element, "aria-invalid")?.trim().toLowerCase() ?? "";
  const invalid = (given !== "" && given !== "false") || ("validity" in element && (element as HTMLInputElement).validity?.valid === false);
  return invalid ? normalize(byIds(element, attr(element, "aria-errormessage")).map(spokenOf).join(" ")) : "";
}

// ---------------------------------------------------------------------------------------------------------------- boxes

/** Less than a pixel is no difference. */
const NEAR = 0.5;

export function rangeWords(range: Range): string {
  if (typeof range === "number") return String(range);
  const { min, max } = range;
  return min != null && max != null ? `${min} to ${max}` : min != null ? `at least ${min}` : max != null ? `at most ${max}` : "anything";
}

export function inRange(value: number, range: Range, tolerance: number): boolean {
  if (typeof range === "number") return Math.abs(value - range) <= tolerance;
  return (range.min == null || value >= range.min - tolerance) && (range.max == null || value <= range.max + tolerance);
}

const SIDES = ["x", "y", "width", "height"] as const;
const shown = (box: DOMRect): string => SIDES.map((side) => `${side} ${Math.round(box[side] * 10) / 10}`).join(", ");

function boxQuestion(expect: Expect): Ask {
  const wanted = expect.box as BoxMatcher;
  const sides = SIDES.filter((side) => wanted[side] != null);
  if (!sides.length) return refuse("`box` needs at least one of x, y, width and height");
  return {
    words: `a box with ${sides.map((side) => `${side} ${rangeWords(wanted[side] as Range)}`).join(", ")}`,
    plain: true,
    judge(element) {
      const box = boxOf(element);
      return { holds: sides.every((side) => inRange(box[side], wanted[side] as Range, NEAR)), actual: shown(box) };
    },
  };
}

function besideQuestion(word: string, other: Target, job: Job, judge: (own: DOMRect, other: DOMRect) => boolean): Ask {
  return {
    words: `to be ${word} ${targetWords(other)}`,
    plain: true,
    judge(element) {
      const found = resolve(other, job.context);
      if (found.length > 1) throw ambiguous(other, found, job);
      if (!found[0]) throw missing(other, job);
      const [own, its] = [boxOf(element), boxOf(found[0])];
      return { holds: judge(own, its), actual: `at ${shown(own)}; the other is at ${shown(its)}` };
    },
  };
}
