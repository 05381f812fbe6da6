/** Strict resolution with waiting, and the checks before an action. */

import { allDeep, animations, boxOf, composedParent, doc, hasAttr, readyState, inputType, isConnected, isVisible, lookAgain, parent, scrollTo, tag } from "./dom";
import { describe, rectOf, targetWords } from "./describe";
import { Fault } from "./fault";
import { handleOf } from "./handles";
import { clickable, missedBy, pointIn } from "./hit";
import { nearMisses } from "./misses";
import { deepestAt } from "./point";
import type { Check, Found, Good, Point, Position, Rect, Target } from "./protocol";
import { type Context, resolve } from "./resolve";
import { control, stateNow } from "./states";
import { listed, locatorFor } from "./suggest";
import { Refused } from "./text";
import { type Log, nextFrame, now, waitedForFrames, type Watch } from "./watch";

/** One request at work. */
export interface Job {
  context: Context;
  watch: Watch;
  log: Log;
  explain: boolean;
}

/** More than one match may be a moment of a page that is being replaced: it has to last this long. */
const AMBIGUOUS_FOR_MS = 250;

/**
 * Looks until `attempt` gives a value.
 *
 * An attempt says "not yet" by throwing a `Fault`; the last one is what is reported when the budget is over. Refusals and final
 * faults end the wait at once.
 */
export async function until<T>(job: Job, attempt: (round: number) => T | Promise<T>): Promise<T> {
  let ambiguousSince: number | undefined;
  for (let round = 0; ; round++) {
    const began = now();
    const waited = waitedForFrames();
    try {
      lookAgain();
      return await attempt(round);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.kind === "ambiguous") ambiguousSince ??= began;
      else ambiguousSince = undefined;
      job.log.attempt();
      if (ambiguousSince !== undefined && now() - ambiguousSince >= AMBIGUOUS_FOR_MS) error.final = true;
      const cost = now() - began - (waitedForFrames() - waited);
      if (error.final || !(await job.watch.change(Math.max(cost, 0)))) throw error;
    }
  }
}

/** How long an action waits for the first candidate of `any_of` before it takes a later one. */
const CANDIDATE_MS = 500;

/** The one element that the target means. */
export function one(target: Target, job: Job): Element {
  const found = resolve(target, job.context);
  const { candidate } = job.context;
  if (candidate && job.watch.elapsed < CANDIDATE_MS && job.watch.left > CANDIDATE_MS) throw missing(target.any_of?.[0] as Target, job);
  if (candidate) job.log.add(`candidate ${candidate + 1} of ${target.any_of?.length} was taken: ${targetWords(target.any_of?.[candidate] as Target)}`);
  if (found.length > 1) throw ambiguous(target, found, job);
  if (!found[0]) throw missing(target, job);
  job.log.add(`locator resolved to ${describe(found[0])}`);
  return found[0];
}

export function ambiguous(target: Target, found: Element[], job: Job): Fault {
  const many = found.length > 10 ? ` (the first 10 are listed)` : "";
  const fault = new Fault("ambiguous", `${targetWords(target)} matches ${found.length} elements, it must match one${many}; narrow it with \`within\`, \`has_text\`, \`exact\` or \`nth\``);
  job.log.add(`${targetWords(target)} resolved to ${found.length} elements`);
  return lazily(fault, job, () => listed(found, job.context));
}

export function missing(target: Target, job: Job): Fault {
  const fault = new Fault("not_found", `Nothing on the page matches ${targetWords(target)}`);
  return lazily(fault, job, () => nearMisses(target, job.context));
}

/** Candidates cost time; they are looked for only when the fault becomes the answer. */
export function lazily(fault: Fault, job: Job, list: () => string[]): Fault {
  if (job.explain) pending.set(fault, list);
  return fault;
}

const pending = new WeakMap<Fault, () => string[]>();

export function fillCandidates(fault: Fault): void {
  try {
    lookAgain();
    const list = pending.get(fault)?.();
    if (list) fault.candidates = list.slice(0, 10);
  } catch {
    // An explanation that fails must not hide what it explains.
  }
}

// --------------------------------------------------------------------------------------------------------------- checks

export interface Wanted {
  target: Target;
  checks: Check[];
  force: boolean;
  /** Asks for a point in the viewport, with or without a hit test; `scroll` to get it there. */
  pointed: boolean;
  scroll?: boolean;
  position?: Position;
}

export interface Ready { element: Element; point: Point | null }

/** `scrollIntoView` in turn, so that sticky headers and footers do not cover the element each time. */
const ALIGNMENTS: ScrollLogicalPosition[] = ["center", "end", "center", "start"];

/** One attempt to pass all checks. */
export async function pass(element: Element, wanted: Wanted, job: Job, round: number): Promise<Ready> {
  const { target } = wanted;
  const { log } = job;
  const checks = wanted.force ? [] : wanted.checks;
  const states = checks.filter((check) => check === "visible" || check === "enabled" || check === "editable");
  const words = joined(checks.filter((check) => check !== "receives_events"));
  if (words) log.add(`  waiting for element to be ${words}`);
  const demand = (): void => {
    for (const state of states) {
      const { holds, actual } = stateNow(element, state);
      if (!holds) throw notYet(target, element, `element is not ${state}`, actual === "hidden" || actual === `not ${state}` ? "" : actual, job);
    }
    if (checks.includes("enabled") && isInert(element)) throw notYet(target, element, "element is inert", "", job);
  };
  demand();
  const early = wanted.pointed && wanted.scroll ? reveal(element, wanted.position, job, round) : false;
  if (checks.includes("stable")) {
    if (!(await isStable(element, early || round > 0))) throw notYet(target, element, "element is not stable", "it moves", job);
    lookAgain();
    demand();
  }
  if (words) log.add(`  element is ${words}`);
  if (!wanted.pointed) return { element, point: null };
  const point = target.xy && !wanted.position ? target.xy : pointIn(element, wanted.position);
  if (!point) throw notYet(target, element, stateNow(element, "visible").holds ? "element is outside of the viewport" : "element is not visible", "", job);
  if (!checks.includes("receives_events")) return { element, point };
  const by = missedBy(element, point);
  if (by) throw lazily(notYet(target, element, `${by} intercepts pointer events`, "", job), job, () => wayOut(point, job.context));
  return { element, point };
}

/** One attempt to find the element and to pass all checks. */
export const ready = (wanted: Wanted, job: Job, round: number): Promise<Ready> => pass(one(wanted.target, job), wanted, job, round);

/** What could be pressed to get rid of what lies above a point: the buttons of the dialog or layer there. */
function wayOut(point: Point, context: Context): string[] {
  let layer = deepestAt(point);
  for (let at = layer; at && tag(at) !== "body" && tag(at) !== "html"; at = parent(at)) {
    if (allDeep(at, "button, [role=button], a[href]").length) {
      layer = at;
      break;
    }
  }
  const buttons = layer ? allDeep(layer, "button, [role=button], a[href]").filter(isVisible) : [];
  return buttons.slice(0, 5).map((button) => `it could be got out of the way with ${describe(button)} \u2192 ${locatorFor(button, context)}`);
}

/** Nobody can act on it, though it can be seen. */
function isInert(element: Element): boolean {
  for (let at: Element | null = element; at; at = parent(at)) if (hasAttr(at, "inert")) return true;
  return false;
}

const joined = (words: string[]): string => (words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}` : words[0] ?? "");

function notYet(target: Target, element: Element, what: string, actual: string, job: Job): Fault {
  job.log.add(`  ${what}`);
  const gone = isConnected(element) ? "" : "; it was removed meanwhile";
  return new Fault("not_actionable", `${describe(element)} (${targetWords(target)}): ${what}${actual ? ` (${actual})` : ""}${gone}`);
}

/** Scrolls when the point is not in view, or is covered; another way each round. True when it scrolled. */
function reveal(element: Element, position: Position | undefined, job: Job, round: number): boolean {
  const point = pointIn(element, position);
  if (point && missedBy(element, point) === null) return false;
  if (point && round === 0 && !isCut(element)) return false;
  const before = boxOf(element);
  const block = ALIGNMENTS[round % ALIGNMENTS.length] as ScrollLogicalPosition;
  scrollTo(element, { block, inline: block, behavior: "instant" });
  const after = boxOf(element);
  const moved = before.x !== after.x || before.y !== after.y;
  if (moved) job.log.add("  scrolling into view");
  return moved;
}

/** Some of it lies outside of the viewport or of something that scrolls. */
function isCut(element: Element): boolean {
  const box = boxOf(element);
  if (box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth) return true;
  for (let at = parent(element); at; at = parent(at)) {
    if (at.scrollHeight <= at.clientHeight && at.scrollWidth <= at.clientWidth) continue;
    const outer = boxOf(at);
    if (box.top < outer.top || box.left < outer.left || box.bottom > outer.bottom || box.right > outer.right) return true;
  }
  return false;
}

/**
 * The box is the same over animation frames: one when nothing on the page moves, two when something might: a running animation, a
 * change of the document in between, a page still loading, an element that was just waited for or scrolled to.
 */
async function isStable(element: Element, wary: boolean): Promise<boolean> {
  const at = clickable(element);
  let moving = wary || readyState(doc) !== "complete" || isAnimated(at);
  const observer = new MutationObserver(() => { moving = true; });
  observer.observe(doc, { subtree: true, childList: true, attributes: true });
  try {
    let box = boxOf(at);
    for (let frame = 0; frame < (moving ? 2 : 1); frame++) {
      await nextFrame();
      if (observer.takeRecords().length) moving = true;
      const next = boxOf(at);
      const same = box.x === next.x && box.y === next.y && box.width === next.width && box.height === next.height;
      // With movement expected the first frame only sets the mark.
      if (!same && (frame > 0 || !moving)) return false;
      if (!same) moving = true;
      box = next;
    }
    return isConnected(at);
  } finally {
    observer.disconnect();
  }
}

/** An animation or transition runs on the element or around it. */
function isAnimated(element: Element): boolean {
  for (let at: Element | null = element; at; at = composedParent(at)) {
    if (animations(at).some((animation) => animation.playState === "running")) return true;
  }
  return false;
}

// -------------------------------------------------------------------------------------------------------------- answers

/** What every answer about an element carries. */
export function found(element: Element, job: Job): Omit<Found, keyof Base> & Pick<Good, "ok" | "log"> {
  const type = inputType(element);
  const answer: Omit<Found, keyof Base> & Pick<Good, "ok" | "log"> = {
    ok: true, log: job.log.lines, element: handleOf(element), description: describe(element), tag: tag(element), rect: rectOf(element) as Rect,
  };
  if (job.context.candidate) answer.candidate = job.context.candidate;
  return type ? { ...answer, input_type: type } : answer;
}

type Base = Pick<Good, "elapsed_ms" | "url" | "title">;

/** The control that a target stands for, when it must be one of these tags. */
export function controlOf(element: Element, tags: string[], otherwise: string): Element {
  const at = control(element);
  if (!tags.includes(tag(at))) throw new Fault("not_actionable", `${describe(at)} ${otherwise}`, true);
  return at;
}

export const refuse = (message: string): never => {
  throw new Refused(message);
};

