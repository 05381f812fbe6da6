/** What the browser measured of this page load: Core Web Vitals by the definitions of the web-vitals library, and weights. */

import { win } from "./dom";
import type { VitalsMatcher } from "./protocol";
import { sleep } from "./watch";

type Measured = { [key in keyof VitalsMatcher]?: number };

interface Shift extends PerformanceEntry { value: number; hadRecentInput: boolean }
interface Interaction extends PerformanceEntry { interactionId?: number }

/** The entries of a type that are kept for late observers; they come in a task of their own. */
function entries(type: string, options: Record<string, unknown> = {}): Promise<PerformanceEntry[]> {
  if (!PerformanceObserver.supportedEntryTypes.includes(type)) return Promise.resolve([]);
  const found: PerformanceEntry[] = [];
  const observer = new PerformanceObserver((list) => void found.push(...list.getEntries()));
  observer.observe({ type, buffered: true, ...options });
  return sleep(30).then(() => {
    found.push(...observer.takeRecords());
    observer.disconnect();
    return found;
  });
}

export async function vitals(): Promise<Measured> {
  const [paints, largest, shifts, events, first] = await Promise.all([
    entries("paint"), entries("largest-contentful-paint"), entries("layout-shift"), entries("event", { durationThreshold: 16 }), entries("first-input"),
  ]);
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const resources = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const activation = (navigation as { activationStart?: number } | undefined)?.activationStart ?? 0;
  const measured: Measured = { cls: layoutShift(shifts as Shift[]), inp_ms: interaction([...events, ...first] as Interaction[]), requests: resources.length + 1 };
  const since = (at: number | undefined): number | undefined => (at ? Math.max(0, at - activation) : undefined);
  const set = (key: keyof VitalsMatcher, value: number | undefined): void => {
    if (value !== undefined && Number.isFinite(value)) measured[key] = value;
  };
  set("fcp_ms", since(paints.find((entry) => entry.name === "first-contentful-paint")?.startTime));
  set("lcp_ms", since(largest[largest.length - 1]?.startTime));
  set("ttfb_ms", since(navigation?.responseStart));
  set("load_ms", navigation?.loadEventEnd ? since(navigation.loadEventEnd) : undefined);
  // Of the encoded bodies: what came from a cache counts as well.
  set("page_bytes", [navigation, ...resources].reduce((sum, entry) => sum + (entry?.encodedBodySize || entry?.transferSize || 0), 0));
  if (win.location.href === "about:blank") measured.requests = 0;
  return measured;
}

/** The largest burst of shifts: gaps below a second, five seconds at most. */
function layoutShift(shifts: Shift[]): number {
  let [worst, sum, began, last] = [0, 0, 0, 0];
  for (const { value, hadRecentInput, startTime } of shifts) {
    if (hadRecentInput) continue;
    if (sum && startTime - last < 1000 && startTime - began < 5000) sum += value;
    else [sum, began] = [value, startTime];
    last = startTime;
    worst = Math.max(worst, sum);
  }
  return worst;
}

/** The longest interaction, leaving one out for every fifty; 0 when nothing was touched. */
function interaction(events: Interaction[]): number {
  const byId = new Map<number, number>();
  for (const { interactionId, duration } of events) if (interactionId) byId.set(interactionId, Math.max(byId.get(interactionId) ?? 0, duration));
  const longest = [...byId.values()].sort((a, b) => b - a);
  return longest[Math.min(longest.length - 1, Math.floor(longest.length / 50))] ?? 0;
}
