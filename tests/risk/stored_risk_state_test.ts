/** What an earlier run stored is found whatever the computer's clock says now. */

import assert from "node:assert/strict";
import { storedRiskState } from "../../actors/risk/stored_risk_state.ts";
import type { RiskContext } from "../../actors/risk/risk_context.ts";
import type { DatabaseProtocol } from "../../actors/database/protocol.ts";
import { ok } from "../../src/models/mod.ts";
import { dayMs } from "../../src/models/time.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { sampleDay, sampleDeal } from "../support/trade_samples.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { scriptedPeer } from "../trade/scripted_peer.ts";
import { metrics, terminal } from "./risk_samples.ts";

for (const offMs of [0, 60 * dayMs, -60 * dayMs]) {
  Deno.test(`commissions of the last days are recalled with a clock ${offMs / dayMs} days off`, async () => {
    const clock = new SimulatedClock(sampleDay.startedBrokerMs + offMs);
    const deal = { ...sampleDeal(1), brokerMs: sampleDay.startedBrokerMs };
    const database = scriptedPeer<DatabaseProtocol>(clock, {
      latest_day: () => ok(sampleDay),
      latest_risk_metrics: () => ok(metrics),
      recent_decisions: () => ok([]),
      recent_intents: () => ok([]),
      deals_between: ({ fromBrokerMs }) =>
        ok(
          [deal].filter(({ brokerMs }) =>
            brokerMs >= fromBrokerMs && brokerMs < fromBrokerMs + 15 * dayMs
          ),
        ),
    });
    const context = { database, clock, random: seededRandom(1) } as unknown as RiskContext;
    const state = await storedRiskState(terminal, context, new AbortController().signal);
    assert.deepEqual(state?.deals, [deal]);
    assert.deepEqual(state?.metrics, metrics);
  });
}
