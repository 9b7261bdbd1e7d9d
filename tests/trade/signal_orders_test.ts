/** From a signal to an order and what came of it: the trade actor with a real store and a scripted venue. */

import assert from "node:assert/strict";
import { isFinalIntent, traceOfSignal } from "../../src/models/mod.ts";
import { withTradeWorld } from "./trade_world.ts";

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
    // The world's risk stores nothing: it came with the intent.
    assert.deepEqual(trace.value.decisions.map(({ id }) => id), [intent?.approval]);
  }));

Deno.test("a signal that is told twice is traded once", () =>
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
