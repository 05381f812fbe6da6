// Bundles src/main.ts into dist/engine.js: one minified script without imports, the same bytes for the same sources.
import { build } from "esbuild";

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
