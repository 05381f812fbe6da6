/** Elements and targets in words: snippets for messages, and locators that people can put into a flow. */

import { all, attr, attributes, boxOf, childNodes, doc, inputType, isElement, isShadow, isText, nodeType, parent, parentNode, rootOf, tag, textContent } from "./dom";
import { labelTexts, nameOf } from "./names";
import type { Rect, Target, TextMatcher } from "./protocol";
import { type Context, find, strategyOf } from "./resolve";
import { isHiddenForAria, roleOf } from "./roles";
import { clip, matcherOf, normalize, normalText } from "./text";

const VOID = new Set(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]);
const BOOLEAN = new Set(["checked", "selected", "disabled", "readonly", "multiple", "hidden", "open", "required"]);

/** `<button class="primary">Sign in</button>`, at most 200 characters; never the value of a password field. */
export function describe(element: Element): string {
  const name = tag(element);
  const given: string[] = [];
  for (const { name: key, value } of attributes(element)) {
    if (key === "style" || (key === "value" && inputType(element) === "password")) continue;
    given.push(!value && BOOLEAN.has(key) ? ` ${key}` : ` ${key}="${clip(value, 60)}"`);
  }
  given.sort((a, b) => a.length - b.length);
  const open = `<${name}${clip(given.join(""), 120)}`;
  if (VOID.has(name)) return oneLine(`${open}/>`);
  const inside = [...childNodes(element)];
  const plain = inside.length > 0 && inside.length <= 5 && inside.every(isText);
  const text = plain ? clip(textContent(element)?.trim() ?? "", 50) : inside.length ? "\u2026" : "";
  return oneLine(`${open}>${text}</${name}>`);
}

const oneLine = (text: string): string => text.replace(/\s*[\n\r]\s*/g, "\u21b5").replace(/\t/g, " ");

export function rectOf(element: Element): Rect {
  const { x, y, width, height } = boxOf(element);
  return { x, y, width, height };
}

// -------------------------------------------------------------------------------------------------------------- targets

const quoted = (text: string): string => (text.includes("'") ? JSON.stringify(text) : `'${text}'`);

function matcherWords(given: TextMatcher): string {
  return typeof given === "string" ? given : matcherOf(given, "part").words;
}

/** A target in the string form of STEPS.md, with its narrowing after it. */
export function targetWords(target: Target): string {
  let words: string;
  let kind: string;
  try {
    kind = strategyOf(target);
  } catch {
    return clip(JSON.stringify(target) ?? "nothing", 200);
  }
  if (kind === "role") {
    const states = (["name", "level", "checked", "pressed", "expanded", "selected", "disabled"] as const)
      .filter((state) => target[state] !== undefined && target[state] !== null)
      .map((state) => `[${state}=${state === "name" ? quoted(matcherWords(target.name as TextMatcher)) : String(target[state])}]`);
    words = `role=${target.role}${states.join("")}`;
  } else if (kind === "element") {
    words = `element ${target.element}`;
  } else {
    words = `${kind}=${matcherWords(target[kind as "text"] as TextMatcher)}`;
  }
  if (target.exact) words += " (exact)";
  for (const [key, inner] of [["within", target.within], ["has", target.has], ["has_not", target.has_not]] as const) if (inner) words += ` ${key} (${targetWords(inner)})`;
  if (target.has_text != null) words += ` has_text ${JSON.stringify(matcherWords(target.has_text))}`;
  if (target.has_not_text != null) words += ` has_not_text ${JSON.stringify(matcherWords(target.has_not_text))}`;
  if (target.visible != null) words += ` visible ${target.visible}`;
  if (target.nth != null) words += ` nth ${target.nth}`;
  return clip(words, 300);
}

// ----------------------------------------------------------------------------------------------------------- suggestions

/** The target as one would write it in a flow. */
function written(target: Target): string {
  const { role, name, exact, ...rest } = target;
  if (role && !exact && typeof name === "string" && !/['\]\\]/.test(name) && !Object.keys(rest).length) return `role=${role}[name='${name}']`;
  if (role && name === undefined && !Object.keys(rest).length) return `role=${role}`;
  const keys = Object.keys(target);
  const only = keys[0] as keyof Target;
  return keys.length === 1 && typeof target[only] === "string" ? `${only}=${target[only]}` : JSON.stringify(target);
}

/** Targets that could mean the element, the most robust first. */
function ideas(element: Element, context: Context): Target[] {
  const list: Target[] = [];
  const add = (target: Target, text: string | null | undefined): void => {
    if (text && text.trim() && text.length <= 80) list.push(target, { ...target, exact: true });
  };
  const role = roleOf(element);
  const name = role && !isHiddenForAria(element) ? nameOf(element) : "";
  if (role && role !== "generic") add({ role, name }, name);
  const label = labelTexts(element)[0];
  const labelText = label === undefined ? "" : typeof label === "string" ? normalize(label) : normalText(label);
  add({ label: labelText }, labelText);
  for (const testid of context.testid) {
    const id = attr(element, testid);
    if (id) list.push({ testid: id });
  }
  for (const key of ["placeholder", "alt", "title"] as const) {
    const text = normalize(attr(element, key) ?? "");
    add({ [key]: text }, text);
  }
  const text = normalText(element);
  add({ text }, text);
  const id = attr(element, "id");
  if (id && !/\d{3}|^:/.test(id)) list.push({ css: `#${CSS.escape(id)}` });
  return list;
}

/** A target that means this element alone, as text; a CSS path when nothing better does. */
export function locatorFor(element: Element, context: Context): string {
  for (const target of ideas(element, context)) {
    try {
      const found = find(target, doc, context);
      if (found.length === 1 && found[0] === element) return written(target);
    } catch {
      // Not usable as a target here.
    }
  }
  return `css=${cssPath(element)}`;
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

/** `<button>…</button> → role=button[name='Save']`, at most 10 of them. */
export function listed(elements: Element[], context: Context): string[] {
  return elements.slice(0, 10).map((element) => `${describe(element)} \u2192 ${locatorFor(element, context)}`);
}
