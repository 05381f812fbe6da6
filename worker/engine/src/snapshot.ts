/** Aria snapshots: a template in Playwright's format against the accessibility tree, with Playwright's rules. */

import { attr, bodyOf, doc, documentElement } from "./dom";
import type { Question } from "./expect";
import { refuse } from "./locate";
import { type Item, treeOf, written } from "./outline";
import type { Expect, SnapshotNode } from "./protocol";
import { checkedOf, expandedOf, isDisabled, levelOf, pressedOf, selectedOf } from "./roles";
import { clip, normalize } from "./text";

/** Characters of the received snapshot in a report. */
const RECEIVED = 20_000;

type Mode = "contain" | "equal" | "deep-equal";
type Text = { raw: string; clean: string };
interface Role { role: string; name?: string | RegExp; states: Record<string, boolean | number | string>; props: Record<string, Text>; mode?: Mode; children: Template[] }
type Template = { text: Text } | Role;

export function snapshotQuestion(expect: Expect, element: (() => Element | null) | null): Question {
  const given = expect.aria_snapshot as SnapshotNode[];
  if (!Array.isArray(given)) return refuse("`aria_snapshot` must be a list of nodes");
  const template = read(given);
  return {
    words: "to match the aria snapshot",
    plain: true,
    look() {
      const root = element ? element() : bodyOf(doc) ?? documentElement(doc);
      if (!root) return { holds: false, actual: "not found", missing: true };
      const tree = treeOf(root);
      const { outline } = written(tree, RECEIVED);
      if (matchesDeep(tree, template)) return { holds: true, actual: outline };
      const wanted = lines(given, 0);
      return { holds: false, actual: "another tree", details: { expected: wanted.join("\n"), received: outline }, diff: lineDiff(wanted, outline ? outline.split("\n") : []) };
    },
  };
}


// ------------------------------------------------------------------------------------------------------------- template

const text = (raw: unknown): Text => ({ raw: String(raw ?? ""), clean: normalize(String(raw ?? "")) });

function read(nodes: SnapshotNode[]): Template {
  const root: Role = { role: "fragment", states: {}, props: {}, children: [] };
  fill(root, nodes);
  const [only] = root.children;
  return only && root.children.length === 1 && (!root.mode || root.mode === "contain") ? only : root;
}

function fill(into: Role, nodes: SnapshotNode[]): void {
  for (const node of nodes) {
    if (typeof node === "string") {
      into.children.push(key(node));
      continue;
    }
    if (!node || typeof node !== "object" || Array.isArray(node)) refuse(`An aria snapshot is a list of nodes such as \`heading "Shop"\`, not ${clip(JSON.stringify(node) ?? "nothing", 100)}`);
    for (const [word, below] of Object.entries(node)) {
      if (word === "text") into.children.push({ text: text(below) });
      else if (word === "/children") {
        if (below !== "contain" && below !== "equal" && below !== "deep-equal") refuse("`/children` must be contain, equal or deep-equal");
        into.mode = below as Mode;
      } else if (word.startsWith("/")) into.props[word.slice(1)] = text(below);
      else {
        const role = key(word);
        if (Array.isArray(below)) fill(role, below as SnapshotNode[]);
        else if (below !== null && typeof below === "object") refuse(`What stands below \`${clip(word, 60)}\` must be a text or a list`);
        else role.children.push({ text: text(below) });
        into.children.push(role);
      }
    }
  }
}

/** `heading "Shop" [level=1]`, `link /Order \d+/ [disabled]`. */
function key(given: string): Role {
  let rest = given.trim();
  const wrong = (what: string): never => refuse(`The aria snapshot has ${JSON.stringify(clip(given, 100))}: ${what}`);
  const role = /^[a-z]+/i.exec(rest)?.[0] ?? wrong("a node begins with a role, such as `button`");
  rest = rest.slice(role.length).trimStart();
  const node: Role = { role, states: {}, props: {}, children: [] };
  if (rest.startsWith('"')) {
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(rest) ?? wrong("the name has no closing quote");
    node.name = normalize((quoted[1] as string).replace(/\\(.)/g, "$1"));
    rest = rest.slice(quoted[0].length).trimStart();
  } else if (rest.startsWith("/")) {
    const pattern = /^\/((?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+)\//.exec(rest) ?? wrong("the regular expression has no closing /");
    try {
      node.name = new RegExp(pattern[1] as string);
    } catch (error) {
      wrong((error as Error).message);
    }
    rest = rest.slice(pattern[0].length).trimStart();
  }
  while (rest) {
    const state = /^\[\s*([a-z]+)\s*(?:=\s*([^\]\s]+)\s*)?\]/.exec(rest) ?? wrong(`it is not understood from ${JSON.stringify(clip(rest, 30))} on`);
    node.states[state[1] as string] = stateValue(state[1] as string, state[2], wrong);
    rest = rest.slice(state[0].length).trimStart();
  }
  return node;
}

function stateValue(name: string, value: string | undefined, wrong: (what: string) => never): boolean | number | string {
  if (name === "level") return /^\d+$/.test(value ?? "") ? Number(value) : wrong("`level` must be a number");
  if (!["checked", "disabled", "expanded", "active", "pressed", "selected", "invalid"].includes(name)) return wrong(`there is no state \`${name}\`; there are checked, disabled, expanded, invalid, level, pressed and selected`);
  if (value === undefined || value === "true") return true;
  if (value === "false") return false;
  if (value === "mixed" && (name === "checked" || name === "pressed")) return value;
  if (name === "invalid" && /^(grammar|spelling)$/.test(value)) return value;
  return wrong(`\`${name}\` cannot be ${value}`);
}

// ------------------------------------------------------------------------------------------------------------- matching

const STATE: Record<string, (element: Element) => unknown> = {
  checked: (element) => checkedOf(element) ?? false, disabled: isDisabled, expanded: (element) => expandedOf(element) ?? false, level: levelOf, pressed: pressedOf, selected: selectedOf,
  active: () => true,
  invalid(element) {
    const given = attr(element, "aria-invalid")?.trim().toLowerCase() ?? "";
    return given === "" || given === "false" ? false : given === "grammar" || given === "spelling" ? given : true;
  },
};

function matchesText(actual: string | undefined, wanted: Text | undefined): boolean {
  if (!wanted?.clean) return true;
  if (!actual) return false;
  if (actual === wanted.clean || actual === wanted.raw) return true;
  if (!wanted.raw.startsWith("/") || !wanted.raw.endsWith("/") || wanted.raw.length < 2) return false;
  try {
    return new RegExp(wanted.raw.slice(1, -1)).test(actual);
  } catch {
    return false;
  }
}

function matches(node: Item | string, template: Template, deep: boolean): boolean {
  if ("text" in template) return typeof node === "string" && matchesText(node, template.text);
  if (typeof node === "string") return false;
  if (template.role !== "fragment" && template.role !== node.role) return false;
  for (const [state, wanted] of Object.entries(template.states)) if (STATE[state]?.(node.element) !== wanted) return false;
  const { name } = template;
  if (name && !node.name) return false;
  if (typeof name === "string" ? name && name !== node.name : name && !name.test(node.name)) return false;
  const props = Object.fromEntries(node.props);
  if (!Object.entries(template.props).every(([prop, wanted]) => matchesText(props[prop], wanted))) return false;
  if (template.mode === "equal") return equal(node.parts, template.children, false);
  if (template.mode === "deep-equal" || (deep && template.mode !== "contain")) return equal(node.parts, template.children, true);
  return contain(node.parts, template.children);
}

const equal = (parts: (Item | string)[], wanted: Template[], deep: boolean): boolean =>
  parts.length === wanted.length && wanted.every((template, i) => matches(parts[i] as Item | string, template, deep));

/** All of them, in this order, perhaps others between. */
function contain(parts: (Item | string)[], wanted: Template[]): boolean {
  let at = 0;
  return wanted.every((template) => {
    while (at < parts.length && !matches(parts[at] as Item | string, template, false)) at++;
    return at++ < parts.length;
  });
}

/** The template fits somewhere in the tree. */
function matchesDeep(node: Item | string, template: Template): boolean {
  return matches(node, template, false) || (typeof node !== "string" && node.parts.some((part) => matchesDeep(part, template)));
}

// ----------------------------------------------------------------------------------------------------------- difference

/** The template as it was written. */
function lines(nodes: SnapshotNode[], indent: number): string[] {
  const pad = "  ".repeat(indent);
  return nodes.flatMap((node) => {
    if (typeof node === "string") return [`${pad}- ${node}`];
    return Object.entries(node).flatMap(([word, below]) => (Array.isArray(below) ? [`${pad}- ${word}:`, ...lines(below as SnapshotNode[], indent + 1)] : [`${pad}- ${word}: ${String(below)}`]));
  });
}

/** Longest common lines stay, the others are marked. */
function lineDiff(wanted: string[], received: string[]): string[] {
  const [a, b] = [wanted.slice(0, 400), received.slice(0, 400)];
  const longest: number[][] = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const row = (i: number): number[] => longest[i] as number[];
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) row(i)[j] = a[i] === b[j] ? (row(i + 1)[j + 1] as number) + 1 : Math.max(row(i + 1)[j] as number, row(i)[j + 1] as number);
  const out: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push(`  ${a[i++]}`);
      j++;
    } else if (i < a.length && (j >= b.length || (row(i + 1)[j] as number) >= (row(i)[j + 1] as number))) out.push(`- ${a[i++]}`);
    else out.push(`+ ${b[j++]}`);
  }
  return out;
}
