/** The simulated server clock. */

import assert from "node:assert/strict";
import { MarketPlayback, ReplayPlayback, type ReplaySpeed } from "../../src/simulation/playback.ts";
import { JoinedFeed } from "../../src/simulation/replay/joined_feed.ts";
import { ReplayFeed } from "../../src/simulation/replay/replay_feed.ts";
import { serverOffsetAtMs } from "../../src/simulation/server_time.ts";
import { type Bar, barColumns, brokerMs } from "../../src/models/mod.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const hourMs = 3_600_000;
const minuteMs = 60_000;

Deno.test("a market's clock is UTC+2, and UTC+3 in New York's summer", () => {
  const cases = [
    ["2026-03-08T06:59:59Z", 2],
    ["2026-03-08T07:00:00Z", 3],
    ["2026-07-01T00:00:00Z", 3],
    ["2026-11-01T05:59:59Z", 3],
    ["2026-11-01T06:00:00Z", 2],
  ] as const;
  for (const [utc, hours] of cases) {
    const utcMs = Date.parse(utc);
    const market = new MarketPlayback({ speed: 1, anchor: null }, new SimulatedClock(utcMs));
    assert.deepEqual(
      [market.nowMs - utcMs, market.offsetMs],
      [hours * hourMs, hours * hourMs],
      utc,
    );
  }
});

Deno.test("a market's clock stops instead of going back when summer ends", async () => {
  const clock = new SimulatedClock(Date.parse("2026-11-01T05:59:00Z"));
  const market = new MarketPlayback({ speed: 1, anchor: null }, clock);
  const before = market.nowMs;
  await clock.advance(30 * minuteMs);
  market.advance();
  assert.equal(market.nowMs, before);
  assert.equal(market.offsetMs, 2 * hourMs);
  await clock.advance(32 * minuteMs);
  market.advance();
  assert.equal(market.nowMs, before + 2 * minuteMs);
});

Deno.test("a faster market continues from its anchor, even after a restart", async () => {
  const realUtcMs = Date.parse("2026-01-05T00:00:00Z");
  const clock = new SimulatedClock(realUtcMs);
  const time = { speed: 60, anchor: { realUtcMs, simulatedUtcMs: realUtcMs + hourMs } };
  const market = new MarketPlayback(time, clock);
  await clock.advance(10_000);
  market.advance();
  assert.equal(market.nowMs, realUtcMs + hourMs + 10 * minuteMs + 2 * hourMs);
  assert.equal(new MarketPlayback(time, clock).nowMs, market.nowMs);
});

Deno.test("a wall clock that is set does not move the market", async () => {
  const realUtcMs = Date.parse("2026-01-05T00:00:00Z");
  const clock = new SimulatedClock(realUtcMs);
  const market = new MarketPlayback({ speed: 60, anchor: null }, clock);
  const before = market.nowMs;
  for (const toMs of [realUtcMs + 3_650 * 24 * hourMs, realUtcMs - hourMs]) {
    clock.jumpWallClock(toMs);
    market.advance();
    assert.equal(market.nowMs, before);
  }
  await clock.advance(1_000);
  market.advance();
  assert.equal(market.nowMs, before + minuteMs);
});

const start = Date.UTC(2025, 5, 23);

/** Minute bars at these minutes after `start`. */
function minuteFeed(minutes: readonly number[], symbol = "EURUSD"): ReplayFeed {
  const bars = minutes.map((minute): Bar => ({
    brokerMs: brokerMs(start + minute * minuteMs),
    open: 1,
    high: 1,
    low: 1,
    close: 1,
    tickVolume: 4,
    realVolume: 0,
    spreadPoints: 1,
  }));
  return new ReplayFeed({
    symbol,
    rows: { kind: "bars", timeframe: "M1", bars: barColumns(bars) },
    digits: 5,
  }, { suffix: "", accountCurrency: "USD" });
}

function replay(minutes: readonly number[], speed: ReplaySpeed) {
  const feed = minuteFeed(minutes);
  const clock = new SimulatedClock();
  const playback = new ReplayPlayback({ feed, speed, offsetAt: serverOffsetAtMs }, clock);
  return { playback, clock, passedMs: () => playback.nowMs - start };
}

Deno.test("a replay waits before its first row until there is a subscriber", async () => {
  for (const speed of [10, "max"] as const) {
    const { playback, clock, passedMs } = replay([0, 1], speed);
    await clock.advance(hourMs);
    playback.advance(0);
    assert.equal(passedMs(), -1);
    assert.equal(playback.offsetMs, 3 * hourMs);
    assert.equal(playback.isFinished, false);
  }
});

Deno.test("a replay runs at its speed, and to the end of its last bar", async () => {
  const { playback, clock, passedMs } = replay([0, 1, 2], 10);
  playback.advance(minuteMs);
  await clock.advance(6_000);
  playback.advance(minuteMs);
  assert.equal(passedMs(), 60_000 - 1);
  await clock.advance(11_000);
  playback.advance(minuteMs);
  assert.deepEqual([passedMs(), playback.isFinished], [170_000 - 1, false]);
  await clock.advance(11_000);
  playback.advance(minuteMs);
  assert.deepEqual([passedMs(), playback.isFinished], [180_000, true]);
});

Deno.test("the end is that of the longest subscribed bar, even if subscribed late", async () => {
  const { playback, clock, passedMs } = replay([0, 1, 2], 1_000);
  playback.advance(minuteMs);
  await clock.advance(hourMs);
  playback.advance(minuteMs);
  assert.deepEqual([passedMs(), playback.isFinished], [180_000, true]);
  await clock.advance(hourMs);
  playback.advance(15 * minuteMs);
  assert.deepEqual([passedMs(), playback.isFinished], [15 * minuteMs, true]);
});

Deno.test("a long gap is skipped, a short one is not", async () => {
  const long = replay([0, 600], 10);
  long.playback.advance(minuteMs);
  await long.clock.advance(6_100);
  long.playback.advance(minuteMs);
  await long.clock.advance(1);
  long.playback.advance(minuteMs);
  assert.equal(long.passedMs(), 600 * minuteMs);

  const short = replay([0, 3], 100);
  short.playback.advance(minuteMs);
  await short.clock.advance(700);
  short.playback.advance(minuteMs);
  await short.clock.advance(1);
  short.playback.advance(minuteMs);
  assert.equal(short.passedMs(), 70_100 - 1);
});

Deno.test("at full speed a replay goes from row to row, only while there is a subscriber", () => {
  const { playback, passedMs } = replay(Array.from({ length: 300 }, (_, minute) => minute), "max");
  playback.advance(minuteMs);
  // 1,000 ticks are 250 bars.
  assert.equal(passedMs(), 250 * minuteMs - 1);
  playback.advance(0);
  assert.equal(passedMs(), 250 * minuteMs - 1);
  playback.advance(minuteMs);
  playback.advance(minuteMs);
  assert.deepEqual([passedMs(), playback.isFinished], [300 * minuteMs, true]);
});

/** Minutes at full speed, played bar by bar; the times of its steps in minutes. */
function steps(minutes: readonly number[], startMs?: number): readonly number[] {
  const clock = new SimulatedClock();
  const playback = new ReplayPlayback({
    ...{ feed: minuteFeed(minutes), speed: "max", offsetAt: serverOffsetAtMs, stepMs: minuteMs },
    ...(startMs === undefined ? {} : { startMs: brokerMs(start + startMs) }),
  }, clock);
  const times: number[] = [];
  while (!playback.isFinished && times.length < 10) {
    playback.advance(minuteMs);
    times.push(Math.round((playback.nowMs - start) / minuteMs));
  }
  return times;
}

Deno.test("bar by bar, each step ends with the tick that closes a bar, also over a gap", () => {
  assert.deepEqual(steps([0, 1, 5, 6]), [0, 1, 5, 6, 7, 7]);
});

Deno.test("an interrupted replay goes on with the next tick, a finished one begins anew", () => {
  assert.deepEqual(steps([0, 1, 5, 6], 2 * minuteMs), [5, 6, 7, 7]);
  assert.deepEqual(steps([0, 1, 5, 6], 8 * minuteMs), [0, 1, 5, 6, 7, 7]);
});

Deno.test("several files are one market: the earliest tick comes next", () => {
  const feed = new JoinedFeed([minuteFeed([0, 3]), minuteFeed([1, 4], "GBPUSD")]);
  assert.deepEqual(feed.symbols.map(({ name }) => name), ["EURUSD", "GBPUSD"]);
  assert.equal(feed.firstMs, start);
  assert.equal(feed.lastMs, start + 5 * minuteMs);
  const next = feed.timeAfter(brokerMs(start + minuteMs - 1), 1);
  assert.equal(next, start + minuteMs);
  const query = { symbol: "GBPUSD", timeframe: "M1" as const, fromMs: brokerMs(0), limit: 9 };
  assert.equal(feed.bars(query, feed.lastMs).bars.close.length, 2);
  assert.equal(feed.timeAfter(feed.lastMs, 1), null);
});
