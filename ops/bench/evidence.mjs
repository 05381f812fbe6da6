// What evidence costs: the 12-step flow with all of it and with none, in turn. `ops/bench/run --only evidence` calls it.

const OFF = { screenshots: "never", video: "off", trace: "off", console: "off", network: "off", outline: "never" };
const KINDS = {
  "step screenshots": { ...OFF, screenshots: "always" },
  video: { ...OFF, video: "on" },
  "trace.zip": { ...OFF, trace: "on" },
  "console log": { ...OFF, console: "on" },
  "network log": { ...OFF, network: "on" },
  "all evidence": { screenshots: "always", video: "on", trace: "on", console: "on", network: "on", outline: "on_failure" },
};

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** Runs one flow, and waits until everything recorded of it is there; milliseconds of the flow, and of the evidence after it. */
async function one(server, flow, base, evidence) {
  const { id } = await server.timed([flow], { params: { base_url: base }, evidence });
  const over = performance.now();
  for (;;) {
    const run = await server.run(id, 0);
    const [execution] = run.executions;
    if (run.status !== "passed") throw new Error(`the flow ended ${run.status}: ${JSON.stringify(execution.steps.find((s) => s.error))}`);
    if (!execution.evidence_pending) {
      const bytes = execution.artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0);
      return { flow: execution.duration_ms, after: performance.now() - over, bytes, artifacts: execution.artifacts.length };
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Adds a row for each kind: flow time with it, without, and the ratio. */
export async function measure(server, demo, flow, { rounds, quick, row, ms }) {
  const names = Object.keys(KINDS);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  const without = [], after = [];
  let kept;
  await one(server, flow, demo.url, OFF); // warm
  for (let round = 0; round < rounds * (quick ? 3 : 6); round++) {
    for (const name of names) {
      without.push((await one(server, flow, demo.url, OFF)).flow);
      const run = await one(server, flow, demo.url, KINDS[name]);
      times[name].push(run.flow);
      if (name === "all evidence") {
        after.push(run.after);
        kept = run;
      }
    }
  }
  for (const name of names) {
    const ratio = median(times[name]) / median(without);
    const whole = name === "all evidence";
    row(`12-step flow with ${name}, beside without any`, ms(median(times[name])), ms(median(without)), ratio.toFixed(2), whole ? "< 1.35" : "", whole ? ratio < 1.35 : null);
  }
  row(`all evidence is there after the verdict (${kept.artifacts} artifacts, ${(kept.bytes / 1e6).toFixed(1)} MB)`, ms(median(after)), "", "", "", null);
}
