/** A paper account in a replay: much happens there between two of its messages. */

import assert from "node:assert/strict";
import { RiskWorld } from "./risk_world.ts";

for (const venueName of ["paper", "mt5"] as const) {
  const what = venueName === "paper" ? "of the decision" : "of the latest message";
  Deno.test(`an order on an account of ${venueName} is sized by the equity ${what}`, async () => {
    const world = new RiskWorld();
    try {
      world.venueName = venueName;
      await world.sync();
      await world.tellAccount();
      const before = await world.decide();
      await world.clock.advance(500);
      world.floating = -90;
      const after = await world.decide();
      assert.ok(before.verdict === "approved" && after.verdict === "approved");
      const [first, second] = [before, after].map(({ order }) => order.request.volumeLots);
      if (venueName === "paper") assert.ok(second! < first!, `${first} lots, then ${second}`);
      else assert.equal(second, first);
    } finally {
      await world.stop();
    }
  });
}
