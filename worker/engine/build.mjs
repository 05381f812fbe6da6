// Bundles src/main.ts into dist/engine.js: one minified script without imports, the same bytes for the same sources.
// Before that it writes src/aria.gen.ts.
import { build } from "esbuild";
import { writeAria } from "./aria.mjs";

writeAria();

await build({
  entryPoints: ["src/main.ts"],
  outfile: "dist/engine.js",
  bundle: true,
  format: "iife",
  target: "es2022",
  minify: true,
  charset: "ascii",
  legalComments: "none",
  sourcemap: false,
  logLevel: "warning",
});
