// Our side: starts `flowtilla dev --ephemeral` and talks to it as any client does.
import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";

/** Starts a process; `url` resolves with the first http URL that it prints on stdout, `errors()` is what it said on stderr. */
function startPrinting(bin, args, env = {}) {
  const child = spawn(bin, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, RUST_LOG: "warn", ...env } });
  let errors = "";
  child.stderr.on("data", (data) => (errors = (errors + data).slice(-4000)));
  const url = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const match = line.match(/https?:\/\/[^\s/]+/);
      if (match) resolve(match[0]);
    });
    child.on("exit", (code) => reject(new Error(`${bin} ${args[0]} ended with ${code}: ${errors}`)));
    setTimeout(() => reject(new Error(`${args[0]} printed no URL within 60 s: ${errors}`)), 60000).unref();
  });
  return { child, url, errors: () => errors };
}

const stopped = (child) =>
  new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.on("exit", resolve);
    child.kill("SIGTERM");
  });

export async function start(bin, { concurrency = 4, env = {} } = {}) {
  const server = startPrinting(bin, ["dev", "--ephemeral", "--listen", "127.0.0.1:0", "--concurrency", String(concurrency)], env);
  const url = await server.url;
  return {
    url,
    pid: server.child.pid,
    stop: () => stopped(server.child),
    addWorker: (concurrency) => addWorker(bin, server.errors, concurrency, env),
    cpuMs: () => cpuMs(server.child.pid),
    rssMb: () => rssMb(server.child.pid),
    execute: (flows, options = {}) => execute(url, flows, options),
    run: (id, wait = 60) => getJson(`${url}/api/test-runs/${id}?wait_seconds=${wait}`),
    events: (id) => allEvents(url, id),
    timed: (flows, options) => timed(url, flows, options),
  };
}

/** A worker process of its own beside `dev`, started by the command that `dev` prints. */
async function addWorker(bin, said, concurrency, env) {
  const pattern = /More workers: (.*) flowtilla worker/;
  // it comes after the address, by which the start is known
  const until = Date.now() + 5000;
  while (!pattern.test(said()) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
  const line = said().match(pattern)?.[1];
  if (!line) throw new Error(`dev did not say how to add workers within 5 s: ${said()}`);
  const settings = Object.fromEntries([...line.matchAll(/(\w+)='([^']*)'/g)].map(([, name, value]) => [name, value]));
  const child = spawn(bin, ["worker", "--concurrency", String(concurrency), "--name", "bench"], { stdio: "ignore", env: { ...process.env, ...env, ...settings, RUST_LOG: "warn" } });
  return { rssMb: () => rssMb(child.pid), stop: () => stopped(child) };
}

export async function startDemo(bin) {
  const demo = startPrinting(bin, ["demo", "--listen", "127.0.0.1:0"]);
  return { url: await demo.url, stop: () => stopped(demo.child) };
}

/** CPU time of the driver alone for one flow in ms, by worker/examples/twelve.rs. */
export function driverCpu(example, bin, base, engine, rounds, env) {
  const table = execFileSync(example, [base, bin, engine, String(rounds)], { encoding: "utf8", env: { ...process.env, ...env }, timeout: 120000 });
  return Number(table.match(/cpu per flow\s+([\d.]+)/)[1]);
}

/** User and system time of one process in ms (its children not included). */
function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10; // clock ticks are 10 ms
}

function rssMb(pid) {
  return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]) / 1024;
}

async function getJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function execute(url, flows, options) {
  const response = await fetch(`${url}/api/execute-flows`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ flows, options }),
  });
  if (response.status !== 202) throw new Error(`execute-flows: ${response.status} ${await response.text()}`);
  return response.json();
}

async function allEvents(url, id) {
  const all = [];
  for (let after = 0; ; ) {
    const page = await getJson(`${url}/api/test-runs/${id}/events?after=${after}&limit=500`);
    if (page.items.length === 0) return all;
    all.push(...page.items);
    after = page.next_after;
  }
}

/** Runs flows while listening to the firehose over SSE; HTTP in → `run.finished` out, in ms. */
async function timed(url, flows, options) {
  const control = new AbortController();
  const stream = await fetch(`${url}/api/stream`, { signal: control.signal, headers: { accept: "text/event-stream" } });
  const reader = stream.body.getReader();
  const begun = performance.now();
  const { test_run_id: id } = await execute(url, flows, options);
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error("the stream ended before the run did");
    text += decoder.decode(value, { stream: true });
    if (text.includes('"run.finished"') && text.includes(id)) break;
    text = text.slice(-20000);
  }
  const ms = performance.now() - begun;
  control.abort();
  return { id, ms };
}
