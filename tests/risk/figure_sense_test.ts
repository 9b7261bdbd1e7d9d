/**
 * Account figures that make no sense, or are older or newer than the known deals: neither causes a
 * halt or a refusal without a real loss.
 */

import assert from "node:assert/strict";
import { type AccountMetrics, unixMs } from "../../src/models/mod.ts";
import { creditOf } from "../../src/risk/credit_of.ts";
import { samplePosition } from "../support/trade_samples.ts";
import { nothingHeld } from "../support/nothing_held.ts";
import { terminal } from "./risk_samples.ts";
import { hourMs, inWorld, type RiskWorld } from "./risk_world.ts";

const nothing = { balance: 0, equity: 0, profit: 0 };
const senseless: readonly [what: string, change: Partial<AccountMetrics>][] = [
  ["zeros", nothing],
  ["a negative balance", { ...nothing, balance: -1 }],
  ["an equity of zero beside the balance", { equity: 0, profit: 0 }],
];

/** As a terminal that has lost its figures: it lists what is open beside a senseless account. */
async function loseFigures(world: RiskWorld, change: Partial<AccountMetrics>): Promise<void> {
  world.misreported = change;
  for (let second = 0; second < 20; second += 1) {
    await world.tellAccount();
    await world.clock.advance(1_000);
  }
}

for (const [what, change] of senseless) {
  Deno.test(`${what} for 20 s while the lists answer: no halt, no entry, and the terminal is asked`, async () => {
    await inWorld(async (world) => {
      await world.sync();
      world.positions = [samplePosition(1, { profit: 30, swap: 0 })];
      world.floating = 30;
      await world.clock.advance(5_000);
      await world.tellAccount();
      await loseFigures(world, change);
      assert.deepEqual(await world.halts(), []);
      const asked = world.venue.filter((question) => question === "snapshot").length;
      assert.deepEqual(await world.refusals(), ["equity_unknown"]);
      assert.ok(world.venue.filter((question) => question === "snapshot").length > asked);
      assert.equal(world.codes().filter((code) => code === "account_unsound").length, 1);
      world.misreported = {};
      await world.tellAccount();
      assert.deepEqual(await world.refusals(), []);
      assert.deepEqual(await world.halts(), []);
    });
  });
}

Deno.test("a floating profit that the listed positions do not have is ignored", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.positions = [samplePosition(1, { profit: -20, swap: -1 })];
    world.misreported = { profit: -900, equity: 9_100 };
    await world.actor.onAsk.update_risk({});
    await world.clock.advance(30_000);
    assert.deepEqual(await world.refusals(), ["equity_unknown"]);
    assert.match(world.state.trouble ?? "", /-900.00 USD, its positions have -21.00 USD/);
    assert.deepEqual(await world.halts(), []);
    world.misreported = {};
    world.floating = -21;
    assert.deepEqual(await world.refusals(), []);
  });
});

Deno.test("a day does not begin with zeros while positions are open", async () => {
  await inWorld(async (world) => {
    world.positions = [samplePosition(1, { profit: 30, swap: 0 })];
    world.floating = 30;
    world.misreported = nothing;
    await world.sync();
    await world.clock.advance(10_000);
    assert.deepEqual(await world.refusals(), ["equity_unknown"]);
    world.misreported = {};
    await world.clock.advance(40_000);
    await world.tellAccount();
    await world.clock.advance(1_000);
    assert.equal((await world.figures())?.dayStartEquity, 10_030);
    assert.deepEqual(await world.halts(), []);
  });
});

Deno.test("a deal that follows its balance in a moment makes a proposal wait, and refuses none", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.clock.advance(5_000);
    const commission = world.recordDeal("commission", -0.12);
    world.deals = [];
    await world.tellAccount();
    assert.equal(world.state.state, "inquiring");
    void world.clock.setTimeout(() => world.deals = [commission], 500);
    assert.deepEqual(await world.refusals(), []);
    assert.equal(world.state.state, "sure");
  });
});

Deno.test("a deal that is younger than the balance beside it makes nothing doubtful", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.clock.advance(5_000);
    await world.tellAccount();
    const deals = [world.recordDeal("buy", 40), world.recordDeal("commission", -0.12)];
    await world.tellDeals(deals); // with the account as it was before them
    assert.equal(world.state.state, "sure");
    await world.tellAccount();
    assert.equal(world.state.state, "sure");
    assert.equal((await world.figures())?.dayLossPct, 0);
  });
});

Deno.test("zeros at the first connection begin no day before they have lasted", async () => {
  await inWorld(async (world) => {
    world.misreported = nothing;
    await world.sync();
    await world.clock.advance(20_000);
    world.misreported = {};
    await world.clock.advance(10_000);
    await world.tellAccount();
    assert.equal((await world.figures())?.dayStartEquity, 10_000);
    world.recordDeal("sell", -1);
    await world.tellAccount();
    await world.clock.advance(1_000);
    assert.deepEqual(await world.halts(), []);
    assert.deepEqual(await world.refusals(), []);
  });
});

Deno.test("an account without money begins its day with nothing", async () => {
  await inWorld(async (world) => {
    world.balance = 0;
    await world.sync();
    await world.clock.advance(40_000);
    await world.tellAccount();
    assert.equal((await world.figures())?.dayStartEquity, 0);
  });
});

Deno.test("zeros at midnight are compared with the day before", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    world.misreported = nothing;
    await world.clock.advance(12 * hourMs + 5_000);
    await world.tellAccount();
    await world.clock.advance(10_000);
    world.misreported = {};
    await world.clock.advance(40_000);
    await world.tellAccount();
    assert.equal((await world.figures())?.dayStartEquity, 10_000);
    assert.deepEqual(await world.halts(), []);
  });
});

const smallAmounts: readonly [
  currency: string,
  account: Partial<AccountMetrics>,
  credit: number,
][] = [
  ["BTC", { balance: 0.02, profit: 0, equity: 0 }, -0.02],
  ["BTC", { balance: 0.02, profit: 0, equity: 0.02 }, 0],
  ["JPY", { balance: 1_000_000, profit: -100, equity: 999_399, commissionBlocked: 500 }, 0],
  ["USD", { balance: 100, profit: 0, equity: 99.98 }, 0],
];
for (const [currency, figures, expected] of smallAmounts) {
  Deno.test(`creditOf() in ${currency}: ${JSON.stringify(figures)}`, () => {
    const margin = { margin: 0, freeMargin: 0, marginLevelPct: null };
    const account = { terminal, utcMs: unixMs(0), balance: 0, equity: 0, profit: 0, ...margin };
    const credit = creditOf({ ...account, ...nothingHeld, ...figures }, currency);
    assert.ok(Math.abs(credit - expected) < 1e-9, `${credit}`);
  });
}

for (const profit of [-9_000, 9_000]) {
  Deno.test(`one message with a floating profit of ${profit} that no position has moves nothing`, async () => {
    await inWorld(async (world) => {
      await world.sync();
      world.positions = [samplePosition(1, { profit: 30, swap: 0 })];
      world.floating = 30;
      await world.clock.advance(5_000);
      await world.tellAccount();
      await world.tellAccount({ profit, equity: 10_000 + profit });
      await world.clock.advance(2_000);
      await world.tellAccount();
      assert.deepEqual(await world.halts(), []);
      assert.deepEqual(await world.refusals(), []);
      assert.equal((await world.figures())?.peakEquity, 10_030);
    });
  });
}

Deno.test("a jump that the terminal does not answer about counts after two seconds", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.clock.advance(5_000);
    world.venueMs = 60_000;
    world.floating = -900;
    await world.tellAccount();
    assert.deepEqual(await world.halts(), []);
    assert.equal(world.state.trouble, "equity has jumped; asking the terminal");
    await world.clock.advance(2_000);
    assert.deepEqual((await world.halts()).map(({ cause }) => cause), ["daily_loss"]);
  });
});
