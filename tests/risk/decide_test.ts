/** The risk actor decides: what it approves, how, and how often. */

import assert from "node:assert/strict";
import type { Approved, Refused } from "../../actors/risk/protocol.ts";
import type { TraceId } from "../../src/models/mod.ts";
import { checkOf, inWorld } from "./risk_world.ts";
import { terminal } from "./risk_samples.ts";

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
    // 1 % of 10,000 is 100; 1.1001 to 1.09 are 1010 ticks of one dollar a lot: 0.099 lots, rounded down.
    assert.equal(order.request.volumeLots, 0.09);
    assert.equal(decision.riskMoney, 90.9);
    assert.equal(order.request.price, 1.1001);
    assert.equal(order.request.deviationPoints, 22);
    assert.equal(lastsMs, 2_000);
    await world.clock.advance(20);
    assert.deepEqual(await world.decisions(), [decision]);
  });
});

Deno.test("decide() takes less when the terminal says that the loss would be larger", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.check = (lots) => checkOf({ lossAtStop: lots * 2_020 });
    const { order } = approved(await world.decide());
    assert.equal(order.request.volumeLots, 0.04);
    assert.deepEqual(await world.refusals({ volumeLots: 0.09 }), ["risk_above_limit"]);
    world.check = () => checkOf({ lossAtStop: 10_000 });
    assert.deepEqual(await world.refusals(), ["risk_above_limit"]);
  });
});

Deno.test("decide() approves a signal once, also after a restart", async () => {
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

Deno.test("decide() promises the same room once: approvals count until they are used or have expired", async () => {
  await inWorld(async (world) => {
    await world.sync();
    const first = approved(await world.decide());
    for (const _ of [2, 3]) approved(await world.decide());
    assert.deepEqual(await world.refusals(), ["too_many_trades"]);
    const used = { approvalsUsed: [first.order.id] };
    approved(await world.decide({}, used)); // used, and closed again
    assert.deepEqual(await world.refusals(), ["too_many_trades"]);
    await world.clock.advance(3_001);
    approved(await world.decide());
  });
});

Deno.test("decide() decides one proposal of an account after the other", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.venueMs = 20;
    const replies = Promise.all([1, 2, 3, 4, 5].map(() => world.decide()));
    await world.clock.advance(200);
    const verdicts = (await replies).map(({ verdict }) => verdict);
    assert.deepEqual(verdicts, ["approved", "approved", "approved", "refused", "refused"]);
  });
});

Deno.test("a halt that begins while the terminal is asked refuses what is being decided", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.venueMs = 50;
    const deciding = world.decide();
    await world.clock.settle();
    world.venueMs = 0;
    const halted = world.actor.onAsk.halt({ terminal, policy: "block", reason: "by hand" });
    await world.clock.advance(100);
    assert.ok((await halted).ok);
    const reply = await deciding;
    assert.deepEqual(
      reply.verdict === "refused" ? reply.refusals.map(({ code }) => code) : reply.verdict,
      ["halted"],
    );
  });
});

Deno.test("what passes is told before the terminal has answered, and is approved once it has", async () => {
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

Deno.test("what the terminal says against an order that passed is a decision of its own", async () => {
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

Deno.test("a smaller volume than passed is another decision", async () => {
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

Deno.test("a decision is written down, and nothing is approved while the store takes none", async () => {
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
