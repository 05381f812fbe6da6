// What is taken from Playwright as built files (Apache-2.0): its clock, so that time stands still and jumps as testers know it,
// and its registry of devices. An upgrade of `playwright-core` that moves them stops the build.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { transform } from "esbuild";

const require = createRequire(import.meta.url);
const { version } = require("playwright-core/package.json");
const LICENCE = `Playwright ${version}, Copyright (c) Microsoft Corporation, Apache-2.0 (playwright.dev)`;

/** Writes `dist/clock.js`: installs `globalThis.__flowtillaClock` (a `ClockController`) once per document. */
export async function writeClock() {
  const bundle = readFileSync(new URL("./coreBundle.js", new URL(import.meta.resolve("playwright-core/lib/coreBundle"))), "utf8");
  const at = bundle.indexOf('clockSource.ts"() {');
  const literal = /source = ('(?:[^'\\\n]|\\.)*');/.exec(bundle.slice(at))?.[1];
  if (at < 0 || !literal) throw new Error("playwright-core no longer holds its clock where it was");
  // A string literal of a package that we have pinned; there is no other form of it in the package.
  const source = Function(`return ${literal}`)();
  if (!source.includes("ClockController") || !source.includes("_replayLogOnce")) throw new Error("playwright-core's clock is another one");
  const script = `(() => { if (globalThis.__flowtillaClock) return; const module = {}; ${source}
    Object.defineProperty(globalThis, "__flowtillaClock", { value: module.exports.inject()(globalThis, "chromium").controller }); })()`;
  const { code } = await transform(script, { minify: true, charset: "ascii", target: "es2022" });
  writeFileSync(new URL("./dist/clock.js", import.meta.url), `/*! The fake clock of ${LICENCE}; parts: sinonjs/fake-timers, Copyright (c) Christian Johansen, BSD-3-Clause */\n${code}`);
}

/** Writes the table of devices that the grammar knows. `{chrome}` in a user agent is the version of the browser at hand. */
export function writeDevices() {
  const { devices } = require("playwright-core");
  const text = (value) => JSON.stringify(value);
  const number = (value) => (Number.isInteger(value) ? `${value}.0` : `${value}`);
  const rows = Object.entries(devices).map(([name, device]) => {
    const agent = device.userAgent.replace(/(Chrome|Edg)\/[\d.]+/g, "$1/{chrome}");
    const { viewport, screen = viewport } = device;
    return `    row(${text(name)}, ${text(agent)}, (${viewport.width}, ${viewport.height}), (${screen.width}, ${screen.height}), ${number(device.deviceScaleFactor)}, ${device.isMobile}, ${device.hasTouch}),`;
  });
  const names = Object.keys(devices).map((name) => `    ${text(name)},`);
  const file = `//! Devices by the names of Playwright's registry. Written by \`worker/engine/playwright.mjs\`; do not edit.
//!
//! Data of ${LICENCE}.

use super::{Device, row};

#[rustfmt::skip]
pub(super) static DEVICES: &[Device] = &[
${rows.join("\n")}
];

/// Their names, for the grammar.
#[rustfmt::skip]
pub(crate) const NAMES: &[&str] = &[
${names.join("\n")}
];
`;
  writeFileSync(new URL("../../shared/src/domain/flow/devices/table.rs", import.meta.url), file);
}
