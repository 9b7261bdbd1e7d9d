/** Decisions on a netting account whose last reading is older than its latest orders. */

import assert from "node:assert/strict";
import {
  type ApprovalId,
  splitTerminalId,
  type TradeIntent,
  type VenuePosition,
} from "../../src/models/mod.ts";
import { sampleIntent, samplePosition } from "../support/trade_samples.ts";
import { usualVenue } from "../support/usual_venue.ts";
import { eurusd, identity, terminal } from "./risk_samples.ts";
import { inWorld, offsetMs, type RiskWorld } from "./risk_world.ts";

/** Connects as a netting account. */
async function sync(world: RiskWorld): Promise<void> {
  void world.actor.onTell?.({
    type: "venue_synced",
    venue: "mt5",
    identity: { ...identity, marginMode: "netting" },
    instruments: [world.instrument],
    ...usualVenue,
    caps: null,
    liveServer: splitTerminalId(terminal).server,
    isTradingAllowed: true,
    utcOffsetMs: offsetMs,
    halt: null,
  });
  await world.clock.settle();
  await world.tellAccount();
}

function long(volumeLots: number, stopLoss: number): VenuePosition {
  return samplePosition(1, { symbol: eurusd, volumeLots, currentPrice: 1.1, stopLoss });
}

Deno.test("netting: additions that were filled since the last reading still count", () =>
  inWorld(async (world) => {
    await sync(world);
    const held = long(0.01, 1.09);
    const intents: TradeIntent[] = [];
    const approvalsUsed: ApprovalId[] = [];
    for (let index = 10; index < 13; index += 1) {
      const open = { positions: [held], intents, approvalsUsed };
      const reply = await world.decide({ volumeLots: 0.08 }, open);
      if (reply.verdict === "refused") break;
      const { id: approval, request } = reply.order;
      const position = held.identifier;
      const filled = { state: "filled", filledLots: 0.08, approval, request, position } as const;
      approvalsUsed.push(approval);
      intents.push(sampleIntent(index, filled));
    }
    // 100 USD are allowed, and each addition risks 80.80.
    assert.equal(intents.length, 1);
  }));

const sell = { type: "sell", volumeLots: 0.2, stopLoss: 1.15 } as const;

Deno.test("netting: only one of several opposite orders closes the position", () =>
  inWorld(async (world) => {
    await sync(world);
    const open = { positions: [long(0.2, 1.0999)] };
    const verdicts: string[] = [];
    for (const _ of [1, 2, 3]) verdicts.push((await world.decide(sell, open)).verdict);
    assert.deepEqual(verdicts, ["approved", "refused", "refused"]);
  }));

for (const [state, filledLots] of [["sent", 0], ["filled", 0.2], ["rejected", 0]] as const) {
  const isRefused = state !== "rejected";
  const what = isRefused ? "is not closed again" : "is still there to be closed";
  Deno.test(`netting: a position whose close is ${state} ${what} by an opposite order`, () =>
    inWorld(async (world) => {
      await sync(world);
      const held = long(0.2, 1.0999);
      const kind = "close_position";
      const request = {
        kind,
        position: held.ticket,
        volumeLots: null,
        deviationPoints: 1,
      } as const;
      const close = sampleIntent(1, { state, filledLots, approval: null, request });
      const reply = await world.decide(sell, { positions: [held], intents: [close] });
      assert.equal(reply.verdict, isRefused ? "refused" : "approved");
    }));
}
