/** The engine: installs `globalThis.__flowtilla` once per document and world. */

import { clipboard, copy, kindOf, paste, selectText, setContent, submit } from "./content";
import { a11y } from "./a11y";
import { targetWords } from "./describe";
import { bodyOf, doc, documentElement, isConnected, lookAgain, rememberClosed, titleOf, win } from "./dom";
import { expectation } from "./expect";
import { Fault } from "./fault";
import { check, checkedNow, fill, focus, select, upload } from "./fields";
import { elementOf, nodeOf } from "./handles";
import { missedBy, readGuard, setGuard } from "./hit";
import { fillCandidates, found, type Job, one, ready, refuse, until } from "./locate";
import { outline } from "./outline";
import type { Answer, Check, Common, EngineApi, LocateRequest, Request, Response, Target } from "./protocol";
import { pose } from "./pose";
import { describeTarget, extract, frame, frameBoxOf, frames, matches, page, rectsOf, scroll, suggest } from "./reads";
import { type Context, resolve } from "./resolve";
import { assertHosts, conceal, dots, storage } from "./secrets";
import { control } from "./states";
import { search } from "./search";
import { suggestions } from "./suggest";
import { Refused } from "./text";
import { vitals } from "./vitals";
import { cancelAll, Log, nextFrame, now, Watch } from "./watch";

const MAX_BUDGET_MS = 30_000;
const OUTLINE_CHARS = 20_000;
/** Every answer carries the title; a page must not make it a burden. */
const TITLE_CHARS = 1_000;

type Loose = { ok: true; log?: string[] } & Record<string, unknown>;

async function run(request: Request): Promise<Response> {
  const began = now();
  const base = () => ({ elapsed_ms: Math.round((now() - began) * 10) / 10, url: win.location.href, title: titleOf(doc).slice(0, TITLE_CHARS) });
  const given: Common = request && typeof request === "object" ? request : {};
  const job: Job = {
    context: contextOf(given),
    watch: new Watch(Math.min(Math.max(Number(given.budget_ms) || 0, 0), MAX_BUDGET_MS)),
    log: new Log(),
    explain: given.explain !== false,
  };
  try {
    if (given.secret_hosts) assertHosts(given.secret_hosts);
    lookAgain();
    const target = (given as { target?: Target }).target;
    if (target && request.op !== "wait_for") job.log.begin(`waiting for ${targetWords(target)}`);
    const answer = await carryOut(request, job);
    return { log: job.log.lines, ...answer, ...base() } as unknown as Answer;
  } catch (error) {
    return { ok: false, ...base(), error: faultOf(error).answer(job.log.lines) };
  } finally {
    job.watch.stop();
    lookAgain();
  }
}

const names = (given: string): string[] => given.split(",").map((name) => name.trim()).filter(Boolean);

const contextOf = (given: Common): Context => ({
  testid: names(given.testid_attribute || "data-testid"),
  component: names(given.component_attribute || "data-component,data-slot,data-part"),
});

function faultOf(error: unknown): Fault {
  if (error instanceof Fault) {
    fillCandidates(error);
    return error;
  }
  if (error instanceof Refused) return new Fault("refused", error.message, true);
  return new Fault("script", `The page could not be read: ${error instanceof Error ? error.message : String(error)}`);
}

async function carryOut(request: Request, job: Job): Promise<Loose> {
  switch (request?.op) {
    case "locate": return locate(request, job);
    case "landed": return { ok: true, ...(await readGuard((wake) => job.watch.until(wake))) };
    case "hit": {
      const element = elementOf(request.element);
      const by = element && isConnected(element) ? missedBy(element, request.point) : "nothing (the element was removed)";
      return by === null ? { ok: true, hit: true } : { ok: true, hit: false, by };
    }
    case "fill": return { ...(await fill(request, job)) };
    case "check": return { ...(await check(request, job)) };
    case "checked": return until(job, () => {
      const before = request.element === undefined ? null : elementOf(request.element);
      const element = before && isConnected(before) ? before : one(request.target, job);
      const checked = checkedNow(element);
      if (checked !== request.checked) throw new Fault("not_actionable", "Clicking the checkbox did not change its state");
      return { ok: true as const, checked };
    });
    case "select": return { ...(await select(request, job)) };
    case "focus": {
      const field = await focus(request, job);
      if (request.secret) dots(field);
      return { ...found(field, job) };
    }
    case "blur": return until(job, () => {
      const element = control(one(request.target, job)) as HTMLElement;
      element.blur();
      return { ...found(element, job) };
    });
    case "upload": return { ...(await upload(request, job)) };
    case "scroll": return { ...(await scroll(request, job)) };
    case "expect": return { ok: true, ...(await expectation(request.expect ?? {}, request.not ?? !!request.expect?.not, "assertion", job)) };
    case "wait_for": return { ok: true, ...(await expectation({ target: request.target, to: request.state ?? "visible" }, false, "timeout", job)) };
    case "a11y": return { ok: true, ...(await a11y(request, job)) };
    case "pose":
      pose(!!request.hide_caret, !!request.end_animations);
      await nextFrame();
      return { ok: true };
    case "extract": return { ok: true, value: await extract(request, job) };
    case "search": return { ok: true, value: await search(request, job) };
    case "vitals": return { ok: true, value: await vitals() };
    case "frame": return { ...(await frame(request, job)) };
    case "conceal": return { ok: true, concealed: conceal(request.values) };
    case "storage": return { ok: true, value: storage(request) };
    case "frame_box": return { ok: true, ...frameBoxOf(request) };
    case "rects": return { ok: true, rects: request.targets.map((target) => rectsOf(resolve(target, job.context))) };
    case "describe": return { ...(await describeTarget(request, job)) };
    case "frames": return { ok: true, items: frames() };
    case "suggest": return { ...(await suggest(request, job)) };
    case "outline": {
      const root = request.target ? await until(job, () => one(request.target as NonNullable<typeof request.target>, job)) : bodyOf(doc) ?? documentElement(doc);
      return root ? { ok: true, ...outline(root, request.max_chars ?? OUTLINE_CHARS, !!request.refs, !!request.compact) } : { ok: true, outline: "", truncated: false, frames: [] };
    }
    case "match": return { ok: true, matches: matches(request) };
    case "kind": return { ...(await kindOf(request, job)) };
    case "submit": return { ...(await submit(request, job)) };
    case "select_text": return { ...(await selectText(request, job)) };
    case "copy": return { ...(await copy(request, job)) };
    case "paste": return { ...paste(request, job) };
    case "clipboard": return clipboard(request.text);
    case "set_content": return setContent(request, job);
    case "date": {
      const time = new Date(/^-?\d+(\.\d+)?$/.test(request.text.trim()) ? Number(request.text) : request.text).getTime();
      return Number.isFinite(time) ? { ok: true, time } : refuse(`${JSON.stringify(request.text)} is no date that JavaScript reads; write 2026-11-20T10:00:00Z, 2026-11-20, or milliseconds since 1970`);
    }
    case "zone":
      try {
        new Intl.DateTimeFormat("en", { timeZone: request.text });
        return { ok: true };
      } catch {
        return refuse(`${JSON.stringify(request.text)} is no time zone; write a name such as Europe/Vienna or UTC`);
      }
    case "page": return { ok: true, ...page() };
    case "cancel":
      cancelAll();
      return { ok: true };
    default: return refuse(`The engine knows no operation ${JSON.stringify((request as { op?: unknown } | null)?.op)}`);
  }
}

const CHECKS: Record<NonNullable<LocateRequest["for"]>, Check[]> = {
  click: ["visible", "stable", "enabled", "receives_events"],
  tap: ["visible", "stable", "enabled", "receives_events"],
  drag: ["visible", "stable", "enabled", "receives_events"],
  hover: ["visible", "stable", "receives_events"],
  screenshot: ["visible", "stable"],
  evaluate: [],
  other: [],
};

async function locate(request: LocateRequest, job: Job): Promise<Loose> {
  const purpose = request.for ?? "other";
  const checks = request.checks ?? CHECKS[purpose] ?? refuse(`\`for\` cannot be ${JSON.stringify(purpose)}`);
  const pointed = purpose !== "evaluate" && purpose !== "other" ? true : checks.includes("receives_events") || !!request.position;
  const { element, point } = await until(job, (round) =>
    ready({ target: request.target, checks, ...(request.position ? { position: request.position } : {}), scroll: request.scroll !== false, force: !!request.force, pointed }, job, round));
  const guard = request.guard ?? "none";
  if (guard !== "none" && !request.force) setGuard(element, purpose === "hover" || purpose === "tap" ? purpose : "click", guard === "block");
  const answer = found(element, job);
  return { ...answer, point: point ?? { x: answer.rect.x + answer.rect.width / 2, y: answer.rect.y + answer.rect.height / 2 } };
}

const api: EngineApi = {
  version: "1",
  run,
  node: nodeOf,
  document: doc,
  suggest(element, options = {}) {
    lookAgain();
    return suggestions(element, contextOf(options), options.most);
  },
  closed: rememberClosed,
};
const engine = Object.freeze(api);

// The first document of a tab or frame leaves its window, and so this world, to the next one of its origin: the driver evaluates
// us again there, and the engine of the old document gives way.
if ((globalThis as { __flowtilla?: EngineApi }).__flowtilla?.document !== doc) {
  Object.defineProperty(globalThis, "__flowtilla", { value: engine, enumerable: false, configurable: true, writable: false });
}
