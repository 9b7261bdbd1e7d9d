/**
 * Trading from the page, in a real browser on a paper account: close, halt, resume, and why a
 * signal was refused.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { lacks } from "../../tools/test_needs.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { BrowserPage } from "../support/browser_page.ts";
import { eventually } from "../support/eventually.ts";

const ignore = lacks("browser");
/** A browser has sockets and timers that outlive its last response. */
const loose = { sanitizeOps: false, sanitizeResources: false };

const terminal = "paper:9000001@Simulated";
const positions = z.array(z.object({ symbol: z.string(), ticket: z.string() }));

class PaperDemo implements AsyncDisposable {
  readonly bridge: BridgeProcess;
  #orders = 1;

  constructor(settings: Record<string, string> = {}) {
    this.bridge = new BridgeProcess({
      args: ["demo", "--mode", "paper", "--symbols", "EURUSD", "--speed", "60"],
      settings: { STRATEGIES: "", ...settings },
    });
  }

  async token(): Promise<string> {
    await this.bridge.says(/Running\n/);
    return (await Deno.readTextFile(join(this.bridge.dir, "data", "demo", "api-token"))).trim();
  }

  async positions() {
    return positions.parse((await this.bridge.get("/api/v1/positions")).body);
  }

  /** A market buy by command; returns the status of the response. */
  async buy(symbol: string, stopLoss: number): Promise<number> {
    const response = await fetch(
      `http://127.0.0.1:${this.bridge.httpPort}/api/v1/terminals/${
        encodeURIComponent(terminal)
      }/orders`,
      {
        method: "POST",
        headers: {
          "authorization": `Bearer ${await this.token()}`,
          "content-type": "application/json",
          "idempotency-key": `test-order-${this.#orders++}`,
        },
        body: JSON.stringify({ symbol, type: "buy", volumeLots: 0.05, stopLoss }),
      },
    );
    await response.body?.cancel();
    return response.status;
  }

  /** A price well below the market. */
  async stopFor(symbol: string): Promise<number> {
    const prices = z.array(z.object({ symbol: z.string(), bid: z.number() }));
    const bid = await eventually(async () => {
      const { body } = await this.bridge.get("/api/v1/prices");
      return prices.parse(body).find((one) => one.symbol === symbol)?.bid;
    }, { what: "a price" });
    return Number((bid! * 0.99).toFixed(4));
  }

  /** Opens one position, as soon as risk knows the account. */
  async openOne(symbol: string): Promise<void> {
    const stopLoss = await this.stopFor(symbol);
    await eventually(async () => await this.buy(symbol, stopLoss) === 200, {
      what: "an approved order",
    });
    await eventually(async () => (await this.positions()).length === 1, { what: "a position" });
  }

  async page(browser: BrowserPage) {
    await browser.page.goto(
      `http://127.0.0.1:${this.bridge.httpPort}/#token=${await this.token()}`,
    );
    return browser.page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bridge[Symbol.asyncDispose]();
  }
}

/** For tests that trade and leave nothing open. */
let shared: PaperDemo | null = null;

const sharedDemo = () => shared ??= new PaperDemo();

Deno.test.afterAll(async () => await shared?.[Symbol.asyncDispose]());

Deno.test({
  name: "a position is closed from the page after a confirmation",
  ignore,
  ...loose,
  fn: async () => {
    const demo = sharedDemo();
    await demo.openOne("EURUSD");
    await using browser = await BrowserPage.open();
    const page = await demo.page(browser);
    await page.getByRole("button", { name: "Close", exact: true }).first().click();
    await page.getByRole("heading", { name: /Close .* lots of EURUSD\?/ }).waitFor();
    assert.equal((await demo.positions()).length, 1, "asking closes nothing");
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await page.getByText("No open positions.").waitFor();
    assert.equal((await demo.positions()).length, 0);
    assert.deepEqual(browser.errors, []);
  },
});

Deno.test({
  name:
    "the halt switch closes everything, the page shows that nothing is open, and trading is resumed from it",
  ignore,
  ...loose,
  fn: async () => {
    const demo = sharedDemo();
    await demo.openOne("EURUSD");
    await using browser = await BrowserPage.open({ width: 390, colorScheme: "dark" });
    const page = await demo.page(browser);
    await page.getByRole("button", { name: "Halt" }).click();
    await page.getByLabel(
      /Close all positions and cancel all orders.* \(1 position, floating .* USD\)/,
    )
      .check();
    await page.getByRole("button", { name: "Halt and close all" }).click();
    await page.getByRole("status").getByText("Halted").waitFor();
    await page.goto(`http://127.0.0.1:${demo.bridge.httpPort}/#/risk`);
    await page.getByText(/Manual halt \(from the dashboard\)\. All positions closed, confirmed/)
      .first().waitFor();
    assert.equal((await demo.positions()).length, 0);
    assert.equal(await demo.buy("EURUSD", await demo.stopFor("EURUSD")) >= 400, true);
    assert.equal((await demo.positions()).length, 0, "nothing is opened while it is halted");

    await page.getByRole("button", { name: "Resume trading" }).click();
    await page.getByText("Daily loss and drawdown keep counting as before.").first().waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
    await page.getByRole("status").getByText("Safe").waitFor();
    await demo.openOne("EURUSD");
    assert.deepEqual(browser.errors, []);
  },
});

Deno.test({
  name: "the trace of a refused signal shows the reason",
  ignore,
  ...loose,
  fn: async () => {
    await using demo = new PaperDemo({
      STRATEGIES: "moving_average_cross,breakout",
      FOREX_TIMEFRAME: "M1",
      MAX_FOREX_SPREAD_PCT: "0.0001",
      MAX_CRYPTO_SPREAD_PCT: "0.0001",
    });
    await using browser = await BrowserPage.open();
    await demo.bridge.says(/rejected \(\w+\): /);
    const page = await demo.page(browser);
    await page.goto(`http://127.0.0.1:${demo.bridge.httpPort}/#/signals`);
    const signals = page.locator("ul.signals summary");
    await signals.last().click();
    await page.getByText("rejected", { exact: true }).first().waitFor();
    await page.getByText(/spread/i).first().waitFor();
    assert.deepEqual(browser.errors, []);
  },
});
