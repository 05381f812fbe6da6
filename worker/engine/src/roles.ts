/**
 * ARIA roles and states of elements. What ARIA itself says (which roles, states and tags) is generated from aria-query, see
 * `aria.mjs`; here is what depends on the element's surroundings, after HTML-AAM, with Chromium's choices where that leaves one.
 */

import { BY_INPUT, BY_TAG, GLOBAL, HAVING, LISTABLE, MAY_BE, ROLES, UNLABELLED } from "./aria.gen";
import {
  all, attr, byIds, childCount, children, closest, closestDeep, contains, elementChildren, hasAttr, inputType, isEditableHost, isElement, isText, look, matches,
  parent, parentElement, shadowRoot, assignedSlot, styleIsVisible, styleOf, tag, textContent, textHasBox,
} from "./dom";

const words = (text: string): string[] => text.split(" ");

const KNOWN = new Set(words(ROLES));

export const isRole = (role: string): boolean => KNOWN.has(role);
export const roleNames = (): string[] => [...KNOWN];

const own = (table: Record<string, string>, key: string): string | undefined => (Object.hasOwn(table, key) ? table[key] : undefined);

/** A native selector that every element with this role matches, so that not every element need be asked. */
export function roleSelector(role: string): string {
  if (role === "presentation" || role === "none") return "*";
  const tags = Object.keys(BY_TAG).filter((name) => BY_TAG[name] === role);
  for (const name in MAY_BE) if (words(MAY_BE[name] as string).includes(role)) tags.push(name);
  return ["[role]", ...tags].join(",");
}

const SECTIONING =
  "article:not([role]),aside:not([role]),main:not([role]),nav:not([role]),section:not([role])," +
  "[role=article],[role=complementary],[role=main],[role=navigation],[role=region]";

/** Inside of these an `<aside>` needs a name to be a landmark. */
const SECTIONS = "article,aside,nav,section";

const isNamedByAuthor = (element: Element): boolean => hasAttr(element, "aria-label") || hasAttr(element, "aria-labelledby");

function implicitRole(element: Element): string | null {
  const name = tag(element);
  const fixed = own(BY_TAG, name);
  if (fixed) return fixed;
  switch (name) {
    case "a":
    case "area": return hasAttr(element, "href") ? "link" : null;
    case "footer": return closestDeep(element, SECTIONING) ? null : "contentinfo";
    case "header": return closestDeep(element, SECTIONING) ? null : "banner";
    case "aside": return closestDeep(parent(element), SECTIONS) && !isNamedByAuthor(element) && !attr(element, "title") ? null : "complementary";
    case "form": return isNamedByAuthor(element) ? "form" : null;
    case "section": return isNamedByAuthor(element) ? "region" : null;
    case "img": {
      const decorative = attr(element, "alt") === "" && !attr(element, "title") && !hasGlobalState(element, null) && !hasTabIndex(element);
      return decorative ? "presentation" : "img";
    }
    case "input": return inputRole(element);
    case "select": return hasAttr(element, "multiple") || (element as HTMLSelectElement).size > 1 ? "listbox" : "combobox";
    case "td": {
      const table = closestDeep(element, "table");
      const role = table && explicitRole(table);
      return role === "grid" || role === "treegrid" ? "gridcell" : "cell";
    }
    case "th": return headerRole(element);
    default: return null;
  }
}

function inputRole(element: Element): string | null {
  const type = inputType(element);
  if (type === "hidden") return null;
  const listable = own(LISTABLE, type);
  const list = listable ? byIds(element, attr(element, "list"))[0] : undefined;
  if (list && tag(list) === "datalist") return "combobox";
  // Passwords, dates, colours: HTML-AAM has no role for them, Playwright calls them textboxes.
  return listable ?? own(BY_INPUT, type) ?? "textbox";
}

/** What Chromium makes of a `<th>`: its scope, else a row header beside data in its row, else a column header. */
function headerRole(element: Element): string {
  const scope = attr(element, "scope");
  if (scope === "col" || scope === "colgroup") return "columnheader";
  if (scope === "row" || scope === "rowgroup") return "rowheader";
  const row = parentElement(element);
  for (const cell of row ? elementChildren(row) : []) {
    if (tag(cell) === "td" && (textContent(cell)?.trim() || childCount(cell))) return "rowheader";
  }
  return "columnheader";
}

/** The first word that is a role; `image` is the newer name of `img`. */
function explicitRole(element: Element): string | null {
  for (const word of attr(element, "role")?.toLowerCase().split(/\s+/) ?? []) {
    if (word === "image") return "img";
    if (KNOWN.has(word)) return word;
  }
  return null;
}

/** Mean nothing on some roles, so `hasGlobalState` asks for them by itself. */
const CONDITIONAL_STATES = ["aria-label", "aria-labelledby", "aria-roledescription"];
const GLOBAL_STATES = words(GLOBAL).filter((name) => !CONDITIONAL_STATES.includes(name));
const CANNOT_BE_LABELLED = words(UNLABELLED);

function hasGlobalState(element: Element, role: string | null): boolean {
  if (GLOBAL_STATES.some((name) => hasAttr(element, name))) return true;
  if (isNamedByAuthor(element) && !CANNOT_BE_LABELLED.includes(role ?? "")) return true;
  return role !== "generic" && hasAttr(element, "aria-roledescription");
}

function hasTabIndex(element: Element): boolean {
  const given = attr(element, "tabindex");
  return given !== null && !Number.isNaN(Number(given));
}

function isFocusable(element: Element): boolean {
  if (isNativelyDisabled(element)) return false;
  const name = tag(element);
  if (["button", "details", "select", "textarea"].includes(name)) return true;
  if (name === "a" || name === "area") return hasAttr(element, "href") || hasTabIndex(element);
  return (name === "input" && !(element as HTMLInputElement).hidden) || hasTabIndex(element);
}

/** `role=none` is void on what can have focus or carries a global state. */
const cannotBePresentational = (element: Element, role: string | null): boolean => hasGlobalState(element, role) || isFocusable(element);

/** Parents whose `role=none` takes the child's role away as well. */
const STRUCTURE: Record<string, string> = {
  dd: "dl div", div: "dl", dt: "dl div", li: "ol ul", tbody: "table", td: "tr", tfoot: "table", th: "tr", thead: "table",
  tr: "thead tbody tfoot table",
};

function inheritedImplicitRole(element: Element): string | null {
  const role = implicitRole(element);
  if (!role) return null;
  for (let child: Element = element; ; ) {
    const up = parent(child);
    const parents = own(STRUCTURE, tag(child));
    if (!up || !parents || !words(parents).includes(tag(up))) return role;
    const given = explicitRole(up);
    if ((given === "none" || given === "presentation") && !cannotBePresentational(up, given)) return given;
    child = up;
  }
}

export function roleOf(element: Element): string | null {
  let role = look.role.get(element);
  if (role === undefined) {
    role = explicitRole(element) ?? inheritedImplicitRole(element);
    if ((role === "none" || role === "presentation") && explicitRole(element)) {
      const native = inheritedImplicitRole(element);
      if (cannotBePresentational(element, native)) role = native;
    }
    look.role.set(element, role);
  }
  return role;
}

// -------------------------------------------------------------------------------------------------------------- hidden

const NEVER_READ = new Set(["style", "script", "noscript", "template"]);

export const isNeverRead = (element: Element): boolean => NEVER_READ.has(tag(element));

/** Left out of the accessibility tree: not rendered, `visibility: hidden`, or below `aria-hidden`. */
export function isHiddenForAria(element: Element): boolean {
  if (isNeverRead(element)) return true;
  const name = tag(element);
  if (name !== "slot" && styleOf(element).display === "contents") {
    for (const child of children(element)) {
      if (isElement(child) ? !isHiddenForAria(child) : isText(child) && textHasBox(child)) return false;
    }
    return true;
  }
  const inSelect = name === "option" && !!closest(element, "select");
  if (!inSelect && name !== "slot" && !styleIsVisible(element)) return true;
  return belowHidden(element);
}

function belowHidden(element: Element): boolean {
  let hidden = look.hidden.get(element);
  if (hidden === undefined) {
    const up = parentElement(element);
    const unslotted = !!up && !!shadowRoot(up) && !assignedSlot(element);
    hidden = unslotted || styleOf(element).display === "none" || attr(element, "aria-hidden")?.toLowerCase() === "true";
    if (!hidden) {
      const above = parent(element);
      hidden = !!above && belowHidden(above);
    }
    look.hidden.set(element, hidden);
  }
  return hidden;
}

// -------------------------------------------------------------------------------------------------------------- states

/** The roles that have a state; asking for it elsewhere is a mistake in the target. */
export const STATE_ROLES: Record<"checked" | "pressed" | "selected" | "expanded" | "level", string[]> = {
  checked: words(HAVING.checked),
  pressed: words(HAVING.pressed),
  selected: words(HAVING.selected),
  expanded: words(HAVING.expanded),
  level: words(HAVING.level),
};

const DISABLED_ROLES = new Set(words(HAVING.disabled));
const READONLY_ROLES = new Set(words(HAVING.readonly));

export const canBeDisabled = (role: string | null): boolean => DISABLED_ROLES.has(role ?? "");

/** Null when the element has no such state. */
export function checkedOf(element: Element): boolean | "mixed" | null {
  const type = inputType(element);
  if (type === "checkbox" || type === "radio") {
    return (element as HTMLInputElement).indeterminate ? "mixed" : (element as HTMLInputElement).checked;
  }
  if (!STATE_ROLES.checked.includes(roleOf(element) ?? "")) return null;
  const given = attr(element, "aria-checked");
  return given === "mixed" ? "mixed" : given === "true";
}

/** As `checkedOf`, but an indeterminate native box counts by its `checked`, an ARIA one as not checked. */
export function plainlyChecked(element: Element): boolean | null {
  const type = inputType(element);
  if (type === "checkbox" || type === "radio") return (element as HTMLInputElement).checked;
  const checked = checkedOf(element);
  return checked === null ? null : checked === true;
}

export function pressedOf(element: Element): boolean | "mixed" {
  if (!STATE_ROLES.pressed.includes(roleOf(element) ?? "")) return false;
  const given = attr(element, "aria-pressed");
  return given === "mixed" ? "mixed" : given === "true";
}

export function selectedOf(element: Element): boolean {
  if (element instanceof HTMLOptionElement) return element.selected;
  return STATE_ROLES.selected.includes(roleOf(element) ?? "") && attr(element, "aria-selected")?.toLowerCase() === "true";
}

export function expandedOf(element: Element): boolean | undefined {
  if (element instanceof HTMLDetailsElement) return element.open;
  const given = STATE_ROLES.expanded.includes(roleOf(element) ?? "") ? attr(element, "aria-expanded") : null;
  return given === null ? undefined : given === "true";
}

/** 0 when it has none. */
export function levelOf(element: Element): number {
  const native = /^h([1-6])$/.exec(tag(element));
  if (native) return Number(native[1]);
  const level = STATE_ROLES.level.includes(roleOf(element) ?? "") ? Number(attr(element, "aria-level") ?? "0") : 0;
  return Number.isInteger(level) && level >= 1 ? level : 0;
}

function isNativelyDisabled(element: Element): boolean {
  if (!["button", "input", "select", "textarea", "option", "optgroup"].includes(tag(element))) return false;
  if (hasAttr(element, "disabled")) return true;
  if (tag(element) === "option" && closest(element, "optgroup[disabled]")) return true;
  const fieldset = closest(element, "fieldset[disabled]");
  if (!fieldset) return false;
  let legend: Element | undefined;
  for (const child of elementChildren(fieldset)) if (!legend && tag(child) === "legend") legend = child;
  return !legend || !contains(legend, element);
}

/** Natively, or by `aria-disabled` on itself or above. */
export function isDisabled(element: Element): boolean {
  return isNativelyDisabled(element) || (canBeDisabled(roleOf(element)) && ariaDisabled(element));
}

function ariaDisabled(element: Element): boolean {
  let disabled = look.disabled.get(element);
  if (disabled === undefined) {
    const given = attr(element, "aria-disabled")?.toLowerCase();
    const up = given === "true" || given === "false" ? null : parent(element);
    disabled = given === "true" || (!!up && ariaDisabled(up));
    look.disabled.set(element, disabled);
  }
  return disabled;
}

/** Null when the element is nothing that could be edited. */
export function isReadonly(element: Element): boolean | null {
  if (["input", "textarea", "select"].includes(tag(element))) return hasAttr(element, "readonly");
  if (READONLY_ROLES.has(roleOf(element) ?? "")) return attr(element, "aria-readonly") === "true";
  return isEditableHost(element) ? false : null;
}

/** Elements below `element`, and those it owns by `aria-owns`. */
export function ownedBy(element: Element, css: string): Element[] {
  const found = [...all(element, css)];
  for (const owned of byIds(element, attr(element, "aria-owns"))) {
    if (matches(owned, css)) found.push(owned);
    found.push(...all(owned, css));
  }
  return found;
}
