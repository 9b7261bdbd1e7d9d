/** The best and worst result of a position, against every tick of the bars it was held in. */

import assert from "node:assert/strict";
import {
  type PlayedSymbol,
  PositionExcursions,
} from "../../src/backtest/run/position_excursions.ts";
import { joinedPrices, priceChart } from "../../src/backtest/run/price_charts.ts";
import { cutBars, emptyPointBars, type PointBars } from "../../src/backtest/ticks/point_bars.ts";
import { TickPath } from "../../src/backtest/ticks/tick_path.ts";
import { brokerMs, type PositionId } from "../../src/models/mod.ts";
import type { ReportDeal } from "../../src/report/trades/report_deal.ts";
import { seededRandom } from "../../src/runtime/random.ts";

const models = ["ohlc", "open", "generated"] as const;
const digits = 5;
const minuteMs = 60_000;
const played = { digits, valuePerPrice: 100_000, periodMinutes: 1 };
const position = "7" as PositionId;

function walk(seed: number, length: number): PointBars {
  const random = seededRandom(seed);
  const bars = emptyPointBars(length);
  let price = 110_000;
  for (let at = 0; at < length; at++) {
    const step = (size: number) => Math.floor(random() * size);
    const close = price + step(41) - 20;
    bars.minute[at] = 28_000_000 + at + (at > length / 2 ? 500 : 0);
    bars.open[at] = price;
    bars.close[at] = close;
    bars.high[at] = Math.max(price, close) + step(15);
    bars.low[at] = Math.min(price, close) - step(15);
    bars.tickVolume[at] = 4 + step(30);
    bars.spread[at] = 5 + step(10);
    price = close + step(7) - 3;
  }
  return bars;
}

interface Tick {
  readonly timeMs: number;
  readonly bid: number;
  readonly ask: number;
}

function ticksOf(bars: PointBars, model: PlayedSymbol["model"]): Tick[] {
  const path = new TickPath(1);
  const ticks: Tick[] = [];
  for (let at = 0; at < bars.length; at++) {
    path.play(bars, at, model);
    for (let tick = 0; tick < path.count; tick++) {
      const timeMs = bars.minute[at]! * minuteMs + path.offsetMs[tick]!;
      const bid = path.bid[tick]!;
      ticks.push({ timeMs, bid: bid / 1e5, ask: (bid + bars.spread[at]!) / 1e5 });
    }
  }
  return ticks;
}

function dealsBetween(open: Tick, close: Tick, isLong: boolean): ReportDeal[] {
  const common = {
    ...{ position, symbol: "EURUSD", volumeLots: 0.5, swap: 0 },
    ...{ commission: 0, fee: 0, reason: "expert" as const, comment: "one" },
  } as const;
  const openPrice = isLong ? open.ask : open.bid;
  const closePrice = isLong ? close.bid : close.ask;
  const profit = (isLong ? 1 : -1) * (closePrice - openPrice) * 0.5 * 100_000;
  const sides = isLong ? ["buy", "sell"] as const : ["sell", "buy"] as const;
  return [
    {
      ...{ ...common, entry: "in", type: sides[0], price: openPrice, profit: 0 },
      brokerMs: brokerMs(open.timeMs),
    },
    {
      ...{ ...common, entry: "out", type: sides[1], price: closePrice, profit },
      brokerMs: brokerMs(close.timeMs),
    },
  ];
}

for (const model of models) {
  Deno.test(`excursions are those of all ticks between opening and closing: ${model}`, () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seededRandom(seed);
      const bars = walk(seed, 40);
      const ticks = ticksOf(bars, model);
      const first = Math.floor(random() * ticks.length);
      const last = first + Math.floor(random() * (ticks.length - first));
      const isLong = random() < 0.5;
      const deals = dealsBetween(ticks[first]!, ticks[last]!, isLong);
      const held = ticks.filter(({ timeMs }) =>
        timeMs >= ticks[first]!.timeMs && timeMs <= ticks[last]!.timeMs
      );
      const sign = isLong ? 1 : -1;
      const results = held.map(({ bid, ask }) =>
        sign * ((isLong ? bid : ask) - deals[0]!.price) * 0.5 * 100_000
      );
      const excursions = new PositionExcursions(deals, { ...played, model });
      for (let from = 0; from < bars.length;) {
        const to = from + 1 + Math.floor(random() * 20);
        excursions.add(cutBars(bars, from, Math.min(to, bars.length)));
        from = to;
      }
      const found = excursions.details().get(position)!;
      const near = (one: number, other: number) => Math.abs(one - other) < 1e-6;
      const what = JSON.stringify({ seed, found, results });
      assert.ok(near(found.bestProfit!, Math.max(0, ...results)), what);
      assert.ok(near(found.worstProfit!, Math.min(0, ...results)), what);
      assert.equal(found.strategy, "one");
    }
  });
}

Deno.test("a position that grew, was reversed or is still open has no excursions", () => {
  const bars = walk(1, 10);
  const ticks = ticksOf(bars, "ohlc");
  const [open, close] = dealsBetween(ticks[0]!, ticks[9]!, true) as [ReportDeal, ReportDeal];
  const count = (deals: readonly ReportDeal[]) =>
    new PositionExcursions(deals, { ...played, model: "ohlc" }).details().size;
  assert.equal(count([open, close]), 1);
  assert.equal(count([open]), 0);
  assert.equal(count([open, { ...open, volumeLots: 1 }, close]), 0);
  assert.equal(count([open, { ...close, entry: "inout" }, close]), 0);
});

Deno.test("a chart joins bars until they are few, and loses no extreme", () => {
  const length = 4_001;
  const column = (make: (at: number) => number) =>
    Float64Array.from({ length }, (_, at) => make(at));
  const bars = {
    ...{
      brokerMs: column((at) => at * minuteMs),
      open: column((at) => at),
      close: column((at) => at),
    },
    ...{ high: column((at) => at === 2_222 ? 9_999 : at + 1), low: column((at) => at - 1) },
    ...{ tickVolume: column(() => 1), realVolume: column(() => 0), spreadPoints: column(() => 1) },
  };
  const chart = priceChart({
    symbol: "EURUSD",
    timeframe: "M1",
    digits,
    prices: joinedPrices(bars),
  });
  assert.equal(chart.timeMs.length, 1_334);
  assert.deepEqual([chart.open[0], chart.close[0], chart.high[0], chart.low[0]], [0, 2, 3, -1]);
  assert.equal(Math.max(...chart.high), 9_999);
  assert.equal(chart.close.at(-1), 4_000);
  assert.deepEqual(chart.columns, []);
});

Deno.test("columns lie on the prices, in points, too, or on a scale of their own", () => {
  const length = 3_000;
  const column = (make: (at: number) => number) =>
    Float64Array.from({ length }, (_, at) => make(at));
  const close = column((at) => 1 + at / 1e5);
  const bars = {
    ...{ brokerMs: column((at) => at * minuteMs), open: close, high: close, low: close, close },
    ...{ tickVolume: close, realVolume: close, spreadPoints: close },
  };
  const columns = [
    { name: "mean", values: column((at) => at < 10 ? NaN : close[at]! * 1.01) },
    { name: "points", values: column((at) => Math.round(close[at]! * 1e5)) },
    { name: "strength", values: column(() => 50) },
    { name: "unknown", values: column(() => NaN) },
  ];
  const chart = priceChart({
    symbol: "EURUSD",
    timeframe: "M1",
    digits,
    prices: joinedPrices(bars),
    columns,
  });
  const drawn = chart.columns.map(({ name, isPrice, values }) => [name, isPrice, values.at(-1)]);
  assert.deepEqual(drawn, [
    ["mean", true, close.at(-1)! * 1.01],
    ["points", true, Math.round(close.at(-1)! * 1e5) / 1e5],
    ["strength", false, 50],
    ["unknown", false, NaN],
  ]);
  assert.equal(chart.columns[0]!.values[4], columns[0]!.values[9]);
  assert.equal(chart.columns[0]!.values[5], columns[0]!.values[11]);
});
