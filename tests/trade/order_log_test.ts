/** Log lines of the first reply to a request. */

import assert from "node:assert/strict";
import { logOutcome } from "../../actors/trade/intents/order_log.ts";
import { type OrderTicket, type PositionTicket, ticket } from "../../src/models/mod.ts";
import type { TradeIntent } from "../../src/models/mod.ts";
import { recordedLog } from "../support/recorded_log.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { sampleIntent } from "../support/trade_samples.ts";

const position = ticket<PositionTicket>("601");
const counts = { ordersFilled: 0, ordersRefused: 0, ordersUnknown: 0 };

/** What is shown to a trader: `info` and above. */
function shown(intent: TradeIntent): string[] {
  const { log, records, sentences } = recordedLog(new SimulatedClock());
  const context = { log, counts } as unknown as Parameters<typeof logOutcome>[0];
  logOutcome(context, intent, { answer: null, digits: null });
  return sentences().filter((_, index) => records[index]!.level !== "debug");
}

Deno.test("a close is not shown twice: its deal has the symbol and the result", () => {
  const close = { kind: "close_position", position, volumeLots: null, deviationPoints: 1 } as const;
  assert.deepEqual(shown(sampleIntent(0, { state: "filled", request: close })), []);
});

Deno.test("a cancelled order is shown without volume", () => {
  const request = { kind: "cancel_order", order: ticket<OrderTicket>("501") } as const;
  const [line, ...others] = shown(sampleIntent(0, { state: "filled", request }));
  assert.match(line ?? "", /: cancel order 501 done \(\w+\)$/);
  assert.deepEqual(others, []);
});
