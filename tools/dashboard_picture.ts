/**
 * Takes the screenshots of the dashboard for the README and docs/dashboard.md, from a running
 * bridge: `deno task demo --mode paper`, a few minutes later
 * `deno run -A tools/dashboard_picture.ts [address]`. Reduce their size afterwards, for example
 * with `pngquant --ext .png --force docs/images/*.png`.
 */

import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { chromiumPath } from "./test_needs.ts";

interface Picture {
  readonly file: string;
  /** The part of the address that names the view. */
  readonly view: string;
  readonly height: number;
}

const pictures: readonly Picture[] = [
  { file: "dashboard.png", view: "#/", height: 1100 },
  { file: "chart.png", view: "#/chart/EURUSD", height: 740 },
];

const address = Deno.args[0] ?? "http://127.0.0.1:8765/";

/** Waits two frames: what the page draws in one is visible in the next. */
const drawn = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";

async function take(browser: Browser, { file, view, height }: Picture): Promise<void> {
  const viewport = { width: 1280, height };
  const page = await browser.newPage({ viewport, colorScheme: "light" });
  await page.goto(`${address}${view}`);
  await page.locator("canvas").first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.evaluate(drawn);
  await page.screenshot({
    path: fileURLToPath(new URL(`../docs/images/${file}`, import.meta.url)),
  });
}

const browser = await chromium.launch({
  executablePath: chromiumPath()!,
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
try {
  for (const picture of pictures) await take(browser, picture);
} finally {
  await browser.close();
}
