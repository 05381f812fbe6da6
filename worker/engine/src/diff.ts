/** Where two long texts differ, word by word. */

import { clip } from "./text";

/** Shorter texts are compared at a glance. */
const LONG = 40;
const MOST_WORDS = 400;
/** Words that are shown around a difference. */
const AROUND = 3;

/** `… the [-quick-] {+slow+} brown fox …`; undefined for short texts, and for texts that have little in common. */
export function wordDiff(expected: string, received: string): string | undefined {
  if (expected === received || Math.max(expected.length, received.length) < LONG) return undefined;
  const [a, b] = [expected, received].map((text) => text.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS)) as [string[], string[]];
  if (!a.length || !b.length) return undefined;
  const parts = compare(a, b);
  const same = parts.reduce((sum, part) => sum + (part.kind === "same" ? part.words.length : 0), 0);
  if (same * 2 < Math.min(a.length, b.length)) return undefined;
  const words = parts.map((part, i) => {
    if (part.kind === "gone") return `[-${part.words.join(" ")}-]`;
    if (part.kind === "new") return `{+${part.words.join(" ")}+}`;
    if (part.words.length <= AROUND * 2 + 1) return part.words.join(" ");
    const head = i ? part.words.slice(0, AROUND) : [];
    const tail = i < parts.length - 1 ? part.words.slice(-AROUND) : [];
    return [...head, "\u2026", ...tail].join(" ");
  });
  return clip(words.join(" "), 400);
}

interface Part { kind: "same" | "gone" | "new"; words: string[] }

/** The longest common subsequence, as runs. */
function compare(a: string[], b: string[]): Part[] {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? (lengths[(i + 1) * width + j + 1] as number) + 1 : Math.max(lengths[(i + 1) * width + j] as number, lengths[i * width + j + 1] as number);
    }
  }
  const parts: Part[] = [];
  const add = (kind: Part["kind"], word: string): void => {
    const last = parts[parts.length - 1];
    if (last?.kind === kind) last.words.push(word);
    else parts.push({ kind, words: [word] });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add("same", a[i++] as string);
      j++;
    } else if (j >= b.length || (i < a.length && (lengths[(i + 1) * width + j] as number) >= (lengths[i * width + j + 1] as number))) add("gone", a[i++] as string);
    else add("new", b[j++] as string);
  }
  return parts;
}
