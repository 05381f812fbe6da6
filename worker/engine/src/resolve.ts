/** From a target to the elements that it means. */

import { allDeep, attr, doc, isElement, isInside, isVisible, lookAgain, nodeType, type Scope } from "./dom";
import { queryCss } from "./css";
import { elementOf, elementOfRef } from "./handles";
import { LABELLED, labelTexts, nameOf } from "./names";
import type { Target, TextMatcher } from "./protocol";
import { checkedOf, expandedOf, isDisabled, isHiddenForAria, isRole, levelOf, pressedOf, roleNames, roleOf, roleSelector, selectedOf, STATE_ROLES } from "./roles";
import { clip, holds, type Matcher, matcherOf, nodeHolds, Refused } from "./text";
import { queryText } from "./texts";

/** What every resolution of one request shares. */
export interface Context {
  /** Attribute names of `testid`. */
  testid: string[];
}

export const STRATEGIES = ["role", "text", "label", "placeholder", "alt", "title", "testid", "css", "xpath", "element", "ref"] as const;
export type Strategy = (typeof STRATEGIES)[number];

export function strategyOf(target: Target): Strategy {
  const given = target && typeof target === "object" ? STRATEGIES.filter((name) => target[name] !== undefined && target[name] !== null) : [];
  if (given.length === 1) return given[0] as Strategy;
  throw new Refused(given.length ? `A target must have one strategy, not ${given.length} (${given.join(", ")})` : "A target must have one of role, text, label, placeholder, alt, title, testid, css, xpath");
}

/** All matches, in order. Forgets the last look first. */
export function resolve(target: Target, context: Context): Element[] {
  lookAgain();
  return find(target, doc, context);
}

/** All matches below `scope`, with what is already known of this look. */
export function find(target: Target, scope: Scope, context: Context, outermost = true): Element[] {
  strategyOf(target);
  if (!outermost && target.frame) throw new Refused("`frame` can only stand at the outermost target, not inside `within`, `has` or `has_not`");
  const filtered = filters(target, context).reduce((elements, filter) => elements.filter(filter.keeps), bare(target, scope, context));
  return typeof target.nth === "number" ? pick(filtered, target.nth) : filtered;
}

const pick = (elements: Element[], nth: number): Element[] => {
  const one = elements[nth < 0 ? elements.length + nth : nth];
  return one ? [one] : [];
};

/** The matches of the strategy alone, inside `within`. */
export function bare(target: Target, scope: Scope, context: Context): Element[] {
  const scopes: Scope[] = target.within ? find(target.within, scope, context, false) : [scope];
  const query = strategy(target, context);
  if (scopes.length === 1) return query(scopes[0] as Scope);
  const found = new Set<Element>();
  for (const one of scopes) for (const element of query(one)) found.add(element);
  return [...found];
}

export interface Filter { words: string; keeps(element: Element): boolean }

/** `has`, `has_not`, `has_text`, `has_not_text`, `visible`, in this order. */
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
  if (typeof visible === "boolean") list.push({ words: `visible: ${visible}`, keeps: (element) => isVisible(element) === visible });
  return list;
}

export function wanted(given: TextMatcher, target: Target): Matcher {
  return matcherOf(given, target.exact && typeof given === "string" ? "whole" : "part");
}

function strategy(target: Target, context: Context): (scope: Scope) => Element[] {
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
    case "testid": {
      const given = target.testid as TextMatcher;
      const matcher: Matcher = typeof given === "string" ? { test: (id) => id === given, raw: true, words: JSON.stringify(given) } : matcherOf(given, "whole");
      const fits = (element: Element) => context.testid.some((name) => { const id = attr(element, name); return id !== null && holds(matcher, id); });
      return (scope) => allDeep(scope, testidSelector(context)).filter(fits);
    }
    case "css": return (scope) => queryCss(scope, target.css as string);
    case "xpath": return (scope) => queryXpath(scope, target.xpath as string);
    case "element":
    case "ref": {
      const element = kind === "ref" ? elementOfRef(target.ref as string) : elementOf(target.element as number);
      return (scope) => (element && isInside(scope, element) ? [element] : []);
    }
  }
}

export function testidSelector(context: Context): string {
  if (context.testid.some((name) => !/^[\w:.-]+$/.test(name))) throw new Refused(`${JSON.stringify(context.testid.join(","))} is no attribute name`);
  return context.testid.map((name) => `[${CSS.escape(name)}]`).join(",");
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

