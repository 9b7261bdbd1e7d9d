/**
 * A good order is not refused by chance: a decision waits for facts that are merely not known yet,
 * whenever they appear during the decision.
 */

import assert from "node:assert/strict";
import { samplePosition } from "../support/trade_samples.ts";
import { policy } from "./risk_samples.ts";
import { inWorld, type RiskWorld } from "./risk_world.ts";

const dayMs = 86_400_000;

/** The account changes by a trade whose deal is listed later. */
async function closedTrade(world: RiskWorld): Promise<void> {
  const deal = world.recordDeal("sell", -30);
  await world.tellAccount();
  world.clock.setTimeout(() => void world.tellDeals([deal]), 40);
}

Deno.test("a change that its deal explains a moment later refuses nothing", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    await closedTrade(world);
    assert.deepEqual(await world.refusals(), []);
  });
});

Deno.test("the same while the terminal checks the order", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    world.venueMs = 100;
    world.clock.setTimeout(() => void closedTrade(world), 95);
    assert.deepEqual(await world.refusals(), []);
  });
});

Deno.test("the same while the price is read, with a volume by risk", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    const { actor } = world;
    const told = { isTold: false };
    world.onPriced = () => {
      if (told.isTold) return;
      told.isTold = true;
      const deal = world.recordDeal("sell", -30);
      void actor.onTell?.({
        type: "account_received",
        metrics: world.account,
        brokerMs: world.brokerMs,
        isSurelyDated: true,
        isTradingAllowed: true,
        dayProblem: null,
      });
      world.clock.setTimeout(() => void world.tellDeals([deal]), 40);
    };
    assert.deepEqual(await world.refusals(), []);
  });
});

Deno.test("a change that nothing explains in time is refused", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    world.balance -= 30;
    await world.tellAccount();
    assert.deepEqual(await world.refusals(), ["equity_unknown"]);
  });
});

Deno.test("the new day of an account that never rests begins while it trades", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    await world.clock.advance(dayMs - (world.brokerMs % dayMs) - 2_000);
    // A deal in each tenth of a second, also while the order is decided.
    for (let afterMs = 0; afterMs < 10_000; afterMs += 100) {
      world.clock.setTimeout(() => {
        void world.tellDeals([world.recordDeal("sell", -1)]).then(() => world.tellAccount());
      }, afterMs);
    }
    await world.clock.advance(3_000);
    assert.deepEqual(await world.refusals(), []);
    const { dayStartEquity, equity } = (await world.figures())!;
    assert.ok(dayStartEquity > equity && dayStartEquity < 10_000, `${dayStartEquity}`);
  });
});

/** One more trade than allowed. */
const full = Array.from({ length: 4 }, (_, at) => samplePosition(at + 1, { stopLoss: 1.05 }));

Deno.test("positions that may have been closed cause no refusal and no stored decision", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    const reply = await world.passes({}, { positions: full, isOutdated: true });
    assert.equal(reply.verdict, "outdated");
    assert.deepEqual(await world.decisions(), []);
    assert.ok((await world.refusals({}, { positions: full })).includes("too_many_trades"));
  }, { limits: { ...policy.limits, maxSimultaneousTrades: 3 } });
});

Deno.test("a refusal that does not depend on open trades is immediate", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    const reply = await world.passes({ stopLoss: null }, { positions: full, isOutdated: true });
    assert.equal(reply.verdict, "refused");
  });
});
