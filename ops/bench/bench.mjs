// The figures of the README, measured in one run on this machine: ours beside Playwright's. `ops/bench/run` calls it.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import * as evidence from "./evidence.mjs";
import * as ours from "./ours.mjs";
import * as peer from "./playwright.mjs";

const { values: args } = parseArgs({
  options: { bin: { type: "string" }, driver: { type: "string" }, peers: { type: "string" }, quick: { type: "boolean" }, only: { type: "string" }, json: { type: "string" } },
});
const only = args.only?.split(",");
const wanted = (part) => !only || only.includes(part);
const rounds = args.quick ? 2 : 4;
const perRound = args.quick ? 4 : 8;

const sorted = (list) => [...list].sort((a, b) => a - b);
const quantile = (list, q) => sorted(list)[Math.min(list.length - 1, Math.floor(q * list.length))];
const median = (list) => quantile(list, 0.5);
const ms = (n) => `${n.toFixed(n < 10 ? 1 : 0)} ms`;
const rows = [];
/** The word for a target that is reached or not; none where a row has no target. */
const mark = (holds, yes, no) => (holds === null ? "" : holds ? yes : no);
const row = (what, we, they, ratio, target, holds) => {
  rows.push({ what, we, they, ratio, target, holds });
  console.error(`  ${what}: ${we} | ${they} | ${ratio} | ${target && `target ${target} `}${mark(holds, "ok", "MISSED")}`);
};

/** The 12-step flow as the API takes it: read by the server itself, so that one parser serves all. */
async function twelveSteps(url, engine) {
  const yaml = readFileSync(new URL("../demo/flows/bench/twelve-steps.yaml", import.meta.url), "utf8");
  const response = await fetch(`${url}/api/flows/validate`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ source: yaml }),
  });
  const answer = await response.json();
  if (!answer.valid) throw new Error(JSON.stringify(answer.problems));
  return { ...answer.document, engine };
}

async function runOne(server, flow, base) {
  const { id, ms: wall } = await server.timed([flow], { params: { base_url: base } });
  const run = await server.run(id, 0);
  if (run.status !== "passed") throw new Error(`the flow ended ${run.status}: ${JSON.stringify(run.executions[0].steps.find((s) => s.error))}`);
  return { wall, flow: run.executions[0].duration_ms };
}

async function measureFlow(server, demo, playwright) {
  for (const engine of ["full", "shell"]) {
    const flow = await twelveSteps(server.url, engine);
    const browser = await peer.launch(playwright, engine);
    await runOne(server, flow, demo.url); // warm both
    await peer.twelveSteps(playwright, browser, demo.url);
    const us = [], them = [], overhead = [], ourWall = [], theirSteps = [];
    let ourCpu = 0, theirCpu = 0;
    for (let round = 0; round < rounds; round++) {
      const cpu = process.cpuUsage();
      for (let i = 0; i < perRound; i++) {
        const one = await peer.twelveSteps(playwright, browser, demo.url);
        them.push(one.wall);
        theirSteps.push(one.steps);
      }
      const used = process.cpuUsage(cpu);
      theirCpu += (used.user + used.system) / 1000;
      const before = server.cpuMs();
      for (let i = 0; i < perRound; i++) {
        const one = await runOne(server, flow, demo.url);
        us.push(one.flow);
        ourWall.push(one.wall);
        overhead.push(one.wall - one.flow);
      }
      ourCpu += server.cpuMs() - before;
    }
    await browser.close();
    const n = rounds * perRound;
    const ratio = median(us) / median(them);
    const limit = engine === "full" ? 0.55 : 0.4;
    const name = engine === "full" ? "full Chromium" : "headless shell";
    // Ours begins in a context that was made while the run before it ended; theirs makes its own. The two rows below say what that is worth.
    row(`12-step flow, ${name}, fresh context`, ms(median(us)), ms(median(them)), ratio.toFixed(2), `≤ ${limit}`, ratio <= limit);
    row("the steps alone, on both sides in a context that is there", ms(median(us)), ms(median(theirSteps)), (median(us) / median(theirSteps)).toFixed(2), "", null);
    row("run after run: HTTP in to `finished` out, against context + steps + close", ms(median(ourWall)), ms(median(them)), (median(ourWall) / median(them)).toFixed(2), "", null);
    const driver = ours.driverCpu(args.driver, args.bin, demo.url, engine, n, unboxed);
    const cpuRatio = driver / (theirCpu / n);
    row(`client CPU per flow (${engine}), the driver alone`, ms(driver), ms(theirCpu / n), cpuRatio.toFixed(3), "≤ 0.08", cpuRatio <= 0.08);
    row(`the same with api, journal and events`, ms(ourCpu / n), ms(theirCpu / n), (ourCpu / theirCpu).toFixed(3), "", null);
    row(`whole system minus the flow itself (${engine}), median`, ms(median(overhead)), "", "", "≤ 60 ms", median(overhead) <= 60);
  }
}

async function measureQueue(server, demo) {
  const flow = { name: "One step", start_url: demo.url, steps: [{ type: "expect", title: { contains: "Kettle" } }] };
  const waits = [];
  for (let i = 0; i < (args.quick ? 40 : 150); i++) {
    const begun = Date.now();
    const { test_run_id: id } = await server.execute([flow]);
    const run = await server.run(id);
    if (run.status !== "passed") throw new Error(`the probe ended ${run.status}`);
    const first = (await server.events(id)).find((e) => e.type === "step.started");
    waits.push(Date.parse(first.at) - begun);
  }
  row("enqueue → first step started, warm browser, median", ms(median(waits)), "", "", "≤ 50 ms", median(waits) <= 50);
  row("the same, p99", ms(quantile(waits, 0.99)), "", "", "≤ 150 ms", quantile(waits, 0.99) <= 150);
}

async function measureSets(server) {
  const flow = (i) => ({ name: `set ${i}`, steps: [{ type: "set", var: "a", value: i }, { type: "set", var: "b", value: "{{a}}" }] });
  const n = 2000;
  const rates = [];
  for (let round = 0; round < (args.quick ? 1 : 3); round++) {
    const { id, ms: wall } = await server.timed(Array.from({ length: n }, (_, i) => flow(i)), {});
    const run = await server.run(id, 0);
    if (run.counts.passed !== n) throw new Error(JSON.stringify(run.counts));
    rates.push(n / (wall / 1000));
  }
  row(`${n} executions without browser, 4 slots`, `${median(rates).toFixed(0)}/s`, "", "", "≥ 400/s", median(rates) >= 400);
}

async function measureThroughput(server, demo, playwright) {
  const flow = await twelveSteps(server.url, "shell");
  const n = args.quick ? 24 : 60;
  const us = [], them = [];
  for (let round = 0; round < (args.quick ? 1 : 3); round++) {
    const browser = await peer.launch(playwright, "shell");
    await peer.twelveSteps(playwright, browser, demo.url);
    let left = n;
    const begun = performance.now();
    await Promise.all(Array.from({ length: 4 }, async () => { while (left-- > 0) await peer.twelveSteps(playwright, browser, demo.url); }));
    them.push((n * 60000) / (performance.now() - begun));
    await browser.close();
    const { id, ms: wall } = await server.timed(Array.from({ length: n }, () => flow), { params: { base_url: demo.url } });
    const run = await server.run(id, 0);
    if (run.counts.passed !== n) throw new Error(JSON.stringify(run.counts));
    us.push((n * 60000) / wall);
  }
  const ratio = median(us) / median(them);
  row("flows per minute, 4 at once, headless shell", median(us).toFixed(0), median(them).toFixed(0), `${ratio.toFixed(2)}`, "≥ 1.6", ratio >= 1.6);
}

/** The memory of a worker process of its own, after browser flows and after thousands of small executions. */
async function measureMemory(server, demo) {
  const worker = await server.addWorker(4);
  try {
    const flow = await twelveSteps(server.url, "shell");
    const many = Array.from({ length: 1500 }, (_, i) => ({ name: `set ${i}`, steps: [{ type: "set", var: "a", value: i }] }));
    for (const flows of [Array.from({ length: 40 }, () => flow), many, many]) {
      const { id } = await server.timed(flows, { params: { base_url: demo.url } });
      const run = await server.run(id, 0);
      if (run.counts.passed !== flows.length) throw new Error(JSON.stringify(run.counts));
    }
    const rss = worker.rssMb();
    row("worker process memory beside its browsers", `${rss.toFixed(0)} MB`, "", "", "≤ 60 MB", rss <= 60);
  } finally {
    await worker.stop();
  }
}

const playwright = peer.load(args.peers);
const demo = await ours.startDemo(args.bin);
// the peer runs as root without Chromium's sandbox, because it must; so do we here, and nowhere else
const unboxed = process.getuid() === 0 ? { FLOWTILLA_BROWSER__SANDBOX: "off" } : {};
const server = await ours.start(args.bin, { concurrency: 4, env: unboxed });
try {
  console.error(`${cpus().length} cores, load ${loadavg()[0].toFixed(1)} at the start`);
  if (wanted("flow")) await measureFlow(server, demo, playwright);
  if (wanted("queue")) await measureQueue(server, demo);
  if (wanted("throughput")) await measureThroughput(server, demo, playwright);
  if (wanted("evidence")) await evidence.measure(server, demo, await twelveSteps(server.url, "shell"), { rounds, quick: args.quick, row, ms });
  if (wanted("system")) await measureSets(server);
  if (wanted("memory")) await measureMemory(server, demo);
  row("memory of api + worker in one process (`dev`), beside browsers", `${server.rssMb().toFixed(0)} MB`, "", "", "", null);
} finally {
  await server.stop();
  await demo.stop();
}
const table = ["| what | Flowtilla | Playwright | ratio | target | |", "|---|---|---|---|---|---|",
  ...rows.map((r) => `| ${r.what} | ${r.we} | ${r.they} | ${r.ratio} | ${r.target} | ${mark(r.holds, "✓", "✗")} |`)].join("\n");
console.log(table);
if (args.json) writeFileSync(args.json, JSON.stringify(rows, null, 2));
