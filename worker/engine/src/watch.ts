/** Waiting inside the page: for a change, for a frame, for the end of the budget. Timers are captured before the page can replace them. */

import { all, doc, shadowRoot, visibility, win } from "./dom";
import { clip } from "./text";

const timer = win.setTimeout.bind(win);
const stopTimer = win.clearTimeout.bind(win);
const frame = win.requestAnimationFrame.bind(win);
export const now = performance.now.bind(performance);

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => void timer(resolve, ms));

/** How long a visible page may take for a frame before we believe that it draws none; a busy machine takes its time. */
const FRAME_MS = 500;
let drawsFrames = true;

let inFrames = 0;

/** Milliseconds spent so far in waiting for frames: nothing is computed then. */
export const waitedForFrames = (): number => inFrames;

/** The next animation frame, or a moment where no frames come: hidden pages, throttled frames. */
export async function nextFrame(): Promise<void> {
  const began = now();
  await (visibility(doc) === "hidden" ? sleep(16) : drawn());
  inFrames += now() - began;
}

function drawn(): Promise<void> {
  return new Promise((resolve) => {
    frame(() => {
      drawsFrames = true;
      stopTimer(late);
      resolve();
    });
    const late = timer(() => {
      drawsFrames = false;
      resolve();
    }, drawsFrames ? FRAME_MS : 32);
  });
}

let cancelled = 0;

/** Ends all waits of this document. */
export function cancelAll(): void {
  cancelled++;
  for (const wake of [...wakers]) wake();
}

const wakers = new Set<() => void>();

const EVENTS = ["input", "change", "focusin", "focusout", "scroll", "load", "resize", "transitionend", "animationend", "toggle", "popstate", "hashchange", "slotchange"];

/** Tells when the page may have changed, until a deadline. Watching begins with the first `change()`. */
export class Watch {
  private readonly began = now();
  private readonly generation = cancelled;
  private observer: MutationObserver | undefined;
  private wake: (() => void) | undefined;
  private dirty = false;
  private looks = 0;
  private intervals: number[] | undefined;
  private readonly onChange = (): void => {
    this.dirty = true;
    this.wake?.();
  };

  constructor(readonly budget: number) {}

  get elapsed(): number {
    return now() - this.began;
  }

  get left(): number {
    return this.generation === cancelled ? Math.max(0, this.budget - this.elapsed) : 0;
  }

  /** From now on waits these intervals (milliseconds) between looks, the last one again and again. */
  pace(intervals: number[]): void {
    this.intervals = intervals;
  }

  /**
   * Waits until something changed or a short time has passed, since much changes without a trace (styles, properties): 10 ms at
   * first, up to 100 ms later, and never more than a third of the time in looking, where one look took `cost`. False: time is up.
   */
  async change(cost: number): Promise<boolean> {
    if (this.left <= 0) return false;
    if (this.intervals?.length) {
      const interval = this.intervals[Math.min(this.looks++, this.intervals.length - 1)] as number;
      await sleep(Math.min(Math.max(interval, 1), this.left));
      return this.left > 0;
    }
    this.watch();
    const rest = Math.min(cost * 2, 100);
    const pace = Math.min(100, Math.max(10, cost * 4, this.looks++ > 50 ? 30 : 10, this.looks > 200 ? 60 : 10));
    if (rest > 1) await sleep(Math.min(rest, this.left));
    if (!this.dirty) {
      await new Promise<void>((resolve) => {
        const late = timer(resolve, Math.min(pace, this.left));
        this.wake = () => {
          stopTimer(late);
          resolve();
        };
        wakers.add(this.wake);
      });
      if (this.wake) wakers.delete(this.wake);
      this.wake = undefined;
    }
    this.dirty = false;
    return this.left > 0;
  }

  /** Waits until what is handed out is called, or the time is up. */
  until(hand: (wake: () => void) => void): Promise<void> {
    if (this.left <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const late = timer(resolve, this.left);
      hand(() => {
        stopTimer(late);
        resolve();
      });
    });
  }

  private watch(): void {
    const options = { subtree: true, childList: true, attributes: true, characterData: true };
    if (!this.observer) {
      this.observer = new MutationObserver(this.onChange);
      for (const type of EVENTS) win.addEventListener(type, this.onChange, { capture: true, passive: true });
      this.observer.observe(doc, options);
      for (const element of all(doc, "*")) {
        const shadow = shadowRoot(element);
        if (shadow) this.observer.observe(shadow, options);
      }
    }
  }

  stop(): void {
    this.observer?.disconnect();
    for (const type of EVENTS) if (this.observer) win.removeEventListener(type, this.onChange, { capture: true });
    this.observer = undefined;
  }
}

const LINES = 50;

/** What was tried, line by line; an attempt that went like the one before is counted, not repeated. */
export class Log {
  private readonly blocks: { lines: string[]; times: number }[] = [];
  private current: string[] = [];

  add(line: string): void {
    if (this.current.length < LINES) this.current.push(clip(line, 300));
  }

  /** A line that stands before the first attempt. */
  begin(line: string): void {
    this.add(line);
    this.attempt();
  }

  /** Ends one attempt. */
  attempt(): void {
    if (!this.current.length) return;
    const last = this.blocks[this.blocks.length - 1];
    if (last && last.lines.join("\n") === this.current.join("\n")) last.times++;
    else this.blocks.push({ lines: this.current, times: 1 });
    this.current = [];
    if (this.blocks.length > 40) this.blocks.splice(20, this.blocks.length - 40);
  }

  get lines(): string[] {
    this.attempt();
    const lines = this.blocks.flatMap(({ lines, times }) => (times > 1 ? lines.map((line, i) => (i ? `    ${line}` : `${times} \u00d7 ${line.trim()}`)) : lines));
    return lines.length <= LINES ? lines : [...lines.slice(0, LINES / 2), `\u2026 ${lines.length - LINES + 1} lines left out`, ...lines.slice(1 - LINES / 2)];
  }
}
