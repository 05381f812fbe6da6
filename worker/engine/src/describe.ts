/** Elements and targets in words, for messages. */

import { attributes, boxOf, childNodes, inputType, isText, tag, textContent } from "./dom";
import type { Rect, Target, TextMatcher } from "./protocol";
import { strategyOf } from "./resolve";
import { clip, matcherOf } from "./text";

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

const NESTED = ["within", "has", "has_not", "and", "or", "near", "above", "below", "left_of", "right_of"] as const;

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
  } else if (kind === "xy") {
    words = `xy=${target.xy?.x},${target.xy?.y}`;
  } else if (kind === "any_of") {
    words = `any of (${(target.any_of as Target[]).slice(0, 5).map(targetWords).join(" | ")})`;
  } else {
    words = `${kind}=${matcherWords(target[kind as "text"] as TextMatcher)}`;
  }
  if (target.exact) words += " (exact)";
  for (const [key, inner] of NESTED.map((key) => [key, target[key]] as const)) if (inner) words += ` ${key} (${targetWords(inner)})`;
  if (target.has_text != null) words += ` has_text ${JSON.stringify(matcherWords(target.has_text))}`;
  if (target.has_not_text != null) words += ` has_not_text ${JSON.stringify(matcherWords(target.has_not_text))}`;
  if (target.px != null) words += ` px ${target.px}`;
  if (target.enabled_only) words += " enabled_only";
  if (target.first) words += " first";
  if (target.last) words += " last";
  if (target.shadow != null) words += ` shadow ${target.shadow}`;
  if (target.visible != null) words += ` visible ${target.visible}`;
  if (target.nth != null) words += ` nth ${target.nth}`;
  return clip(words, 300);
}
