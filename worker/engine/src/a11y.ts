/** Accessibility by axe-core, which is only there when it was asked for. */

import { describe } from "./describe";
import { doc } from "./dom";
import { type Job, one, until } from "./locate";
import type { A11yRequest } from "./protocol";
import { clip } from "./text";

interface Axe { run(context: unknown, options: unknown): Promise<{ violations: Result[]; passes: unknown[]; incomplete: Result[]; testEngine?: { version?: string } }> }
interface Result { id: string; impact?: string | null; help: string; helpUrl: string; tags: string[]; nodes: { target: unknown[]; html: string; failureSummary?: string; impact?: string | null }[] }

/** Elements of one violation that are told. */
const NODES = 20;

export async function a11y(request: A11yRequest, job: Job): Promise<Record<string, unknown>> {
  const { axe } = globalThis as unknown as { axe?: Axe };
  const root = request.target ? await until(job, () => one(request.target as NonNullable<A11yRequest["target"]>, job)) : null;
  if (!axe) return { missing: true };
  const { rules, tags, exclude } = request;
  const only = rules?.length ? { type: "rule", values: rules } : tags?.length ? { type: "tag", values: tags } : undefined;
  const context = { include: root ? [root] : [doc], ...(exclude?.length ? { exclude: exclude.map((css) => [css]) } : {}) };
  const { violations, incomplete, passes, testEngine } = await axe.run(context, { resultTypes: ["violations"], iframes: false, ...(only ? { runOnly: only } : {}) });
  const told = ({ id, impact, help, helpUrl, tags: all, nodes }: Result) => ({
    id, impact: impact ?? "minor", help, help_url: helpUrl, tags: all, count: nodes.length,
    nodes: nodes.slice(0, NODES).map((node) => ({ target: node.target.flat(9).join(" "), html: clip(node.html, 300), summary: clip(node.failureSummary ?? "", 500) })),
  });
  return { violations: violations.map(told), incomplete: incomplete.length, passes: passes.length, version: testEngine?.version ?? "", ...(root ? { about: describe(root) } : {}) };
}
