/** What is at a point. */

import { doc, elementFromPoint, shadowRoot } from "./dom";
import type { Point } from "./protocol";

/** The innermost element at a point, through open shadow roots. */
export function deepestAt(point: Point): Element | null {
  let found = elementFromPoint(doc, point.x, point.y);
  for (let root = found && shadowRoot(found); root; ) {
    const inner: Element | null = elementFromPoint(root, point.x, point.y);
    if (!inner || inner === found) break;
    found = inner;
    root = shadowRoot(inner);
  }
  return found;
}
