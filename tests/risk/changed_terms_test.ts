/** Decisions go by the terms of a symbol as they are now, not as they were at the connection. */

import assert from "node:assert/strict";
import { instrument, terminal } from "./risk_samples.ts";
import { inWorld } from "./risk_world.ts";

const changes = [
  ["only closing is allowed", { tradeMode: "close_only" }, "symbol_not_allowed"],
  ["the stop must be further away", { stopsLevelPoints: 2_000 }, "stop_too_near"],
  ["it has no value any more", { tickValue: 0 }, "value_unknown"],
  ["its value is the last one", { tickValue: 1, reportedTickValue: 0 }, "value_unknown"],
] as const;

for (const [what, change, code] of changes) {
  Deno.test(`terms that change while the account is connected decide: ${what}`, async () => {
    await inWorld(async (world) => {
      await world.sync();
      await world.tellAccount();
      assert.deepEqual(await world.refusals(), []);
      const instruments = [{ ...instrument, ...change }];
      void world.actor.onTell?.({ type: "terms_changed", terminal, instruments });
      const codes: readonly string[] = await world.refusals();
      assert.ok(codes.includes(code), codes.join());
    });
  });
}

Deno.test("a smaller maximum volume reduces the next order", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    const instruments = [{ ...instrument, volumeMaxLots: 0.02 }];
    void world.actor.onTell?.({ type: "terms_changed", terminal, instruments });
    const reply = await world.decide();
    assert.equal(reply.verdict === "approved" && reply.order.request.volumeLots, 0.02);
  });
});
