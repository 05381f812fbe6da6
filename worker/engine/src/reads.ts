/** Requests that only read or scroll: extract, rects, frames, scroll, page, describe, match. */

import { allDeep, attr, boxOf, doc, documentElement, elementFromPoint, hasFocus, innerText, isConnected, parent, readyState, scroller, scrollTo, styleOf, tag, visibility, win } from "./dom";
import { rowsOf } from "./about_table";
import { describe, rectOf } from "./describe";
import { valueOf } from "./expect";
import { Fault } from "./fault";
import { elementOf, handleOf } from "./handles";
import { controlOf, found, type Job, one, ready, refuse, until } from "./locate";
import { nameOf } from "./names";
import type { Described, DescribeRequest, ExtractRequest, FrameBoxRequest, FrameFound, FrameList, FrameRequest, Inspected, MatchRequest, PageInfo, Point, Rect, Scrolled, ScrollRequest, Suggested, SuggestRequest } from "./protocol";
import { resolve } from "./resolve";
import { checkedOf, isDisabled, isReadonly, roleOf } from "./roles";
import { control, stateNow } from "./states";
import { elementAt, everything, inspected, locatorFor } from "./suggest";
import { clip, holds, matcherOf, normalize, regex, textOf, urlMatcher } from "./text";
import { now } from "./watch";

type Bare<T> = Omit<T, "elapsed_ms" | "url" | "title">;

// -------------------------------------------------------------------------------------------------------------- extract

export async function extract(request: ExtractRequest, job: Job): Promise<unknown> {
  const { target, what } = request;
  if (what === "count") return resolve(target, job.context).length;
  const pattern = request.matches == null ? null : regex(request.matches);
  return until(job, () => {
    if (what === "options") return optionsOf(one(target, job));
    if (what === "box") return rectOf(one(target, job));
    if (what === "table") return rowsOf(one(target, job));
    const value = what === "list" ? resolve(target, job.context).map(visibleText) : read(one(target, job), request);
    if (!pattern) return value;
    if (Array.isArray(value)) return value.map((text) => firstGroup(pattern, text)).filter((text) => text !== null);
    const part = value === null ? null : firstGroup(pattern, value);
    if (part !== null) return part;
    const fault = new Fault("timeout", `The ${what} ${JSON.stringify(clip(value ?? "", 200))} does not match ${String(pattern)}`);
    fault.expected = String(pattern);
    fault.actual = value ?? "not present";
    throw fault;
  });
}

function read(element: Element, { what, name }: ExtractRequest): string | null {
  switch (what) {
    case "text": return visibleText(element);
    case "value": return valueOf(element);
    case "html": return element.innerHTML;
    case "attribute": return name ? attr(element, name) : refuse("`extract` of an attribute needs its `name`");
    default: return refuse(`\`extract\` cannot take ${JSON.stringify(what)}; it takes text, value, attribute, html, count, list, options, box or table`);
  }
}

function optionsOf(element: Element): unknown[] {
  const field = controlOf(element, ["select"], "is not a <select> element") as HTMLSelectElement;
  return [...field.options].slice(0, 10_000).map((option) => ({ value: option.value, label: normalize(option.label), selected: option.selected, disabled: isDisabled(option) }));
}

const visibleText = (element: Element): string => (innerText(element) ?? textOf(element)).trim();

function firstGroup(pattern: RegExp, text: string): string | null {
  const match = pattern.exec(text);
  return match ? match[1] ?? match[0] : null;
}

// --------------------------------------------------------------------------------------------------------------- frames

export async function frame(request: FrameRequest, job: Job): Promise<Bare<FrameFound>> {
  return until(job, () => {
    const element = one(request.target, job);
    if (tag(element) !== "iframe" && tag(element) !== "frame") throw new Fault("not_actionable", `${found(element, job).description} is not an <iframe>`, true);
    const { name, src } = element as HTMLIFrameElement;
    return { ...found(element, job), name, src, ...frameBox(element as HTMLElement) };
  });
}

export function frameBoxOf(request: FrameBoxRequest): { box: Rect; scale: Point } {
  const element = elementOf(request.element);
  if (!element || !isConnected(element)) throw new Fault("not_found", "The frame was removed from the page", true);
  if (request.scroll) scrollTo(element, { block: "nearest", inline: "nearest", behavior: "instant" });
  return frameBox(element as HTMLElement);
}

function frameBox(element: HTMLElement): { box: Rect; scale: Point } {
  const outer = boxOf(element);
  const style = styleOf(element);
  const scale = { x: element.offsetWidth ? outer.width / element.offsetWidth : 1, y: element.offsetHeight ? outer.height / element.offsetHeight : 1 };
  const left = element.clientLeft + Number.parseFloat(style.paddingLeft || "0");
  const top = element.clientTop + Number.parseFloat(style.paddingTop || "0");
  const width = element.clientWidth - Number.parseFloat(style.paddingLeft || "0") - Number.parseFloat(style.paddingRight || "0");
  const height = element.clientHeight - Number.parseFloat(style.paddingTop || "0") - Number.parseFloat(style.paddingBottom || "0");
  return { box: { x: outer.x + left * scale.x, y: outer.y + top * scale.y, width: width * scale.x, height: height * scale.y }, scale };
}

// --------------------------------------------------------------------------------------------------------------- scroll

const DEFAULT_AMOUNT = 500;

export async function scroll(request: ScrollRequest, job: Job): Promise<Bare<Scrolled>> {
  const { target, direction, to } = request;
  const element = target ? await until(job, async (round) => (await ready({ target, checks: ["visible"], force: false, pointed: false }, job, round)).element) : null;
  const sideways = direction ? direction === "left" || direction === "right" : to === "left" || to === "right";
  if (element && !direction && !to) {
    const before = boxOf(element);
    scrollTo(element, { block: "center", inline: "center", behavior: "instant" });
    const after = boxOf(element);
    return { ok: true, log: job.log.lines, x: win.scrollX, y: win.scrollY, moved: before.x !== after.x || before.y !== after.y };
  }
  if (!direction && !to) return refuse("`scroll` needs a `target`, a `direction` or `to`");
  const pane = scrollable(element, sideways);
  const [x, y] = [pane.scrollLeft, pane.scrollTop];
  const amount = request.pages ? request.pages * (sideways ? pane.clientWidth : pane.clientHeight) : request.amount ?? DEFAULT_AMOUNT;
  const left = to === "left" ? 0 : to === "right" ? pane.scrollWidth : x + (direction === "right" ? amount : direction === "left" ? -amount : 0);
  const top = to === "top" ? 0 : to === "bottom" ? pane.scrollHeight : y + (direction === "down" ? amount : direction === "up" ? -amount : 0);
  pane.scrollTo({ left, top, behavior: "instant" });
  return { ok: true, log: job.log.lines, x: pane.scrollLeft, y: pane.scrollTop, moved: pane.scrollLeft !== x || pane.scrollTop !== y };
}

/** The element itself or the nearest one around it that can scroll this way, else the page. */
function scrollable(element: Element | null, sideways: boolean): Element {
  const page = scroller(doc) ?? (documentElement(doc) as Element);
  for (let at = element; at; at = parent(at)) {
    if (at === page) break;
    const overflow = sideways ? styleOf(at).overflowX : styleOf(at).overflowY;
    const longer = sideways ? at.scrollWidth > at.clientWidth : at.scrollHeight > at.clientHeight;
    if (longer && /auto|scroll|hidden|overlay/.test(overflow)) return at;
  }
  if (!element && !(sideways ? page.scrollWidth > page.clientWidth : page.scrollHeight > page.clientHeight)) return largestPane(sideways) ?? page;
  return page;
}

/** When the page itself cannot scroll: what is scrollable in its middle. */
function largestPane(sideways: boolean): Element | null {
  const middle = elementFromPoint(doc, win.innerWidth / 2, win.innerHeight / 2);
  return middle && parent(middle) ? scrollable(middle, sideways) : null;
}

/** The frame elements of the page, in document order. */
export function frames(): FrameList["items"] {
  return allDeep(doc, "iframe, frame").slice(0, MOST_FRAMES).map((element) => ({
    element: handleOf(element), name: attr(element, "name") || attr(element, "id") || "", src: attr(element, "src") ?? "", description: describe(element),
  }));
}

const MOST_FRAMES = 100;

// -------------------------------------------------------------------------------------------------------------- inspect

const MOST_ELEMENTS = 200;
/** Longest time for the locators of many elements. */
const LONGEST_MS = 4_000;

export async function suggest(request: SuggestRequest, job: Job): Promise<Bare<Suggested>> {
  const answer = (elements: Element[]): Bare<Suggested> => {
    const began = now();
    const items: Inspected[] = [];
    for (const element of elements.slice(0, request.limit ?? MOST_ELEMENTS)) {
      if (items.length && now() - began > LONGEST_MS) break;
      items.push(inspected(element, job.context, request.most));
    }
    return { ok: true, log: job.log.lines, items, truncated: items.length < elements.length };
  };
  if (request.target) {
    const { target } = request;
    return until(job, () => answer([one(target, job)]));
  }
  if (request.point) {
    const found = elementAt(request.point);
    if (!found) throw new Fault("not_found", `Nothing is at ${request.point.x},${request.point.y} in the viewport`, true);
    return answer([found]);
  }
  return request.all ? answer(everything(job.context)) : refuse("`suggest` needs a `target`, a `point` or `all`");
}

// ------------------------------------------------------------------------------------------------------------ the rest

export async function describeTarget(request: DescribeRequest, job: Job): Promise<Bare<Described>> {
  return until(job, () => {
    const element = one(request.target, job);
    const at = control(element);
    const readonly = isReadonly(at);
    return {
      ...found(element, job), role: roleOf(element), name: nameOf(element), locator: locatorFor(element, job.context), visible: stateNow(element, "visible").holds,
      enabled: !isDisabled(at), editable: readonly === null ? null : !readonly && !isDisabled(at), checked: checkedOf(at),
    };
  });
}

export function matches({ value, matcher, plain }: MatchRequest): boolean {
  return plain === "url" ? urlMatcher(matcher, win.location.href).test(value) : holds(matcherOf(matcher, plain), value);
}

export function page(): Omit<PageInfo, "elapsed_ms" | "url" | "title" | "ok" | "log"> {
  const root = scroller(doc) ?? documentElement(doc);
  return {
    ready_state: readyState(doc), hidden: visibility(doc) === "hidden", focused: hasFocus(doc),
    viewport: { width: win.innerWidth, height: win.innerHeight, device_pixel_ratio: win.devicePixelRatio },
    scroll: { x: win.scrollX, y: win.scrollY },
    document: { width: root?.scrollWidth ?? 0, height: root?.scrollHeight ?? 0 },
  };
}

export const rectsOf = (elements: Element[]): Rect[] => elements.slice(0, 200).map(rectOf);
