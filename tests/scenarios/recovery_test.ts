/**
 * Actors crash and hang, the terminal dies and returns: the system recovers by itself, the status
 * shows what happened, and no bar, tick or signal is missing or duplicated.
 */

import assert from "node:assert/strict";
import { timeframeMs } from "../../src/models/mod.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import {
  type BridgeStage,
  bridgeStage,
  randomMarket,
  sharedStage,
} from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";
import { assertStoreIsMarket } from "../support/market_oracle.ts";
import { storeCount } from "../support/store_reader.ts";

const nowMs = systemClock.nowMs();
/** A restarted terminal continues where the market is. */
const market = {
  ...randomMarket(600),
  anchor: { realUtcMs: nowMs, simulatedUtcMs: nowMs },
};

type Status = Awaited<ReturnType<BridgeStage["status"]>>;

const isLive = (status: Status) =>
  status.state === "running" && status.symbols.length === 2 &&
  status.symbols.every(({ state }) => state === "live");

const sharedBridge = sharedStage(async () => {
  const stage = await bridgeStage({ source: market });
  await stage.statusWhen("live prices", isLive);
  return stage;
});

/** Every symbol's last stored bar is later than `earlier`; without it, every symbol has a bar. */
async function barsGrow(stage: BridgeStage): Promise<void> {
  const last =
    "SELECT min(newest) FROM (SELECT max(broker_ms) AS newest FROM bars GROUP BY series_id)";
  const before = storeCount(stage.dataDir, last);
  await eventually(() => storeCount(stage.dataDir, last) > before + 2 * timeframeMs("M1"), {
    what: "new bars in the store",
  });
}

const restartsOf = ({ actors }: Status, actor: string) =>
  actors.find(({ name }) => name === actor)?.restarts ?? 0;

const connectsOf = ({ terminals }: Status) => terminals[0]?.connects ?? 0;

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
  Deno.test(`bridge recovers when the ${actor} actor is made to ${drill}`, async () => {
    const stage = sharedBridge();
    const before = restartsOf(await stage.status(), actor);
    stage.system.supervisor.drill(actor, drill);
    const status = await stage.statusWhen(
      `${actor} restarted and live`,
      (found) => restartsOf(found, actor) > before && isLive(found),
    );
    assert.equal(restartsOf(status, actor), before + 1);
    const restart = status.actors.find(({ name }) => name === actor)?.restartHistory.at(-1);
    assert.equal(restart?.cause, drill === "crash" ? "crashed" : "hung");
    assert.ok(restart.downMs !== null);
    await barsGrow(stage);
    assertStoreIsMarket(stage.dataDir, market);
  });
}

/** Does not depend on how often the terminal was connected before. */
async function connectsAgain(stage: BridgeStage, before: number): Promise<void> {
  await stage.statusWhen(
    "the terminal connected again",
    (status) => isLive(status) && connectsOf(status) > before,
  );
  await barsGrow(stage);
  assertStoreIsMarket(stage.dataDir, market);
}

Deno.test("bridge recovers when the terminal is killed and restarted", async () => {
  const stage = sharedBridge();
  const before = connectsOf(await stage.status());
  stage.system.supervisor.drill("simulated_terminal", "crash");
  await connectsAgain(stage, before);
});

Deno.test("bridge recovers when the connection to the terminal breaks", async () => {
  const stage = sharedBridge();
  const before = connectsOf(await stage.status());
  const terminal = stage.system.supervisor.peer("simulated_terminal");
  await terminal.ask("misbehave", { disconnectMs: 300 }, { timeoutMs: 60_000 });
  await connectsAgain(stage, before);
});
