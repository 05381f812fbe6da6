/** From a target to the elements that it means. */

import { allDeep, attr, doc, isElement, isInside, isVisible, lookAgain, nodeType, pierceClosed, type Scope } from "./dom";
import { inDocumentOrder, queryCss } from "./css";
import { elementOf, elementOfRef } from "./handles";
import { byNearness, RELATIONS, relation } from "./layout";
import { LABELLED, labelTexts, nameOf } from "./names";
import type { Point, Target, TextMatcher } from "./protocol";
import { checkedOf, expandedOf, isDisabled, isHiddenForAria, isRole, levelOf, pressedOf, roleNames, roleOf, roleSelector, selectedOf, STATE_ROLES } from "./roles";
import { deepestAt } from "./point";
import { clip, holds, type Matcher, matcherOf, nodeHolds, Refused } from "./text";
import { queryText } from "./texts";

/** What every resolution of one request shares. */
export interface Context {
  /** Attribute names of `testid`. */
  testid: string[];
  /** Attribute names of `component`. */
  component: string[];
  /** Which of the outermost `any_of` was taken in the last resolution, from 0. */
  candidate?: number;
}

const COMPOSED = ["any_of", "element", "ref"] as const;
export const STRATEGIES = [
  "role", "text", "label", "placeholder", "alt", "title", "testid", "component", "value", "id", "name_attr", "link_text", "partial_link_text", "css", "xpath", "xy", ...COMPOSED,
] as const;
export type Strategy = (typeof STRATEGIES)[number];

export function strategyOf(target: Target): Strategy {
  const given = target && typeof target === "object" ? STRATEGIES.filter((name) => target[name] !== undefined && target[name] !== null) : [];
  if (given.length === 1) return given[0] as Strategy;
  throw new Refused(given.length ? `A target must have one strategy, not ${given.length} (${given.join(", ")})` : `A target must have one of ${STRATEGIES.filter((name) => name !== "element" && name !== "ref").join(", ")}`);
}

/** All matches, in order. Forgets the last look first. */
export function resolve(target: Target, context: Context): Element[] {
  lookAgain();
  pierceClosed(target?.shadow === "closed");
  return find(target, doc, context);
}

/** All matches below `scope`, with what is already known of this look. */
export function find(target: Target, scope: Scope, context: Context, outermost = true): Element[] {
  if (strategyOf(target) === "any_of" && outermost) delete context.candidate;
  if (!outermost && target.frame) throw new Refused("`frame` can only stand at the outermost target, not inside of another");
  if (!outermost && target.shadow) throw new Refused("`shadow` can only stand at the outermost target, not inside of another");
  let left = filters(target, context).reduce((elements, filter) => elements.filter(filter.keeps), bare(target, scope, context, outermost));
  const near = RELATIONS.filter((name) => target[name]);
  if (near.length) left = byNearness(left, near.map((name) => relation(name, find(target[name] as Target, doc, context, false), target.px)));
  if (target.or) left = inDocumentOrder([...new Set([...left, ...find(target.or, scope, context, false)])]);
  const nth = target.first ? 0 : target.last ? -1 : target.nth;
  return typeof nth === "number" ? pick(left, nth) : left;
}

const pick = (elements: Element[], nth: number): Element[] => {
  const one = elements[nth < 0 ? elements.length + nth : nth];
  return one ? [one] : [];
};

/** The matches of the strategy alone, inside `within`. */
export function bare(target: Target, scope: Scope, context: Context, outermost = true): Element[] {
  const scopes: Scope[] = target.within ? find(target.within, scope, context, false) : [scope];
  const query = strategy(target, context, outermost);
  if (scopes.length === 1) return query(scopes[0] as Scope);
  const found = new Set<Element>();
  for (const one of scopes) for (const element of query(one)) found.add(element);
  return [...found];
}

export interface Filter { words: string; keeps(element: Element): boolean }

/** `has`, `has_not`, `has_text`, `has_not_text`, `and`, the relations, `visible`, `enabled_only`, in this order. */
export function filters(target: Target, context: Context): Filter[] {
  const list: Filter[] = [];
  const { has, has_not, has_text, has_not_text, visible } = target;
  if (has) list.push({ words: "has", keeps: (element) => find(has, element, context, false).length > 0 });
  if (has_not) list.push({ words: "has_not", keeps: (element) => !find(has_not, element, context, false).length });
  if (has_text !== undefined && has_text !== null) {
    const matcher = matcherOf(has_text, "part");
    list.push({ words: "has_text", keeps: (element) => nodeHolds(matcher, element) });
  }
  if (has_not_text !== undefined && has_not_text !== null) {
    const matcher = matcherOf(has_not_text, "part");
    list.push({ words: "has_not_text", keeps: (element) => !nodeHolds(matcher, element) });
  }
  if (target.and) {
    const both = target.and;
    let these: Set<Element> | undefined;
    list.push({ words: "and", keeps: (element) => (these ??= new Set(find(both, doc, context, false))).has(element) });
  }
  for (const name of RELATIONS) {
    const other = target[name];
    if (!other) continue;
    let fits: ((element: Element) => number | undefined) | undefined;
    list.push({ words: name, keeps: (element) => (fits ??= relation(name, find(other, doc, context, false), target.px))(element) !== undefined });
  }
  if (typeof visible === "boolean") list.push({ words: `visible: ${visible}`, keeps: (element) => isVisible(element) === visible });
  if (target.enabled_only) list.push({ words: "enabled_only", keeps: (element) => !isDisabled(element) });
  return list;
}

export function wanted(given: TextMatcher, target: Target): Matcher {
  return matcherOf(given, target.exact && typeof given === "string" ? "whole" : "part");
}

function strategy(target: Target, context: Context, outermost: boolean): (scope: Scope) => Element[] {
  const kind = strategyOf(target);
  switch (kind) {
    case "role": return roleQuery(target);
    case "text": {
      const matcher = wanted(target.text as TextMatcher, target);
      return (scope) => queryText(scope, matcher);
    }
    case "label": {
      const matcher = wanted(target.label as TextMatcher, target);
      const fits = (label: Element | string) => (typeof label === "string" ? holds(matcher, label) : nodeHolds(matcher, label));
      return (scope) => allDeep(scope, LABELLED).filter((element) => labelTexts(element).some(fits));
    }
    case "placeholder":
    case "alt":
    case "title": {
      const matcher = wanted(target[kind] as TextMatcher, target);
      return (scope) => allDeep(scope, `[${kind}]`).filter((element) => holds(matcher, attr(element, kind) ?? ""));
    }
    case "testid": return attributeQuery(target.testid as TextMatcher, context.testid);
    case "component": return attributeQuery(target.component as TextMatcher, context.component);
    case "id": return attributeQuery(literal(target.id, kind), ["id"]);
    case "name_attr": return attributeQuery(literal(target.name_attr, kind), ["name"]);
    case "value": {
      const matcher = wanted(target.value as TextMatcher, target);
      return (scope) => allDeep(scope, VALUED).filter((element) => holds(matcher, (element as HTMLInputElement).value));
    }
    case "link_text":
    case "partial_link_text": {
      const text = literal(target[kind], kind);
      const matcher = matcherOf(kind === "link_text" ? text : { contains: text }, "whole");
      return (scope) => allDeep(scope, "a").filter((element) => nodeHolds(matcher, element));
    }
    case "xy": {
      const point = target.xy as Point;
      if (typeof point?.x !== "number" || typeof point.y !== "number") throw new Refused("`xy` needs `x` and `y`, in CSS pixels of the viewport");
      return (scope) => { const element = deepestAt(point); return element && isInside(scope, element) ? [element] : []; };
    }
    case "any_of": return (scope) => firstUnique(target.any_of as Target[], scope, context, outermost);
    case "css": return (scope) => queryCss(scope, target.css as string);
    case "xpath": return (scope) => queryXpath(scope, target.xpath as string);
    case "element":
    case "ref": {
      const element = kind === "ref" ? elementOfRef(target.ref as string) : elementOf(target.element as number);
      return (scope) => (element && isInside(scope, element) ? [element] : []);
    }
  }
}

/** Whatever has a value that people see or choose; never what a password field holds. */
export const VALUED = "input:not([type=password]):not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=file]), button[value], textarea, select, option";

function literal(given: unknown, kind: string): string {
  if (typeof given === "string" && given.trim()) return given;
  throw new Refused(`\`${kind}\` must be a text that is not empty`);
}

/** Elements one of whose attributes has the value; a plain string is compared as it stands. */
function attributeQuery(given: TextMatcher, names: string[]): (scope: Scope) => Element[] {
  const matcher: Matcher = typeof given === "string" ? { test: (id) => id === given, raw: true, words: JSON.stringify(given) } : matcherOf(given, "whole");
  const fits = (element: Element) => names.some((name) => { const id = attr(element, name); return id !== null && holds(matcher, id); });
  return (scope) => allDeep(scope, attributeSelector(names)).filter(fits);
}

export function attributeSelector(names: string[]): string {
  if (names.some((name) => !/^[\w:.-]+$/.test(name))) throw new Refused(`${JSON.stringify(names.join(","))} is no attribute name`);
  return names.map((name) => `[${CSS.escape(name)}]`).join(",");
}

/** The first candidate that means exactly one element; none does: all that the first of them means. */
function firstUnique(candidates: Target[], scope: Scope, context: Context, outermost: boolean): Element[] {
  if (!Array.isArray(candidates) || !candidates.length) throw new Refused("`any_of` needs a list of targets, the best first");
  let some: Element[] = [];
  for (const [index, candidate] of candidates.entries()) {
    const found = find(candidate, scope, { ...context }, false);
    if (found.length === 1) {
      if (outermost) context.candidate = index;
      return found;
    }
    if (!some.length) some = found;
  }
  return some;
}

function queryXpath(scope: Scope, given: string): Element[] {
  if (typeof given !== "string" || !given.trim()) throw new Refused("An xpath target must not be empty");
  const path = given.startsWith("/") && nodeType(scope) !== 9 ? `.${given}` : given;
  if (nodeType(scope) === 11) return [];
  try {
    const found = Document.prototype.evaluate.call(doc, path, scope, null, XPathResult.ORDERED_NODE_ITERATOR_TYPE, null);
    const elements: Element[] = [];
    for (let node = found.iterateNext(); node; node = found.iterateNext()) if (isElement(node)) elements.push(node);
    return elements;
  } catch (error) {
    throw new Refused(`${JSON.stringify(clip(given, 200))} is not a valid XPath of elements: ${(error as Error).message.replace(/^.*?: /, "")}`);
  }
}

// ----------------------------------------------------------------------------------------------------------------- role

const isTri = (value: unknown): boolean => value === undefined || value === null || typeof value === "boolean" || value === "mixed";

/** The role as we know it; refuses what no element can have. */
export function knownRole(given: unknown): string {
  const role = typeof given === "string" ? given.trim().toLowerCase() : "";
  if (role === "image") return "img";
  if (isRole(role)) return role;
  const near = roleNames().filter((name) => role && (name.startsWith(role.slice(0, 3)) || name.includes(role) || role.includes(name)));
  throw new Refused(`${JSON.stringify(given)} is not an ARIA role${near.length ? `; did you mean ${near.slice(0, 3).join(" or ")}?` : ""}`);
}

function roleQuery(target: Target): (scope: Scope) => Element[] {
  const role = knownRole(target.role);
  for (const state of ["checked", "pressed", "selected", "expanded", "level"] as const) {
    const given = target[state];
    if (given === undefined || given === null) continue;
    if (!STATE_ROLES[state].includes(role)) throw new Refused(`A ${role} has no \`${state}\`; only ${STATE_ROLES[state].join(", ")} have`);
    if (state !== "level" && !isTri(given)) throw new Refused(`\`${state}\` must be true, false or "mixed"`);
  }
  const name = target.name === undefined || target.name === null ? null : wanted(target.name, target);
  const selector = roleSelector(role);
  return (scope) => allDeep(scope, selector).filter((element) => roleOf(element) === role && hasStates(element, target) && isNamed(element, name, target));
}

const differs = (given: unknown, actual: unknown): boolean => given !== undefined && given !== null && given !== actual;

export function hasStates(element: Element, target: Target): boolean {
  return !(
    differs(target.selected, target.selected != null && selectedOf(element)) ||
    differs(target.checked, target.checked != null && (checkedOf(element) ?? false)) ||
    differs(target.pressed, target.pressed != null && pressedOf(element)) ||
    differs(target.expanded, target.expanded != null ? expandedOf(element) : null) ||
    differs(target.level, target.level != null && levelOf(element)) ||
    differs(target.disabled, target.disabled != null && isDisabled(element)) ||
    (!target.include_hidden && isHiddenForAria(element))
  );
}

const isNamed = (element: Element, name: Matcher | null, target: Target): boolean =>
  !name || name.test(nameOf(element, !!target.include_hidden));

