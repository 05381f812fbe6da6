/** Why nothing matched: what nearly did, and what it lacked. */

import { allDeep, attr, childCount, doc, isVisible, win } from "./dom";
import { describe, targetWords } from "./describe";
import { LABELLED, labelTexts, nameOf } from "./names";
import type { Target, TextMatcher } from "./protocol";
import { attributeSelector, bare, type Context, filters, find, hasStates, knownRole, strategyOf, VALUED, wanted } from "./resolve";
import { checkedOf, expandedOf, isDisabled, isHiddenForAria, levelOf, pressedOf, roleOf, selectedOf } from "./roles";
import { locatorFor } from "./suggest";
import { clip, type Matcher, normalize, normalText } from "./text";

const MOST = 10;

/** Lines like `<button>Sign up</button> has the name "Sign up" → role=button[name='Sign up']`, the nearest first. */
export function nearMisses(target: Target, context: Context): string[] {
  return [...stages(target, context), ...neighbours(target, context)].slice(0, MOST);
}

/** Which part of a composed target let nothing through. */
function stages(target: Target, context: Context): string[] {
  if (target.within && !find(target.within, doc, context).length) {
    return [`\`within\` itself matches nothing: ${targetWords(target.within)}`, ...nearMisses(target.within, context)];
  }
  let left = bare(target, doc, context);
  if (!left.length) {
    const anywhere = target.within ? find({ ...target, within: undefined }, doc, context) : [];
    return anywhere.slice(0, 3).map((element) => `${describe(element)} matches, but not inside \`within\` (${targetWords(target.within as Target)})`);
  }
  for (const filter of filters(target, context)) {
    const kept = left.filter(filter.keeps);
    if (!kept.length) return [`${count(left.length)} matched before \`${filter.words}\` let none through`, ...left.slice(0, 5).map((element) => line(element, "", context))];
    left = kept;
  }
  return [`${count(left.length)} matched, so \`nth: ${target.nth}\` does not exist`, ...left.slice(0, 5).map((element) => line(element, "", context))];
}

const count = (n: number): string => (n === 1 ? "1 element" : `${n} elements`);

const line = (element: Element, why: string, context: Context): string =>
  `${describe(element)}${why ? ` ${why}` : ""} \u2192 ${locatorFor(element, context)}`;

/** Elements that are like the wanted one in some way. */
function neighbours(target: Target, context: Context): string[] {
  const kind = strategyOf(target);
  if (bare(target, doc, context).length) return [];
  if (kind === "role") return roleNeighbours(target, context);
  switch (kind) {
    case "css": return cssNeighbours(target.css as string);
    case "testid": return attributeNeighbours(target.testid as TextMatcher, context.testid, "test id");
    case "component": return attributeNeighbours(target.component as TextMatcher, context.component, "component");
    case "id": return attributeNeighbours(target.id as string, ["id"], "id");
    case "name_attr": return attributeNeighbours(target.name_attr as string, ["name"], "name attribute");
    case "any_of": return (target.any_of as Target[]).map((candidate, index) => {
      const found = find(candidate, doc, context, false).length;
      return `candidate ${index + 1}, ${targetWords(candidate)}, matches ${found ? count(found) : "nothing"}`;
    });
    case "xy": return [`the viewport is ${win.innerWidth} \u00d7 ${win.innerHeight} CSS pixels`];
    case "xpath":
    case "element":
    case "ref": return [];
    default: return textNeighbours(target, kind, context);
  }
}

function attributeNeighbours(given: TextMatcher, names: string[], what: string): string[] {
  const ids = allDeep(doc, attributeSelector(names)).map((element) => ({ element, text: names.map((name) => attr(element, name)).find((id) => id !== null) ?? "" }));
  const like = nearest(ids, plain(given));
  return (like.length ? like : ids.slice(0, 5)).map(({ element, text }) => `${describe(element)} has the ${what} ${JSON.stringify(text)}`);
}

type Spoken = "text" | "label" | "placeholder" | "alt" | "title" | "value" | "link_text" | "partial_link_text";

function roleNeighbours(target: Target, context: Context): string[] {
  const role = knownRole(target.role);
  const matcher = target.name == null ? null : wanted(target.name, target);
  const named = (element: Element, hidden = false): boolean => !matcher || matcher.test(nameOf(element, hidden));
  const seen: string[] = [];
  const everything = allDeep(doc, "*").slice(0, 20_000);
  const same = everything.filter((element) => roleOf(element) === role);
  for (const element of same) {
    if (isHiddenForAria(element) && named(element, true)) seen.push(`${describe(element)} has this role${matcher ? " and name" : ""}, but is hidden`);
    else if (named(element) && !hasStates(element, target)) seen.push(line(element, `has this role${matcher ? " and name" : ""}, but ${stateWords(element, target)}`, context));
  }
  if (!matcher) return [...seen, ...(seen.length ? [] : otherRoles(everything))];
  for (const element of everything) {
    const other = roleOf(element);
    if (seen.length < MOST && other && other !== role && other !== "generic" && !isHiddenForAria(element) && named(element)) seen.push(line(element, `has this name, but is a ${other}`, context));
  }
  const visible = same.filter((element) => !isHiddenForAria(element)).map((element) => ({ element, text: nameOf(element) }));
  for (const { element, text } of nearest(visible, plain(target.name as TextMatcher))) seen.push(line(element, text ? `has the name ${JSON.stringify(clip(text, 80))}${difference(text, matcher)}` : "has no name", context));
  if (!seen.length) {
    const text = allDeep(doc, "*").find((element) => normalText(element).toLowerCase() === plain(target.name as TextMatcher).toLowerCase());
    if (text) seen.push(line(text, "has this text, but no such role", context));
  }
  return seen;
}

function stateWords(element: Element, target: Target): string {
  const states: [string, unknown, unknown][] = [
    ["disabled", target.disabled, isDisabled(element)], ["checked", target.checked, checkedOf(element)], ["pressed", target.pressed, pressedOf(element)],
    ["expanded", target.expanded, expandedOf(element)], ["selected", target.selected, selectedOf(element)], ["level", target.level, levelOf(element)],
  ];
  const wrong = states.filter(([, want, is]) => want != null && want !== is).map(([name, , is]) => `${name} is ${is ?? "not given"}`);
  return wrong.join(" and ") || "is hidden";
}

function otherRoles(everything: Element[]): string[] {
  const counts = new Map<string, number>();
  for (const element of everything) {
    const role = roleOf(element);
    if (role && role !== "generic" && !isHiddenForAria(element)) counts.set(role, (counts.get(role) ?? 0) + 1);
  }
  const list = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 15).map(([role, n]) => `${role} ${n}`);
  return list.length ? [`the page has these roles: ${list.join(", ")}`] : ["the page is empty"];
}

function textNeighbours(target: Target, kind: Spoken, context: Context): string[] {
  const matcher = wanted(target[kind] as TextMatcher, target);
  const text = plain(target[kind] as TextMatcher);
  const seen: string[] = [];
  for (const { element, text: got, what } of nearest(speaking(kind), text)) {
    if (seen.length < MOST) seen.push(line(element, `has the ${what.replace(/.*link_text/, "link text")} ${JSON.stringify(clip(got, 80))}${what === kind ? difference(got, matcher) : ""}${isVisible(element) ? "" : ", and is hidden"}`, context));
  }
  return seen;
}

interface Phrase { element: Element; text: string; what: string }

/** Everything that could be taken for the text of this kind, other kinds included. */
function speaking(kind: Spoken): Phrase[] {
  const list: Phrase[] = [];
  for (const what of ["placeholder", "alt", "title"]) for (const element of allDeep(doc, `[${what}]`)) list.push({ element, text: normalize(attr(element, what) ?? ""), what });
  for (const element of allDeep(doc, LABELLED)) for (const label of labelTexts(element)) list.push({ element, text: typeof label === "string" ? normalize(label) : normalText(label), what: "label" });
  if (kind === "value") for (const element of allDeep(doc, VALUED)) list.push({ element, text: normalize((element as HTMLInputElement).value), what: "value" });
  if (kind === "link_text" || kind === "partial_link_text") for (const element of allDeep(doc, "a")) list.push({ element, text: normalText(element), what: kind });
  if (kind === "text" || kind === "label" || kind === "link_text" || kind === "partial_link_text") {
    for (const element of allDeep(doc, "body *").slice(0, 5_000)) {
      const text = childCount(element) <= 3 ? normalText(element) : "";
      if (text && text.length <= 200) list.push({ element, text, what: "text" });
    }
  }
  return list.filter((spoken) => spoken.text).sort((a, b) => Number(b.what === kind) - Number(a.what === kind));
}

/** The words of a matcher, without its way of matching. */
function plain(given: TextMatcher): string {
  if (typeof given === "string") return normalize(given);
  return normalize("equals" in given ? given.equals : "contains" in given ? given.contains : given.matches.replace(/[\\^$.*+?()[\]{}|]/g, " "));
}

function difference(got: string, matcher: Matcher): string {
  if (!matcher.part) return "";
  const want = matcher.part;
  if (got.toLowerCase() === want.toLowerCase()) return " (other upper and lower case)";
  if (got.replace(/\s/g, "").toLowerCase() === want.replace(/\s/g, "").toLowerCase()) return " (other white space)";
  return got.toLowerCase().includes(want.toLowerCase()) ? " (it must be the whole, not a part)" : "";
}

/** The five most alike, those that have nothing in common left out. */
function nearest<T extends { text: string }>(list: T[], text: string): T[] {
  const scored = list.slice(0, 3_000).map((item) => ({ item, score: likeness(item.text.toLowerCase(), text.toLowerCase()) })).filter(({ score }) => score > 0.3);
  const unique = new Set<string>();
  return scored.sort((a, b) => b.score - a.score).map(({ item }) => item).filter(({ text: one }) => !unique.has(one) && unique.add(one)).slice(0, 5);
}

/** 0 to 1: how many pairs of letters two texts share (Dice). */
function likeness(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length < 2 || b.length < 2) return a.includes(b) || b.includes(a) ? 0.5 : 0;
  const pairs = new Map<string, number>();
  for (let i = 0; i < Math.min(a.length, 200) - 1; i++) pairs.set(a.slice(i, i + 2), (pairs.get(a.slice(i, i + 2)) ?? 0) + 1);
  let shared = 0;
  for (let i = 0; i < b.length - 1; i++) {
    const left = pairs.get(b.slice(i, i + 2)) ?? 0;
    if (left > 0) {
      shared++;
      pairs.set(b.slice(i, i + 2), left - 1);
    }
  }
  return (2 * shared) / (Math.min(a.length, 200) + b.length - 2);
}

/** How far a selector gets when it is cut shorter. */
function cssNeighbours(selector: string): string[] {
  const parts = selector.split(/(?=[\s>+~.#[:])/).filter(Boolean);
  if (parts.length < 2 || parts.length > 30 || /[("']/.test(selector)) return [];
  for (let length = parts.length - 1; length > 0; length--) {
    const shorter = parts.slice(0, length).join("").replace(/[\s>+~]+$/, "");
    try {
      const found = shorter ? allDeep(doc, shorter) : [];
      if (found.length) return [`${count(found.length)} matched ${JSON.stringify(shorter)}, none with ${JSON.stringify(parts.slice(length).join("").trim())}`, ...found.slice(0, 3).map(describe)];
    } catch {
      // Cut in the middle of something.
    }
  }
  return [`not even ${JSON.stringify(parts[0])} matches anything`];
}
