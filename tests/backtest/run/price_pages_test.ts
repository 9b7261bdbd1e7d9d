/** Prices in pages: the same rows, bar by bar, and the same deals, wherever pages begin. */

import assert from "node:assert/strict";
import { FastAccount } from "../../../src/backtest/account/fast_account.ts";
import { pointRequest } from "../../../src/backtest/account/point_request.ts";
import { BacktestEngine } from "../../../src/backtest/engine/backtest_engine.ts";
import type { FeedBlock } from "../../../src/backtest/engine/bar_feed.ts";
import { heldPrices } from "../../../src/backtest/run/held_prices.ts";
import { longerColumns, type ShorterBars } from "../../../src/backtest/run/longer_columns.ts";
import { joinedBars, joinedColumns, joinedTicks } from "../../../src/backtest/run/joined_rows.ts";
import { pageBlocks } from "../../../src/backtest/run/page_blocks.ts";
import { pricePages } from "../../../src/backtest/run/price_pages.ts";
import type { SymbolPrices } from "../../../src/backtest/run/paged_prices.ts";
import {
  cutBars,
  cutTicks,
  type PointBars,
  type PointTicks,
} from "../../../src/backtest/ticks/point_bars.ts";
import { type TickModel, tickModels } from "../../../src/backtest/ticks/tick_path.ts";
import { type BarColumns, err, ok, type Result, timeframeMs } from "../../../src/models/mod.ts";
import { type Random, seededRandom } from "../../../src/runtime/random.ts";
import { longerBars } from "../../../src/simulation/replay/bar_series.ts";
import { marketStartMs, randomBars } from "../markets.ts";
import { type World, worlds } from "../worlds.ts";

const digits = 5;

function columnsOf(bars: PointBars): BarColumns {
  const prices = (points: Int32Array) => Float64Array.from(points, (one) => one / 10 ** digits);
  return {
    brokerMs: Float64Array.from(bars.minute, (minute) => minute * 60_000),
    ...{ open: prices(bars.open), high: prices(bars.high) },
    ...{ low: prices(bars.low), close: prices(bars.close) },
    tickVolume: Float64Array.from(bars.tickVolume),
    realVolume: Float64Array.from(bars.tickVolume, (volume) => volume * 1.5),
    spreadPoints: Float64Array.from(bars.spread),
  };
}

/** Some ticks in each bar, and some outside of all. */
function ticksIn({ minute, low, high, spread, length }: PointBars, random: Random): PointTicks {
  const rows: [ms: number, bid: number, ask: number][] = [];
  for (let at = 0; at < length; at++) {
    const count = Math.floor(random() * 8);
    const startMs = (minute[at]! + (random() < 0.05 ? 1 : 0)) * 60_000;
    for (let tick = 0; tick < count; tick++) {
      const bid = low[at]! + Math.floor(random() * (high[at]! - low[at]! + 1));
      rows.push([startMs + Math.floor(60_000 * tick / count), bid, bid + spread[at]!]);
    }
  }
  rows.sort(([one], [other]) => one - other);
  return {
    length: rows.length,
    brokerMs: Float64Array.from(rows, ([ms]) => ms),
    bid: Int32Array.from(rows, ([, bid]) => bid),
    ask: Int32Array.from(rows, ([, , ask]) => ask),
  };
}

/** One symbol's blocks, cut at random, told to end at random before the next one. */
function pricesOf(bars: PointBars, ticks: PointTicks | null, random: Random): SymbolPrices {
  function* cut<Rows extends { readonly length: number }>(
    rows: Rows,
    minuteAt: (index: number) => number,
    part: (rows: Rows, from: number, to: number) => Rows,
  ) {
    for (let from = 0; from < rows.length;) {
      let to = Math.min(rows.length, from + 1 + Math.floor(random() * 200));
      while (to < rows.length && minuteAt(to) === minuteAt(to - 1)) to++;
      const [last, next] = [minuteAt(to - 1), to < rows.length ? minuteAt(to) : 2 ** 40];
      const untilMinute = last + 1 + Math.floor(random() * (next - last));
      yield ok({ rows: part(rows, from, to), untilMinute: Math.min(next, untilMinute) });
      from = to;
    }
  }
  return {
    bars: () => cut(bars, (index) => bars.minute[index]!, cutBars),
    ticks: ticks === null
      ? null
      : () => cut(ticks, (index) => Math.floor(ticks.brokerMs[index]! / 60_000), cutTicks),
    series: () => [],
  };
}

function pagesOf(symbols: readonly SymbolPrices[], rowsMax: number): (readonly FeedBlock[])[] {
  return Array.from(pricePages(symbols, { periodMinutes: 1, rowsMax }), (page) => {
    assert.ok(page.ok);
    return page.value;
  });
}

interface Market {
  readonly bars: readonly PointBars[];
  readonly ticks: readonly (PointTicks | null)[];
  readonly pages: readonly (readonly FeedBlock[])[];
}

function market(world: World, seed: number, model: TickModel): Market {
  const random = seededRandom(seed);
  const bars = randomBars(world, 400, random).map((one, symbol) =>
    cutBars(one, Math.floor(random() * 30) * symbol, 400 - Math.floor(random() * 30))
  );
  const ticks = bars.map((one) => model === "real" ? ticksIn(one, random) : null);
  const symbols = bars.map((one, symbol) => pricesOf(one, ticks[symbol]!, random));
  return { bars, ticks, pages: pagesOf(symbols, 20 + Math.floor(random() * 500)) };
}

Deno.test("pages have every row once, in order, and no bar in two of them", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { bars, ticks, pages } = market(worlds[seed % worlds.length]!, seed, "real");
    assert.ok(pages.length > 1);
    for (const [symbol, whole] of bars.entries()) {
      assert.deepEqual(joinedBars(pages.map((page) => page[symbol]!.bars)), joinedBars([whole]));
      const played = joinedTicks(pages.map((page) => page[symbol]!.ticks!));
      assert.deepEqual(played, joinedTicks([ticks[symbol]!]));
    }
    let end = 0;
    for (const page of pages) {
      const minutes = page.flatMap(({ bars, ticks }) => [
        ...bars.minute,
        ...Array.from(ticks!.brokerMs, (ms) => Math.floor(ms / 60_000)),
      ]);
      assert.ok(Math.min(...minutes) >= end, `seed ${seed}`);
      end = Math.max(...minutes) + 1;
    }
  }
});

Deno.test("what cannot be read ends the pages with its sentence", () => {
  const [bars] = randomBars(worlds[0]!, 100, seededRandom(1));
  const broken: SymbolPrices = {
    *bars() {
      yield ok({ rows: cutBars(bars!, 0, 50), untilMinute: bars!.minute[50]! });
      yield err("The file is damaged");
    },
    ticks: null,
    series: () => [],
  };
  const pages = Array.from(pricePages([broken], { periodMinutes: 1, rowsMax: 1_000 }));
  assert.deepEqual(pages.map(({ ok }) => ok), [true, false]);
  assert.deepEqual(pages[1], err("The file is damaged"));
});

Deno.test("a bar of a week keeps its ticks, though they are read day by day", () => {
  const week = 10_080;
  const start = 2_900 * week;
  const bars = cutBars(randomBars(worlds[0]!, 2, seededRandom(1))[0]!, 0, 2);
  bars.minute.set([start, start + week]);
  const times = Array.from({ length: 14 }, (_, day) => (start + day * 1_440) * 60_000 + 5);
  const symbol: SymbolPrices = {
    bars: () => [ok({ rows: bars, untilMinute: start + 3 * week })],
    ticks: () =>
      times.map((ms) => {
        const rows = {
          length: 1,
          brokerMs: Float64Array.of(ms),
          bid: Int32Array.of(1),
          ask: Int32Array.of(2),
        };
        return ok({ rows, untilMinute: Math.floor(ms / 60_000) + 1_440 });
      }),
    series: () => [],
  };
  const pages = Array.from(pricePages([symbol], { periodMinutes: week, rowsMax: 3 }));
  const counts = pages.map((page) => page.ok && page.value.map((one) => one.ticks!.length));
  assert.deepEqual(counts, [[7], [7]]);
});

/** Deals, equity at each bar and the falls of a run with a decider that acts now and then. */
function outcome(world: World, model: TickModel, blocks: Iterable<readonly FeedBlock[]>) {
  const random = seededRandom(9);
  const account = new FastAccount({ ...world, startMs: marketStartMs });
  account.deposit(world.depositMinor * 5);
  const engine: BacktestEngine = new BacktestEngine({
    ...{ account, model, periodMinutes: 1 },
    series: world.symbols.map((_, symbol) => ({ symbol, minutes: symbol % 2 === 0 ? 5 : 15 })),
    delayMs: () => random() < 0.5 ? 0 : Math.floor(random() * 200_000),
    decide: (symbol) => {
      if (random() < 0.6) return;
      const { bid } = account.markets[symbol]!.symbol;
      const step = Math.round(
        world.symbols[symbol]!.tickSize * 10 ** world.symbols[symbol]!.digits,
      );
      const sign = random() < 0.5 ? 1 : -1;
      const away = (10 + Math.floor(random() * 60)) * step;
      const levels = { stopLossPoints: bid - sign * away, takeProfitPoints: bid + sign * away };
      const units = world.unitsMin[symbol]! * (1 + Math.floor(random() * 5));
      engine.send(pointRequest({ symbol, type: sign > 0 ? "buy" : "sell", units, ...levels }));
    },
  });
  for (const block of blocks) engine.run(block);
  engine.finish();
  return {
    deals: account.dealRecords(),
    equity: engine.samples.equityMinor,
    track: [engine.track.maximal, engine.track.relative, engine.track.lowestMinor],
  };
}

for (const model of tickModels) {
  Deno.test(`the same deals from pages as from everything at once: ${model}`, () => {
    let deals = 0;
    for (const [index, world] of worlds.entries()) {
      const { bars, ticks, pages } = market(world, 50 + index, model);
      const whole = bars.map((one, symbol) => {
        const recorded = ticks[symbol]!;
        return recorded === null ? { bars: one } : { bars: one, ticks: recorded };
      });
      const paged = pages.flatMap((page) => Array.from(pageBlocks(page, 7)));
      const found = outcome(world, model, paged);
      assert.deepEqual(found, outcome(world, model, [whole]), world.title);
      deals += found.deals.length;
    }
    assert.ok(deals > 100, `${deals} deals`);
  });
}

Deno.test("series that are built block by block are those of all bars", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seededRandom(seed);
    const [bars] = randomBars(worlds[0]!, 700, random);
    const all = columnsOf(bars!);
    const realVolume = all.realVolume;
    const blocks: Result<ShorterBars, string>[] = [];
    for (let from = 0; from < bars!.length;) {
      const to = Math.min(bars!.length, from + 1 + Math.floor(random() * 90));
      blocks.push(ok({ ...cutBars(bars!, from, to), realVolume: realVolume.subarray(from, to) }));
      from = to;
    }
    for (const timeframe of ["M1", "M5", "H1", "D1"] as const) {
      const minutes = timeframeMs(timeframe) / 60_000;
      const options = { minutes, pointScale: 10 ** digits, spreadPoints: null };
      const built = Array.from(longerColumns(blocks, options), (one) => one.ok && one.value);
      const expected = timeframe === "M1" ? all : longerBars(all, timeframe);
      assert.deepEqual(joinedColumns(built as BarColumns[]), joinedColumns([expected]));
      const held = heldPrices([{ digits, bars: all }], { timeframe: "M1", blockRows: 33 });
      const given = Array.from(held.symbols[0]!.series(timeframe), (one) => one.ok && one.value);
      assert.deepEqual(joinedColumns(given as BarColumns[]), joinedColumns([expected]));
    }
  }
});

Deno.test("a fixed spread takes the place of the spreads of the bars", () => {
  const [bars] = randomBars(worlds[0]!, 10, seededRandom(1));
  const blocks = [ok({ ...bars!, realVolume: null })];
  const options = { minutes: 1, pointScale: 1e5, spreadPoints: 1.5 };
  const [built] = Array.from(longerColumns(blocks, options));
  assert.ok(built!.ok);
  assert.deepEqual([...new Set(built!.value.spreadPoints)], [1.5]);
  assert.deepEqual([...new Set(built!.value.realVolume)], [0]);
});
