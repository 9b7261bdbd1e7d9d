/** The dashboard in a real browser, on a running demo. */

import assert from "node:assert/strict";
import { writePageDoor } from "../../src/cli/console/page_door.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { BrowserPage } from "../support/browser_page.ts";
import { lacks } from "../../tools/test_needs.ts";

const ignore = lacks("browser");
/** A browser has sockets and timers that outlive its last response. */
const loose = { sanitizeOps: false, sanitizeResources: false };

const views = [
  ["", "Overview"],
  ["chart", "Charts"],
  ["calendar", "Calendar"],
  ["trades", "Trades"],
  ["signals", "Signals"],
  ["risk", "Risk"],
  ["account", "Results"],
  ["backtests", "Backtests"],
  ["system", "System"],
  ["log", "Log"],
  ["settings", "Settings"],
] as const;

async function demo(settings: Record<string, string> = {}): Promise<BridgeProcess> {
  const bridge = new BridgeProcess({ args: ["demo", "--speed", "10"], settings });
  await bridge.says(/is in sync/);
  return bridge;
}

/** For tests that only read it. */
let shared: Promise<BridgeProcess> | null = null;

const sharedDemo = () => shared ??= demo();

Deno.test.afterAll(async () => await (await shared)?.[Symbol.asyncDispose]());

for (const width of [1440, 390]) {
  Deno.test({
    name: `every view shows without an error and without another host, ${width} pixels wide`,
    ignore,
    ...loose,
    fn: async () => {
      const bridge = await sharedDemo();
      await using browser = await BrowserPage.open({ width });
      const { page } = browser;
      const base = `http://127.0.0.1:${bridge.httpPort}`;
      for (const [view, title] of views) {
        await page.goto(`${base}/#/${view}`);
        await page.getByRole("heading", { level: 1, name: title }).waitFor();
        await page.getByText("Waiting for the bridge").waitFor({ state: "detached" });
        assert.equal(await page.getByText("There is nothing here").count(), 0, title);
        const isTooWide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
        assert.equal(isTooWide, false, `${title} fits its window`);
      }
      await page.goto(`${base}/#/`);
      await page.getByText("8 of 8 symbols quoting").waitFor();
      assert.deepEqual(browser.errors, []);
      assert.deepEqual([...browser.hosts], [`127.0.0.1:${bridge.httpPort}`]);
    },
  });
}

Deno.test({
  name: "the calendar shows the next events with currency and importance, in the broker's time",
  ignore,
  ...loose,
  fn: async () => {
    const token = "a-token-to-start-the-job-with";
    await using bridge = await demo({ API_TOKEN: token });
    const base = `http://127.0.0.1:${bridge.httpPort}`;
    const job = { method: "POST", headers: { Authorization: `Bearer ${token}` } };
    const started = await fetch(`${base}/api/v1/jobs/sync_calendar/run`, job);
    assert.equal(started.status, 200, await started.text());
    await using browser = await BrowserPage.open();
    const { page } = browser;
    await page.goto(`${base}/#/calendar`);
    const rows = page.getByRole("table", { name: "Economic calendar" }).getByRole("row");
    const texts = () => rows.allInnerTexts();
    await page.getByText("Nonfarm Payrolls (US)").waitFor();
    const payrolls = (await texts()).find((row) => row.includes("Nonfarm Payrolls")) ?? "";
    assert.match(payrolls, /^Fri \d{4}-\d\d-\d\d\s+14:30\s+USD\s+High/i);
    assert.ok((await texts()).some((row) => row.includes("Retail Sales m/m (DE)")));
    await page.getByLabel("Importance").selectOption({ label: "High only" });
    await page.getByText("Retail Sales m/m (DE)").waitFor({ state: "detached" });
    await page.getByText("Nonfarm Payrolls (US)").waitFor();
    await page.getByText(/Broker time \(UTC/).waitFor();
    assert.deepEqual(browser.errors, []);
  },
});

Deno.test({
  name: "a backtest is started on the page, its report opens, and it is removed",
  ignore,
  ...loose,
  fn: async () => {
    const token = "a-token-to-start-a-backtest-with";
    await using bridge = await demo({ API_TOKEN: token });
    await using browser = await BrowserPage.open();
    const { page } = browser;
    await page.goto(writePageDoor(
      bridge.dir,
      `http://127.0.0.1:${bridge.httpPort}/#token=${token}`,
    ));
    await page.getByRole("link", { name: "Backtests" }).click();
    await page.getByText("No backtests yet").waitFor();
    await bridge.says(/Initial sync complete/);
    await page.getByRole("button", { name: "New backtest" }).click();
    const dialog = page.getByRole("dialog", { name: "New backtest" });
    await dialog.getByLabel(/^Strategies/).fill("breakout(channelPeriod=30)");
    await dialog.getByLabel("GBPUSD").check();
    await dialog.getByLabel("Deposit").fill("5000");
    await dialog.getByRole("button", { name: "Start" }).click();
    const row = page.getByRole("table", { name: "Backtests" }).getByRole("row").nth(1);
    await row.getByText("Finished").waitFor({ timeout: 300_000 });
    assert.match(await row.innerText(), /breakout on EURUSD, GBPUSD M15[^]*Finished[^]*USD/i);
    const address = await row.getByRole("link", { name: "Open report" }).getAttribute("href");
    const report = await page.context().newPage();
    await report.goto(`http://127.0.0.1:${bridge.httpPort}${address}`);
    await report.getByText("breakout on EURUSD, GBPUSD M15").first().waitFor();
    await row.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("No backtests yet").waitFor();
    assert.deepEqual(browser.errors, []);
  },
});

Deno.test({
  name: "the depth of a symbol is read from its terminal when it is asked for, and only then",
  ignore,
  ...loose,
  fn: async () => {
    const bridge = await sharedDemo();
    await using browser = await BrowserPage.open();
    const { page } = browser;
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/depth/")) asked.push(request.url());
    });
    await page.goto(`http://127.0.0.1:${bridge.httpPort}/#/chart/EURUSD`);
    const panel = page.getByRole("region", { name: "Depth of market" });
    await panel.waitFor();
    assert.deepEqual(asked, []);
    await panel.getByRole("button", { name: "Show" }).click();
    const rows = panel.getByRole("table", { name: "Depth of market of EURUSD" }).getByRole("row");
    await rows.first().waitFor();
    assert.ok(await rows.count() > 2);
    assert.match(await rows.nth(1).innerText(), /^(Ask|Bid)\s+1\.\d{5}\s+[\d.]+$/);
    await panel.getByRole("button", { name: "Hide" }).click();
    await rows.first().waitFor({ state: "detached" });
    assert.deepEqual(browser.errors, []);
  },
});

Deno.test({
  name:
    "the token comes by the file in the data folder, is kept for the tab and removed from the address bar",
  ignore,
  ...loose,
  fn: async () => {
    const bridge = await sharedDemo();
    await using browser = await BrowserPage.open();
    const { page } = browser;
    const address = `http://127.0.0.1:${bridge.httpPort}/#token=a-token-of-the-bridge`;
    await page.goto(writePageDoor(bridge.dir, address));
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    assert.equal(page.url(), `http://127.0.0.1:${bridge.httpPort}/#/`);
    assert.equal(
      await page.evaluate("sessionStorage.getItem('mt5-bridge-token')"),
      "a-token-of-the-bridge",
    );
  },
});

Deno.test({
  name: "without a terminal the page explains how to connect one, step by step",
  ignore,
  ...loose,
  fn: async () => {
    await using bridge = new BridgeProcess({ args: ["run"] });
    await bridge.says(/Running\n/);
    await using browser = await BrowserPage.open();
    const { page } = browser;
    await page.goto(`http://127.0.0.1:${bridge.httpPort}/`);
    await page.getByRole("heading", { name: "Connect MetaTrader" }).waitFor();
    assert.equal(await page.locator("ol.steps > li").count(), 5);
    await page.getByText("Waiting for MetaTrader to connect...").waitFor();
  },
});

Deno.test({
  name: "the page shows that the bridge is unavailable, and continues when it is back",
  ignore,
  ...loose,
  fn: async () => {
    const first = await demo();
    await using browser = await BrowserPage.open();
    const { page } = browser;
    const settings = { HTTP_PORT: String(first.httpPort) };
    await page.goto(`http://127.0.0.1:${first.httpPort}/`);
    await page.getByText("8 of 8 symbols quoting").waitFor();
    await first[Symbol.asyncDispose]();
    await page.getByRole("alert").getByText("Connection to the bridge lost").waitFor();
    await using _second = await demo(settings);
    await page.getByRole("alert").getByText("Connection to the bridge lost").waitFor({
      state: "detached",
    });
    await page.getByText("8 of 8 symbols quoting").waitFor();
  },
});
