/** An order with an unknown outcome: the page shows it, and a person settles it. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { lacks } from "../../tools/test_needs.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { BrowserPage } from "../support/browser_page.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { liveSettings } from "../support/kill_scenario.ts";
import { runTerminal, terminalConfig } from "../support/running_terminal.ts";

const account = "5012345@Simulated-Demo";
const prices = z.array(z.object({ symbol: z.string(), bid: z.number() }));
const accounts = z.array(z.object({ intents: z.array(z.object({ state: z.string() })) }));

/** A market buy by command; returns the status of the response. */
async function buy(bridge: BridgeProcess, key: string): Promise<number> {
  const token = await Deno.readTextFile(join(bridge.dir, "data", "api-token"));
  const quotes = prices.parse((await bridge.get("/api/v1/prices")).body);
  const quote = quotes.find(({ symbol }) => symbol === "EURUSD");
  const stopLoss = quote === undefined ? null : Number((quote.bid * 0.99).toFixed(5));
  const response = await fetch(
    `http://127.0.0.1:${bridge.httpPort}/api/v1/terminals/${encodeURIComponent(account)}/orders`,
    {
      method: "POST",
      headers: {
        "authorization": `Bearer ${token.trim()}`,
        "content-type": "application/json",
        "idempotency-key": key,
      },
      body: JSON.stringify({ symbol: "EURUSD", type: "buy", volumeLots: 0.05, stopLoss }),
    },
  );
  await response.body?.cancel();
  return response.status;
}

async function openStates(bridge: BridgeProcess): Promise<string[]> {
  const all = accounts.parse((await bridge.get("/api/v1/accounts")).body);
  return all.flatMap(({ intents }) => intents.map(({ state }) => state));
}

Deno.test({
  name: "an order with an unknown outcome is on the page until a person has settled it",
  ignore: lacks("browser"),
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const config = terminalConfig({ linkPort: freePort() });
    await using terminal = await runTerminal(config);
    const settings = liveSettings({ linkPort: config.linkPort, ...config.identity });
    await using bridge = new BridgeProcess({ args: ["run"], settings });
    await bridge.says(/Running\n/);
    let orders = 0;
    const isBought = async () => await buy(bridge, `unknown-${++orders}`) === 200;
    await eventually(isBought, { what: "an order that is executed" });
    const fault = { kind: "lose_answer", isExecuted: false, says: "timeout" } as const;
    await terminal.ask.misbehave({ broker: [{ kind: "fault", fault }] });
    await eventually(async () => await isBought() || (await openStates(bridge)).length > 0);
    await eventually(async () => (await openStates(bridge)).includes("unknown"));

    await using browser = await BrowserPage.open({ width: 390 });
    const { page } = browser;
    const token = (await Deno.readTextFile(join(bridge.dir, "data", "api-token"))).trim();
    await page.goto(`http://127.0.0.1:${bridge.httpPort}/#token=${token}`);
    const panel = page.getByRole("region", { name: "Orders with unknown outcome" });
    await panel.getByText("buy 0.05 lots EURUSD").first().waitFor();
    await panel.getByRole("button", { name: "Not executed" }).click();
    await page.getByRole("heading", { name: /Are you sure that .*EURUSD/ }).waitFor();
    assert.deepEqual(await openStates(bridge), ["unknown"], "asking settles nothing");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Not executed" }).click();
    await panel.waitFor({ state: "detached" });
    assert.deepEqual(await openStates(bridge), []);
    assert.deepEqual(browser.errors, []);
  },
});
