/**
 * The price actor as its peers see it: streams, fetch tasks, restarts and failures of each of them.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { symbolName, type Tick } from "../../src/models/mod.ts";
import { bar, minuteMs, minutes, offsetMs, PriceWorld, startMs, tick } from "./price_world.ts";
import { eurusd, terminal } from "./price_samples.ts";

const at = (ms: number) => startMs + ms;

Deno.test("live ticks are stored once, forwarded at once, and quoted", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(1), 1.1), tick(at(1), 1.2 / 1.1), tick(at(5), 1.101)]);
  await world.clock.advance(10);
  const told = world.told.filter((event) => event.type === "ticks_accepted");
  assert.equal(told.flatMap((event) => event.batches).length, 1);
  world.live([tick(at(7), 1.102)]);
  await world.clock.advance(100);
  assert.deepEqual(world.tickRows(), world.truthRows());
  assert.equal((await world.symbol()).quote?.bid, 1.102);
  assert.equal((await world.symbol()).quote?.utcMs, at(7) - offsetMs);
  assert.equal((await world.symbol()).state, "live");
  assert.equal((await world.actor.onAsk.quotes({})).length, 1);
});

Deno.test("ticks are queued while the store is away, and stored once each when it is back", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]);
  await world.clock.advance(100);
  world.storeFails = () => ({ code: "peer_restarted", peer: "database" });
  for (let step = 1; step <= 20; step++) {
    world.live([tick(at(step * 10), 1.1 + step / 1e4)]);
    await world.clock.advance(10);
  }
  await world.clock.advance(1_000);
  assert.equal(world.tickRows().length, 1);
  assert.equal(world.actor.status().health, "degraded");
  world.storeFails = () => null;
  await world.clock.advance(5_000);
  assert.deepEqual(world.tickRows(), world.truthRows());
  assert.equal(world.actor.status().health, "ok");
  assert.deepEqual(world.logged.filter((code) => code.startsWith("ticks_")), [
    "ticks_unsaved",
    "ticks_saved",
  ]);
});

Deno.test("a stop writes the queue", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]);
  await world.clock.settle();
  await world.actor.stop?.();
  assert.deepEqual(world.tickRows(), world.truthRows());
});

Deno.test("a symbol is stale without a new live tick, and when its terminal is away", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(10);
  assert.equal((await world.symbol()).stale, true);
  world.live([tick(at(10), 1.1)]);
  await world.clock.advance(30_000);
  assert.equal((await world.symbol()).stale, false);
  assert.equal((await world.symbol()).lastTickAgeMs, 30_000);
  await world.clock.advance(1);
  assert.equal((await world.symbol()).stale, true);
  world.live([tick(at(60_000), 1.1)]);
  assert.equal((await world.symbol()).stale, false);
  world.lose();
  assert.equal((await world.symbol()).stale, true);
  assert.equal((await world.symbol()).state, "waiting");
});

Deno.test("ticks from history are no fresh price", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1), tick(at(1), 1.1)]);
  await world.clock.advance(100);
  world.lose();
  await world.clock.advance(60_000);
  world.quote([tick(at(30_000), 1.11)]);
  world.sync();
  await world.clock.advance(100);
  assert.equal((await world.symbol()).quote?.bid, 1.11);
  assert.equal((await world.symbol()).stale, true);
});

Deno.test("an hours-old price is not returned while the ticks of an outage are fetched", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]);
  await world.clock.settle();
  assert.equal((await world.quoteOf())?.ageMs, 10);
  world.lose();
  assert.equal((await world.quoteOf())?.isLive, false);
  // Five hours of ticks without the terminal; live ticks arrive while they are fetched, page by
  // page.
  const outageMs = 5 * 3_600_000;
  const missed = Array.from({ length: 12_000 }, (_, index) => tick(at(0) + index * 1_500, 1.1));
  world.quote(missed.slice(1));
  await world.clock.advance(outageMs);
  world.callMs = () => 1_000;
  world.sync();
  for (let second = 1; second <= 3; second++) {
    await world.clock.advance(600);
    world.live([tick(world.serverNowMs, 1.11)]);
    assert.equal(await world.quoteOf(), null);
    const { quote, isLive, stale } = await world.symbol();
    assert.deepEqual([quote, isLive, stale], [null, false, true]);
  }
  await world.clock.advance(10_000);
  world.live([tick(world.serverNowMs, 1.12)]);
  await world.clock.advance(200);
  const found = await world.quoteOf();
  assert.deepEqual([found?.quote.bid, found?.isLive, found?.ageMs], [1.12, true, 200]);
});

Deno.test("a quote is as old as its tick, even when the terminal sends an old one first", async () => {
  const world = new PriceWorld();
  await world.clock.advance(2 * 86_400_000);
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]); // the last one of Friday, on Sunday
  await world.clock.settle();
  assert.equal((await world.quoteOf())?.ageMs, world.serverNowMs - at(0));
  assert.equal((await world.symbol()).stale, true);
});

Deno.test("ticks missed in a gap are fetched from history, before the later ones, in order", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]);
  await world.clock.advance(10);
  world.quote([tick(at(10), 1.1001), tick(at(20), 1.1002)]);
  world.callMs = () => 50;
  world.gap();
  world.live([tick(at(30), 1.1003)]);
  await world.clock.advance(10);
  assert.equal((await world.symbol()).state, "backfilling");
  world.live([tick(at(40), 1.1004)]);
  await world.clock.advance(500);
  const told = world.told.flatMap((event) => event.type === "ticks_accepted" ? event.batches : []);
  assert.deepEqual(told.flatMap((batch) => [...batch.bid]), [
    1.1,
    1.1001,
    1.1002,
    1.1003,
    1.1004,
  ]);
  await world.clock.advance(500);
  assert.deepEqual(world.tickRows(), world.truthRows());
});

Deno.test("unavailable history is reported, and live ticks continue", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]);
  await world.clock.advance(100);
  const reason = { reason: "x", message: "", retcode: 0 };
  world.callFails = (verb) =>
    verb === "ticks" ? { code: "call_refused", terminal, ...reason } : null;
  world.quote([tick(at(10), 1.1001)]);
  world.gap();
  world.live([tick(at(20), 1.1002)]);
  await world.clock.advance(1_000);
  assert.deepEqual(world.tickRows().map((row) => row.bid), [1.1, 1.1002]);
  assert.equal(world.detail<{ ticks: { gaps: number } }>().ticks.gaps, 1);
  assert.ok(world.logged.includes("tick_gap"));
});

Deno.test("excess live ticks are fetched from history instead", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]);
  await world.clock.advance(100);
  world.callMs = () => 1_000;
  world.gap();
  await world.clock.advance(600); // the reply is in transit, without ticks that arrive now
  for (let batch = 0; batch < 12; batch++) {
    world.live(
      Array.from({ length: 5_000 }, (_, index) => tick(at(1 + batch * 50 + index / 100 | 0), 1.1)),
    );
  }
  world.callMs = () => 1;
  await world.clock.advance(10_000);
  assert.equal(world.tickRows().length, 60_001);
  assert.deepEqual(world.tickRows(), world.truthRows());
});

Deno.test("a new symbol starts with its first live tick, even when too many arrive to be held", async () => {
  const world = new PriceWorld();
  world.storeFails = () => ({ code: "peer_unavailable", peer: "database" });
  world.callMs = () => 1;
  world.quote([tick(at(0), 1.1)]);
  world.sync();
  for (let batch = 0; batch < 11; batch++) {
    world.live(Array.from({ length: 5_000 }, () => tick(at(1 + batch), 1.1)));
  }
  await world.clock.advance(100);
  world.storeFails = () => null;
  await world.clock.advance(10_000);
  assert.equal(world.tickRows().length, 55_000);
  assert.deepEqual(world.tickRows(), world.truthRows().slice(1));
});

/** What may happen to a stream between two ticks. */
const streamStep = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("tick"), aheadMs: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("deliver") }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait"), ms: fc.nat(120) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lose_messages") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reconnect") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("say_again") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart_link") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("slow"), ms: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("loading") }) },
);

type StreamStep = { kind: string; ms?: number; aheadMs?: number };

async function play(steps: readonly StreamStep[]): Promise<PriceWorld> {
  const world = new PriceWorld();
  let ms = startMs;
  let price = 1;
  let pending: Tick[] = [];
  let isSynced = false;
  const reconnect = () => {
    pending = [];
    world.sync();
    isSynced = true;
  };
  for (const step of steps) {
    switch (step.kind) {
      case "tick": {
        // Each tick has a unique price, so that a row under a wrong key is detected.
        ms += step.aheadMs ?? 0;
        const next = tick(ms, price += 0.0001);
        world.quote([next]);
        if (isSynced) pending.push(next);
        break;
      }
      case "deliver":
        world.stream(pending);
        pending = [];
        break;
      case "wait":
        await world.clock.advance(step.ms ?? 0);
        break;
      case "lose_messages":
        if (pending.length === 0) break;
        pending = [];
        world.gap();
        break;
      case "reconnect":
        world.lose();
        reconnect();
        break;
      case "say_again":
        reconnect();
        break;
      case "restart":
        // The first ticks must be stored, so that the next run knows the symbol.
        await world.clock.advance(1_000);
        world.restart();
        reconnect();
        break;
      case "restart_link":
        world.actor.onPeerRestarted?.("mt5");
        reconnect();
        break;
      case "slow":
        world.callMs = () => step.ms ?? 0;
        break;
      case "loading": {
        let left = 3;
        world.callFails = () => left-- > 0 ? { code: "history_loading", terminal } : null;
      }
    }
  }
  reconnect();
  world.live([tick(ms + 1, price + 0.001), tick(ms + 2, price + 0.002)]);
  await world.clock.advance(30_000);
  return world;
}

Deno.test("whatever happens to the stream, every tick since the first is stored once under its key", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(streamStep, { maxLength: 60 }), async (steps) => {
      const world = await play(steps);
      const rows = world.tickRows();
      const truth = world.truthRows();
      const first = truth.findIndex((row) => row.ms === rows[0]?.ms);
      assert.deepEqual(world.clashes, []);
      assert.deepEqual(rows, truth.slice(first));
    }),
    { numRuns: 300, seed: 20260301 },
  );
});

Deno.test("a tick in the last millisecond of a history reply in transit is not lost", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]);
  await world.clock.advance(100);
  world.callMs = () => 20;
  world.gap();
  await world.clock.advance(15);
  world.live([tick(at(0), 1.1001)]);
  await world.clock.advance(500);
  assert.deepEqual(world.tickRows(), world.truthRows());
});

Deno.test("a restarted link makes its terminals unknown until they are in sync", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]);
  await world.clock.advance(10);
  assert.equal((await world.symbol()).stale, false);
  world.actor.onPeerRestarted?.("mt5");
  assert.equal((await world.symbol()).stale, true);
  assert.deepEqual(await world.fetch(), { ok: false, error: { code: "no_terminal" } });
});

Deno.test("a bar that closes while a fetch reply is in transit is fetched afterwards", async () => {
  const world = new PriceWorld();
  world.close([bar(startMs)]);
  world.sync();
  await world.clock.advance(100);
  world.callMs = () => 20;
  const fetching = world.fetch();
  await world.clock.advance(15);
  world.close([bar(at(minuteMs))]);
  world.tellBars([bar(at(minuteMs))]);
  await world.clock.advance(100);
  assert.equal((await fetching).ok, true);
  assert.deepEqual(world.barTimes(), [startMs, at(minuteMs)]);
});

Deno.test("ranges that a backfill found empty are not requested again", async () => {
  const world = new PriceWorld();
  world.close([...minutes(startMs, 5), ...minutes(at(50 * minuteMs), 5)].map((ms) => bar(ms)));
  world.sync();
  await world.clock.advance(1_000);
  assert.equal(world.calls.bars, 1);
  assert.equal(world.calls.barTimes, 1);
});

Deno.test("a failed audit of holes continues where it ended", async () => {
  const world = new PriceWorld();
  const spans = [0, 50, 100].flatMap((minute) => minutes(at(minute * minuteMs), 5));
  world.close(spans.map((ms) => bar(ms)));
  for (const ms of spans) world.storedBars.set(`${eurusd}/${ms}`, bar(ms));
  // The edge, the first hole, then the second one, whose request is refused.
  world.callFails = () =>
    world.calls.bars === 3
      ? { code: "call_refused", terminal, reason: "x", message: "", retcode: 0 }
      : null;
  world.sync();
  await world.clock.advance(1_000);
  const holes = () => world.detail<{ holes: Record<string, number> }>().holes;
  assert.deepEqual(holes(), { missing: 45, believedEmpty: 45, filled: 0 });
  assert.equal(world.calls.bars, 3);
  assert.ok((await world.fetch()).ok);
  await world.clock.advance(1_000);
  assert.deepEqual(holes(), { missing: 0, believedEmpty: 90, filled: 0 });
  assert.equal(world.calls.bars, 5);
});

Deno.test("an unknown series starts with its newest bars, and continues without a gap", async () => {
  const world = new PriceWorld({ backfillBars: 5 });
  world.close(minutes(startMs - 20 * minuteMs, 20).map((ms) => bar(ms)));
  world.sync();
  await world.clock.advance(100);
  assert.deepEqual(world.barTimes(), minutes(startMs - 5 * minuteMs, 5));
  const next = bar(startMs);
  world.close([next]);
  world.tellBars([next]);
  await world.clock.advance(10);
  assert.deepEqual(world.barTimes(), minutes(startMs - 5 * minuteMs, 6));
  assert.equal(world.calls.bars, 1);
  const told = world.told.filter((event) => event.type === "bar_stored");
  assert.deepEqual(told.map((event) => event.lastBarBrokerMs), [startMs - minuteMs, startMs]);
});

Deno.test("after a restart the strategies get the stored end once, before any new bar", async () => {
  const world = new PriceWorld({ backfillBars: 5 });
  world.close(minutes(startMs - 20 * minuteMs, 20).map((ms) => bar(ms)));
  world.sync();
  await world.clock.advance(100);
  world.restart();
  const before = world.told.length;
  world.sync();
  await world.clock.advance(100);
  const told = world.told.slice(before).filter((event) => event.type === "bar_stored");
  assert.deepEqual(told.map((event) => event.lastBarBrokerMs), [startMs - minuteMs]);
});

Deno.test("a bar that does not follow the last one makes the actor fetch those in between", async () => {
  const world = new PriceWorld();
  world.close(minutes(startMs - 5 * minuteMs, 5).map((ms) => bar(ms)));
  world.sync();
  await world.clock.advance(100);
  world.close(minutes(startMs, 3).map((ms) => bar(ms)));
  world.tellBars([bar(startMs + 2 * minuteMs)]);
  await world.clock.advance(100);
  assert.deepEqual(world.barTimes(), minutes(startMs - 5 * minuteMs, 8));
});

Deno.test("a fetch requests the last stored bar again, and stores and counts its correction", async () => {
  const world = new PriceWorld();
  world.close(minutes(startMs - 2 * minuteMs, 2).map((ms) => bar(ms)));
  world.sync();
  await world.clock.advance(100);
  world.bars.set(eurusd, [bar(startMs - 2 * minuteMs), bar(startMs - minuteMs, 1.2)]);
  const reply = await world.fetch();
  assert.deepEqual(reply, {
    ok: true,
    value: { symbol: eurusd, barsStored: 0, barsCorrected: 1, barsMissing: 0 },
  });
  assert.equal(world.storedBars.get(`${eurusd}/${startMs - minuteMs}`)?.close, 1.2);
});

Deno.test("pages are fetched until there is nothing more", async () => {
  const world = new PriceWorld({ backfillBars: 10 });
  world.close(minutes(startMs, 10).map((ms) => bar(ms)));
  world.sync();
  await world.clock.advance(100);
  world.lose();
  world.close(minutes(startMs + 10 * minuteMs, 2_500).map((ms) => bar(ms)));
  world.sync();
  await world.clock.advance(1_000);
  assert.deepEqual(world.barTimes(), minutes(startMs, 2_510));
});

Deno.test("history that is loading is retried up to a limit, and the task reports it", async () => {
  const world = new PriceWorld();
  world.close([bar(startMs)]);
  world.callFails = () => ({ code: "history_loading", terminal });
  world.sync();
  await world.clock.advance(0);
  const reply = world.fetch();
  await world.clock.advance(60_000);
  assert.deepEqual(await reply, { ok: false, error: { code: "history_loading", terminal } });
  const asked = world.calls.bars;
  assert.ok(asked <= 7 * 8, `${asked} calls`);
  await world.clock.advance(600_000);
  assert.ok(world.calls.bars <= 7 * 8, "it is not requested forever");
  world.callFails = () => null;
  assert.equal((await world.fetch()).ok, true);
  assert.deepEqual(world.barTimes(), [startMs]);
});

Deno.test("a hole in the stored series is filled; bars that the terminal does not have are requested once", async () => {
  const world = new PriceWorld();
  const all = minutes(startMs, 300);
  const weekend = (ms: number) => ms > startMs + 100 * minuteMs && ms < startMs + 200 * minuteMs;
  world.close(all.filter((ms) => !weekend(ms)).map((ms) => bar(ms)));
  for (const ms of all) {
    const isLost = ms > startMs + 10 * minuteMs && ms < startMs + 30 * minuteMs;
    if (!weekend(ms) && !isLost) world.storedBars.set(`${eurusd}/${ms}`, bar(ms));
  }
  world.sync();
  await world.clock.advance(1_000);
  assert.deepEqual(world.barTimes(), all.filter((ms) => !weekend(ms)));
  const holes = () => world.detail<{ holes: Record<string, number> }>().holes;
  assert.deepEqual(holes(), { missing: 0, believedEmpty: 99, filled: 19 });
  const asked = world.calls.bars;
  world.lose();
  world.sync();
  await world.clock.advance(1_000);
  await world.fetch();
  assert.ok(world.calls.bars <= asked + 2, "only the edge is asked again");
});

Deno.test("no terminal in sync is a valid result", async () => {
  const world = new PriceWorld();
  assert.deepEqual(await world.fetch(), { ok: false, error: { code: "no_terminal" } });
});

Deno.test("an unavailable store fails the task with its reason; the next task succeeds", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(100);
  world.close([bar(startMs)]);
  world.storeFails = () => ({ code: "peer_unavailable", peer: "database" });
  assert.deepEqual(await world.fetch(), {
    ok: false,
    error: { code: "peer_unavailable", peer: "database" },
  });
  world.storeFails = () => null;
  assert.equal((await world.fetch()).ok, true);
  assert.deepEqual(world.barTimes(), [startMs]);
});

Deno.test("nothing is lost while the store is slow to report its stored ends", async () => {
  const world = new PriceWorld();
  world.close([bar(startMs)]);
  world.storeFails = () => ({ code: "peer_unavailable", peer: "database" });
  world.sync();
  world.live([tick(at(0), 1.1), tick(at(1), 1.1001)]);
  await world.clock.advance(5_000);
  world.storeFails = () => null;
  await world.clock.advance(5_000);
  assert.deepEqual(world.tickRows(), world.truthRows());
  assert.deepEqual(world.barTimes(), [startMs]);
});

Deno.test("read-ahead: the calls for 100 symbols' tasks are sent together", async () => {
  const symbols = Array.from({ length: 100 }, (_, index) => symbolName(`SYM${index}`));
  const world = new PriceWorld({
    wanted: symbols.map((symbol) => ({ symbol, assetClass: "forex", timeframe: "M1" })),
  });
  world.sync();
  await world.clock.advance(100);
  for (const symbol of symbols) world.close([bar(startMs)], symbol);
  world.calls.bars = 0;
  world.calls.storeBars = 0;
  world.callMs = () => 2;
  const startedMs = world.clock.steadyMs();
  let endedMs = 0;
  const queue = [...symbols];
  const slot = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      assert.equal((await world.fetch(next, queue)).ok, true);
      endedMs = world.clock.steadyMs();
    }
  };
  const slots = [slot(), slot(), slot(), slot()];
  await world.clock.advance(60);
  await Promise.all(slots);
  assert.equal(world.calls.bars, 100);
  assert.equal(world.calls.storeBars, 100);
  assert.ok(endedMs - startedMs <= 6, `${endedMs - startedMs} ms of the terminal's time`);
});

Deno.test("bars built from ticks are compared with the terminal's, except one whose beginning was missed", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(30_000), 1.1)]);
  world.live([tick(at(60_000), 1.1), tick(at(119_999), 1.12)]);
  world.live([tick(at(120_000), 1.1), tick(at(179_000), 1.12)]);
  world.live([tick(at(180_000), 1.1)]);
  await world.clock.advance(10);
  const closed = [bar(startMs), bar(at(60_000), 1.12), bar(at(120_000), 1.13)];
  world.close(closed);
  for (const one of closed) world.tellBars([one]);
  await world.clock.advance(100);
  const { bars } = world.detail<{ bars: Record<string, number> }>();
  assert.deepEqual(bars, { confirmed: 1, mismatched: 1, unconfirmed: 0 });
  assert.equal(world.storedBars.get(`${eurusd}/${at(120_000)}`)?.close, 1.13);
});

Deno.test("a closed bar that the terminal does not send is requested", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1), tick(at(60_000), 1.1)]);
  world.live([tick(at(120_000), 1.1)]);
  await world.clock.advance(10);
  world.close([bar(startMs), bar(at(60_000))]);
  await world.clock.advance(2_000);
  assert.deepEqual(world.barTimes(), [startMs, at(60_000)]);
  assert.equal(world.detail<{ bars: { confirmed: number } }>().bars.confirmed, 1);
});

Deno.test("a restarted strategy actor gets the end of every series", async () => {
  const world = new PriceWorld();
  world.close([bar(startMs)]);
  world.sync();
  await world.clock.advance(100);
  world.told.length = 0;
  world.actor.onPeerRestarted?.("strategy");
  assert.deepEqual(world.told, [{
    type: "bar_stored",
    terminal,
    series: { symbol: eurusd, timeframe: "M1" },
    lastBarBrokerMs: startMs,
    digits: 5,
    serverNowMs: startMs + 100,
  }]);
});

Deno.test("rejected ticks are counted by reason", async () => {
  const world = new PriceWorld();
  world.sync();
  await world.clock.advance(10);
  world.live([tick(at(0), 1.1)]);
  await world.clock.advance(10);
  world.live([
    tick(at(10), NaN),
    tick(at(11), 0),
    tick(at(12), -1),
    tick(at(13), 1.1, 1.09),
    tick(at(14), 2),
    tick(at(14), 1e300),
    tick(at(3), 1.1),
    tick(at(400 * 86_400_000), 1.1),
    tick(at(15), 1.1),
  ]);
  await world.clock.advance(100);
  const { refused } = world.detail<{ refused: Record<string, number> }>();
  assert.deepEqual(refused, {
    not_finite: 1,
    negative: 1,
    absurd: 1,
    zero: 1,
    crossed: 1,
    jump: 1,
    stale: 1,
    future: 1,
    duplicate: 1,
    crowded: 0,
  });
  assert.deepEqual(world.tickRows().map((row) => row.ms), [at(0), at(15)]);
});
