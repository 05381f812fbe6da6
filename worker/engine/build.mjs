// Bundles src/main.ts into dist/engine.js and src/scribe.ts into dist/scribe.js: minified scripts without imports, the same bytes for
// the same sources. Beside them, dist/axe.js is axe-core (MPL-2.0) as it comes, for pages that are checked with it.
// Before that it writes src/aria.gen.ts, and what is taken from Playwright (playwright.mjs).
import { build } from "esbuild";
import { copyFileSync } from "node:fs";
import { writeAria } from "./aria.mjs";
import { writeClock, writeDevices } from "./playwright.mjs";

writeAria();
await writeClock();
writeDevices();

const common = {
  bundle: true,
  format: "iife",
  target: "es2022",
  minify: true,
  charset: "ascii",
  legalComments: "none",
  sourcemap: false,
  logLevel: "warning",
};

await build({ ...common, entryPoints: ["src/main.ts"], outfile: "dist/engine.js" });
await build({ ...common, entryPoints: ["src/scribe.ts"], outfile: "dist/scribe.js" });

copyFileSync("node_modules/axe-core/axe.min.js", "dist/axe.js");
