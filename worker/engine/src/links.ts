/** Which links of the page lead nowhere: asked by HEAD, own origin only, a few at a time. */

import { allDeep, attr, doc, win } from "./dom";
import type { Job } from "./locate";
import { sleep } from "./watch";

/** Requests under way at once. */
const AT_ONCE = 6;
/** Longest time for one answer. */
const ANSWERED_WITHIN_MS = 10_000;

/** Answers by address, for the life of the document: a status, 0 for no answer; absent while unknown. */
const known = new Map<string, number>();
const asked = new Set<string>();

function addresses(most: number): string[] {
  const found = new Set<string>();
  for (const link of allDeep(doc, "a[href],area[href]")) {
    try {
      const url = new URL(attr(link, "href") ?? "", doc.baseURI);
      url.hash = "";
      if (url.origin === win.location.origin && /^https?:$/.test(url.protocol)) found.add(url.href);
    } catch {
      found.add(attr(link, "href") ?? "");
    }
    if (found.size >= most) break;
  }
  return [...found];
}

async function ask(url: string): Promise<void> {
  asked.add(url);
  let status = 0;
  try {
    status = (await win.fetch(url, { method: "HEAD", redirect: "follow", signal: AbortSignal.timeout(ANSWERED_WITHIN_MS) })).status;
  } catch {
    // No answer is an answer.
  }
  known.set(url, status);
}

/** A server that does not take HEAD says nothing about the page. */
const isBroken = (status: number): boolean => status === 0 || (status >= 400 && status !== 405 && status !== 501);

/** The broken ones in words, how many links were looked at, and how many are not answered within the time of the job. */
export async function brokenLinks(most: number, job: Job): Promise<{ broken: string[]; seen: number; left: number }> {
  const urls = addresses(most);
  const waiting = urls.filter((url) => !asked.has(url));
  const crew = Array.from({ length: AT_ONCE }, async () => {
    for (let url = waiting.shift(); url !== undefined && job.watch.left > 0; url = waiting.shift()) await ask(url);
  });
  await Promise.race([Promise.all(crew), sleep(job.watch.left)]);
  const broken = urls.filter((url) => known.has(url) && isBroken(known.get(url) as number)).map((url) => `${url} answers ${known.get(url) || "nothing"}`);
  return { broken, seen: urls.length, left: urls.filter((url) => !known.has(url)).length };
}
