// Chromium's own time for the pages of the twelve steps: loaded one after the other in a fresh context over the bare protocol, with no
// driver, no checks and no waiting for frames. What a driver takes beyond it is the driver's.
// Usage: flowtilla demo --listen 127.0.0.1:4000, then node ops/bench/floor.mjs http://127.0.0.1:4000 [rounds] [a switch of Chromium …]
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BINARY } from "./playwright.mjs";

const [base, count = "15", ...switches] = process.argv.slice(2);
const rounds = Number(count);
const SWITCHES = [
  "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-gpu", "--disable-dev-shm-usage",
  "--disable-back-forward-cache", "--disable-renderer-backgrounding", "--disable-popup-blocking", "--hide-scrollbars", "--allow-pre-commit-input",
  "--process-per-site", "--disable-features=SpareRendererForSitePerProcess,PaintHolding,HttpsUpgrades,LocalNetworkAccessChecks",
];
const profile = mkdtempSync(join(tmpdir(), "flowtilla-floor-"));
const sandbox = process.getuid() === 0 ? ["--no-sandbox"] : [];
const chromium = spawn(BINARY.shell, [...SWITCHES, ...sandbox, ...switches, `--user-data-dir=${profile}`, "--remote-debugging-pipe", "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const [, , , into, from] = chromium.stdio;

let last = 0, buffer = Buffer.alloc(0);
const pending = new Map(), listeners = new Set();
from.on("data", (data) => {
  buffer = Buffer.concat([buffer, data]);
  for (let at; (at = buffer.indexOf(0)) >= 0; buffer = buffer.subarray(at + 1)) {
    const message = JSON.parse(buffer.subarray(0, at).toString());
    if (message.id) pending.get(message.id)?.(message);
    else for (const listener of [...listeners]) listener(message);
  }
});
const send = (method, params = {}, sessionId) => new Promise((resolve, reject) => {
  const id = ++last;
  pending.set(id, ({ result, error }) => (pending.delete(id), error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result)));
  into.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
});
/** Resolves with the first message that the test accepts. */
const heard = (test) => new Promise((resolve) => {
  const listener = (message) => { if (test(message)) { listeners.delete(listener); resolve(message); } };
  listeners.add(listener);
});
const loaded = (session) => heard((m) => m.sessionId === session && m.method === "Page.loadEventFired");
const evaluate = (session, expression) => send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true, userGesture: true }, session);
/** The session of the next page, which stands still until it has been set up. */
async function nextPage() {
  const { params } = await heard((m) => m.method === "Target.attachedToTarget");
  const { sessionId } = params;
  const orders = [["Page.enable"], ["Runtime.enable"], ["Emulation.setFocusEmulationEnabled", { enabled: true }], ["Emulation.setDeviceMetricsOverride", { width: 1280, height: 720, deviceScaleFactor: 1, mobile: false }], ["Runtime.runIfWaitingForDebugger"]];
  await Promise.all(orders.map(([method, given]) => send(method, given, sessionId)));
  return sessionId;
}

const times = {};
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
await send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: [{ type: "page" }, { exclude: true }] });
for (let round = -2; round < rounds; round++) {
  let since = performance.now();
  const lap = (name, from = since) => {
    since = performance.now();
    if (round >= 0) (times[name] ??= []).push(since - from);
  };
  const { browserContextId } = await send("Target.createBrowserContext", { disposeOnDetach: true });
  const opening = nextPage();
  await send("Target.createTarget", { url: "about:blank", browserContextId, newWindow: true });
  const page = await opening;
  lap("context and tab");
  const began = since;
  let done = loaded(page);
  await send("Page.navigate", { url: `${base}/login` }, page);
  await done;
  lap("login");
  done = loaded(page);
  await evaluate(page, "document.querySelector('#user').value = 'ada'; document.querySelector('#password').value = 'teapot'; document.querySelector('form.card').requestSubmit()");
  await done;
  lap("account, with its frame");
  await evaluate(page, "new Promise((done) => { const look = () => (document.body.textContent.includes('Because you like small pots') ? done() : setTimeout(look, 1)); look(); })");
  lap("late content");
  const opened = nextPage();
  await evaluate(page, "document.querySelector('a[target=_blank]').click()");
  const guide = await opened;
  for (let title = ""; !title.startsWith("Brewing guide"); ) {
    title = await evaluate(guide, "document.readyState === 'complete' ? document.title : ''").then(({ result }) => result.value ?? "", () => "");
  }
  lap("guide in a new tab");
  lap("all pages", began);
  await send("Target.disposeBrowserContext", { browserContextId });
}
for (const [name, list] of Object.entries(times)) console.log(`${name.padEnd(24)} ${median(list).toFixed(0).padStart(5)} ms (from ${Math.min(...list).toFixed(0)} to ${Math.max(...list).toFixed(0)})`);
chromium.on("exit", () => rmSync(profile, { recursive: true, force: true }));
chromium.kill("SIGKILL");
