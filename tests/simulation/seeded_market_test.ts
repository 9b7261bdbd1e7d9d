/** The seeded market: ticks, bars of every timeframe, history and stream are consistent. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { PriceStream } from "../../src/simulation/price_stream.ts";
import { barsOfTicks, longerBars } from "../../src/simulation/replay/bar_series.ts";
import { type MarketOptions, SeededMarket } from "../../src/simulation/market/seeded_market.ts";
import { barsOf, type BrokerMs, brokerMs, type Timeframe, toPoints } from "../../src/models/mod.ts";

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const newest = brokerMs(0);
const symbols = ["EURUSD", "USDJPY", "XAUUSD", "BTCUSD", "XRPUSD", "FOOBAR"] as const;

function market(overrides: Partial<MarketOptions> = {}): SeededMarket {
  return new SeededMarket({
    seed: 7,
    symbols,
    suffix: "",
    accountCurrency: "USD",
    forexSession: "weekdays",
    ticksPerMinute: 30,
    ...overrides,
  });
}

/** Wednesday 2026-03-04, 10:00. */
const wednesday = brokerMs(Date.UTC(2026, 2, 4, 10));
const anySymbol = fc.constantFrom(...symbols);
/** Any minute of that week's Monday to Friday. */
const anyMinute = fc.integer({ min: 0, max: 5 * 1_440 - 1 })
  .map((minute) => brokerMs(Date.UTC(2026, 2, 2) + minute * minuteMs));

/** All ticks from one time up to another, read at once. */
function ticksOf(from: SeededMarket, symbol: string, [fromMs, toMs]: [BrokerMs, BrokerMs]) {
  return from.ticks({ symbol, fromMs, skip: 0, limit: 1_000_000 }, toMs).ticks;
}

function digitsOf(from: SeededMarket, symbol: string): number {
  return from.symbols.find(({ name }) => name === symbol)!.digits;
}

Deno.test("bars of any timeframe match the ticks in them", () => {
  const one = market();
  const period = fc.constantFrom<Timeframe>("M1", "M5", "M12", "H1");
  fc.assert(
    fc.property(anySymbol, anyMinute, period, (symbol, at, timeframe) => {
      const [bar] = barsOf(one.bars({ symbol, timeframe, fromMs: newest, limit: 1 }, at).bars);
      if (bar === undefined) return;
      const lengthMs = { M1: 1, M5: 5, M12: 12, H1: 60 }[timeframe as "M1"] * minuteMs;
      const last = brokerMs(bar.brokerMs + lengthMs - 1);
      const ticks = ticksOf(one, symbol, [bar.brokerMs, last]);
      assert.deepEqual(barsOf(barsOfTicks(ticks, timeframe, digitsOf(one, symbol))), [bar]);
    }),
    { numRuns: 60 },
  );
});

Deno.test("longer bars match the shorter ones", () => {
  const one = market();
  const day = brokerMs(Date.UTC(2026, 2, 3));
  const next = brokerMs(day + dayMs);
  for (const timeframe of ["M2", "M15", "H1", "H3", "H4", "H12", "D1"] as const) {
    const minutes = one.bars(
      { symbol: "EURUSD", timeframe: "M1", fromMs: day, limit: 1_440 },
      next,
    );
    assert.equal(minutes.bars.brokerMs.length, 1_440);
    const { bars } = one.bars({ symbol: "EURUSD", timeframe, fromMs: day, limit: 5_000 }, next);
    assert.deepEqual(bars, longerBars(minutes.bars, timeframe), timeframe);
  }
});

Deno.test("the same seed gives the same market, whatever was requested before", () => {
  const later = brokerMs(wednesday + 5 * minuteMs);
  const asked = market();
  asked.bars({ symbol: "EURUSD", timeframe: "H1", fromMs: newest, limit: 3_000 }, later);
  const fresh = market({ symbols: ["BTCUSD", "EURUSD"] });
  for (const symbol of ["EURUSD", "BTCUSD"]) {
    const range: [BrokerMs, BrokerMs] = [wednesday, later];
    assert.deepEqual(ticksOf(asked, symbol, range), ticksOf(fresh, symbol, range));
  }
  const other = market({ seed: 8 });
  const range: [BrokerMs, BrokerMs] = [wednesday, later];
  assert.notDeepEqual(ticksOf(asked, "EURUSD", range).bid, ticksOf(other, "EURUSD", range).bid);
});

Deno.test("history continues into the live prices", () => {
  const one = market();
  fc.assert(
    fc.property(anySymbol, anyMinute, (symbol, minute) => {
      const bars = one.bars({ symbol, timeframe: "M1", fromMs: newest, limit: 3 }, minute).bars;
      const live = ticksOf(one, symbol, [minute, brokerMs(minute + minuteMs - 1)]);
      const isOpening = bars.brokerMs.at(-1)! + minuteMs < minute;
      if (!isOpening) assert.equal(bars.close.at(-1), live.bid[0]);
      for (let index = 1; index < bars.open.length; index++) {
        const isOvernight = bars.brokerMs[index]! - bars.brokerMs[index - 1]! > minuteMs;
        if (!isOvernight) assert.equal(bars.open[index], bars.close[index - 1]);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("quotes are whole points, in order of time, never crossed", () => {
  const one = market();
  for (const { name: symbol, digits, tickSize } of one.symbols) {
    const ticks = ticksOf(one, symbol, [wednesday, brokerMs(wednesday + 30 * minuteMs)]);
    assert.ok(ticks.bid.length >= 4 * 30, symbol);
    for (const [index, bid] of ticks.bid.entries()) {
      assert.equal(bid, Number(bid.toFixed(digits)));
      assert.ok(toPoints(ticks.ask[index]!, digits) > toPoints(bid, digits));
      assert.ok(bid >= tickSize);
      if (index > 0) assert.ok(ticks.brokerMs[index]! >= ticks.brokerMs[index - 1]!);
    }
    assert.ok(new Set(ticks.ask.map((ask, at) => toPoints(ask - ticks.bid[at]!, digits))).size > 1);
  }
});

Deno.test("Forex is closed at the weekend, crypto is not", () => {
  const saturday = brokerMs(Date.UTC(2026, 2, 7));
  const sunday = brokerMs(Date.UTC(2026, 2, 8, 12));
  const weekend: [BrokerMs, BrokerMs] = [saturday, sunday];
  const one = market();
  assert.equal(ticksOf(one, "EURUSD", weekend).bid.length, 0);
  assert.ok(ticksOf(one, "BTCUSD", weekend).bid.length > 0);
  assert.ok(ticksOf(market({ forexSession: "always" }), "EURUSD", weekend).bid.length > 0);
  const lastBar = one.bars(
    { symbol: "EURUSD", timeframe: "M15", fromMs: newest, limit: 1 },
    sunday,
  );
  assert.equal(lastBar.bars.brokerMs[0], saturday - 15 * minuteMs);
  const query = {
    symbol: "EURUSD",
    timeframe: "D1",
    fromMs: brokerMs(Date.UTC(2026, 2, 1)),
  } as const;
  const week = one.bars({ ...query, limit: 100 }, brokerMs(Date.UTC(2026, 2, 10)));
  assert.deepEqual(
    [...week.bars.brokerMs],
    [2, 3, 4, 5, 6, 9].map((day) => Date.UTC(2026, 2, day)),
  );
});

Deno.test("only closed bars are returned, and none from before the market began", () => {
  const one = market();
  const query = { symbol: "EURUSD", timeframe: "M5", fromMs: wednesday, limit: 10 } as const;
  const count = (afterMs: number) =>
    one.bars(query, brokerMs(wednesday + afterMs)).bars.open.length;
  assert.deepEqual([0, 5 * minuteMs - 1, 5 * minuteMs, 10 * minuteMs].map(count), [0, 0, 1, 2]);
  const first = one.bars({ ...query, fromMs: brokerMs(1) }, wednesday);
  assert.equal(first.bars.brokerMs[0], Date.UTC(2015, 0, 1));
  assert.equal(first.more, true);
});

Deno.test("pages of ticks by time and skip contain every tick once", () => {
  // A thousand ticks a second: many share a millisecond.
  const one = market({ ticksPerMinute: 60_000 });
  const end = brokerMs(wednesday + 2_000);
  const all = ticksOf(one, "EURUSD", [wednesday, end]);
  const limits = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 });
  fc.assert(
    fc.property(limits, (pages) => {
      const times: number[] = [];
      const bids: number[] = [];
      let more = true;
      for (let page = 0; more; page++) {
        const fromMs = brokerMs(times.at(-1) ?? wednesday);
        const skip = times.filter((time) => time === fromMs).length;
        const limit = pages[page % pages.length]!;
        const found = one.ticks({ symbol: "EURUSD", fromMs, skip, limit }, end);
        times.push(...found.ticks.brokerMs);
        bids.push(...found.ticks.bid);
        more = found.more;
      }
      assert.deepEqual([times, bids], [[...all.brokerMs], [...all.bid]]);
    }),
    { numRuns: 20 },
  );
});

Deno.test("pages of bars by open time contain every bar once", () => {
  const one = market();
  const from = brokerMs(Date.UTC(2026, 1, 26));
  const all = one.bars(
    { symbol: "EURUSD", timeframe: "M15", fromMs: from, limit: 5_000 },
    wednesday,
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), (limit) => {
      const times: number[] = [];
      for (let more = true; more;) {
        const fromMs = brokerMs(times.length === 0 ? from : times.at(-1)! + 1);
        const page = one.bars({ symbol: "EURUSD", timeframe: "M15", fromMs, limit }, wednesday);
        times.push(...page.bars.brokerMs);
        more = page.more;
      }
      assert.deepEqual(times, [...all.bars.brokerMs]);
    }),
    { numRuns: 20 },
  );
});

Deno.test("the stream equals the history, whenever and however little is polled", () => {
  const one = market({ ticksPerMinute: 6_000 });
  const series = [
    { symbol: "EURUSD", timeframe: "M1" },
    { symbol: "EURUSD", timeframe: "M5" },
    { symbol: "BTCUSD", timeframe: "M1" },
  ] as const;
  const polls = fc.array(
    fc.record({
      waitMs: fc.integer({ min: 0, max: 90_000 }),
      max: fc.integer({ min: 2, max: 9_000 }),
    }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(polls, (turns) => {
      const stream = new PriceStream(one);
      stream.subscribe(series, wednesday);
      let now = wednesday;
      const times: number[] = [];
      const bars: number[] = [];
      const take = (max: number) => {
        const step = stream.poll(now, max);
        const own = step.ticks.filter(({ symbol }) => symbol === "EURUSD");
        times.push(...own.flatMap(({ ticks }) => [...ticks.brokerMs]));
        for (const { symbol, timeframe, bars: closed } of step.bars) {
          if (symbol !== "EURUSD" || timeframe !== "M1") continue;
          bars.push(...closed.brokerMs);
          // Unless all were sent, the last tick shows how far the stream is.
          if (step.isBehind) assert.ok(closed.brokerMs.at(-1)! + minuteMs <= (times.at(-1) ?? now));
        }
        return step.isBehind;
      };
      for (const { waitMs, max } of turns) {
        now = brokerMs(now + waitMs);
        take(max);
      }
      while (take(5_000));
      const expected = ticksOf(one, "EURUSD", [brokerMs(wednesday + 1), now]);
      assert.deepEqual(times, [...expected.brokerMs]);
      const query = { symbol: "EURUSD", timeframe: "M1", fromMs: wednesday, limit: 5_000 } as const;
      assert.deepEqual(bars, [...one.bars(query, now).bars.brokerMs]);
      const totals = stream.totals().find(({ symbol }) => symbol === "EURUSD");
      assert.equal(totals?.ticks, times.length);
    }),
    { numRuns: 15 },
  );
});

Deno.test("the number of ticks is the requested one", () => {
  const one = market({ ticksPerMinute: 600 });
  const hour = ticksOf(one, "EURUSD", [wednesday, brokerMs(wednesday + 60 * minuteMs)]);
  const perMinute = hour.bid.length / 60;
  assert.ok(perMinute > 540 && perMinute < 660, `${perMinute}`);
});

Deno.test("prices stay near their start for ten years with realistic movements", () => {
  const one = market();
  for (
    const [symbol, start, within] of [["EURUSD", 1.085, 0.1], ["BTCUSD", 64_000, 0.4]] as const
  ) {
    const query = { symbol, timeframe: "H4", fromMs: brokerMs(Date.UTC(2024, 0, 1)) } as const;
    const { close } = one.bars({ ...query, limit: 500 }, wednesday).bars;
    assert.ok(close.every((price) => Math.abs(price / start - 1) < within), symbol);
    const steps = close.slice(1).map((price, index) => Math.abs(Math.log(price / close[index]!)));
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    assert.ok(mean > 0.0003 && mean < 0.02, `${symbol} ${mean}`);
  }
});
