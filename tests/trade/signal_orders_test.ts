/**
 * From a signal to an order and its outcome: the trade actor with a real store and a scripted
 * venue.
 */

import assert from "node:assert/strict";
import type { ApproveReply } from "../../actors/risk/protocol.ts";
import { type ApprovalId, isFinalIntent, traceOfSignal } from "../../src/models/mod.ts";
import { mintApproval } from "../../src/risk/orders/approved_order.ts";
import { halt, withTradeWorld } from "./trade_world.ts";

Deno.test("a signal becomes one order, journalled before it is sent, with one trace to its deal", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    const steps: string[] = [];
    world.onStoreAsk = (question) => {
      if (question === "journal_intent") steps.push(`journal, sent ${world.venue.sent.length}`);
    };
    const signal = world.signal();
    await world.publish(signal);
    assert.deepEqual(steps, ["journal, sent 0"]);
    assert.equal(world.venue.sent.length, 1);
    await world.pass(2_000);
    const [intent] = world.stored();
    assert.equal(intent?.state, "filled");
    assert.equal(intent?.id, world.venue.sent[0]?.intent);
    const trace = await world.storeAsk("trace", { trace: traceOfSignal(signal.id) });
    assert.ok(trace.ok);
    assert.deepEqual(trace.value.intents.map(({ id }) => id), [intent?.id]);
    assert.equal(trace.value.deals.length, 1);
    // The scripted risk actor stores nothing, so it was stored with the intent.
    assert.deepEqual(trace.value.decisions.map(({ id }) => id), [intent?.approval]);
  }));

Deno.test("the intent is stored while risk waits for the terminal, and sent when it approves", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    const asked = Promise.withResolvers<ApproveReply>();
    let approval: ApproveReply | null = null;
    world.approves = (approved) => {
      approval = approved;
      return asked.promise;
    };
    await world.publish(world.signal());
    assert.deepEqual(world.stored().map(({ state }) => state), ["sent"]);
    assert.equal(world.venue.sent.length, 0, "not without an approval");
    asked.resolve(approval!);
    await world.pass(2_000);
    assert.equal(world.venue.sent.length, 1);
    assert.deepEqual(world.stored().map(({ state }) => state), ["filled"]);
  }));

for (const setMs of [3_600_000, -3_600_000]) {
  Deno.test(`a clock set by ${setMs / 3_600_000} h neither ends an approval nor holds a flatten up`, () =>
    withTradeWorld(async (world) => {
      await world.sync();
      const setClock = () => world.clock.jumpWallClock(world.clock.nowMs() + setMs);
      world.approves = (approval) => {
        setClock();
        return approval;
      };
      await world.publish(world.signal());
      await world.pass(2_000);
      assert.deepEqual(world.stored().map(({ state }) => state), ["filled"]);
      world.venue.fates = [{ status: "unknown", retcode: 10012, detail: "no answer" }];
      await world.halt(halt("flatten"));
      await world.pass(100);
      setClock();
      await world.pass(60_000);
      assert.deepEqual(world.venue.positions, [], "a close that was lost is asked for again");
    }));
}

Deno.test("a smaller volume than the stored one is a separate intent", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.approves = (approval) => {
      assert.ok(approval.verdict === "approved");
      const { order, decision, lastsMs } = approval;
      const id = "smaller" as ApprovalId;
      const smaller = { ...decision, id, volumeLots: 0.04 };
      const request = { ...order.request, volumeLots: 0.04 };
      const { proposal } = decision;
      const { approvedMs } = order;
      return {
        verdict: "approved",
        order: mintApproval({ id, proposal, request, approvedMs }),
        decision: smaller,
        lastsMs,
      };
    };
    const signal = world.signal();
    await world.publish(signal);
    await world.pass(2_000);
    const lots = world.venue.sent.map(({ request }) =>
      request.kind === "open" && request.volumeLots
    );
    assert.deepEqual(lots, [0.04]);
    assert.deepEqual(world.stored().map(({ state, approval }) => [state, approval]), [
      ["rejected", "approval-1"],
      ["filled", "smaller"],
    ]);
    await world.restart();
    await world.sync();
    await world.publish(signal);
    assert.equal(world.venue.sent.length, 1, "the signal was acted on");
  }));

Deno.test("a signal that is received twice is traded once", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    const signal = world.signal();
    await world.publish(signal);
    await world.publish(signal);
    await world.restart();
    await world.sync();
    await world.publish(signal);
    assert.equal(world.venue.counts.executions, 1);
    assert.ok(world.stored().every(({ state }) => isFinalIntent(state)));
  }));
