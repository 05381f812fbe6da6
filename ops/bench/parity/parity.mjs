// Runs all cases on both sides and compares. `run` beside it is the way to start this.

import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { launch, load } from "../playwright.mjs";
import cases, { t } from "./cases.mjs";
import differences from "./differences.mjs";
import { html } from "./pages.mjs";

const arg = (name) => { const at = process.argv.indexOf(name); return at < 0 ? undefined : process.argv[at + 1]; };
const AT_ONCE = Number(arg("--at-once") ?? 3);
const only = arg("--only");
const chosen = cases.filter((one) => !only || one.name.includes(only));
if (new Set(cases.map((one) => one.name)).size !== cases.length) throw new Error("two cases have one name");

// Two hosts are two sites: frames of the other one are rendered in another process.
const server = createServer((request, response) => {
  const name = decodeURIComponent(new URL(request.url, "http://x").pathname.replace(/^\/page\//, ""));
  const page = html(name, `http://localhost:${server.address().port}`);
  response.writeHead(page ? 200 : 404, { "content-type": "text/html; charset=utf-8" }).end(page ?? "");
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const base = `http://127.0.0.1:${server.address().port}/page/`;
const address = (one) => base + encodeURIComponent(one.page);

// ---------------------------------------------------------------------------------------------------------------- theirs

/** The families of our step errors, read from Playwright's messages. */
function familyOf(message) {
  const text = message.replace(/\u001b\[[0-9;]*m/g, "");
  const asserts = /^(Error: )?expect\(/.test(text) || /expect\.(not\.)?to/.test(text.split("\n")[0]);
  if (/strict mode violation/.test(text)) return "ambiguous";
  if (/is not a valid selector|Unexpected token|Unknown engine|is not a valid XPath|Failed to execute 'evaluate' on 'Document'|Unknown key|Malformed value|must not be empty/.test(text)) return "refused";
  if (/^(page\.evaluate|Error: page\.evaluate)/.test(text)) return "script";
  if (asserts) return "assertion";
  if (/locator\.waitFor: Timeout/.test(text)) return "timeout";
  const last = text.lastIndexOf("waiting for locator(");
  if (/Timeout \d+ms exceeded/.test(text) && last >= 0 && !/resolved to/.test(text.slice(last))) return "not_found";
  if (/Cannot type text into|resolved to|intercepts pointer|waiting for element|Element is not|Node is not|Input of type|did not change its state|did not find some options|Cannot uncheck|not stable|outside of the viewport|is not visible/.test(text)) return "not_actionable";
  if (/Timeout \d+ms exceeded/.test(text)) return "not_found";
  return "other";
}

/** Says on stderr how far a side is, every hundred cases. */
const progress = (side, all) => {
  let done = 0;
  return (more = 1) => {
    const before = done;
    done += more;
    if (Math.floor(done / 100) > Math.floor(before / 100) || done === all) console.error(`${side}: ${done} of ${all} cases`);
  };
};

async function theirs(chosen, atOnce) {
  const playwright = load(arg("--peers"));
  const browser = await launch(playwright, "shell");
  const results = new Map();
  const queue = [...chosen];
  const tick = progress("Playwright", chosen.length);
  const work = async () => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
      const page = await context.newPage();
      await page.goto(address(one));
      try {
        await one.theirs(page, playwright.expect);
        results.set(one.name, { ok: true });
      } catch (error) {
        const message = String(error.message ?? error);
        results.set(one.name, { ok: false, kind: familyOf(message), message });
      }
      await context.close();
      tick();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  await browser.close();
  return results;
}

// ------------------------------------------------------------------------------------------------------------------ ours

async function ours(chosen, atOnce) {
  const dir = arg("--examples");
  const child = spawn(join(dir, "parity"), [join(dir, "supervise"), String(atOnce)], { stdio: ["pipe", "pipe", "inherit"] });
  for (const one of chosen) child.stdin.write(`${JSON.stringify({ name: one.name, url: address(one), steps: one.steps, timeout_ms: t.timeout })}\n`);
  child.stdin.end();
  let out = "";
  const tick = progress("Flowtilla", chosen.length);
  child.stdout.on("data", (data) => {
    out += data;
    tick(String(data).split("\n").length - 1);
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`our side ended with code ${code}`);
  return new Map(out.trim().split("\n").map((line) => JSON.parse(line)).map((one) => [one.name, one]));
}

// --------------------------------------------------------------------------------------------------------------- compare

const verdict = (one) => (!one ? "no answer" : one.ok ? "passed" : one.kind);
const began = performance.now();
const their = await theirs(chosen, AT_ONCE);
const between = performance.now();
const our = await ours(chosen, AT_ONCE);
const after = performance.now();

const differing = (from) => from.filter((one) => verdict(their.get(one.name)) !== verdict(our.get(one.name)));
let differ = differing(chosen);
// On a busy machine a second is short: what differs is done again, one at a time, with more time.
if (differ.length) {
  t.timeout = 5000;
  for (const [name, result] of await theirs(differ, 1)) their.set(name, result);
  for (const [name, result] of await ours(differ, 1)) our.set(name, result);
  differ = differing(differ);
}
server.close();
const unexplained = differ.filter((one) => !(one.name in differences));
const stale = Object.keys(differences).filter((name) => (only ? chosen.some((one) => one.name === name) : true) && !differ.some((one) => one.name === name));
for (const one of process.argv.includes("--all") ? chosen : unexplained) {
  const [a, b] = [their.get(one.name), our.get(one.name)];
  console.log(`${verdict(a) === verdict(b) ? "same" : "DIFFERENT"}  ${one.name}\n  Playwright: ${verdict(a)} ${(a?.message ?? "").replace(/\s+/g, " ").slice(0, 300)}\n  Flowtilla:  ${verdict(b)} ${(b?.message ?? "").slice(0, 300)}`);
}
for (const name of stale) console.log(`STALE  differences.mjs explains a difference that is not there: ${name}`);

const groups = [...new Set(chosen.map((one) => one.group))];
const rows = groups.map((group) => {
  const own = chosen.filter((one) => one.group === group);
  const passed = own.filter((one) => their.get(one.name)?.ok).length;
  const other = own.filter((one) => differ.includes(one)).length;
  return { group, cases: own.length, passed, failed: own.length - passed, same: own.length - other, different: other };
});
console.table(rows);
console.log(`${chosen.length} cases: ${chosen.length - differ.length} with the same verdict, ${differ.length - unexplained.length} different with a reason, ${unexplained.length} without; Playwright ${((between - began) / 1000).toFixed(0)} s, Flowtilla ${((after - between) / 1000).toFixed(0)} s`);

if (!only) {
  const version = JSON.parse(readFileSync(join(arg("--peers"), "node_modules/@playwright/test/package.json"), "utf8")).version;
  const cell = (text) => String(text).replaceAll("|", "\\|").replace(/\s+/g, " ");
  const lines = [
    "# Parity with Playwright", "",
    `Written by \`ops/bench/parity/run\`; do not edit. Each case does the same on the same page, through Playwright ${version} and through us, in the same Chromium, with 1,000 ms a step, and again with 5,000 ms where the verdicts differ. The verdict is *passed*, or the family of the error: \`not_found\`, \`ambiguous\`, \`not_actionable\`, \`assertion\`, \`timeout\`, \`script\`, \`refused\`.`, "",
    "| group | cases | Playwright passes | Playwright fails | same verdict | different |", "|---|---|---|---|---|---|",
    ...rows.map((row) => `| ${row.group} | ${row.cases} | ${row.passed} | ${row.failed} | ${row.same} | ${row.different} |`),
    `| **all** | ${chosen.length} | ${rows.reduce((sum, row) => sum + row.passed, 0)} | ${rows.reduce((sum, row) => sum + row.failed, 0)} | ${chosen.length - differ.length} | ${differ.length} |`, "",
    "## Differences", "",
    differ.length ? "| case | Playwright | Flowtilla | reason |\n|---|---|---|---|" : "None.",
    ...differ.map((one) => `| ${cell(one.name)} | ${verdict(their.get(one.name))} | ${verdict(our.get(one.name))} | ${cell(differences[one.name] ?? "**not explained**")} |`), "",
  ];
  writeFileSync(new URL("../../../docs/parity.md", import.meta.url), lines.join("\n"));
}
process.exit(unexplained.length || stale.length ? 1 : 0);
