// The peer's side: the flow of ops/demo/flows/bench/twelve-steps.yaml, step by step, with Playwright's own idioms.
import { createRequire } from "node:module";
import { join } from "node:path";

const QUIET = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--disable-gpu", "--disable-dev-shm-usage"];
export const BINARY = { full: "/usr/lib/chromium/chromium", shell: "/usr/lib/chromium/chromium-headless-shell" };

export function load(peers) {
  return createRequire(join(peers, "package.json"))("@playwright/test");
}

export function launch(playwright, engine) {
  // root needs --no-sandbox here; bench.mjs switches our side's off as well, for the comparison only
  const args = [...QUIET, ...(process.getuid() === 0 ? ["--no-sandbox"] : []), ...(engine === "full" ? ["--headless=new"] : [])];
  return playwright.chromium.launch({ executablePath: BINARY[engine], headless: engine === "shell", args, ignoreDefaultArgs: engine === "full" ? ["--headless"] : [] });
}

/** One run in a fresh context; wall times in ms: of the steps alone, and with making and closing the context. */
export async function twelveSteps({ expect }, browser, base) {
  const begun = performance.now();
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  const opened = performance.now();
  await page.goto(`${base}/login`);
  await page.getByLabel("User name").fill("ada"); // 1
  await page.getByLabel("Password").fill("teapot"); // 2
  await page.getByRole("button", { name: "Sign in" }).click(); // 3
  await expect(page.getByRole("row").filter({ hasText: "Copper Moon" })).toContainText("€119.00"); // 4
  await page.getByRole("button", { name: "Change address" }).click(); // 5
  await page.getByRole("button", { name: "Save address" }).click(); // 6
  await page.frameLocator('iframe[title="Payment"]').getByLabel("Card number").fill("4242424242424242"); // 7
  await page.getByRole("button", { name: "4 stars" }).click(); // 8
  await page.getByLabel("Add a receipt").setInputFiles({ name: "receipt.txt", mimeType: "text/plain", buffer: Buffer.from("One teapot") }); // 9
  await expect(page.getByText("Because you like small pots")).toBeVisible(); // 10
  const popup = context.waitForEvent("page");
  await page.getByRole("link", { name: "Brewing guide (opens in a new tab)" }).click(); // 11
  await expect(await popup).toHaveTitle("Brewing guide · Kettle & Leaf"); // 12
  const steps = performance.now() - opened;
  await context.close();
  return { steps, wall: performance.now() - begun };
}
