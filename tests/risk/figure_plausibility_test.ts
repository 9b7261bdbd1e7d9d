/**
 * Account figures that make no sense, or are older or newer than the known deals: neither causes a
 * halt or a refusal without a real loss.
 */

import assert from "node:assert/strict";
import { type AccountMetrics, unixMs } from "../../src/models/mod.ts";
import { figureProblem } from "../../src/risk/day/figure_plausibility.ts";
import { LastingContradiction } from "../../src/risk/day/lasting_contradiction.ts";
import { creditOf } from "../../src/risk/day/account_credit.ts";
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

const contradictions: readonly (readonly [string, number, number, number])[] = [
  ["the account has lost what its positions have not", -5_000, 0, 60],
  // Without a message nobody looks before the last one is 20 s old.
  ["the positions have lost what the account has not", 0, -5_000, 90],
];
for (const [what, told, listed, haltsAtS] of contradictions) {
  Deno.test(`${what}: it halts after a minute of such answers, and nothing is opened`, async () => {
    await inWorld(async (world) => {
      await world.sync();
      await world.tellAccount();
      world.positions = [samplePosition(1, { profit: listed, swap: 0 })];
      world.floating = told;
      if (told !== 0) await world.tellAccount();
      for (let atS = 0; atS < haltsAtS; atS += 10) {
        await world.actor.onAsk.update_risk({});
        assert.deepEqual(await world.halts(), [], `${atS} s`);
        if (atS >= 30) assert.deepEqual(await world.refusals(), ["equity_unknown"]);
        await world.clock.advance(10_000);
      }
      await world.actor.onAsk.update_risk({});
      await world.clock.settle();
      const causes = (await world.halts()).map(({ cause }) => cause).sort();
      assert.deepEqual(causes, ["daily_loss", "drawdown"]);
    });
  });
}

Deno.test("a contradiction within the limits halts nothing, and nothing is opened while it lasts", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    world.positions = [samplePosition(1, { profit: 0, swap: 0 })];
    world.floating = -150;
    for (let look = 0; look < 12; look += 1) {
      await world.tellAccount();
      assert.deepEqual(await world.refusals(), ["equity_unknown"]);
      await world.clock.advance(10_000);
    }
    assert.deepEqual(await world.halts(), []);
    world.floating = 0;
    await world.tellAccount();
    assert.deepEqual(await world.refusals(), []);
  });
});

Deno.test("a day does not start from the equity of an account that contradicts its positions", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    await world.clock.advance(12 * hourMs - 120_000);
    world.positions = [samplePosition(1, { profit: 0, swap: 0 })];
    world.floating = -150;
    for (let look = 0; look < 11; look += 1) {
      await world.tellAccount();
      await world.clock.advance(10_000);
    }
    assert.equal(world.state.state, "sure");
    world.floating = 0;
    await world.clock.advance(15_000);
    await world.tellAccount();
    await world.clock.advance(40_000);
    const figures = await world.figures();
    assert.deepEqual([figures?.brokerDay, figures?.dayStartEquity], ["2026-02-26", 10_000]);
  });
});

Deno.test("the minute of contradicting answers begins again after one that fits, or without a terminal", () => {
  let nowMs = 0;
  const figures = new LastingContradiction(() => nowMs);
  const account = { terminal, utcMs: unixMs(0), balance: 10_000, equity: 9_000, profit: -1_000 };
  const told = { ...account, ...nothingHeld, margin: 0, freeMargin: 0, marginLevelPct: null };
  const isCounted = (profit: number) => {
    const positions = [samplePosition(1, { profit, swap: 0 })];
    const known = { positions, currency: "USD", comparison: null };
    return figures.judged(told, { ...known, problem: figureProblem(told, known) }).isCounted;
  };
  const after = (ms: number, profit: number) => {
    nowMs += ms;
    return isCounted(profit);
  };
  assert.deepEqual([after(0, 0), after(59_000, 0), after(1_000, 0)], [false, false, true]);
  assert.deepEqual([after(0, -1_000), after(0, 0), after(59_000, 0)], [true, false, false]);
  figures.end();
  assert.deepEqual([after(1_000, 0), after(60_000, 0)], [false, true]);
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

Deno.test("a deal that is newer than the balance reported with it makes nothing uncertain", async () => {
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

Deno.test("zeros beside a deal of the day begin no day with its result as the start", async () => {
  await inWorld(async (world) => {
    world.recordDeal("balance", 10_000);
    world.balance = 10_000;
    await world.clock.advance(24 * hourMs);
    world.recordDeal("sell", -0.05);
    world.misreported = nothing;
    await world.sync();
    await world.clock.advance(40_000);
    await world.tellAccount();
    assert.notEqual((await world.figures())?.dayStartEquity, 0.05);
    assert.deepEqual(await world.halts(), []);
    world.misreported = {};
    await world.tellAccount();
    await world.clock.advance(40_000);
    await world.tellAccount();
    assert.equal((await world.figures())?.dayStartEquity, 10_000);
    assert.deepEqual(await world.refusals(), []);
    assert.deepEqual(await world.halts(), []);
  });
});

Deno.test("zeros that last while no deal is listed hide no later loss", async () => {
  await inWorld(async (world) => {
    world.misreported = nothing;
    await world.sync();
    await world.clock.advance(60_000);
    await world.tellAccount();
    world.misreported = {};
    await world.tellAccount();
    await world.clock.advance(40_000);
    await world.tellAccount();
    assert.equal((await world.figures())?.dayStartEquity, 10_000);
    assert.deepEqual(await world.refusals(), []);
    world.recordDeal("sell", -300);
    await world.tellAccount();
    await world.clock.advance(1_000);
    assert.equal((await world.halts()).length, 1);
  });
});

Deno.test("an account that has lost everything today begins the day with what it lost", async () => {
  await inWorld(async (world) => {
    world.balance = 0;
    world.recordDeal("balance", 10_000);
    await world.clock.advance(24 * hourMs);
    world.recordDeal("sell", -10_000);
    await world.clock.advance(5_000);
    await world.sync();
    await world.clock.advance(5_000);
    await world.tellAccount();
    assert.equal((await world.figures())?.dayStartEquity, 10_000);
    assert.deepEqual((await world.halts()).map(({ cause }) => cause), ["daily_loss"]);
  });
});

Deno.test("an account without money has a new day once it is funded", async () => {
  await inWorld(async (world) => {
    world.balance = 0;
    await world.sync();
    await world.clock.advance(120_000);
    await world.tellAccount();
    assert.equal(world.codes().filter((code) => code === "day_began").length, 1);
    world.recordDeal("balance", 10_000);
    await world.tellAccount();
    await world.clock.advance(10_000);
    await world.tellAccount();
    const { dayStartEquity, dayFlows } = (await world.figures())!;
    assert.deepEqual([dayStartEquity, dayFlows], [0, 10_000]);
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
