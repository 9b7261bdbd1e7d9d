/** Decisions of the risk actor: what it approves, how, and how often. */

import assert from "node:assert/strict";
import type { Approved, Refused } from "../../actors/risk/protocol.ts";
import { err, paperTerminal, type SignalId, type TraceId } from "../../src/models/mod.ts";
import { checkOf, inWorld, type RiskWorld } from "./risk_world.ts";
import { policy, terminal } from "./risk_samples.ts";

function approved(reply: Approved | Refused): Approved {
  if (reply.verdict !== "approved") {
    throw new assert.AssertionError({ message: JSON.stringify(reply.refusals) });
  }
  return reply;
}

Deno.test("decide() sizes a buy by the distance from the ask to its stop, and the approval expires", async () => {
  await inWorld(async (world) => {
    await world.sync();
    const { order, decision, lastsMs } = approved(await world.decide());
    // 1 % of 10,000 is 100; from 1.1001 to 1.09 are 1010 ticks of one dollar per lot: 0.099 lots,
    // rounded down.
    assert.equal(order.request.volumeLots, 0.09);
    assert.equal(decision.riskMoney, 90.9);
    assert.equal(order.request.price, 1.1001);
    assert.equal(order.request.deviationPoints, 22);
    assert.equal(lastsMs, 2_000);
    await world.clock.advance(20);
    assert.deepEqual(await world.decisions(), [decision]);
  });
});

Deno.test("decide() checks and orders prices on the symbol's grid, whose tick size may exceed a point", async () => {
  await inWorld(async (world) => {
    world.instrument = { ...world.instrument, tickSize: 0.0005, tickValue: 50 };
    await world.sync();
    const { order: { request }, decision } = approved(
      await world.decide({ stopLoss: 1.09036, takeProfit: 1.1203 }),
    );
    assert.deepEqual([request.stopLoss, request.takeProfit], [1.0905, 1.1205]);
    // Calculated with the ordered stop: 0.0096 of a lot's 100,000.
    assert.equal(request.volumeLots, 0.1);
    assert.equal(decision.proposal.stopLoss, 1.09036, "as it was asked for");
    const refusals = await world.refusals({ stopLoss: 0.0002 });
    assert.ok(refusals.includes("price_off_grid"), refusals.join());
  });
});

Deno.test("decide() reduces the volume when the terminal reports a larger loss", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.check = (lots) => checkOf({ lossAtStop: lots * 2_020 });
    const { order } = approved(await world.decide());
    assert.equal(order.request.volumeLots, 0.04);
    assert.deepEqual(await world.refusals({ volumeLots: 0.09 }), ["risk_above_limit"]);
    world.check = () => checkOf({ lossAtStop: 10_000 });
    assert.deepEqual(await world.refusals(), ["volume_below_minimum", "risk_above_limit"]);
  });
});

Deno.test("an order by risk is reduced when the account shrinks while the terminal checks it", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    world.venueMs = 100;
    world.clock.setTimeout(() => {
      const withdrawal = world.recordDeal("balance", -3_000);
      void world.tellAccount().then(() => world.tellDeals([withdrawal]));
    }, 50);
    const { order, decision } = approved(await world.decide());
    assert.equal(order.request.volumeLots, 0.06, "1 % of what is left");
    assert.equal(decision.volumeLots, 0.06);
    assert.match(world.logged.sentences().join("\n"), /from 0.09 to 0.06 lots: the account allows/);
  });
});

Deno.test("the same where the exposure allows less, but a given volume is refused", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    world.venueMs = 100;
    const shrinks = (amount: number) =>
      world.clock.setTimeout(() => {
        const withdrawal = world.recordDeal("balance", amount);
        void world.tellAccount().then(() => world.tellDeals([withdrawal]));
      }, 50);
    shrinks(-3_000);
    const { order } = approved(await world.decide({ stopLoss: 1.0991 }));
    assert.equal(order.request.volumeLots, 0.06);
    shrinks(-3_000);
    assert.deepEqual(await world.refusals({ stopLoss: 1.0991, volumeLots: 0.06 }), [
      "symbol_exposure",
    ]);
  }, { limits: { ...policy.limits, maxSymbolExposurePct: 100, maxCurrencyExposurePct: 1_000 } });
});

const noMoney = err({
  code: "call_refused" as const,
  terminal,
  reason: "order_check",
  message: "No money",
  retcode: 10_019,
});

const tight = { stopLoss: 1.099 };

/** 20,000 of margin per lot, with an equity of 10,000. */
function marginOf(lots: number) {
  const margin = lots * 20_000;
  return checkOf({ margin, freeMargin: 10_000 - margin, marginLevelPct: 1_000_000 / margin });
}

Deno.test("an order above the account's margin is reduced to what fits, and the reason is logged", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.check = marginOf;
    // MIN_MARGIN_LEVEL_PCT 200 leaves 5,000.
    const { order, decision } = approved(await world.decide({ ...tight, volumeLots: 0.4 }));
    assert.equal(order.request.volumeLots, 0.25);
    assert.equal(decision.volumeLots, 0.25);
    assert.equal(approved(await world.decide(tight)).order.request.volumeLots, 0.25);
    assert.match(
      world.logged.sentences().join("\n"),
      /EURUSD reduced from 0.4 to 0.25 lots: Margin level after the trade would be 125 %/,
    );
  });
});

Deno.test("an order that the broker refuses for lack of money is reduced until it is accepted", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.check = (lots) => lots > 0.1 ? noMoney : marginOf(lots);
    const { order } = approved(await world.decide({ ...tight, volumeLots: 0.3 }));
    assert.equal(order.request.volumeLots, 0.07);
    world.check = () => noMoney;
    assert.deepEqual(await world.refusals({ ...tight, volumeLots: 0.3 }), ["margin_too_low"]);
  });
});

Deno.test("an order above the largest volume is reduced to it, or refused if so configured", async () => {
  const given = { ...tight, volumeLots: 0.3 };
  await inWorld(async (world) => {
    world.instrument = { ...world.instrument, volumeMaxLots: 0.2 };
    await world.sync();
    assert.equal(approved(await world.decide(given)).order.request.volumeLots, 0.2);
    assert.match(world.logged.sentences().join("\n"), /reduced from 0.3 to 0.2 lots: the broker/);
  });
  await inWorld(async (world) => {
    world.instrument = { ...world.instrument, volumeMaxLots: 0.2 };
    await world.sync();
    assert.deepEqual(await world.refusals(given), ["volume_above_maximum"]);
    world.check = marginOf;
    assert.deepEqual(await world.refusals({ ...tight, volumeLots: 0.2 }), []);
    world.check = () => marginOf(1);
    assert.deepEqual(await world.refusals({ ...tight, volumeLots: 0.2 }), ["margin_too_low"]);
  }, { oversizedOrders: "refuse" });
});

Deno.test("decide() approves a signal once, even after a restart", async () => {
  await inWorld(async (world) => {
    await world.sync();
    const trace = "signal/1" as TraceId;
    approved(await world.decide({ trace }));
    assert.deepEqual(await world.refusals({ trace }), ["duplicate_signal"]);
    await world.clock.advance(20);
    world.restart();
    await world.sync();
    assert.deepEqual(await world.refusals({ trace }), ["duplicate_signal"]);
    approved(await world.decide());
  });
});

Deno.test("decide() never approves the same risk twice: approvals count until they are used or have expired", async () => {
  await inWorld(async (world) => {
    await world.sync();
    const first = approved(await world.decide());
    for (const _ of [2, 3]) approved(await world.decide());
    assert.deepEqual(await world.refusals(), ["too_many_trades", "volume_below_minimum"]);
    const used = { approvalsUsed: [first.order.id] };
    approved(await world.decide({}, used)); // used, and closed again
    assert.deepEqual(await world.refusals(), ["too_many_trades", "volume_below_minimum"]);
    await world.clock.advance(3_001);
    approved(await world.decide());
  });
});

Deno.test("decide() never approves the same risk twice, even for overlapping proposals", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.venueMs = 20;
    const replies = Promise.all([1, 2, 3, 4, 5].map(() => world.decide()));
    await world.clock.advance(200);
    const verdicts = (await replies).map(({ verdict }) => verdict);
    assert.deepEqual(verdicts, ["approved", "approved", "approved", "refused", "refused"]);
  });
});

const trace = "signal/1" as TraceId;
const asked = {
  "a signal": {
    trace,
    origin: { kind: "signal", signal: trace as string as SignalId, strategy: "test" },
  },
  "a command": {},
  "a signal on paper": { terminal: paperTerminal(terminal) },
} as const;

for (const [what, change] of Object.entries(asked)) {
  Deno.test(`a price older than MAX_PRICE_AGE refuses ${what}, whatever the terminal says`, async () => {
    await inWorld(async (world) => {
      await world.sync();
      world.price = { bid: 1.1, ask: 1.1001, isLive: true, ageMs: 10_001 };
      assert.ok((await world.refusals(change)).includes("price_stale"));
      assert.deepEqual(world.priced, [terminal], "the price is the real terminal's");
    });
  });
}

/** The result of a passed proposal after the terminal has replied. */
async function decidedAfter(world: RiskWorld, ms: number) {
  const passed = await world.passes();
  assert.ok(passed.verdict === "passed");
  const approving = world.actor.onAsk.approve({ decision: passed.decision.id });
  await world.clock.advance(ms);
  return await approving;
}

Deno.test("a price that grows too old while the terminal is asked refuses a proposal that passed", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.price = { bid: 1.1, ask: 1.1001, isLive: true, ageMs: 9_950 };
    world.venueMs = 50;
    assert.equal((await decidedAfter(world, 50)).verdict, "approved");
    world.venueMs = 51;
    const reply = await decidedAfter(world, 51);
    assert.ok(reply.verdict === "refused");
    assert.deepEqual(reply.refusals.map(({ code }) => code), ["price_stale"]);
  });
});

Deno.test("a halt that begins while the terminal is asked refuses the proposal", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.venueMs = 50;
    const deciding = world.decide();
    await world.clock.settle();
    world.venueMs = 0;
    const halted = world.actor.onAsk.halt({ terminal, policy: "block", reason: "manually" });
    await world.clock.advance(100);
    assert.ok((await halted).ok);
    const reply = await deciding;
    assert.deepEqual(
      reply.verdict === "refused" ? reply.refusals.map(({ code }) => code) : reply.verdict,
      ["halted"],
    );
  });
});

Deno.test("a proposal that passes is reported before the terminal has replied, and approved afterwards", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.venueMs = 50;
    const passed = await world.passes();
    assert.ok(passed.verdict === "passed");
    const approving = world.actor.onAsk.approve({ decision: passed.decision.id });
    await world.clock.advance(49);
    assert.equal(world.codes().includes("order_approved"), false);
    await world.clock.advance(1);
    const reply = await approving;
    assert.ok(reply.verdict === "approved");
    assert.deepEqual([reply.decision, reply.order.request], [passed.decision, passed.request]);
    assert.equal(reply.order.id, passed.decision.id);
    assert.equal(reply.order.approvedMs, passed.decision.decidedMs + 50);
    const again = await world.actor.onAsk.approve({ decision: passed.decision.id });
    assert.equal(again.verdict, "forgotten", "an approval is given once");
  });
});

Deno.test("a refusal by the terminal after an order has passed is a separate decision", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.check = () => checkOf({ freeMargin: -1 });
    const passed = await world.passes();
    assert.ok(passed.verdict === "passed");
    const reply = await world.actor.onAsk.approve({ decision: passed.decision.id });
    assert.ok(reply.verdict === "refused");
    assert.deepEqual(reply.refusals.map(({ code }) => code), ["margin_too_low"]);
    await world.clock.advance(20);
    assert.deepEqual((await world.decisions()).map(({ id }) => id), [reply.decision.id]);
    world.check = () => checkOf({});
    approved(await world.decide());
  });
});

Deno.test("a smaller volume than the one that passed is another decision", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.check = (lots) => checkOf({ lossAtStop: lots * 2_020 });
    const passed = await world.passes();
    assert.ok(passed.verdict === "passed");
    const reply = await world.actor.onAsk.approve({ decision: passed.decision.id });
    assert.ok(reply.verdict === "approved");
    assert.deepEqual([passed.request.volumeLots, reply.order.request.volumeLots], [0.09, 0.04]);
    assert.equal(reply.decision.volumeLots, 0.04);
    assert.equal(reply.order.id, reply.decision.id);
    assert.notEqual(reply.decision.id, passed.decision.id);
  });
});

Deno.test("decisions are stored, and nothing is approved while they cannot be", async () => {
  await inWorld(async (world) => {
    await world.sync();
    const first = await world.decide();
    assert.equal(first.verdict, "approved");
    await world.clock.advance(20);
    assert.deepEqual((await world.decisions()).map(({ id }) => id), [first.decision.id]);
    world.storeFails = { code: "peer_unavailable", peer: "database" };
    const second = await world.decide();
    assert.equal(second.verdict, "approved", "who acts on it will find the store away");
    await world.clock.advance(20);
    assert.deepEqual(await world.refusals(), ["not_recorded"]);
    world.storeFails = null;
    await world.clock.advance(10_000);
    assert.equal((await world.decide()).verdict, "approved");
    await world.clock.advance(20);
    assert.equal((await world.decisions()).length, 4, "all are written when it is back");
  });
});

Deno.test("who asks whether decisions are written is answered when a reader finds them", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.storeFails = { code: "peer_unavailable", peer: "database" };
    const refused = await world.decide({ volumeLots: 900 });
    assert.equal(refused.verdict, "refused");
    let isWritten = false;
    const written = Promise.resolve(world.actor.onAsk.decisions_written({})).then(() => {
      isWritten = true;
    });
    await world.clock.advance(20);
    assert.equal(isWritten, false, "the store is away");
    world.storeFails = null;
    await world.clock.advance(10_000);
    await written;
    assert.deepEqual((await world.decisions()).map(({ id }) => id), [refused.decision.id]);
  });
});

Deno.test("a refusal of the trade actor's own is stored and logged like any other", async () => {
  await inWorld(async (world) => {
    await world.sync();
    const refusals = [{ code: "order_rate", message: "50 orders are already waiting" }] as const;
    await world.actor.onAsk.refuse({ proposal: world.proposal(), refusals });
    await world.clock.advance(1_000);
    assert.deepEqual((await world.decisions()).map((one) => one.refusals), [refusals]);
    assert.ok(world.codes().includes("order_refused"));
  });
});

const requote = err({
  code: "call_refused" as const,
  terminal,
  reason: "broker_refused",
  message: "REQUOTE",
  retcode: 10_004,
});

for (const [points, isFilled] of [[-5, true], [3, true], [500, false]] as const) {
  const what = isFilled ? "is approved at the next price" : "is refused beyond the slippage";
  Deno.test(`an order whose check is requoted by ${points} points ${what}`, () =>
    inWorld(async (world) => {
      await world.sync();
      const { bid, ask } = world.price!;
      let checks = 0;
      world.check = () => {
        checks += 1;
        if (checks > 1) return checkOf({});
        const moved = points * 1e-5;
        world.price = { ...world.price!, bid: bid + moved, ask: ask + moved };
        return requote;
      };
      const passed = await world.passes();
      assert.ok(passed.verdict === "passed");
      assert.equal(passed.request.price, 1.1001);
      const approving = world.actor.onAsk.approve({ decision: passed.decision.id });
      await world.clock.advance(1_000);
      const reply = await approving;
      if (!isFilled) {
        assert.equal(reply.verdict, "refused");
        return assert.equal(checks, 1, "nothing else is asked");
      }
      assert.ok(reply.verdict === "approved");
      assert.equal(reply.order.request.price, Number((ask + points * 1e-5).toFixed(5)));
      assert.notEqual(reply.decision.id, passed.decision.id, "an approval for the new price");
      assert.equal(checks, 2);
    }));
}

Deno.test("a check that is requoted three times refuses the order", () =>
  inWorld(async (world) => {
    await world.sync();
    let checks = 0;
    world.check = () => {
      checks += 1;
      return requote;
    };
    assert.deepEqual(await world.refusals(), ["broker_check_failed"]);
    assert.equal(checks, 3);
  }));

Deno.test("an order whose check is requoted after its volume was reduced is checked again", () =>
  inWorld(async (world) => {
    await world.sync();
    const asked: number[] = [];
    world.check = (lots) => {
      asked.push(lots);
      if (asked.length === 1) {
        return err({
          ...{ code: "call_refused" as const, terminal, reason: "broker_refused" as const },
          ...{ message: "NO_MONEY", retcode: 10_019 },
        });
      }
      return asked.length === 2 ? requote : checkOf({});
    };
    const reply = approved(await world.decide({ volumeLots: 0.08 }));
    assert.equal(asked.length, 3);
    assert.equal(asked[2], asked[1], "the reduced volume");
    assert.equal(reply.order.request.volumeLots, asked[1]);
  }));
