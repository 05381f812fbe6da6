/** How the browser itself would write a CSS value, so that `red` can be compared with `rgb(255, 0, 0)`. */

import { adoptedSheets, all, doc, styleOf, win } from "./dom";

/** They mean what stands around the element, which the probe has not. */
const RELATIVE = /^(inherit|initial|unset|revert|revert-layer)$|\bvar\(/i;

/**
 * The computed value of `property: value`, for an element with the font and colour of `like`. Null: it cannot be told without the
 * element. `""`: it is no value of this property.
 *
 * The probe is a `::before` of `<head>`, which is never drawn, styled by a sheet of our own for a moment: elements outside of the page
 * (or in a document without a window) have no computed style, and one inside would wake the page's observers.
 */
export function computed(property: string, value: string, like: Element): string | null {
  const head = all(doc, "head")[0];
  if (property.startsWith("--") || RELATIVE.test(value) || !head) return null;
  const sheet = new win.CSSStyleSheet();
  sheet.insertRule(":root>head::before{}");
  const { style } = sheet.cssRules[0] as CSSStyleRule;
  const own = styleOf(like);
  style.setProperty("font-size", own.fontSize, "important");
  style.setProperty("color", own.color, "important");
  style.removeProperty(property);
  style.setProperty(property, value, "important");
  if (!style.getPropertyValue(property)) return "";
  if (property === "transform") return matrix(value);
  adoptedSheets(doc).push(sheet);
  try {
    const got = win.getComputedStyle(head, "::before").getPropertyValue(property);
    // What is not drawn has no box: some properties then fall back to a keyword that was never asked for.
    return /^(none|auto|normal)$/.test(got) && !value.toLowerCase().includes(got) ? null : got;
  } finally {
    adoptedSheets(doc).pop();
  }
}

/** A transform is told as a matrix; null when it depends on the size of a box. */
function matrix(value: string): string | null {
  try {
    return value.trim() === "none" ? "none" : new DOMMatrix(value).toString();
  } catch {
    return null;
  }
}
