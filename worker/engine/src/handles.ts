/** Numbers for nodes, because nodes do not travel. */

import { isElement } from "./dom";

const LIMIT = 512;
let last = 0;
const nodes = new Map<number, Node>();
const numbers = new WeakMap<Node, number>();

/** The number of a node; the same node keeps its number while it is remembered. */
export function handleOf(node: Node): number {
  let number = numbers.get(node);
  if (number !== undefined && nodes.has(number)) nodes.delete(number);
  number ??= ++last;
  numbers.set(node, number);
  nodes.set(number, node);
  for (const oldest of nodes.keys()) {
    if (nodes.size <= LIMIT) break;
    nodes.delete(oldest);
  }
  return number;
}

export const nodeOf = (number: number): Node | null => nodes.get(number) ?? null;

export function elementOf(number: number): Element | null {
  const node = nodeOf(number);
  return isElement(node) ? node : null;
}

// Refs of the outline: an element keeps its ref as long as the document lives.

let lastRef = 0;
const refs = new WeakMap<Element, string>();
let outlined = new Map<string, Element>();

export function startRefs(): void {
  outlined = new Map();
}

export function refOf(element: Element): string {
  let ref = refs.get(element);
  if (!ref) refs.set(element, (ref = `e${++lastRef}`));
  outlined.set(ref, element);
  return ref;
}

export function elementOfRef(ref: string): Element | null {
  return outlined.get(ref) ?? null;
}
