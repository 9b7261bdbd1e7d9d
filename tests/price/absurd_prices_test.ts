/**
 * Prices that no market can have made, through the whole price actor: they are refused before
 * anything is stored or derived from them, and the prices that a wrong one has hidden are restored.
 */

import assert from "node:assert/strict";
import { type Bar, brokerMs, type Tick } from "../../src/models/mod.ts";
import { bar, minuteMs, minutes, PriceWorld, startMs, tick } from "./price_world.ts";

const at = (ms: number) => startMs + ms;
const hourMs = 3_600_000;

/** A world that believes prices up to five minutes ahead of the broker's own time. */
function strictWorld(): PriceWorld {
  const world = new PriceWorld();
  world.believedAheadMs = 5 * minuteMs;
  return world;
}

/** The five bars before the start. */
const before = minutes(startMs - 5 * minuteMs, 5).map((ms) => bar(ms));

const absurd: readonly (readonly [reason: string, Bar])[] = [
  ["future", bar(Date.UTC(2036, 0, 1))],
  ["off_grid", bar(startMs - 3 * minuteMs + 1)],
  ["not_positive", { ...bar(startMs), low: 0 }],
  ["not_positive", { ...bar(startMs), open: -1, low: -1 }],
  ["absurd", { ...bar(startMs), high: 1e300 }],
  ["high_below_low", { ...bar(startMs), high: 1, low: 2 }],
  ["outside_range", { ...bar(startMs), close: 1.2 }],
  ["negative_volume", { ...bar(startMs), tickVolume: -1 }],
  ["absurd", { ...bar(startMs), realVolume: 1e300 }],
  ["not_positive", { ...bar(startMs), close: NaN }],
  ["absurd", { ...bar(startMs), open: Infinity, high: Infinity }],
  ["invalid_time", bar(-minuteMs)],
  ["invalid_time", bar(-(2 ** 63))],
];

for (const [reason, wrong] of absurd) {
  Deno.test(`a fetched bar is refused (${reason}), counted and reported; the others are stored`, async () => {
    const world = strictWorld();
    world.close([...before, wrong].toSorted((one, other) => one.brokerMs - other.brokerMs));
    world.sync();
    await world.clock.advance(100);
    assert.deepEqual(world.barTimes(), before.map(({ brokerMs }) => brokerMs));
    const { barsRefused } = world.detail<{ barsRefused: Record<string, number> }>();
    assert.equal(barsRefused[reason], 1);
    assert.equal(world.actor.status().counters?.["barsRefused"], 1);
    const reported = world.loggedFields.filter(({ code }) => code === "prices_refused");
    assert.deepEqual(reported.map(({ kind, reason }) => [kind, reason]), [["bars", reason]]);
  });
}

Deno.test("a bar that is not later than the one before it is refused alone", async () => {
  const world = strictWorld();
  world.close([...before.slice(0, 3), bar(before[1]!.brokerMs), ...before.slice(3)]);
  world.sync();
  await world.clock.advance(100);
  assert.deepEqual(world.barTimes(), before.map(({ brokerMs }) => brokerMs));
  const { barsRefused } = world.detail<{ barsRefused: Record<string, number> }>();
  assert.equal(barsRefused["out_of_order"], 1);
});

for (const wrong of [{ bid: NaN }, { ask: Infinity }, { volume: NaN }, { brokerMs: -1 }]) {
  const [field] = Object.keys(wrong);
  Deno.test(`a tick whose ${field} is none costs no other tick of its message`, async () => {
    const world = strictWorld();
    world.sync();
    await world.clock.advance(10);
    world.live([tick(at(0), 1.1)]);
    await world.clock.advance(10);
    const good = tick(at(20), 1.102);
    world.quote([good]);
    world.stream([{ ...tick(at(10), 1.101), ...wrong } as Tick, good]);
    await world.clock.advance(100);
    assert.deepEqual(world.tickRows(), world.truthRows());
    const [reported] = world.loggedFields.filter(({ code }) => code === "prices_refused");
    assert.deepEqual([reported?.field, reported?.rows], [field, 1]);
  });
}

Deno.test("a bar from 2036 moves no watermark: later bars are fetched and stored", async () => {
  const world = strictWorld();
  world.close([...before, bar(Date.UTC(2036, 0, 1))]);
  world.sync();
  await world.clock.advance(100);
  world.bars.set("EURUSD" as never, [...before, bar(startMs)]);
  await world.fetch();
  assert.deepEqual(world.barTimes().at(-1), startMs);
});

Deno.test("an absurd bar that is sent is not stored, and the terminal's history is read", async () => {
  const world = strictWorld();
  world.close(before);
  world.sync();
  await world.clock.advance(100);
  world.close([bar(startMs, 1.102)]);
  world.tellBars([{ ...bar(startMs), low: 0 }]);
  await world.clock.advance(100);
  assert.equal(world.storedBars.get(`EURUSD/${startMs}`)?.close, 1.102);
});

Deno.test("a tick hours ahead of the broker's time suppresses no later ticks", async () => {
  const world = strictWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]);
  await world.clock.advance(10);
  world.stream([tick(at(3 * hourMs), 1.1)]);
  world.live([tick(at(20), 1.101), tick(at(21), 1.102)]);
  await world.clock.advance(100);
  assert.deepEqual(world.tickRows(), world.truthRows());
  assert.equal((await world.symbol()).quote?.bid, 1.102);
  const [reported] = world.loggedFields.filter(({ code }) => code === "prices_refused");
  assert.deepEqual([reported?.field, reported?.value], ["brokerMs", at(3 * hourMs)]);
});

Deno.test("ticks refused because the broker's time was known late are read when it is known", async () => {
  const world = strictWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]);
  await world.clock.advance(10);
  // The first quotes after a weekend arrive before the next heartbeat.
  world.believedAheadMs = -1;
  world.live([tick(at(30), 1.101), tick(at(31), 1.102)]);
  await world.clock.advance(10);
  assert.equal((await world.symbol()).quote?.bid, 1.1);
  world.believedAheadMs = 5 * minuteMs;
  world.live([tick(at(40), 1.103)]);
  await world.clock.advance(100);
  assert.deepEqual(world.tickRows(), world.truthRows());
  assert.equal((await world.symbol()).state, "live");
});

Deno.test("refused prices are reported at most once a minute, with the number of those between", async () => {
  const world = strictWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]);
  for (let second = 1; second <= 90; second++) {
    await world.clock.advance(1_000);
    world.stream([tick(at(second * 1_000), 0)]);
  }
  const reported = world.loggedFields.filter(({ code }) => code === "prices_refused");
  assert.deepEqual(reported.map(({ rows }) => rows), [1, 60]);
});

Deno.test("ticks that go back in time are reported like the other refused ones", async () => {
  const world = strictWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]);
  for (let second = 1; second <= 90; second++) {
    await world.clock.advance(1_000);
    world.live([tick(at(second * 1_000), 1.1)]);
    world.stream([tick(at(second * 1_000 - 900), 1.1)]);
  }
  const reported = world.loggedFields.filter(({ code }) => code === "prices_refused");
  assert.deepEqual(reported.map(({ rows, reason, field }) => [rows, reason, field]), [
    [1, "stale", "brokerMs"],
    [60, "stale", "brokerMs"],
  ]);
  assert.equal(reported[0]?.value, at(100));
});

Deno.test("stored rows later than the broker's time are removed at the next connection", async () => {
  const world = strictWorld();
  for (const one of before) world.storedBars.set(`EURUSD/${one.brokerMs}`, one);
  const far = brokerMs(at(6 * hourMs));
  world.storedBars.set(`EURUSD/${far}`, bar(far));
  world.storedTicks.set(`EURUSD/${far}/0`, tick(far, 1.1));
  world.close([...before, bar(startMs)]);
  world.quote([tick(at(1), 1.1)]);
  world.sync();
  await world.clock.advance(100);
  world.live([tick(at(50), 1.101)]);
  await world.clock.advance(100);
  assert.deepEqual(world.barTimes(), [...before.map((one) => one.brokerMs), startMs]);
  assert.deepEqual(world.tickRows().map(({ ms }) => ms), [at(50)]);
  const removed = world.loggedFields.find(({ code }) => code === "prices_removed");
  assert.deepEqual([removed?.bars, removed?.ticks], [1, 1]);
});

Deno.test("an accepted tick from the future suppresses its symbol's ticks only until the time is known", async () => {
  const world = strictWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]);
  await world.clock.advance(100);
  const farMs = Date.UTC(2036, 0, 1);
  world.believedAheadMs = farMs; // the broker's time is not known yet
  world.stream([tick(farMs, 1.104)]);
  await world.clock.advance(100);
  assert.equal((await world.symbol()).quote?.bid, 1.104);
  world.believedAheadMs = 5 * minuteMs;
  world.live([tick(at(250), 1.101)]);
  await world.clock.advance(100);
  world.live([tick(at(350), 1.102)]);
  await world.clock.advance(100);
  const { state, quote } = await world.symbol();
  assert.deepEqual([state, quote?.bid], ["live", 1.102]);
  await world.clock.advance(500);
  assert.deepEqual(world.tickRows(), world.truthRows());
  const told = world.loggedFields.filter(({ code }) => code === "prices_ahead");
  assert.deepEqual(told.map(({ time }) => time), ["2036-01-01T00:00:00.000Z"]);
  const { refused } = world.detail<{ refused: Record<string, number> }>();
  assert.equal(refused["future"], 1);
});

Deno.test("a stored bar from the future hides the next ones only until the time is known", async () => {
  const world = strictWorld();
  const farMs = Date.UTC(2036, 0, 1);
  world.close(before);
  world.sync();
  await world.clock.advance(100);
  world.believedAheadMs = farMs;
  world.close([bar(farMs)]);
  world.tellBars([bar(farMs)]);
  await world.clock.advance(100);
  assert.equal(world.barTimes().at(-1), farMs);
  world.believedAheadMs = 5 * minuteMs;
  world.bars.set("EURUSD" as never, [...before, bar(startMs)]);
  world.live([tick(at(200), 1.101)]);
  await world.clock.advance(100);
  assert.deepEqual(world.barTimes(), [...before.map((one) => one.brokerMs), startMs]);
});
