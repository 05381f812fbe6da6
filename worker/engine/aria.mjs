// Writes src/aria.gen.ts: what ARIA says about roles, from aria-query, as small tables. The engine has no other list of roles.
//
// `CHANGES` is where browsers and Playwright deliberately differ from that data. A change that changes nothing stops the build.

import { readFileSync, writeFileSync } from "node:fs";
import { elementRoles, roles } from "aria-query";

const CHANGES = [
  { table: "fromContent", remove: "rowgroup", why: "Chromium and Playwright do not read a whole <tbody> as its name; ARIA 1.3 drops it too" },
  { table: "states.readonly", remove: "menuitemcheckbox menuitemradio", why: "ARIA 1.2 no longer derives them from checkbox; Playwright follows" },
  { table: "tags", add: { search: "search" }, why: "the element is younger than this data (HTML-AAM)" },
  { table: "tags", add: { svg: "img" }, why: "what Chromium says; the data has graphics-document, which nobody looks for" },
  { table: "tags", add: { li: "listitem" }, why: "Chromium and Playwright ask for no parent list" },
  { table: "inputs", add: { file: "button" }, why: "HTML-AAM gives it no role; Chromium and Playwright call it a button" },
];

const words = (text) => text.split(" ");

/** Roles that an author may write. DPUB and graphics roles stay out: Playwright does not know them, and passes on to the next word. */
function known() {
  return [...roles.entries()].filter(([name, role]) => !role.abstract && !/^(doc|graphics)-/.test(name));
}

function tables() {
  const having = (test) => known().filter(([, role]) => test(role)).map(([name]) => name);
  const states = {};
  for (const state of ["checked", "pressed", "selected", "expanded", "level", "disabled", "readonly"]) {
    states[state] = having((role) => `aria-${state}` in role.props);
  }
  return {
    roles: having(() => true),
    fromContent: having((role) => role.nameFrom.includes("contents")),
    nameless: having((role) => role.nameFrom.includes("prohibited")),
    unlabelled: having((role) => role.prohibitedProps.includes("aria-label")),
    global: Object.keys(roles.get("roletype").props),
    states,
    ...elements(),
  };
}

/** `tags`: the role depends on the tag alone; `mayBe`: on more; `inputs` and `listable`: by `<input type>`, the latter without `list`. */
function elements() {
  const [tags, mayBe, inputs, listable] = [{}, {}, {}, {}];
  for (const [{ name, attributes = [], constraints = [] }, given] of elementRoles.entries()) {
    const [role] = [...given].filter((one) => one !== "generic" && !one.startsWith("graphics-"));
    if (!role) continue;
    (mayBe[name] ??= new Set()).add(role);
    if (!attributes.length && !constraints.length) tags[name] = role;
    if (name !== "input") continue;
    const type = attributes.find((one) => one.name === "type")?.value;
    const list = attributes.find((one) => one.name === "list");
    if (type && !list) inputs[type] = role;
    if (type && list?.constraints.includes("undefined")) listable[type] = role;
  }
  for (const [name, some] of Object.entries(mayBe)) {
    if (some.size > 1) delete tags[name];
    mayBe[name] = [...some];
  }
  return { tags, mayBe, inputs, listable };
}

function change(all, { table, add, remove, why }) {
  const [name, inner] = table.split(".");
  const held = inner ? all[name][inner] : all[name];
  if (!held || !why) throw new Error(`aria.mjs: there is no table ${table}, or no reason`);
  if (Array.isArray(held)) {
    for (const role of words(add ?? "").filter(Boolean)) if (held.includes(role)) throw new Error(`aria.mjs: ${table} has ${role} already`);
    for (const role of words(remove ?? "").filter(Boolean)) if (!held.includes(role)) throw new Error(`aria.mjs: ${table} has no ${role} to remove`);
    held.push(...words(add ?? "").filter(Boolean));
    const kept = held.filter((role) => !words(remove ?? "").includes(role));
    held.splice(0, held.length, ...kept);
    return;
  }
  for (const [tag, role] of Object.entries(add)) {
    if (held[tag] === role) throw new Error(`aria.mjs: ${table} has ${tag}: ${role} already`);
    held[tag] = role;
  }
}

const record = (given) => `{ ${Object.keys(given).sort().map((key) => `${/^\w+$/.test(key) ? key : JSON.stringify(key)}: ${JSON.stringify([given[key]].flat().sort().join(" "))}`).join(", ")} }`;
const list = (given) => JSON.stringify([...given].sort().join(" "));

/** Writes the tables; the same bytes for the same version of aria-query. */
export function writeAria() {
  const all = tables();
  for (const one of CHANGES) change(all, one);
  for (const tag of Object.keys(all.tags)) delete all.mayBe[tag];
  const { version } = JSON.parse(readFileSync(new URL("node_modules/aria-query/package.json", import.meta.url), "utf8"));
  writeFileSync(new URL("src/aria.gen.ts", import.meta.url), `// Written by aria.mjs from aria-query ${version}; do not edit. Lists are words with spaces between.

/** Roles that an author may write. */
export const ROLES = ${list(all.roles)};
/** Roles that take their name from what is inside. */
export const FROM_CONTENT = ${list(all.fromContent)};
/** Roles that have no name. */
export const NAMELESS = ${list(all.nameless)};
/** Roles on which \`aria-label\` and \`aria-labelledby\` mean nothing. */
export const UNLABELLED = ${list(all.unlabelled)};
/** States and properties that every role has. */
export const GLOBAL = ${list(all.global)};
/** Roles that have \`aria-…\`. */
export const HAVING = ${record(all.states)};
/** Role of a tag, where it depends on nothing else. */
export const BY_TAG: Record<string, string> = ${record(all.tags)};
/** Roles that an element of this tag may have, where it depends on more. */
export const MAY_BE: Record<string, string> = ${record(all.mayBe)};
/** Role of an \`<input>\` by type. */
export const BY_INPUT: Record<string, string> = ${record(all.inputs)};
/** The same of types that a \`list\` makes a combobox. */
export const LISTABLE: Record<string, string> = ${record(all.listable)};
`);
}
