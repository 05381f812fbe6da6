/** The accessibility outline of the page, in the manner of Playwright's aria snapshot. */

import { assignedSlot, attr, byIds, children, inputType, isElement, isText, isVisible, nodeName, nodeValue, parent, shadowRoot, styleOf, tag } from "./dom";
import { handleOf, refOf, startRefs } from "./handles";
import { cssContent, nameOf } from "./names";
import type { Outlined } from "./protocol";
import { canBeDisabled, checkedOf, expandedOf, isDisabled, isHiddenForAria, levelOf, pressedOf, roleOf, selectedOf, STATE_ROLES } from "./roles";
import { clip, normalize } from "./text";
import { isFocused } from "./states";

export interface Item { role: string; name: string; states: string; element: Element; parts: (Item | string)[]; props: [string, string][] }

const TEXT = 200;
const URL_CHARS = 120;
const SHORT_URL = 60;
/** What says nothing to a model that its text does not say. */
const QUIET = new Set(["paragraph", "rowgroup", "emphasis", "strong", "code", "list", "document", "separator", "time", "superscript", "subscript", "figure", "term", "definition"]);
const ACTS = new Set(["button", "link", "textbox", "searchbox", "checkbox", "radio", "switch", "combobox", "listbox", "option", "slider", "spinbutton", "menuitem", "menuitemcheckbox", "menuitemradio", "tab", "treeitem", "clickable", "file"]);

export function outline(root: Element, maxChars: number, refs: boolean, compact = false): Pick<Outlined, "outline" | "truncated" | "frames"> {
  if (refs) startRefs();
  return written(treeOf(root, maxChars, refs, compact), maxChars);
}

/** What is below `root`, as much of it as fills `maxChars` characters. */
export function treeOf(root: Element, maxChars = Number.POSITIVE_INFINITY, refs = false, compact = false): Item {
  const top: Item = { role: "fragment", name: "", states: "", element: root, parts: [], props: [] };
  visit(root, top, { seen: new Set(), refs, compact, left: maxChars });
  tidy(top);
  return top;
}

export function written(top: Item, maxChars: number): Pick<Outlined, "outline" | "truncated" | "frames"> {
  const page = new Page(maxChars);
  for (const part of top.parts) page.write(part, 0);
  if (page.truncated) page.lines.push("- \u2026");
  return { outline: page.lines.join("\n"), truncated: page.truncated, frames: page.frames };
}

/** `left`: characters that may still be written; there is no use in walking on when they are spent. */
interface Walk { seen: Set<Node>; refs: boolean; compact: boolean; left: number }

function visit(node: Node, into: Item, walk: Walk): void {
  if (walk.seen.has(node) || walk.left < 0) return;
  walk.seen.add(node);
  if (isText(node)) {
    const text = nodeValue(node) ?? "";
    walk.left -= Math.min(text.trim().length, TEXT);
    if (into.role !== "textbox") into.parts.push(text);
    return;
  }
  if (!isElement(node) || isHiddenForAria(node)) return;
  const item = itemOf(node, walk);
  if (item) into.parts.push(item);
  if (item) walk.left -= item.role.length + 3;
  const target = item ?? into;
  if (item?.role === "iframe") return;
  const apart = styleOf(node).display !== "inline" || nodeName(node) === "BR" ? " " : "";
  target.parts.push(apart, cssContent(node, "::before"));
  const assigned = node instanceof HTMLSlotElement ? node.assignedNodes() : [];
  if (assigned.length) {
    for (const child of assigned) visit(child, target, walk);
  } else {
    for (const child of children(node)) if (!assignedSlot(child)) visit(child, target, walk);
    const shadow = shadowRoot(node);
    if (shadow) for (const child of children(shadow)) visit(child, target, walk);
  }
  for (const owned of byIds(node, attr(node, "aria-owns"))) visit(owned, target, walk);
  target.parts.push(cssContent(node, "::after"), apart);
}

/** Looks as if it could be clicked, and nothing around it does. */
function looksClickable(element: Element): boolean {
  if (styleOf(element).cursor !== "pointer" || tag(element) === "label") return false;
  const around = parent(element);
  return !around || styleOf(around).cursor !== "pointer";
}

function roleFor(element: Element, compact: boolean): string | null {
  if (tag(element) === "iframe" || tag(element) === "frame") return "iframe";
  const role = roleOf(element);
  const silent = !role || role === "presentation" || role === "none" || role === "generic" || tag(element) === "html";
  if (!compact) return silent ? null : role;
  if (inputType(element) === "file") return "file";
  if (!silent && !QUIET.has(role)) return role === "img" && !nameOf(element) ? null : role;
  return tag(element) !== "html" && tag(element) !== "body" && looksClickable(element) ? "clickable" : null;
}

function itemOf(element: Element, { refs, compact }: Walk): Item | null {
  const role = roleFor(element, compact);
  if (!role) return null;
  const framed = role === "iframe";
  const name = framed ? attr(element, "title") ?? attr(element, "aria-label") ?? attr(element, "name") ?? "" : nameOf(element);
  const item: Item = { role, name, states: statesOf(element, role, refs && (!compact || ACTS.has(role))), element, parts: [], props: [] };
  const href = role === "link" ? attr(element, "href") : null;
  if (href && !(compact && /^(?:javascript:|#)/i.test(href))) item.props.push(["url", compact ? clip(href, SHORT_URL) : href]);
  const placeholder = role === "textbox" ? attr(element, "placeholder") : null;
  if (placeholder && placeholder !== name) item.props.push(["placeholder", placeholder]);
  const type = inputType(element);
  if ((type && type !== "checkbox" && type !== "radio" && type !== "file") || tag(element) === "textarea") {
    const value = (element as HTMLInputElement).value;
    item.parts.push(type === "password" ? "\u2022".repeat(Math.min(value.length, 8)) : value);
  }
  return item;
}

function statesOf(element: Element, role: string, refs: boolean): string {
  const flags: string[] = [];
  const tri = (name: string, value: boolean | "mixed" | null): void => {
    if (value) flags.push(value === "mixed" ? `${name}=mixed` : name);
  };
  if (STATE_ROLES.checked.includes(role)) tri("checked", checkedOf(element));
  if (canBeDisabled(role) && isDisabled(element)) flags.push("disabled");
  if (expandedOf(element)) flags.push("expanded");
  if (isFocused(element)) flags.push("active");
  if (levelOf(element)) flags.push(`level=${levelOf(element)}`);
  if (STATE_ROLES.pressed.includes(role)) tri("pressed", pressedOf(element));
  if (STATE_ROLES.selected.includes(role) && selectedOf(element)) flags.push("selected");
  if (refs && isVisible(element)) flags.push(`ref=${refOf(element)}`);
  return flags.map((flag) => ` [${flag}]`).join("");
}

/** Joins neighbouring texts, drops empty ones, and text that only repeats the name. */
function tidy(item: Item): void {
  const parts: (Item | string)[] = [];
  let text = "";
  const flush = (): void => {
    const clean = normalize(text);
    if (clean) parts.push(clean);
    text = "";
  };
  for (const part of item.parts) {
    if (typeof part === "string") {
      text += part;
      continue;
    }
    flush();
    tidy(part);
    parts.push(part);
  }
  flush();
  item.parts = parts.length === 1 && parts[0] === item.name ? [] : parts;
}

class Page {
  lines: string[] = [];
  frames: Outlined["frames"] = [];
  truncated = false;
  private size = 0;

  constructor(private readonly max: number) {}

  write(part: Item | string, indent: number): void {
    if (this.truncated) return;
    if (typeof part === "string") return this.line(indent, `text: ${clip(part, TEXT)}`);
    const name = part.name ? ` ${JSON.stringify(clip(part.name, TEXT))}` : "";
    const [only] = part.parts;
    const inline = part.parts.length === 1 && typeof only === "string" && !part.props.length;
    const more = part.parts.length + part.props.length > 0;
    if (part.role === "iframe") this.frames.push({ element: handleOf(part.element), line: this.lines.length, indent });
    this.line(indent, `${part.role}${name}${part.states}${inline ? `: ${clip(only, TEXT)}` : more ? ":" : ""}`);
    if (inline) return;
    for (const [key, value] of part.props) this.line(indent + 1, `/${key}: ${clip(value, key === "url" ? URL_CHARS : TEXT)}`);
    for (const child of part.parts) this.write(child, indent + 1);
  }

  private line(indent: number, text: string): void {
    const line = `${"  ".repeat(indent)}- ${text}`;
    if (this.size + line.length + 1 > this.max) {
      this.truncated = true;
      return;
    }
    this.size += line.length + 1;
    this.lines.push(line);
  }
}
