/** Limits of several accounts together: nothing is approved beyond them, whatever comes first. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { dollars, euros, type GroupWorld, inGroup, noLimits } from "./group_world.ts";

const fourTrades = fc.array(
  fc.record({
    stop: fc.integer({ min: 20, max: 200 }),
    checkMs: fc.nat(40),
    approvedAfterMs: fc.nat(40),
    fillsAfterMs: fc.nat(40),
  }),
  { minLength: 4, maxLength: 4 },
);

const limit = fc.integer({ min: 110, max: 260 });

Deno.test("account groups: whatever the order of messages, the open risk stays within the limit", () =>
  fc.assert(
    fc.asyncProperty(limit, fourTrades, fourTrades, async (maxOpenRisk, ofDollars, ofEuros) => {
      await inGroup({ limits: { ...noLimits, maxOpenRisk } }, async (world) => {
        const delays = [...ofDollars, ...ofEuros].map(({ checkMs }) => checkMs);
        world.checkMs = () => delays.pop() ?? 7;
        const seen: number[] = [];
        world.onApproved = () => void seen.push(world.openRisk);
        const both = [[dollars, ofDollars], [euros, ofEuros]] as const;
        const placed = both.map(async ([terminal, trades]) => {
          for (const { stop, ...delays } of trades) {
            await world.place(terminal, { stopLoss: 1.1001 - stop / 10_000 }, delays);
          }
        });
        await world.until(Promise.all(placed));
        assert.ok(seen.length >= 1, `${seen.length} approved`);
        assert.ok(seen.every((risk) => risk <= maxOpenRisk + 1e-6), seen.join());
      });
    }),
    { numRuns: 10 },
  ));

function codes({ refusals }: Awaited<ReturnType<GroupWorld["place"]>>): string[] {
  return refusals.map(({ code }) => code);
}

Deno.test("account groups: the last order is made smaller, and then none is taken", async () => {
  await inGroup({ limits: { ...noLimits, maxOpenRisk: 150 } }, async (world) => {
    const first = await world.until(world.place(dollars));
    assert.equal(first.volumeLots, 0.09);
    // 59.10 dollars are left, which are 53.72 euros.
    const second = await world.until(world.place(euros));
    assert.equal(second.volumeLots, 0.05);
    const third = await world.until(world.place(dollars));
    assert.deepEqual(codes(third), ["volume_below_minimum"]);
    assert.match(third.refusals[0]!.message, /of the account group firm/);
  });
});

Deno.test("account groups: what an account has lost today counts for all", async () => {
  await inGroup({ limits: { ...noLimits, maxDailyLoss: 300 } }, async (world) => {
    await world.float(euros, -200);
    const placed = await world.until(world.place(dollars));
    // 300 less 220.02: a lot loses 1,010.
    assert.equal(placed.volumeLots, 0.07);
  });
});

Deno.test("account groups: the exposure of all trades of all accounts has a limit", async () => {
  await inGroup({ limits: { ...noLimits, maxExposure: 15_000 } }, async (world) => {
    const first = await world.until(world.place(euros));
    assert.equal(first.volumeLots, 0.1);
    const second = await world.until(world.place(dollars));
    assert.equal(second.volumeLots, 0.03);
    const given = await world.until(world.place(dollars, { volumeLots: 0.05 }));
    assert.deepEqual(codes(given), ["account_group_exposure"]);
  });
});

const unknown: readonly (readonly [
  what: string,
  happens: (world: GroupWorld) => void | Promise<void>,
  says: RegExp,
])[] = [
  ["is not connected", (world) => world.lose(euros), /200@Broker-B: it is not connected/],
  [
    "has no figures of now",
    async (world) => {
      await world.clock.advance(61_000);
      await world.tellAccount(dollars);
      world.lose(euros);
    },
    /200@Broker-B/,
  ],
  [
    "has trades that the trade actor does not name",
    (world) => void (world.isTradeAway = true),
    /its open trades are not known/,
  ],
  [
    "has a trade without a stop loss",
    async (world) => {
      await world.until(world.place(euros));
      const { positions } = world.openTrades.get(euros)!;
      positions.push({ ...positions.pop()!, stopLoss: null });
    },
    /the risk of its trades in EURUSD is unknown/,
  ],
];

for (const [what, happens, says] of unknown) {
  Deno.test(`account groups: nothing is opened while another account ${what}`, async () => {
    await inGroup({ limits: { ...noLimits, maxOpenRisk: 10_000 } }, async (world) => {
      await happens(world);
      const placed = await world.until(world.place(dollars));
      assert.ok(codes(placed).includes("account_group_unknown"), codes(placed).join());
      assert.match(placed.refusals.map(({ message }) => message).join(), says);
    });
  });
}

Deno.test("account groups: nothing is opened while no rate of a currency is known", async () => {
  await inGroup(
    { currency: "CHF", limits: { ...noLimits, maxOpenRisk: 10_000 } },
    async (world) => {
      const placed = await world.until(world.place(dollars));
      assert.deepEqual(codes(placed), ["account_group_unknown"]);
      assert.match(placed.refusals[0]!.message, /no rate for its currency is known/);
    },
  );
});

Deno.test("account groups: the loss of the group halts each account, over a restart as well", async () => {
  await inGroup({ limits: { ...noLimits, maxDailyLoss: 300 } }, async (world) => {
    // The rate is known from here on.
    await world.until(Promise.resolve(world.actor.onAsk.update_risk({})));
    await world.float(dollars, -150);
    assert.deepEqual(await world.halts(), []);
    await world.float(euros, -150);
    const both = [`${dollars} group_loss`, `${euros} group_loss`];
    assert.deepEqual(await world.halts(), both);
    assert.deepEqual(codes(await world.until(world.place(dollars))), ["halted"]);
    await world.restart();
    for (const { positions } of world.openTrades.values()) positions.length = 0;
    await world.sync(dollars, euros);
    assert.deepEqual(await world.halts(), both, "a halt does not end because the loss is smaller");
  });
});

Deno.test("account groups: a resume grants nothing while the group is beyond its limit", async () => {
  await inGroup({ limits: { ...noLimits, maxDailyLoss: 100 } }, async (world) => {
    // Euros are converted from here on.
    await world.until(Promise.resolve(world.actor.onAsk.update_risk({})));
    await world.float(dollars, -150);
    const resumed = await world.until(
      Promise.resolve(world.actor.onAsk.resume({ terminal: null, cause: "group_loss", by: "me" })),
    );
    assert.ok(resumed.ok);
    await world.tellAccount(dollars);
    assert.deepEqual(await world.halts(), [`${dollars} group_loss`, `${euros} group_loss`]);
  });
});
