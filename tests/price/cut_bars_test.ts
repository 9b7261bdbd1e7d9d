/**
 * Bars around an interruption of the terminal's connection to its broker: strategies get none of
 * them before it has been read again.
 */

import assert from "node:assert/strict";
import { brokerMs } from "../../src/models/mod.ts";
import { BarDoubt } from "../../src/price/bar_doubt.ts";
import { bar, minuteMs, PriceWorld, startMs } from "./price_world.ts";
import { eurusd } from "./price_samples.ts";

const openAt = (minute: number) => startMs + minute * minuteMs;

/** Open times up to which strategies were told that bars are stored, in minutes. */
function told(world: PriceWorld): number[] {
  return world.told.flatMap((event) =>
    event.type === "bar_stored" ? [(event.lastBarBrokerMs - startMs) / minuteMs] : []
  );
}

function closeOf(world: PriceWorld, minute: number): number | undefined {
  return world.storedBars.get(`${eurusd}/${openAt(minute)}`)?.close;
}

/** A terminal in sync, two bars after the start. */
async function inSync(): Promise<PriceWorld> {
  const world = new PriceWorld();
  world.close([bar(openAt(-1)), bar(openAt(0))]);
  world.sync();
  await world.clock.advance(100);
  assert.deepEqual(told(world), [0]);
  return world;
}

/** The whole bar in the terminal's history, where it was cut before. */
function complete(world: PriceWorld, minute: number, close: number): void {
  const bars = world.bars.get(eurusd)!;
  world.bars.set(
    eurusd,
    bars.map((one) => one.brokerMs === openAt(minute) ? bar(openAt(minute), close) : one),
  );
}

Deno.test("a bar that was cut is analysed when it has been read again, whole", async () => {
  const world = await inSync();
  world.settle(false);
  world.close([bar(openAt(1), 1.11)]);
  world.tellBars([bar(openAt(1), 1.11)]);
  await world.clock.advance(100);
  world.close([bar(openAt(2))]);
  world.tellBars([bar(openAt(2))]);
  await world.clock.advance(10_000);
  assert.deepEqual(told(world), [0]);
  complete(world, 1, 1.15);
  world.settle(true);
  await world.clock.advance(100);
  assert.equal(closeOf(world, 1), 1.15);
  assert.deepEqual(told(world), [0, 2]);
  world.close([bar(openAt(3))]);
  world.tellBars([bar(openAt(3))]);
  await world.clock.advance(100);
  assert.deepEqual(told(world), [0, 2, 3]);
});

Deno.test("the newest bar of before an interruption is read again as well", async () => {
  const world = await inSync();
  world.settle(false);
  complete(world, 0, 1.16);
  world.close([bar(openAt(1))]);
  world.tellBars([bar(openAt(1))]);
  await world.clock.advance(100);
  world.settle(true);
  await world.clock.advance(100);
  assert.equal(closeOf(world, 0), 1.16);
});

Deno.test("a bar that had not closed is analysed when it has", async () => {
  const world = await inSync();
  world.settle(false);
  // The terminal's clock was set ahead, so that it took the forming bar for a closed one.
  world.close([bar(openAt(1), 1.11)]);
  await world.fetch();
  world.bars.set(eurusd, [bar(openAt(-1)), bar(openAt(0))]);
  world.settle(true);
  await world.clock.advance(100);
  assert.deepEqual(told(world), [0, 0]);
  world.close([bar(openAt(1), 1.15)]);
  world.tellBars([bar(openAt(1), 1.15)]);
  await world.clock.advance(100);
  assert.deepEqual(told(world), [0, 0, 1]);
  assert.equal(closeOf(world, 1), 1.15);
});

Deno.test("a fetch of before the terminal has settled releases nothing", async () => {
  const world = await inSync();
  world.settle(false);
  world.close([bar(openAt(1), 1.11)]);
  world.callMs = () => 2_000;
  void world.fetch();
  await world.clock.advance(1_500);
  // The terminal has answered, and its answer is on the way.
  complete(world, 1, 1.15);
  world.settle(true);
  await world.clock.advance(600);
  assert.deepEqual(told(world), [0]);
  await world.clock.advance(2_100);
  assert.equal(closeOf(world, 1), 1.15);
  assert.deepEqual(told(world).at(-1), 1);
});

Deno.test("a series stays in doubt while it cannot be read, until a fetch succeeds", async () => {
  const world = await inSync();
  world.settle(false);
  world.close([bar(openAt(1))]);
  await world.fetch();
  world.callFails = () => ({ code: "history_loading", terminal: "t" as never });
  world.settle(true);
  await world.clock.advance(120_000);
  assert.deepEqual(told(world), [0]);
  world.callFails = () => null;
  await world.fetch();
  await world.clock.advance(10);
  assert.deepEqual(told(world), [0, 1]);
});

Deno.test("a restarted strategy actor is not told of bars in doubt", async () => {
  const world = await inSync();
  world.settle(false);
  world.close([bar(openAt(1))]);
  await world.fetch();
  world.actor.onPeerRestarted?.("strategy");
  assert.deepEqual(told(world), [0]);
});

Deno.test("a new series that begins in doubt is read again from its first bar", async () => {
  const world = new PriceWorld();
  world.close([bar(openAt(-2)), bar(openAt(-1), 1.11), bar(openAt(0))]);
  world.sync();
  world.settle(false);
  await world.clock.advance(100);
  assert.deepEqual(told(world), []);
  complete(world, -1, 1.15);
  world.settle(true);
  await world.clock.advance(100);
  assert.equal(closeOf(world, -1), 1.15);
  assert.deepEqual(told(world), [0]);
});

Deno.test("a reading proves nothing about a later outage", () => {
  const doubt = new BarDoubt();
  const last = brokerMs(openAt(0));
  doubt.begin(last);
  doubt.settle();
  const reading = doubt.read(last);
  doubt.begin(brokerMs(openAt(3)));
  doubt.settle();
  assert.equal(doubt.wasRead(reading), false);
  const again = doubt.read(brokerMs(openAt(5)));
  assert.equal(again.fromMs, last);
  assert.equal(doubt.wasRead(again), true);
  assert.equal(doubt.isHeld, false);
});
