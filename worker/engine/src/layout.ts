/** Where elements lie towards each other, as Playwright's layout selectors measure it: between the edges of their boxes. */

import { boxOf } from "./dom";

export const RELATIONS = ["near", "above", "below", "left_of", "right_of"] as const;
export type Relation = (typeof RELATIONS)[number];
/** How far `near` reaches when nothing is said, in CSS pixels. */
const NEAR_PX = 50;

type Score = (box: DOMRect, other: DOMRect, most: number | undefined) => number | undefined;

const over = (a: number): number => Math.max(a, 0);
const within = (gap: number, most: number | undefined): boolean => gap >= 0 && (most === undefined || gap <= most);

const SCORES: Record<Relation, Score> = {
  right_of(box, other, most) {
    const gap = box.left - other.right;
    return within(gap, most) ? gap + over(other.bottom - box.bottom) + over(box.top - other.top) : undefined;
  },
  left_of(box, other, most) {
    const gap = other.left - box.right;
    return within(gap, most) ? gap + over(other.bottom - box.bottom) + over(box.top - other.top) : undefined;
  },
  above(box, other, most) {
    const gap = other.top - box.bottom;
    return within(gap, most) ? gap + over(box.left - other.left) + over(other.right - box.right) : undefined;
  },
  below(box, other, most) {
    const gap = box.top - other.bottom;
    return within(gap, most) ? gap + over(box.left - other.left) + over(other.right - box.right) : undefined;
  },
  near(box, other, most) {
    const score = over(box.left - other.right) + over(other.left - box.right) + over(other.top - box.bottom) + over(box.top - other.bottom);
    return score > (most ?? NEAR_PX) ? undefined : score;
  },
};

/** How near an element is to the nearest of `others` in this relation; undefined: it does not stand in it to any. */
export function relation(name: Relation, others: Element[], most: number | undefined): (element: Element) => number | undefined {
  const boxes = others.map((other) => ({ other, box: boxOf(other) }));
  return (element) => {
    const at = boxOf(element);
    let best: number | undefined;
    for (const { other, box } of boxes) {
      if (other === element) continue;
      const score = SCORES[name](at, box, most);
      if (score !== undefined && (best === undefined || score < best)) best = score;
    }
    return best;
  };
}

/** The nearest first, so that `first` is the nearest. */
export function byNearness(elements: Element[], measures: ((element: Element) => number | undefined)[]): Element[] {
  const scores = new Map(elements.map((element) => [element, measures.reduce((sum, measure) => sum + (measure(element) ?? 0), 0)]));
  return elements.sort((a, b) => (scores.get(a) as number) - (scores.get(b) as number));
}
