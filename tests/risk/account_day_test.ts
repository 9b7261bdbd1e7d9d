/**
 * An account's day: how it begins, how unexplained money is handled, and that no order of messages
 * fakes a loss.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { brokerMs, type VenueDeal } from "../../src/models/mod.ts";
import { samplePosition } from "../support/trade_samples.ts";
import { terminal } from "./risk_samples.ts";
import { hourMs, inWorld } from "./risk_world.ts";

async function storedDay(world: Parameters<Parameters<typeof inWorld>[0]>[0]) {
  const stored = await world.database.onAsk.latest_day({ terminal });
  return stored.ok ? stored.value : null;
}

Deno.test("an account first seen during a day: its start is reconstructed from the deals", async () => {
  await inWorld(async (world) => {
    world.recordDeal("buy", -120); // at noon; before that, yesterday:
    world.deals.unshift({
      ...world.recordDeal("buy", 500),
      brokerMs: brokerMs(world.brokerMs - 20 * hourMs),
    });
    world.deals.pop();
    world.recordDeal("balance", 1_000);
    const midnight = world.brokerMs - 12 * hourMs;
    world.positions = [
      samplePosition(1, { profit: -40, swap: -10, openedMs: brokerMs(midnight - 1) }),
      samplePosition(2, { profit: -30, swap: 0, openedMs: brokerMs(midnight) }),
    ];
    world.floating = -80;
    await world.clock.advance(5_000);
    await world.sync();
    // 10,500 at midnight, less the 50 lost on the older position; then -120 and -30 today.
    const day = await storedDay(world);
    assert.deepEqual([day?.startBalance, day?.startEquity], [10_500, 10_450]);
    assert.equal(day?.startedBrokerMs, midnight);
    const figures = await world.figures();
    assert.equal(figures?.dayFlows, 1_000);
    assert.equal(figures?.dayLossPct.toFixed(6), (150 / 10_450 * 100).toFixed(6));
    assert.match(
      world.logged.sentences().join("\n"),
      /starting equity 10,450.00 USD \(reconstructed from today's deals\)/,
    );
  });
});

Deno.test("without its deals the day starts with the current equity, and the log says so", async () => {
  await inWorld(async (world) => {
    world.venueFails = { code: "history_loading", terminal };
    await world.sync();
    await world.tellAccount();
    assert.ok((await world.refusals()).includes("equity_unknown"));
    await world.clock.advance(40_000);
    await world.tellAccount();
    await world.clock.advance(40_000);
    await world.tellAccount();
    assert.match(
      world.logged.sentences().join("\n"),
      /today's deals are not available, so earlier losses/,
    );
    world.venueFails = null;
    assert.deepEqual(await world.refusals(), []);
  });
});

/** The account is first seen at noon; deals of the morning are listed only later. */
async function withLateDeals(
  types: readonly (readonly [VenueDeal["type"], number])[],
  body: (
    world: Parameters<Parameters<typeof inWorld>[0]>[0],
    late: readonly VenueDeal[],
  ) => Promise<void>,
): Promise<void> {
  await inWorld(async (world) => {
    world.recordDeal("buy", -100);
    const late = types.map(([type, amount]) => ({
      ...world.recordDeal(type, amount),
      brokerMs: brokerMs(world.brokerMs - hourMs),
    }));
    world.deals = world.deals.slice(0, 1);
    await world.clock.advance(5_000);
    await world.sync();
    assert.deepEqual(await world.refusals(), []);
    await body(world, late);
  });
}

Deno.test("a reconstructed day becomes certain when deals of the morning are listed late", async () => {
  await withLateDeals([["buy", -50], ["balance", 1_000]], async (world, late) => {
    const before = await storedDay(world);
    assert.deepEqual([before?.startBalance, before?.startEquity], [10_950, 10_950]);
    world.deals.push(...late);
    await world.tellDeals(late);
    await world.clock.advance(4_000);
    await world.tellAccount();
    assert.deepEqual(await world.refusals(), []);
    const figures = await world.figures();
    assert.equal(figures?.dayFlows, 1_000);
    assert.equal(figures?.dayLossPct.toFixed(6), (150 / 10_000 * 100).toFixed(6));
    const after = await storedDay(world);
    assert.deepEqual([after?.startBalance, after?.startEquity], [10_000, 10_000]);
    assert.match(
      world.logged.sentences().join("\n"),
      /starting equity 10,000.00 USD instead of 10,950.00 USD/,
    );
    world.restart();
    await world.sync();
    assert.deepEqual(await world.refusals(), [], "the next run as well");
  });
});

Deno.test("what a deal listed late does not explain leaves a reconstructed day in doubt", async () => {
  await withLateDeals([["buy", -50]], async (world, late) => {
    world.deals.push(...late);
    world.balance -= 20;
    await world.tellDeals(late);
    await world.clock.advance(4_000);
    await world.tellAccount();
    assert.ok((await world.refusals()).includes("equity_unknown"));
    const day = await storedDay(world);
    assert.deepEqual([day?.startBalance, day?.startEquity], [9_950, 9_950]);
  });
});

Deno.test("a deposit of the morning that is listed late is no drawdown", async () => {
  await withLateDeals([["balance", 5_000]], async (world, late) => {
    world.deals.push(...late);
    await world.tellDeals(late);
    await world.clock.advance(4_000);
    await world.tellAccount();
    assert.deepEqual(await world.refusals(), []);
    const figures = await world.figures();
    assert.deepEqual([figures?.peakEquity, figures?.drawdownPct], [14_900, 0]);
  });
});

Deno.test("equity seen before midnight starts the day, even when the history is unavailable", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.clock.advance(12 * hourMs - 500); // half a second to midnight
    await world.tellAccount();
    world.venueFails = { code: "history_loading", terminal };
    await world.clock.advance(1_000);
    world.floating = -600;
    await world.tellAccount();
    await world.clock.advance(1_000);
    const figures = await world.figures();
    assert.deepEqual([figures?.brokerDay, figures?.dayStartEquity], ["2026-02-26", 10_000]);
    assert.equal(figures?.dayLossPct, 6);
    assert.deepEqual((await world.halts()).map(({ cause }) => cause), ["daily_loss"]);
    assert.match(world.logged.sentences().join("\n"), /10,000.00 USD \(recorded at midnight/);
    assert.equal((await storedDay(world))?.startEquity, 10_000);
  });
});

Deno.test("a day that started with the current equity is recalculated when its deals arrive", async () => {
  await inWorld(async (world) => {
    world.recordDeal("buy", -600); // before the bridge was running
    world.venueFails = { code: "history_loading", terminal };
    await world.clock.advance(5_000);
    await world.sync();
    await world.tellAccount();
    await world.clock.advance(40_000);
    assert.equal((await world.figures())?.dayLossPct, 0);
    assert.equal(await storedDay(world), null);
    world.venueFails = null;
    await world.clock.advance(40_000);
    assert.equal((await world.figures())?.dayLossPct, 6);
    assert.deepEqual((await world.halts()).map(({ cause }) => cause), ["daily_loss"]);
    assert.equal((await storedDay(world))?.startEquity, 10_000);
  });
});

Deno.test("after a restart the day continues as it began", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -150;
    await world.tellAccount();
    world.restart();
    await world.sync();
    const figures = await world.figures();
    assert.deepEqual([figures?.dayStartEquity, figures?.dayLossPct], [10_000, 1.5]);
  });
});

Deno.test("a day's start is not reconstructed from a deal that is a moment old; a known day continues at once", async () => {
  await inWorld(async (world) => {
    world.recordDeal("buy", -20);
    await world.sync();
    assert.equal(world.state.state, "beginning");
    await world.clock.advance(2_000);
    assert.equal(world.state.state, "sure");
    world.recordDeal("buy", -20);
    world.lose();
    await world.sync();
    assert.equal(world.state.state, "sure");
    assert.equal((await world.figures())?.dayLossPct.toFixed(6), "0.400000");
  });
});

Deno.test("a withdrawal seen before its deal is no loss; the deal is requested", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.clock.advance(5_000);
    world.recordDeal("balance", -5_000);
    await world.tellAccount();
    assert.ok(world.venue.includes("deals"));
    await world.clock.advance(1_000);
    assert.equal(world.state.state, "sure");
    assert.deepEqual(await world.halts(), []);
    const figures = await world.figures();
    assert.deepEqual([figures?.dayLossPct, figures?.drawdownPct, figures?.dayFlows], [
      0,
      0,
      -5_000,
    ]);
  });
});

Deno.test("a decision does not wait for the inquiry: it asks itself, and refuses while equity is unexplained", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.clock.advance(5_000);
    world.recordDeal("buy", 20);
    await world.tellAccount();
    assert.deepEqual(await world.refusals(), []);
    const hidden = world.recordDeal("buy", 30);
    world.deals = world.deals.filter((deal) => deal !== hidden);
    await world.tellAccount();
    assert.ok((await world.refusals()).includes("equity_unknown"));
    assert.match(world.state.trouble ?? "", /changed by 30.00 USD without a matching deal/);
  });
});

Deno.test("an unexplained loss counts as a loss after a timeout", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.clock.advance(5_000);
    world.balance -= 300;
    await world.tellAccount();
    await world.clock.advance(9_000);
    assert.deepEqual(await world.halts(), []);
    await world.clock.advance(3_000);
    assert.deepEqual((await world.halts()).map(({ cause }) => cause), ["daily_loss"]);
    assert.equal(world.state.state, "doubting");
  });
});

for (const amount of [1, -1, 250, -5_000]) {
  Deno.test(`a limit broken in the most favourable view halts within 2 s, beside an unexplained ${amount}`, async () => {
    await inWorld(async (world) => {
      await world.sync();
      await world.clock.advance(5_000);
      world.balance += amount;
      world.floating = -5_000;
      world.venueMs = 60_000; // the terminal, asked for deals, does not reply
      await world.tellAccount();
      await world.clock.advance(2_000);
      assert.deepEqual((await world.halts()).map(({ cause }) => cause), ["daily_loss", "drawdown"]);
    });
  });
}

Deno.test("a known withdrawal is no drawdown, even beside unexplained money", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.clock.advance(5_000);
    const withdrawal = world.recordDeal("balance", -5_000);
    world.balance += 1;
    world.venueMs = 60_000;
    await world.tellAccount();
    await world.tellDeals([withdrawal]);
    assert.equal(world.state.state, "inquiring");
    assert.deepEqual(await world.halts(), []);
    await world.clock.advance(30_000);
    assert.deepEqual(await world.halts(), []);
  });
});

Deno.test("an unexplained deposit hides no loss, and blocks entries until its deal arrives", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.clock.advance(5_000);
    world.balance += 1_000;
    world.floating = -150;
    await world.tellAccount();
    await world.clock.advance(15_000);
    assert.deepEqual(await world.halts(), []);
    assert.ok((await world.refusals()).includes("equity_unknown"));
    world.floating = -250;
    await world.tellAccount();
    assert.deepEqual((await world.halts()).map(({ cause }) => cause), ["daily_loss"]);
  });
});

Deno.test("deposits and withdrawals while the bridge was not running adjust the peak", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -500;
    await world.tellAccount();
    await world.resume("daily_loss");
    await world.actor.onAsk.update_risk({});
    await world.actor.stop?.();
    await world.clock.advance(20 * hourMs);
    world.recordDeal("balance", -4_750);
    await world.clock.advance(20 * hourMs);
    world.restart();
    await world.sync();
    const figures = await world.figures();
    assert.equal(figures?.brokerDay, "2026-02-27");
    assert.equal(figures?.drawdownPct, 5);
    assert.equal(figures?.peakEquity, 5_000);
  });
});

Deno.test("update_risk stores a row of the series only when something has changed", async () => {
  await inWorld(async (world) => {
    await world.sync();
    const stored = () => world.order.filter((one) => one === "store_risk_metrics").length;
    for (const _ of [1, 2, 3]) {
      assert.deepEqual(await world.actor.onAsk.update_risk({}), { ok: true, value: null });
    }
    assert.equal(stored(), 1);
    world.floating = 12;
    await world.tellAccount();
    await world.actor.onAsk.update_risk({});
    assert.equal(stored(), 2);
    const latest = await world.database.onAsk.latest_risk_metrics({ terminal });
    assert.equal(latest.ok && latest.value?.peakEquity, 10_012);
  });
});

const anyDelivery = fc.record({
  amounts: fc.array(
    fc.record({
      type: fc.constantFrom("balance", "credit", "correction", "buy", "commission" as const),
      cents: fc.integer({ min: -400_000, max: 400_000 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  /** After each booking: whether the account and the deals so far are sent, and in which order. */
  orders: fc.array(fc.constantFrom("account", "deals", "both", "reversed", "neither" as const), {
    minLength: 6,
    maxLength: 6,
  }),
  loses: fc.boolean(),
});

Deno.test("for any order of messages, results below the limit never halt, results beyond it always do", async () => {
  await fc.assert(
    fc.asyncProperty(anyDelivery, async ({ amounts, orders, loses }) => {
      await inWorld(async (world) => {
        await world.sync();
        await world.clock.advance(5_000);
        let told = 0;
        const deals = () => {
          const untold = world.deals.slice(told);
          told = world.deals.length;
          return untold;
        };
        const deliver = async (order: typeof orders[number], untold: () => VenueDeal[]) => {
          if (order === "account" || order === "both") await world.tellAccount();
          if (order === "deals" || order === "both") await world.tellDeals(untold());
          if (order === "reversed") {
            await world.tellDeals([...untold()].reverse());
            await world.tellAccount();
          }
        };
        for (const [index, { type, cents }] of amounts.entries()) {
          // Results stay within 30 in total, flows within the balance.
          const isResult = type === "buy" || type === "commission";
          const amount = isResult ? cents / 100_000 : Math.max(cents / 100, -1_000);
          world.recordDeal(type, Number(amount.toFixed(2)));
          await deliver(orders[index]!, deals);
          await world.clock.advance(700);
        }
        await world.clock.advance(20_000);
        await world.tellAccount();
        await world.clock.advance(1_000);
        assert.deepEqual(await world.halts(), [], "a loss was faked");
        assert.equal(world.state.trouble, null);
        if (!loses) return;
        world.recordDeal("buy", -250);
        world.recordDeal("balance", 1_000);
        await deliver(orders[0]!, deals);
        await world.clock.advance(20_000);
        await world.tellAccount();
        await world.clock.advance(1_000);
        assert.deepEqual((await world.halts()).map(({ cause }) => cause), ["daily_loss"]);
      });
    }),
    { seed: 81, numRuns: 40 },
  );
});
