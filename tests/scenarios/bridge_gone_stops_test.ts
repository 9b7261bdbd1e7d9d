/**
 * A bridge process is killed while its positions are open: the Expert Advisor's own source in a
 * hosted terminal trails their stops alone, and the bridge that is started again is told so.
 */

import assert from "node:assert/strict";
import type { BrokerSymbol } from "../../src/models/mod.ts";
import { fileURLToPath } from "node:url";
import { ExpertStage } from "../../tools/mql5_host/expert_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { liveSettings } from "../support/kill_scenario.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const program = fileURLToPath(new URL("../support/trading_main.ts", import.meta.url));
const withinMs = 300_000;
/** While the broker takes no stop this near, the bridge itself moves none. */
const farPoints = 1_000;

async function play(dir: string): Promise<void> {
  const linkPort = freePort();
  const terms = { stopsLevelPoints: farPoints };
  await using stage = new ExpertStage({ linkPort, ticksPerMinute: 600, terms });
  const terminal = await stage.start();
  const settings = {
    ...liveSettings({ linkPort, token: "secret", login: "5012345" }),
    TERMINAL_GUARD_AFTER: "5",
    // A fiftieth of the first stop's 1 %: 20 points behind the price.
    TRAILING_STOP_R: "0.02",
  };
  const { broker } = stage;
  const stops = () => new Map(broker.positions().map(({ ticket, stopLoss }) => [ticket, stopLoss]));
  {
    const trading = { ...settings, TRADER: "two" };
    await using bridge = new BridgeProcess({ args: ["run"], program, dir, settings: trading });
    await bridge.says(/it moves the stops of 2 positions itself/, withinMs);
    assert.equal(broker.positions().length, 2);
    bridge.signal("SIGKILL");
    await bridge.killed();
  }
  const first = stops();
  const symbol = "EURUSD" as BrokerSymbol;
  terminal.apply({ kind: "terms", symbol, terms: { stopsLevelPoints: 0 } });
  const isMoved = () => [...first].some(([ticket, stop]) => stops().get(ticket) !== stop);
  await eventually(isMoved, { withinMs });
  const trailed = stops();
  for (const { ticket, direction, stopLoss } of broker.positions()) {
    const side = direction === "buy" ? 1 : -1;
    assert.ok(side * (stopLoss! - first.get(ticket)!) >= 0, "only in the position's favour");
  }
  const idle = { ...settings, TRADER: "idle" };
  await using bridge = new BridgeProcess({ args: ["run"], program, dir, settings: idle });
  await bridge.says(/the terminal moved \d+ stops? itself/, withinMs);
  for (const { ticket, direction, stopLoss } of broker.positions()) {
    const side = direction === "buy" ? 1 : -1;
    assert.ok(side * (stopLoss! - trailed.get(ticket)!) >= 0, "the bridge takes them as they are");
  }
}

Deno.test({
  name: "bridge killed with open positions: the Expert Advisor alone trails their stops",
  ignore: lacks("cpp_compiler"),
  fn: () => inTempFolder(play),
});
