/** Where a pointer would land, and whether it did. */

import { atPoint, boxesOf, boxOf, closest, composedParent, controlOfLabel, inputType, isConnected, isEditableHost, isElement, isShadow, matches, newRange, nodeType, elementFromPoint, borderOf, parent, rootOf, styleOf, win } from "./dom";
import { describe } from "./describe";
import type { Point, Position } from "./protocol";
import { now } from "./watch";

/** What counts as a hit for a click: the button or link around the target, when there is one. */
export function clickable(element: Element): Element {
  if (matches(element, "input, textarea, select") || isEditableHost(element)) return element;
  return closest(element, "button, [role=button], a, [role=link]") ?? element;
}

/** Null when the point belongs to the element; else what is there instead. */
export function missedBy(element: Element, point: Point): string | null {
  const aim = clickable(element);
  const trees: Node[] = [];
  for (let at: Element | null = aim; at; ) {
    const root = rootOf(at);
    if (nodeType(root) !== 9 && !isShadow(root)) break;
    trees.unshift(root);
    at = isShadow(root) ? root.host : null;
  }
  let hit: Element | null = null;
  for (const [depth, tree] of trees.entries()) {
    const found = topmost(tree, point);
    if (!found) break;
    hit = found;
    const next = trees[depth + 1];
    if (next && found !== (next as ShadowRoot).host) break;
  }
  const above: Element[] = [];
  for (let at = hit; at; at = composedParent(at)) {
    if (at === aim || isItsLabel(at, aim)) return null;
    above.push(at);
  }
  if (!hit) return "nothing";
  let root: Element | undefined;
  for (let at: Element | null = aim; at; at = parent(at)) {
    const common = above.indexOf(at);
    if (common >= 0) {
      if (common > 1) root = above[common - 1];
      break;
    }
  }
  return root && root !== hit ? `${describe(hit)} from ${describe(root)} subtree` : describe(hit);
}

function topmost(tree: Node, point: Point): Element | null {
  const stack = atPoint(tree, point.x, point.y);
  const single = elementFromPoint(tree, point.x, point.y);
  if (single && stack[0] && single !== stack[0] && parent(single) === stack[0] && styleOf(single).display === "contents") return single;
  return stack[0] ?? null;
}

/** A press on a label reaches its checkbox or radio button, which is often invisible beneath it. */
function isItsLabel(element: Element, control: Element): boolean {
  const type = inputType(control);
  return (type === "checkbox" || type === "radio") && controlOfLabel(element) === control;
}

/** The middle of the first visible part of the element, or the given place in its padding box. Null: outside of the viewport. */
export function pointIn(element: Element, position?: Position): Point | null {
  const { innerWidth: width, innerHeight: height } = win;
  if (position) {
    const box = boxOf(element);
    const border = borderOf(element);
    const point = { x: box.x + border.x + position.x, y: box.y + border.y + position.y };
    return point.x >= 0 && point.y >= 0 && point.x < width && point.y < height ? point : null;
  }
  for (const box of [...boxesOf(element), ...contentBoxes(element)]) {
    const left = Math.max(0, box.left);
    const top = Math.max(0, box.top);
    const right = Math.min(width, box.right);
    const bottom = Math.min(height, box.bottom);
    if (right - left > 0 && bottom - top > 0 && (right - left) * (bottom - top) > 0.99) return { x: (left + right) / 2, y: (top + bottom) / 2 };
  }
  return null;
}

/** `display: contents` has no box of its own. */
function contentBoxes(element: Element): DOMRect[] {
  if (styleOf(element).display !== "contents") return [];
  const range = newRange();
  range.selectNodeContents(element);
  return [...range.getClientRects()];
}

// ---------------------------------------------------------------------------------------------------------------- guard

const MOUSE = new Set(["mousedown", "mouseup", "pointerdown", "pointerup", "click", "auxclick", "dblclick", "contextmenu"]);
const HOVER = new Set(["mousemove"]);
const TAP = new Set(["pointerdown", "pointerup", "touchstart", "touchend", "touchcancel", ...MOUSE]);
const GUARDED = [...TAP, ...HOVER];
const GUARD_MS = 30_000;
/** The rest of a click, or of several with a delay, comes within this time after its first event. */
const AFTER_FIRST_MS = 5_000;

interface Guard {
  element: Element;
  events: Set<string>;
  blocks: boolean;
  /** When it stops to act by itself: a driver that died must not leave a page that takes no input. */
  until: number;
  /** Undefined until the first event; then null or what got it instead. */
  missed: string | null | undefined;
  wake?: () => void;
}

let guard: Guard | undefined;

/** Judges the first trusted event by its point; what follows shares its fate. */
function onPointer(event: Event): void {
  const at = guard;
  if (!at || !event.isTrusted || !at.events.has(event.type) || now() > at.until) return;
  if (at.missed === undefined) {
    const { clientX: x, clientY: y } = (event as TouchEvent).changedTouches?.[0] ?? (event as MouseEvent);
    at.missed = isConnected(at.element) ? missedBy(at.element, { x, y }) : movedOn(event);
    at.until = now() + AFTER_FIRST_MS;
    at.wake?.();
  }
  if (at.blocks && at.missed !== null) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

function movedOn(event: Event): string {
  const [got] = event.composedPath();
  return got && isElement(got as Node) ? describe(got as Element) : "nothing";
}

export function setGuard(element: Element, kind: "click" | "hover" | "tap", blocks: boolean): void {
  if (!guard) for (const type of GUARDED) win.addEventListener(type, onPointer, { capture: true, passive: false });
  guard = { element, events: kind === "hover" ? HOVER : kind === "tap" ? TAP : MOUSE, blocks, until: now() + GUARD_MS, missed: undefined };
}

/** Removes the guard and says what it saw: true, or what got the event, or null when none came in time. */
export async function readGuard(wait: (hand: (wake: () => void) => void) => Promise<void>): Promise<{ landed: boolean | null; hit?: string }> {
  const at = guard;
  if (at && at.missed === undefined) await wait((wake) => { at.wake = wake; });
  dropGuard(at);
  if (!at || at.missed === undefined) return { landed: null };
  return at.missed === null ? { landed: true } : { landed: false, hit: at.missed };
}

function dropGuard(at: Guard | undefined): void {
  if (!guard || guard !== at) return;
  guard = undefined;
  for (const type of GUARDED) win.removeEventListener(type, onPointer, { capture: true });
}

