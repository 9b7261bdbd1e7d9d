/** The origin of an order, derived from its trace. */

import assert from "node:assert/strict";
import { strategyOfTrace, type TraceId, traceOrigin } from "../../src/models/mod.ts";

const cases: readonly (readonly [trace: string, origin: string, strategy: string | null])[] = [
  ["9000001@Simulated/USDCAD/M15/breakout/1795937400000", "breakout", "breakout"],
  ["1@A/B (paper)/EURUSD/M15/rsi_mean_reversion/0", "rsi_mean_reversion", "rsi_mean_reversion"],
  ["command/page-1a2b", "API", null],
  ["halt/1@A/daily_loss/1", "halt", null],
];

for (const [trace, origin, strategy] of cases) {
  Deno.test(`the origin of ${trace} is ${origin}`, () => {
    assert.equal(traceOrigin(trace as TraceId), origin);
    assert.equal(strategyOfTrace(trace as TraceId), strategy);
  });
}
