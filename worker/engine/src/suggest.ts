/**
 * Good locators for an element, best first. Every one that is offered was tried and means that element alone.
 *
 * The order is that of the house: role + name, label, testid, placeholder / alt / title, text, a stable id, css, xpath. `SCORES` says how
 * good each is (README); what is not unique by itself is tried inside of something around it, and counted only at last.
 */

import {
  allDeep, all, attr, boxOf, childNodes, doc, isElement, isShadow, isVisible, nodeType, parent, parentNode, rootOf, tag,
} from "./dom";
import { describe, rectOf } from "./describe";
import { handleOf } from "./handles";
import { clickable } from "./hit";
import { LABELLED, labelTexts, nameOf } from "./names";
import type { Inspected, Point, Rect, States, Suggestion, Target } from "./protocol";
import { type Context, find } from "./resolve";
import { checkedOf, expandedOf, isDisabled, isHiddenForAria, isReadonly, levelOf, pressedOf, roleOf, selectedOf, STATE_ROLES } from "./roles";
import { deepestAt } from "./point";
import { control, isFocused } from "./states";
import { normalize, normalText } from "./text";

/** 0 to 100. An `exact` costs 2, a name or text with digits (it may be data) 12, `within` 15, counting leaves `nth`. */
const SCORES = {
  role: 100, label: 95, testid: 90, placeholder: 80, alt: 78, title: 76, text: 70, id: 60, name_attr: 55, attribute: 50, bare_role: 45, nth: 25, css: 15, xpath: 5,
} as const;
const LONGEST = 80;

interface Idea { target: Target; score: number; strategy: string }

/** At most `most` locators of the element, best first. The CSS path and the XPath are always at hand when nothing better is. */
export function suggestions(element: Element, context: Context, most = 5): Suggestion[] {
  const good: Idea[] = [];
  const vague: Idea[] = [];
  const add = (idea: Idea): boolean => {
    const found = tried(idea.target, context);
    if (found.length === 1 && found[0] === element) return !!good.push(idea);
    if (found.includes(element)) vague.push(idea);
    return false;
  };
  const list = ideas(element, context);
  let plain = false;
  for (const idea of list) {
    if (good.length >= most && good.every((one) => one.score >= idea.score)) break;
    // `exact` is for where the same without it is not enough.
    if (!(idea.target.exact && plain)) plain = add(idea);
  }
  if (!good.some((idea) => idea.score >= SCORES.id)) for (const idea of inside(element, vague, context)) add(idea);
  if (!good.length) {
    const best = vague.find((idea) => !idea.target.within);
    const at = best ? tried(best.target, context).indexOf(element) : -1;
    if (best && at >= 0) add({ target: { ...best.target, nth: at }, score: SCORES.nth, strategy: best.strategy });
  }
  if (good.length < most) add({ target: { css: cssPath(element) }, score: SCORES.css, strategy: "css" });
  if (good.length < most && !isShadow(rootOf(element))) add({ target: { xpath: xpathOf(element) }, score: SCORES.xpath, strategy: "xpath" });
  return good
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ target, score, strategy }) => ({ target, locator: written(target), score, strategy }));
}

/** The best locator of an element as text. */
export function locatorFor(element: Element, context: Context): string {
  return suggestions(element, context, 1)[0]?.locator ?? `css=${cssPath(element)}`;
}

/** `<button>…</button> → role=button[name='Save']`, at most 10 of them. */
export function listed(elements: Element[], context: Context): string[] {
  return elements.slice(0, 10).map((element) => `${describe(element)} \u2192 ${locatorFor(element, context)}`);
}

function tried(target: Target, context: Context): Element[] {
  try {
    return find(target, doc, context);
  } catch {
    return []; // Not usable as a target here.
  }
}

// ---------------------------------------------------------------------------------------------------------------- ideas

/** Targets that could mean the element, the most robust first. */
function ideas(element: Element, context: Context): Idea[] {
  const list: Idea[] = [];
  const words = (strategy: keyof typeof SCORES, target: Target, text: string): void => {
    if (!text || text.length > LONGEST) return;
    const score = SCORES[strategy] - (/\d/.test(text) ? 12 : 0);
    list.push({ target, score, strategy }, { target: { ...target, exact: true }, score: score - 2, strategy });
  };
  const role = roleOf(element);
  const known = role && role !== "generic" && role !== "none" && role !== "presentation" && !isHiddenForAria(element) ? role : null;
  if (known) words("role", { role: known, name: nameOf(element) }, nameOf(element));
  for (const label of labelTexts(element).slice(0, 1)) {
    const text = typeof label === "string" ? normalize(label) : normalText(label);
    words("label", { label: text }, text);
  }
  for (const testid of context.testid) {
    const id = attr(element, testid);
    if (id) list.push({ target: { testid: id }, score: SCORES.testid - (generated(id) ? 30 : 0), strategy: "testid" });
  }
  for (const key of ["placeholder", "alt", "title"] as const) {
    const text = normalize(attr(element, key) ?? "");
    words(key, { [key]: text }, text);
  }
  if (!/^(input|textarea|select|html|body|head)$/.test(tag(element))) words("text", { text: normalText(element) }, normalText(element));
  const id = attr(element, "id");
  if (id && !generated(id)) list.push({ target: { id }, score: SCORES.id, strategy: "id" });
  const name = attr(element, "name");
  if (name && !generated(name) && /^(input|textarea|select|button|iframe|form)$/.test(tag(element))) list.push({ target: { name_attr: name }, score: SCORES.name_attr, strategy: "name_attr" });
  for (const css of attributeCss(element)) list.push({ target: { css }, score: SCORES.attribute, strategy: "css" });
  if (known) list.push({ target: { role: known }, score: SCORES.bare_role, strategy: "role" });
  return list;
}

/** Selectors by what an element is for rather than how it looks. */
function attributeCss(element: Element): string[] {
  const name = tag(element);
  const by = (key: string): string[] => {
    const value = attr(element, key);
    return value && value.length <= LONGEST && !/[\n"\\]/.test(value) ? [`${CSS.escape(name)}[${key}="${value}"]`] : [];
  };
  if (name === "input") return by("type");
  if (name === "a") return generated(attr(element, "href") ?? "") ? [] : by("href");
  return name === "img" || name === "iframe" ? by("src") : [];
}

/** A word that a program made up: many changes between letters and digits, long numbers, the marks of frameworks. */
export function generated(word: string): boolean {
  if (/^:|\d{3}|^(?:ember|react|radix|headlessui|mui|mat|ng|ext|gwt|yui|cdk|aria)[-_:]?\w*\d/i.test(word)) return true;
  let last = "";
  let changes = 0;
  for (const c of word) {
    if (c === "-" || c === "_") continue;
    const kind = /[a-z]/.test(c) ? "lower" : /[A-Z]/.test(c) ? "upper" : /\d/.test(c) ? "digit" : "other";
    if (last && last !== kind && !(kind === "lower" && last === "upper")) changes++;
    last = kind;
  }
  return changes >= word.length / 4;
}

const ROWS = new Set(["listitem", "row", "article", "option", "treeitem", "group", "figure", "region", "tabpanel"]);
const AROUND = new Set(["dialog", "alertdialog", "form", "navigation", "banner", "contentinfo", "main", "complementary", "search", "table", "list", "toolbar", "menu", "tablist", ...ROWS]);

/** The vague ideas again, inside of something around the element that can be named. */
function* inside(element: Element, vague: Idea[], context: Context): Generator<Idea> {
  const best = vague.filter((idea) => idea.strategy !== "text" || vague.length === 1).slice(0, 3);
  let steps = 0;
  for (let at = parent(element); at && tag(at) !== "body" && best.length && steps < 12; at = parent(at), steps++) {
    for (const within of surroundings(at, element, context)) {
      for (const idea of best) yield { target: { ...idea.target, within }, score: Math.max(30, idea.score - 15 - steps), strategy: idea.strategy };
    }
  }
}

/** Targets that mean this ancestor alone. */
function surroundings(at: Element, element: Element, context: Context): Target[] {
  const role = roleOf(at);
  const list: Target[] = [];
  if (role && AROUND.has(role) && !isHiddenForAria(at)) {
    const name = nameOf(at);
    const given = !ROWS.has(role) || attr(at, "aria-label") || attr(at, "aria-labelledby");
    if (given && name && name.length <= LONGEST) list.push({ role, name }, { role, name, exact: true });
    if (ROWS.has(role)) for (const text of marks(at, element)) list.push({ role, has_text: text });
    list.push({ role });
  }
  for (const testid of context.testid) {
    const id = attr(at, testid);
    if (id && !generated(id)) list.push({ testid: id });
  }
  const id = attr(at, "id");
  if (id && !generated(id)) list.push({ id });
  const unique = list.find((target) => {
    const found = tried(target, context);
    return found.length === 1 && found[0] === at;
  });
  return unique ? [unique] : [];
}

/** Short texts in a row or card that are not of the element itself: what a person would call it by. */
function marks(row: Element, element: Element): string[] {
  const texts: string[] = [];
  for (const inner of allDeep(row, "*").slice(0, 60)) {
    if (inner === element || texts.length >= 4) continue;
    const text = [...childNodes(inner)].every((child) => !isElement(child)) ? normalText(inner) : "";
    if (text.length > 1 && text.length <= 40 && text !== normalText(element) && !texts.includes(text)) texts.push(text);
  }
  return texts.sort((a, b) => Number(/\d/.test(a)) - Number(/\d/.test(b)));
}

/** A selector for this element alone, through open shadow roots. */
export function cssPath(element: Element): string {
  let path = "";
  for (let at: Element | null = element; at; at = parent(at)) {
    const root = rootOf(at);
    const id = attr(at, "id");
    const tree = nodeType(root) === 9 || isShadow(root) ? (root as Document | ShadowRoot) : null;
    if (id && tree && all(tree, `#${CSS.escape(id)}`).length === 1) return `#${CSS.escape(id)}${path}`;
    const name = tag(at);
    const up = parentNode(at);
    const siblings = up ? [...childNodes(up)].filter((node) => isElement(node) && tag(node) === name) : [];
    const step = siblings.length > 1 ? `${CSS.escape(name)}:nth-of-type(${siblings.indexOf(at as ChildNode & Element) + 1})` : CSS.escape(name);
    path = `${isShadow(up) ? " " : " > "}${step}${path}`;
    if (name === "body") break;
  }
  return path.replace(/^ >? ?/, "");
}

function xpathOf(element: Element): string {
  let path = "";
  for (let at: Element | null = element; at; at = parent(at)) {
    const id = attr(at, "id");
    if (id && !id.includes('"') && all(doc, `#${CSS.escape(id)}`).length === 1) return `//*[@id="${id}"]${path}`;
    const name = tag(at);
    const up = parentNode(at);
    const siblings = up ? [...childNodes(up)].filter((node) => isElement(node) && tag(node) === name) : [];
    const html = at.namespaceURI === "http://www.w3.org/1999/xhtml";
    const step = html ? name : `*[local-name()="${name}"]`;
    path = `/${step}${siblings.length > 1 ? `[${siblings.indexOf(at as ChildNode & Element) + 1}]` : ""}${path}`;
  }
  return path;
}

// -------------------------------------------------------------------------------------------------------------- as text

/** The target as one would write it in a flow: the string form where there is one, else YAML in one line. */
export function written(target: Target): string {
  const { role, name, exact, ...rest } = target;
  if (role && !exact && typeof name === "string" && !/['\]\\]/.test(name) && !Object.keys(rest).length) return `role=${role}[name='${name}']`;
  if (role && name === undefined && !exact && !Object.keys(rest).length) return `role=${role}`;
  const keys = Object.keys(target);
  const only = keys[0] as keyof Target;
  return keys.length === 1 && typeof target[only] === "string" && !/^["']|\n/.test(target[only]) ? `${only}=${target[only]}` : yaml(target);
}

/** YAML in one line, quoted only where it must be. */
export function yaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yaml).join(", ")}]`;
  if (value && typeof value === "object") {
    const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return `{ ${fields.map(([key, inner]) => `${key}: ${yaml(inner)}`).join(", ")} }`;
  }
  const plain = typeof value === "string" && /^[A-Za-z][\w ./-]*$/.test(value) && value.trim() === value && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return plain ? (value as string) : JSON.stringify(value);
}

// -------------------------------------------------------------------------------------------------------------- inspect

/** What is to be known of an element. */
export function inspected(element: Element, context: Context, most?: number): Inspected {
  return {
    element: handleOf(element), description: describe(element), tag: tag(element), role: roleOf(element), name: nameOf(element),
    states: states(element), rect: rectOf(element) as Rect, locators: suggestions(element, context, most),
  };
}

function states(element: Element): States {
  const at = control(element);
  const role = roleOf(element) ?? "";
  const list: States = { visible: isVisible(element), enabled: !isDisabled(at), focused: isFocused(element) };
  const readonly = isReadonly(at);
  if (readonly !== null) list.editable = !readonly && list.enabled;
  const has = (state: keyof typeof STATE_ROLES): boolean => STATE_ROLES[state].includes(role);
  if (has("checked")) list.checked = checkedOf(element) ?? false;
  if (has("pressed") && attr(element, "aria-pressed") !== null) list.pressed = pressedOf(element);
  if (has("selected")) list.selected = !!selectedOf(element);
  const expanded = expandedOf(element);
  if (expanded !== null && expanded !== undefined) list.expanded = expanded;
  const level = levelOf(element);
  if (level) list.level = level;
  return list;
}

/** What a person would say is at the point: the button or link around it. Null: nothing. */
export function elementAt(point: Point): Element | null {
  const found = deepestAt(point);
  return found && clickable(found);
}

const SPOKEN = new Set(["heading", "img", "alert", "status", "dialog", "alertdialog", "tab", "cell", "columnheader", "rowheader", "iframe"]);
const ACTS = new Set(["button", "link", "textbox", "searchbox", "checkbox", "radio", "switch", "combobox", "listbox", "option", "slider", "spinbutton", "menuitem", "menuitemcheckbox", "menuitemradio", "tab", "treeitem", "gridcell"]);

/** Every visible element that one can act on or call by name, in document order. */
export function everything(context: Context): Element[] {
  const tests = context.testid.map((name) => `[${CSS.escape(name)}]`).join(",");
  const marked = new Set(tests ? allDeep(doc, tests) : []);
  const labelled = new Set(allDeep(doc, LABELLED));
  return allDeep(doc, "body *").filter((element) => {
    const role = roleOf(element) ?? "";
    const spoken = ACTS.has(role) || (SPOKEN.has(role) && nameOf(element)) || marked.has(element) || (labelled.has(element) && tag(element) !== "label" && ACTS.has(role)) || /^i?frame$/.test(tag(element));
    return spoken && isVisible(element) && boxOf(element).width > 0;
  });
}
