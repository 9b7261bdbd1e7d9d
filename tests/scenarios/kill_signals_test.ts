/**
 * Signals from outside in a bridge process that trades live on a demo account and is killed with
 * SIGKILL between accepting them and their orders; then all of them are sent again.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { liveSettings } from "../support/kill_scenario.ts";
import { runTerminal, terminalConfig } from "../support/running_terminal.ts";
import { storeCount } from "../support/store_reader.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const program = fileURLToPath(new URL("../support/trading_main.ts", import.meta.url));
const token = "a-token-of-the-kill-scenario";
const signals = Array.from({ length: 16 }, (_, index) => `signal-number-${index}`);

Deno.test("signals from outside: each accepted one is traded once, also when the bridge is killed between", () =>
  inTempFolder(async (dir) => {
    const linkPort = freePort();
    const config = terminalConfig({ linkPort });
    await using terminal = await runTerminal({
      ...config,
      caps: { lotsMax: 1, ordersPerMinuteMax: 1_000, silenceMsMax: 5_000 },
    });
    const usual = liveSettings({ linkPort, ...config.identity });
    const settings = {
      ...usual,
      ...{
        HTTP_PORT: String(freePort()),
        SIGNAL_SOURCES: "tv",
        API_TOKEN: token,
        MAX_SIGNAL_AGE: "900",
        TRADER: "idle",
      },
      ...{ RISK_PER_TRADE: "1%", MAX_PRICE_AGE: "60" },
    };
    const count = (sql: string) => storeCount(join(dir, "data"), sql);
    const sentAt = Date.now();
    const send = async (key: string) => {
      const response = await fetch(`http://127.0.0.1:${settings.HTTP_PORT}/api/v1/signals`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "idempotency-key": key },
        body: JSON.stringify({
          ...{ source: "tv", symbol: "EURUSD", action: "buy", lots: 0.01, stop: "0.5 %", sentAt },
          reason: key,
        }),
      });
      return { status: response.status, text: await response.text() };
    };
    {
      await using bridge = new BridgeProcess({ args: ["run"], program, dir, settings });
      await eventually(async () => (await send(signals[0]!)).status === 200, {
        what: "the first signal is traded",
        withinMs: 90_000,
      }).catch((error) => {
        throw new Error(`${error.message}\n${bridge.output.slice(-6_000)}`);
      });
      const answers = signals.map((key) => send(key).catch(() => null));
      await eventually(() => count("SELECT count(*) FROM intents") >= 4, { what: "some orders" });
      bridge.signal("SIGKILL");
      await bridge.killed();
      await Promise.all(answers);
    }
    await using bridge = new BridgeProcess({ args: ["run"], program, dir, settings });
    for (const key of signals) {
      await eventually(async () => {
        const { status, text } = await send(key);
        assert.equal(status, 200, text);
        return text.includes('"state":"done"');
      }, { what: key, withinMs: 60_000 }).catch((error) => {
        throw new Error(`${error.message}\n${bridge.output.slice(-6_000)}`);
      });
    }
    const { deals } = await terminal.ask.broker_truth({});
    assert.equal(
      deals.filter(({ type, entry }) => type === "buy" && entry === "in").length,
      signals.length,
    );
    assert.equal(count("SELECT count(*) FROM outside_signals WHERE is_pending = 1"), 0);
    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0, bridge.output);
  }));
