/** Accessible names, after "Accessible Name and Description Computation 1.2", with the deviations that all browsers share. */

import { FROM_CONTENT, NAMELESS } from "./aria.gen";
import {
  attr, byIds, children, contains, elementChildren, inputType, isElement, isText, labelsOf, look, nodeName, nodeValue, ownerSvg,
  shadowRoot, assignedSlot, styleOf, tag, textContent, win,
} from "./dom";
import { isHiddenForAria, isNeverRead, ownedBy, roleOf } from "./roles";
import { normalize } from "./text";

const words = (text: string): Set<string> => new Set(text.split(" "));

const NO_NAME = words(NAMELESS);
const BY_CONTENT = words(FROM_CONTENT);
/** Further roles whose content counts inside something that is named by its content: accname 2F.i, as Playwright reads it. */
const FROM_CONTENT_INSIDE = words(
  "caption code contentinfo definition deletion emphasis insertion list listitem mark none paragraph presentation region row rowgroup " +
  "strong subscript superscript table term time");

/** Where in the computation we are. */
interface Walk {
  seen: Set<Element>;
  includeHidden: boolean;
  /** Whose name it is: the element itself, something inside it, or something referred to. */
  at: "self" | "inside" | "elsewhere";
  /** How the traversal came here; `shown` when its root was hidden, so that hidden things count. */
  by: "content" | "labelledby" | "label" | "native";
  shown: boolean;
}

/** The name as Playwright's `getByRole({name})` compares it: white space normalised. */
export function nameOf(element: Element, includeHidden = false): string {
  const known = includeHidden ? look.nameHidden : look.name;
  let name = known.get(element);
  if (name === undefined) {
    name = "";
    if (!NO_NAME.has(roleOf(element) ?? "")) {
      name = normalize(alternative(element, { seen: new Set(), includeHidden, at: "self", by: "content", shown: false }));
    }
    known.set(element, name);
  }
  return name;
}

/** The elements of `aria-labelledby`; null when none exists. */
export function labelledBy(element: Element): Element[] | null {
  const refs = byIds(element, attr(element, "aria-labelledby"));
  return refs.length ? refs : null;
}

/** The text of an element that another refers to, as it is spoken. */
export const spokenOf = (element: Element): string => normalize(alternative(element, refer(element, "labelledby", false)));

const refer = (to: Element, by: Walk["by"], includeHidden: boolean, seen: Set<Element> = new Set()): Walk =>
  ({ seen, includeHidden, at: "elsewhere", by, shown: isHiddenForAria(to) });

function alternative(element: Element, walk: Walk): string {
  if (walk.seen.has(element)) return "";
  if (!walk.includeHidden && (isNeverRead(element) || (!walk.shown && isHiddenForAria(element)))) {
    walk.seen.add(element);
    return "";
  }
  const refs = labelledBy(element);
  if (refs && walk.by !== "labelledby") {
    const name = refs.map((ref) => alternative(ref, refer(ref, "labelledby", walk.includeHidden, walk.seen))).join(" ");
    if (name.trim()) return name;
  }
  const role = roleOf(element) ?? "";
  const embedded = walk.by === "label" || walk.by === "labelledby" || walk.at === "inside" ? controlValue(element, role, refs, walk) : null;
  if (embedded !== null) return embedded;
  const label = attr(element, "aria-label");
  if (label?.trim()) {
    walk.seen.add(element);
    return label;
  }
  if (role !== "presentation" && role !== "none") {
    const native = nativeName(element, refs, walk);
    if (native !== null) return native;
  }
  return nameFromContent(element, role, walk) || titleName(element, role, walk);
}

function nameFromContent(element: Element, role: string, walk: Walk): string {
  const allowed = BY_CONTENT.has(role) || (walk.at === "inside" && (role === "" || FROM_CONTENT_INSIDE.has(role))) ||
    tag(element) === "summary" || walk.by !== "content";
  if (!allowed) return "";
  walk.seen.add(element);
  const text = contentText(element, { ...walk, at: walk.at === "self" ? "inside" : walk.at });
  return walk.at === "self" && !text.trim() ? "" : text;
}

function titleName(element: Element, role: string, walk: Walk): string {
  walk.seen.add(element);
  const framed = tag(element) === "iframe" || tag(element) === "frame";
  return (role !== "presentation" && role !== "none") || framed ? attr(element, "title")?.trim() ?? "" : "";
}

/** A control inside a label (or inside named content) speaks its value. Null when it is none. */
function controlValue(element: Element, role: string, refs: Element[] | null, walk: Walk): string | null {
  if (labelsOf(element).includes(element) || refs?.includes(element)) return null;
  const native = tag(element) === "input" || tag(element) === "textarea";
  const value = native ? (element as HTMLInputElement).value : "";
  switch (role) {
    case "textbox":
      walk.seen.add(element);
      return native ? value : textContent(element) ?? "";
    case "combobox":
    case "listbox": {
      walk.seen.add(element);
      const chosen = chosenOptions(element, role);
      if (!chosen.length && tag(element) === "input") return value;
      const inner: Walk = { ...walk, at: walk.at === "self" ? "inside" : walk.at };
      return chosen.map((option) => alternative(option, inner)).join(" ");
    }
    case "progressbar":
    case "scrollbar":
    case "slider":
    case "spinbutton":
    case "meter":
      walk.seen.add(element);
      return attr(element, "aria-valuetext") ?? attr(element, "aria-valuenow") ?? attr(element, "value") ?? "";
    case "menu":
      walk.seen.add(element);
      return "";
    default:
      return null;
  }
}

function chosenOptions(element: Element, role: string): Element[] {
  if (element instanceof HTMLSelectElement) {
    const chosen = [...element.selectedOptions];
    return chosen.length || !element.options[0] ? chosen : [element.options[0]];
  }
  const list = role === "listbox" ? element : ownedBy(element, "*").find((owned) => roleOf(owned) === "listbox");
  return list ? ownedBy(list, '[aria-selected="true"]').filter((option) => roleOf(option) === "option") : [];
}

const fromLabels = (labels: Element[], walk: Walk): string =>
  labels.map((label) => alternative(label, refer(label, "label", walk.includeHidden, walk.seen))).filter(Boolean).join(" ");

function fromChild(element: Element, childTag: string, walk: Walk): string | null {
  for (const child of elementChildren(element)) {
    if (tag(child) === childTag) return alternative(child, { ...walk, by: "native", at: walk.at === "self" ? "inside" : walk.at, shown: isHiddenForAria(child) });
  }
  return null;
}

/** What HTML itself says the name is (labels, alt, legend, caption …). Null: go on with the content. */
function nativeName(element: Element, refs: Element[] | null, walk: Walk): string | null {
  const name = tag(element);
  const title = attr(element, "title") ?? "";
  const done = (text: string): string => (walk.seen.add(element), text);
  switch (name) {
    case "input": {
      const type = inputType(element);
      if (type === "button" || type === "submit" || type === "reset") {
        const value = (element as HTMLInputElement).value;
        return done(value.trim() ? value : type === "submit" ? "Submit" : type === "reset" ? "Reset" : title);
      }
      if (type === "file" || type === "image") {
        const labels = labelsOf(element);
        walk.seen.add(element);
        if (labels.length && walk.by !== "labelledby") return fromLabels(labels, walk);
        return type === "file" ? "Choose File" : [attr(element, "alt"), title].find((text) => text?.trim()) ?? "Submit";
      }
      break;
    }
    case "img":
    case "area": {
      const alt = attr(element, "alt") ?? "";
      return done(alt.trim() ? alt : title);
    }
    case "optgroup":
    case "option": {
      const label = attr(element, "label");
      if (label) return done(label);
      break;
    }
    case "table": {
      const caption = fromChild(element, "caption", walk);
      walk.seen.add(element);
      return caption ?? (attr(element, "summary") || null);
    }
  }
  if (!refs) {
    const labelled = nameWithoutRefs(element, name, title, walk, done);
    if (labelled !== null) return labelled;
  }
  if (name === "svg" || ownerSvg(element)) {
    walk.seen.add(element);
    for (const child of elementChildren(element)) {
      if (tag(child) === "title" && ownerSvg(child)) return alternative(child, refer(child, "labelledby", walk.includeHidden, walk.seen));
    }
    const link = name === "a" ? attr(element, "xlink:title") : null;
    if (link?.trim()) return link;
  }
  return null;
}

function nameWithoutRefs(element: Element, name: string, title: string, walk: Walk, done: (text: string) => string): string | null {
  switch (name) {
    case "button": {
      const labels = labelsOf(element);
      walk.seen.add(element);
      return labels.length ? fromLabels(labels, walk) : null;
    }
    case "output": {
      const labels = labelsOf(element);
      walk.seen.add(element);
      return labels.length ? fromLabels(labels, walk) : title;
    }
    case "input":
    case "textarea":
    case "select":
    case "meter":
    case "progress": {
      const labels = labelsOf(element);
      walk.seen.add(element);
      if (labels.length) return fromLabels(labels, walk);
      const typed = name === "textarea" || (name === "input" && /^(text|password|number|search|tel|email|url)$/.test(inputType(element)));
      return typed && !title ? attr(element, "placeholder") ?? "" : title;
    }
    case "fieldset": return done(fromChild(element, "legend", walk) ?? title);
    case "figure": return done(fromChild(element, "figcaption", walk) ?? title);
    default: return null;
  }
}

/** The text inside, with what `::before` and `::after` add; blocks and `<br>` stand apart by a space. */
function contentText(element: Element, walk: Walk): string {
  let text = cssContent(element, "::before");
  const visit = (node: Node, slotted: boolean): void => {
    if (!slotted && assignedSlot(node)) return;
    if (isText(node)) text += nodeValue(node) ?? "";
    else if (isElement(node)) {
      const inner = alternative(node, walk);
      text += styleOf(node).display !== "inline" || nodeName(node) === "BR" ? ` ${inner} ` : inner;
    }
  };
  const assigned = element instanceof HTMLSlotElement ? element.assignedNodes() : [];
  if (assigned.length) {
    for (const node of assigned) visit(node, true);
  } else {
    for (const child of children(element)) visit(child, false);
    const shadow = shadowRoot(element);
    if (shadow) for (const child of children(shadow)) visit(child, false);
    for (const owned of byIds(element, attr(element, "aria-owns"))) if (!contains(element, owned)) visit(owned, false);
  }
  return text + cssContent(element, "::after");
}

/** Text of generated content: strings and `attr()`, or the alternative after `/`. */
export function cssContent(element: Element, pseudo: "::before" | "::after"): string {
  const style = win.getComputedStyle(element, pseudo);
  const content = style.content;
  if (!content || content === "none" || content === "normal" || style.display === "none" || style.visibility === "hidden") return "";
  let text = "";
  let rest = content.trim();
  let alternativeText: string | undefined;
  while (rest) {
    const string = /^"((?:[^"\\]|\\.)*)"|^'((?:[^'\\]|\\.)*)'/.exec(rest);
    const attribute = /^attr\(\s*([\w-]+)\s*\)/.exec(rest);
    const slash = rest.startsWith("/");
    if (string) text += unescape(string[1] ?? string[2] ?? "");
    else if (attribute) text += attr(element, attribute[1] as string) ?? "";
    else if (slash) { text = ""; alternativeText = ""; }
    else if (rest.includes("/") && alternativeText === undefined) { rest = rest.slice(rest.lastIndexOf("/")); continue; }
    else return "";
    rest = rest.slice(string?.[0].length ?? attribute?.[0].length ?? 1).trim();
  }
  return style.display === "inline" ? text : ` ${text} `;
}

const unescape = (css: string): string =>
  css.replace(/\\([0-9a-f]{1,6})\s?|\\(.)/gi, (_, hex: string | undefined, char: string) => (hex ? String.fromCodePoint(Number.parseInt(hex, 16)) : char));

/** The texts by which `label` finds an element: `aria-labelledby`, else `aria-label`, else its `<label>`s. */
export function labelTexts(element: Element): (Element | string)[] {
  const refs = labelledBy(element);
  if (refs) return refs;
  const label = attr(element, "aria-label");
  if (label?.trim()) return [label];
  const name = tag(element);
  const labelable = ["button", "meter", "output", "progress", "select", "textarea"].includes(name) || (name === "input" && inputType(element) !== "hidden");
  return labelable ? labelsOf(element) : [];
}

/** Elements that could have a label at all, as a native selector. */
export const LABELLED = "[aria-labelledby],[aria-label],button,meter,output,progress,select,textarea,input";
