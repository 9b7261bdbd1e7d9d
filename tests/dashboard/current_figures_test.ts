/**
 * Every figure on the page is complete, belongs to the named account and is current, or the page
 * says that it is not. Runs real bridges and a real browser.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { lacks } from "../../tools/test_needs.ts";
import { openSqliteStore, type SqliteStore } from "../../src/database/sqlite_store.ts";
import { brokerMs, symbolName, terminalId, unixMs } from "../../src/models/mod.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { BrowserPage } from "../support/browser_page.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { runTerminal, terminalConfig } from "../support/running_terminal.ts";
import { keepForEver, must } from "../support/store_samples.ts";
import { sampleDeal } from "../support/trade_samples.ts";

const ignore = lacks("browser");
/** A browser has sockets and timers of its own that outlive its last answer. */
const loose = { sanitizeOps: false, sanitizeResources: false };

function scenario(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, ...loose, fn });
}

async function textOf(page: Page, name: string): Promise<string> {
  return await page.getByRole("region", { name, exact: true }).innerText();
}

scenario(
  "with the bridge gone the page claims nothing: not connected, not safe, nothing open",
  async () => {
    const bridge = new BridgeProcess({
      args: ["demo", "--mode", "paper"],
      settings: { STRATEGIES: "" },
    });
    await bridge.says(/Running\n/);
    await using browser = await BrowserPage.open();
    const { page } = browser;
    await page.goto(`http://127.0.0.1:${bridge.httpPort}/`);
    await page.getByText("8 of 8 symbols quoting").waitFor();
    await page.getByText("No open positions.").waitFor();
    await bridge[Symbol.asyncDispose]();

    await page.getByRole("alert").getByText("Connection to the bridge lost").waitFor();
    await page.getByRole("status").getByText("Connection unknown").waitFor();
    await page.getByRole("status").getByText("Trading unknown").waitFor();
    for (const question of ["Is it safe?", "Is it connected?", "Am I making money?"]) {
      const answer = page.getByRole("region", { name: question });
      await answer.getByText("Unknown", { exact: true }).waitFor();
      await answer.getByText(/As of \d\d:\d\d:\d\d: /).waitFor();
    }
    await page.getByText(/Not up to date, as of \d\d:\d\d:\d\d/).first().waitFor();
    await page.getByText("No open positions.").waitFor({ state: "detached" });
    assert.equal(await page.getByText("live", { exact: true }).count(), 0, "no price is live");

    // A view that is opened only now knows nothing.
    await page.getByRole("link", { name: "Trades" }).click();
    const positions = page.getByRole("region", { name: "Open positions" });
    await positions.getByText("The bridge is not responding.").waitFor();
    for (const claim of ["No open positions.", "No pending orders.", "No deals yet."]) {
      assert.equal(await page.getByText(claim).count(), 0, claim);
    }
    await page.getByRole("link", { name: "Signals" }).click();
    await page.getByRole("region", { name: "Latest signals" }).getByText("not responding")
      .waitFor();
    assert.equal(await page.getByText("No signals yet.").count(), 0);
  },
);

scenario(
  "in paper mode a lost terminal leaves the paper account's name, never the broker's money",
  async () => {
    const identity = { ...terminalConfig().identity, balance: 77_000 };
    const config = terminalConfig({ linkPort: freePort(), identity });
    const terminal = await runTerminal(config);
    await using bridge = new BridgeProcess({
      args: ["run", "--mode", "paper"],
      settings: {
        MT5_LINK_PORT: String(config.linkPort),
        MT5_LINK_TOKEN: identity.token,
        FOREX_PAIRS: "EURUSD",
        CRYPTO_PAIRS: "BTCUSD",
        STRATEGIES: "",
        BACKFILL_BARS: "1",
      },
    });
    await bridge.says(/Running\n/);
    await using browser = await BrowserPage.open({ width: 390 });
    const { page } = browser;
    await page.goto(`http://127.0.0.1:${bridge.httpPort}/`);
    const paper = "paper:5012345@Simulated-Demo";
    const money = page.getByRole("region", { name: "Am I making money?" });
    await money.getByText(`Today, ${paper}. Equity`).waitFor();
    await terminal[Symbol.asyncDispose]();

    await page.getByRole("status").getByText("Not connected", { exact: true }).waitFor();
    await money.getByText(`No current equity figure of ${paper}`).waitFor();
    assert.doesNotMatch(await textOf(page, "Am I making money?"), /77,000/);
    await page.getByRole("region", { name: `Equity of the last 7 days: ${paper}` }).waitFor();
    const positions = page.getByRole("region", { name: "Open positions" });
    await positions.getByText(`${paper}: not connected. Last read at `).waitFor();
    assert.equal(await page.getByText("No open positions.").count(), 0);
  },
);

const demoAccount = terminalId("9000001", "Simulated");
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const trades = 1_513;

/** A year of trades and figures: equity fell by a quarter half a year ago. */
function storeYear(store: SqliteStore, nowMs: number): void {
  const deals = Array.from({ length: trades }, (_, at) => {
    const utcMs = nowMs - (trades - at) * 5 * hourMs - hourMs;
    const times = { utcMs: unixMs(utcMs), brokerMs: brokerMs(utcMs) };
    const symbol = symbolName("EURUSD");
    const { position } = sampleDeal(at);
    const deal = { symbol, position, ...times };
    return [
      sampleDeal(2 * at, { ...deal, commission: 0 }),
      sampleDeal(2 * at + 1, { ...deal, type: "sell", entry: "out", profit: 1, commission: 0 }),
    ];
  }).flat();
  const nothingOpen = { positions: [], orders: [], discrepancies: [] };
  const taken = { terminal: demoAccount, takenMs: unixMs(nowMs), dealsCompleteToBrokerMs: null };
  must(store.trades.store({ ...nothingOpen, ...taken, deals }));
  for (let day = 300; day >= 1; day -= 1) {
    const equity = day === 180 ? 7_500 : 10_000;
    const figures = { balance: 10_000, equity, margin: 0, freeMargin: equity, profit: 0 };
    const row = { terminal: demoAccount, utcMs: unixMs(nowMs - day * dayMs), ...figures };
    must(store.accountMetrics.store({ ...row, marginLevelPct: null }));
  }
}

scenario("results and the equity chart are those of the whole range that is chosen", async () => {
  const dir = await Deno.makeTempDir({ prefix: "page-year-" });
  const folder = join(dir, "data", "demo");
  await Deno.mkdir(folder, { recursive: true });
  const store = must(openSqliteStore({ folder, retention: keepForEver }));
  storeYear(store, Date.now());
  store.close();
  await using bridge = new BridgeProcess({ args: ["demo"], dir, settings: { STRATEGIES: "" } });
  await bridge.says(/Running\n/);
  await using browser = await BrowserPage.open();
  const { page } = browser;
  await page.goto(`http://127.0.0.1:${bridge.httpPort}/#/account`);
  const result = page.getByRole("region", { name: `Result: ${demoAccount}` });
  const equity = page.getByRole("region", { name: `Equity: ${demoAccount}` });
  await result.getByText(/Net P\/L of 1\d\d trades/).waitFor();
  await page.getByLabel("Range").selectOption("1 year");
  await result.getByText("Net P/L of 1,513 trades").waitFor();
  await result.getByText("+1,513.00 USD").waitFor();
  const table = page.getByRole("table", { name: "Results by symbol" });
  await table.getByRole("cell", { name: "1513", exact: true }).waitFor();
  await equity.getByText("Max drawdown: 25 %").waitFor();
  await page.getByLabel("Range").selectOption("7 days");
  // One every five hours; the range begins at a midnight of the broker, six to seven days ago.
  await result.getByText(/Net P\/L of (?:2[89]|3\d) trades/).waitFor();
  await equity.getByText("Max drawdown: 25 %").waitFor({ state: "detached" });
  assert.deepEqual(browser.errors, []);
  await Deno.remove(dir, { recursive: true }).catch(() => {});
});

scenario("the profit of a position on the page follows the ticks", async () => {
  await using bridge = new BridgeProcess({
    args: ["demo", "--mode", "paper", "--symbols", "EURUSD", "--speed", "60"],
    // The terminal is read at the start and after trades, not in between.
    settings: { STRATEGIES: "", TRADES_SYNC_INTERVAL: "3600" },
  });
  await bridge.says(/Running\n/);
  const token = await Deno.readTextFile(join(bridge.dir, "data", "demo", "api-token"));
  const account = encodeURIComponent(`paper:${demoAccount}`);
  const base = `http://127.0.0.1:${bridge.httpPort}`;
  let orders = 0;
  const isBought = async () => {
    const [price] = await (await fetch(`${base}/api/v1/prices?symbol=EURUSD`)).json();
    const stopLoss = Number((price.bid * 0.99).toFixed(4));
    const response = await fetch(`${base}/api/v1/terminals/${account}/orders`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token.trim()}`,
        "content-type": "application/json",
        "idempotency-key": `an-order-${orders += 1}`,
      },
      body: JSON.stringify({ symbol: "EURUSD", type: "buy", volumeLots: 0.05, stopLoss }),
    });
    await response.body?.cancel();
    return response.status === 200;
  };
  await eventually(isBought, { what: "a position" });
  await using browser = await BrowserPage.open();
  const { page } = browser;
  await page.goto(`${base}/#/trades`);
  const cell = page.getByRole("table", { name: "Open positions" }).locator(
    '[data-title="P/L (USD)"]',
  );
  await cell.waitFor();
  const seen = new Set<string>();
  await eventually(async () => seen.add(await cell.innerText()).size >= 4, {
    what: "four profits of one reading",
  });
  assert.deepEqual(browser.errors, []);
});
