/** What a replay at full speed waits for. */

import assert from "node:assert/strict";
import {
  type BrakedBy,
  ReplayBrake,
  type StoredBar,
} from "../../actors/simulated_terminal/replay_brake.ts";
import type { StrategyProtocol } from "../../actors/strategy/protocol.ts";
import type { TradeProtocol } from "../../actors/trade/protocol.ts";
import { brokerMs, terminalId } from "../../src/models/mod.ts";
import type { TerminalMessage } from "../../src/mt5/wire.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Protocol } from "../../src/runtime/protocol.ts";
import { recordedLog } from "../support/recorded_log.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const hourMs = 3_600_000;

/** A bridge that has analysed each symbol up to an hour. */
function braked(by: BrakedBy, stored: readonly StoredBar[] = []) {
  const clock = new SimulatedClock();
  const analysed: Record<string, number> = {};
  const bridge = { isSettled: true };
  const answer = <P extends Protocol>(reply: () => unknown) => {
    return { ask: () => Promise.resolve({ ok: true, value: reply() }) } as unknown as Peer<P>;
  };
  const strategy = answer<StrategyProtocol>(() =>
    Object.entries(analysed).map(([symbol, hour]) => {
      return { symbol, timeframe: "H1", toMs: hour * hourMs };
    })
  );
  const trade = answer<TradeProtocol>(() => bridge.isSettled);
  const terminal = terminalId("1", "Demo");
  return {
    ...{ analysed, bridge, clock },
    brake: new ReplayBrake({
      terminal,
      by,
      stored,
      strategy,
      trade,
      clock,
      log: recordedLog(clock).log,
    }),
  };
}

const bar = (symbol: string, hour: number) =>
  ({
    kind: "bars",
    symbol,
    timeframe: "H1",
    bars: { brokerMs: Float64Array.of(hour * hourMs) },
  }) as unknown as TerminalMessage;
const tick = { kind: "ticks" } as unknown as TerminalMessage;

Deno.test("a symbol without prices for a while does not hold the others back", async () => {
  const { brake, analysed } = braked("orders");
  brake.sent([tick, bar("EURUSD", 1), bar("XAUUSD", 1)]);
  assert.equal(await brake.isFree(), false);
  Object.assign(analysed, { EURUSD: 1, XAUUSD: 1 });
  assert.equal(await brake.isFree(), true);
  brake.sent([bar("EURUSD", 2)]);
  assert.equal(await brake.isFree(), false);
  analysed.EURUSD = 2;
  assert.equal(await brake.isFree(), true);
});

Deno.test("a run that goes on waits for what was decided before", async () => {
  const stored = { symbol: "EURUSD", timeframe: "H1", openMs: brokerMs(5 * hourMs) };
  const { brake, analysed, bridge } = braked("orders", [stored]);
  brake.disconnected(); // the first attempt to connect has failed
  assert.equal(await brake.isFree(), true); // without a price nothing begins
  brake.sent([tick]);
  assert.equal(await brake.isFree(), false);
  analysed.EURUSD = 5;
  bridge.isSettled = false;
  assert.equal(await brake.isFree(), false);
  bridge.isSettled = true;
  assert.equal(await brake.isFree(), true);
});
