/**
 * Actors crash and hang, the terminal dies and returns: the system comes back by itself, the status tells the
 * story, and no bar, tick or signal is missing or double.
 */

import assert from "node:assert/strict";
import { timeframeMs } from "../../src/models/mod.ts";
import { type BridgeStage, bridgeStage, randomMarket } from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";
import { assertStoreIsMarket } from "../support/market_oracle.ts";
import { storeCount } from "../support/store_reader.ts";

const market = randomMarket();

const isLive = (status: Awaited<ReturnType<BridgeStage["status"]>>) =>
  status.state === "running" && status.symbols.length === 2 &&
  status.symbols.every(({ state }) => state === "live");

/** Every symbol's last stored bar is later than `earlier`, or than any when left out. */
async function barsGrow(stage: BridgeStage): Promise<void> {
  const last =
    "SELECT min(newest) FROM (SELECT max(broker_ms) AS newest FROM bars GROUP BY series_id)";
  const before = storeCount(stage.dataDir, last);
  await eventually(() => storeCount(stage.dataDir, last) > before + 2 * timeframeMs("M1"), {
    what: "new bars in the store",
  });
}

const drills = [
  ["price", "crash"],
  ["price", "hang"],
  ["strategy", "crash"],
  ["strategy", "hang"],
  ["mt5", "crash"],
  ["database", "crash"],
  ["http", "crash"],
] as const;

for (const [actor, drill] of drills) {
  Deno.test(`bridge comes back when the ${actor} actor is made to ${drill}`, async () => {
    await using stage = await bridgeStage({ source: market });
    await stage.statusWhen("live prices", isLive);
    stage.system.supervisor.drill(actor, drill);
    const status = await stage.statusWhen(`${actor} restarted and live`, (found) => {
      const row = found.actors.find(({ name }) => name === actor);
      return row?.restarts === 1 && isLive(found);
    });
    const [restart] = status.actors.find(({ name }) => name === actor)?.restartHistory ?? [];
    assert.equal(restart?.cause, drill === "crash" ? "crashed" : "hung");
    assert.ok(restart.downMs !== null);
    await barsGrow(stage);
    assertStoreIsMarket(stage.dataDir, market);
  });
}

Deno.test("bridge comes back when the terminal is killed and started again", async () => {
  await using stage = await bridgeStage({ source: market });
  await stage.statusWhen("live prices", isLive);
  stage.system.supervisor.drill("simulated_terminal", "crash");
  await stage.statusWhen(
    "the terminal connected again",
    (status) => isLive(status) && status.terminals[0]?.connects === 2,
  );
  await barsGrow(stage);
  assertStoreIsMarket(stage.dataDir, market);
});

Deno.test("bridge comes back when the connection to the terminal breaks", async () => {
  await using stage = await bridgeStage({ source: market });
  await stage.statusWhen("live prices", isLive);
  const terminal = stage.system.supervisor.peer("simulated_terminal");
  await terminal.ask("misbehave", { disconnectMs: 300 }, { timeoutMs: 10_000 });
  await stage.statusWhen(
    "the terminal connected again",
    (status) => isLive(status) && status.terminals[0]?.connects === 2,
  );
  await barsGrow(stage);
  assertStoreIsMarket(stage.dataDir, market);
});
