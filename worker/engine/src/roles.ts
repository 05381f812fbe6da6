/** ARIA roles and states of elements, after HTML-AAM and ARIA 1.2, with Chromium's choices where the specifications leave one. */

import {
  all, attr, byIds, childCount, children, closest, closestDeep, contains, elementChildren, hasAttr, inputType, isEditableHost, isElement, isText, look, matches, nextElement,
  parent, parentElement, prevElement, shadowRoot, assignedSlot, styleIsVisible, styleOf, tag, textContent, textHasBox,
} from "./dom";

const words = (text: string): string[] => text.split(" ");

const ROLES = new Set(words(
  "alert alertdialog application article banner blockquote button caption cell checkbox code columnheader combobox complementary " +
  "contentinfo definition deletion dialog directory document emphasis feed figure form generic grid gridcell group heading img " +
  "insertion link list listbox listitem log main mark marquee math meter menu menubar menuitem menuitemcheckbox menuitemradio " +
  "navigation none note option paragraph presentation progressbar radio radiogroup region row rowgroup rowheader scrollbar search " +
  "searchbox separator slider spinbutton status strong subscript superscript switch tab table tablist tabpanel term textbox time " +
  "timer toolbar tooltip tree treegrid treeitem"));

export const isRole = (role: string): boolean => ROLES.has(role);
export const roleNames = (): string[] => [...ROLES];

/** Tags whose role does not depend on anything else. */
const BY_TAG: Record<string, string> = {
  article: "article", aside: "complementary", blockquote: "blockquote", button: "button", caption: "caption", code: "code",
  datalist: "listbox", dd: "definition", del: "deletion", details: "group", dfn: "term", dialog: "dialog", dt: "term", em: "emphasis",
  fieldset: "group", figure: "figure", h1: "heading", h2: "heading", h3: "heading", h4: "heading", h5: "heading", h6: "heading",
  hr: "separator", html: "document", ins: "insertion", li: "listitem", main: "main", mark: "mark", math: "math", menu: "list",
  meter: "meter", nav: "navigation", ol: "list", optgroup: "group", option: "option", output: "status", p: "paragraph",
  progress: "progressbar", search: "search", strong: "strong", sub: "subscript", sup: "superscript", svg: "img", table: "table",
  tbody: "rowgroup", textarea: "textbox", tfoot: "rowgroup", thead: "rowgroup", time: "time", tr: "row", ul: "list",
};

const BY_INPUT: Record<string, string> = {
  button: "button", checkbox: "checkbox", file: "button", image: "button", number: "spinbutton", radio: "radio", range: "slider",
  reset: "button", submit: "button",
};

/** A native selector that every element with this role matches, so that not every element need be asked. */
export function roleSelector(role: string): string {
  const tags = new Set(["[role]"]);
  for (const name in BY_TAG) if (BY_TAG[name] === role) tags.add(name);
  const more: Record<string, string> = {
    link: "a,area", contentinfo: "footer", banner: "header", form: "form", img: "img", region: "section", listbox: "select",
    combobox: "select,input", cell: "td", gridcell: "td", columnheader: "th", rowheader: "th",
  };
  if (more[role]) tags.add(more[role] as string);
  if (/^(textbox|searchbox|button|checkbox|spinbutton|radio|slider)$/.test(role)) tags.add("input");
  if (role === "presentation" || role === "none") return "*";
  return [...tags].join(",");
}

const SECTIONING =
  "article:not([role]),aside:not([role]),main:not([role]),nav:not([role]),section:not([role])," +
  "[role=article],[role=complementary],[role=main],[role=navigation],[role=region]";

const isNamedByAuthor = (element: Element): boolean => hasAttr(element, "aria-label") || hasAttr(element, "aria-labelledby");

function implicitRole(element: Element): string | null {
  const name = tag(element);
  const fixed = BY_TAG[name];
  if (fixed && Object.hasOwn(BY_TAG, name)) return fixed;
  switch (name) {
    case "a":
    case "area": return hasAttr(element, "href") ? "link" : null;
    case "footer": return closestDeep(element, SECTIONING) ? null : "contentinfo";
    case "header": return closestDeep(element, SECTIONING) ? null : "banner";
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
  if (["email", "search", "tel", "text", "url", ""].includes(type)) {
    const list = byIds(element, attr(element, "list"))[0];
    if (list && tag(list) === "datalist") return "combobox";
    return type === "search" ? "searchbox" : "textbox";
  }
  return BY_INPUT[type] ?? "textbox";
}

/** What Chromium makes of a `<th>`: its scope, else a guess from its neighbours in the row. */
function headerRole(element: Element): string | null {
  const scope = attr(element, "scope");
  if (scope === "col" || scope === "colgroup") return "columnheader";
  if (scope === "row" || scope === "rowgroup") return "rowheader";
  const neighbours = [prevElement(element), nextElement(element)];
  if (!neighbours[0] && !neighbours[1]) {
    const row = parentElement(element);
    const table = row && tag(row) === "tr" ? closestDeep(row, "table") : null;
    return table instanceof HTMLTableElement && table.rows.length <= 1 ? null : "columnheader";
  }
  if (neighbours.every((cell) => cell && tag(cell) === "th")) return "columnheader";
  const holdsData = (cell: Element | null) => !!cell && tag(cell) === "td" && !!(textContent(cell)?.trim() || childCount(cell));
  return neighbours.some(holdsData) ? "rowheader" : "columnheader";
}

function explicitRole(element: Element): string | null {
  const role = attr(element, "role");
  return role ? words(role).map((word) => word.trim()).find((word) => ROLES.has(word)) ?? null : null;
}

const NAMELESS = words("caption code deletion emphasis generic insertion paragraph presentation strong subscript superscript");
const GLOBAL_STATES = words(
  "aria-atomic aria-busy aria-controls aria-current aria-describedby aria-details aria-dropeffect aria-flowto aria-grabbed aria-hidden " +
  "aria-keyshortcuts aria-live aria-owns aria-relevant");

function hasGlobalState(element: Element, role: string | null): boolean {
  if (GLOBAL_STATES.some((name) => hasAttr(element, name))) return true;
  if (isNamedByAuthor(element) && !NAMELESS.includes(role ?? "")) return true;
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
    const parents = Object.hasOwn(STRUCTURE, tag(child)) ? STRUCTURE[tag(child)] : undefined;
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
  checked: words("checkbox menuitemcheckbox menuitemradio option radio switch treeitem"),
  pressed: ["button"],
  selected: words("columnheader gridcell option row rowheader tab treeitem"),
  expanded: words(
    "application button checkbox columnheader combobox gridcell link listbox menuitem menuitemcheckbox menuitemradio row rowheader " +
    "switch tab treeitem"),
  level: words("heading listitem row treeitem"),
};

const DISABLED_ROLES = new Set(words(
  "application button composite gridcell group input link menuitem scrollbar separator tab checkbox columnheader combobox grid listbox " +
  "menu menubar menuitemcheckbox menuitemradio option radio radiogroup row rowheader searchbox select slider spinbutton switch tablist " +
  "textbox toolbar tree treegrid treeitem"));

const READONLY_ROLES = new Set(words(
  "checkbox combobox grid gridcell listbox radiogroup slider spinbutton textbox columnheader rowheader searchbox switch treegrid"));

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
