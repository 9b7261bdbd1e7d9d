/** Pages of the store: together they contain every row once, for any range and page size. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { symbolName, unixMs } from "../../src/models/mod.ts";
import type { BarsPage, TicksPage, TicksPageWanted } from "../../src/database/page_rows.ts";
import type { SqliteStore } from "../../src/database/sqlite_store.ts";
import {
  demoTerminal,
  eurusd,
  m15Ms,
  mondayMs,
  must,
  offsetMs,
  otherTerminal,
  sampleBar,
  sampleInstrument,
  sampleSignal,
  sampleTick,
  seriesBars,
  storedTicks,
  withStore,
} from "../support/store_samples.ts";

const bars = 100;
const series = { terminal: demoTerminal, symbol: eurusd, timeframe: "M15" } as const;
const anyTime = { fromMs: null, toMs: null };

function fill(store: SqliteStore): void {
  const rows = Array.from({ length: bars }, (_, at) => sampleBar(at));
  must(store.bars.store(demoTerminal, [seriesBars(rows)]));
  must(
    store.ticks.store(demoTerminal, [
      storedTicks(Array.from({ length: bars }, (_, at) => sampleTick(at))),
    ]),
  );
  must(store.registry.describeSymbols(demoTerminal, [sampleInstrument]));
  must(store.signals.store(Array.from({ length: 10 }, (_, at) => sampleSignal(at))));
  for (let at = 0; at < 10; at += 1) {
    const money = {
      balance: at,
      equity: at,
      margin: 0,
      freeMargin: 0,
      marginLevelPct: null,
      profit: 0,
    };
    must(
      store.accountMetrics.store({
        terminal: demoTerminal,
        utcMs: unixMs(mondayMs + at),
        ...money,
      }),
    );
  }
}

/** Open times of all pages, oldest first. */
function allBars(
  store: SqliteStore,
  limit: number,
  range: { fromMs: number; toMs: number },
): number[] {
  const found: number[] = [];
  let before: number | null = null;
  for (;;) {
    const page: BarsPage = must(store.pages.bars({
      ...series,
      fromMs: unixMs(range.fromMs),
      toMs: unixMs(range.toMs),
      before: before as never,
      limit,
    }));
    const times = [...page.bars.brokerMs];
    found.unshift(...times);
    if (times.length < limit) return found;
    before = times[0]!;
  }
}

Deno.test("pages of bars cover the range, each bar once, in order", () =>
  withStore((store) => {
    fill(store);
    const index = fc.integer({ min: -5, max: bars + 5 });
    fc.assert(
      fc.property(index, index, fc.integer({ min: 1, max: 30 }), (from, to, limit) => {
        const utcOf = (at: number) => mondayMs - offsetMs + at * m15Ms;
        const found = allBars(store, limit, { fromMs: utcOf(from), toMs: utcOf(to) });
        const wanted = Array.from({ length: bars }, (_, at) => at)
          .filter((at) => at >= from && at < to).map((at) => mondayMs + at * m15Ms);
        assert.deepEqual(found, wanted);
      }),
      { seed: 20_261_122 },
    );
  }));

Deno.test("pages of ticks continue where the last one ended, even within a millisecond", () =>
  withStore((store) => {
    fill(store);
    const all = must(
      store.pages.ticks({
        terminal: demoTerminal,
        symbol: eurusd,
        ...anyTime,
        before: null,
        limit: 1_000,
      }),
    );
    assert.equal(all.utcMs.length, bars);
    const found: string[] = [];
    let before: { brokerMs: number; ordinal: number } | null = null;
    for (;;) {
      const wanted: TicksPageWanted = {
        terminal: demoTerminal,
        symbol: eurusd,
        ...anyTime,
        before,
        limit: 7,
      };
      const page: TicksPage = must(store.pages.ticks(wanted));
      const places = Array.from(page.ticks.brokerMs, (ms, at) => `${ms}.${page.ordinal[at]}`);
      found.unshift(...places);
      if (places.length < 7) break;
      before = { brokerMs: page.ticks.brokerMs[0]!, ordinal: page.ordinal[0]! };
    }
    assert.deepEqual(found, Array.from(all.ticks.brokerMs, (ms, at) => `${ms}.${all.ordinal[at]}`));
  }));

Deno.test("account series, signals and instruments are read page by page, with filters", () =>
  withStore((store) => {
    fill(store);
    const account = must(
      store.accountMetrics.page({
        terminal: demoTerminal,
        ...anyTime,
        before: unixMs(mondayMs + 5),
        limit: 3,
      }),
    );
    assert.deepEqual(account.map(({ balance }) => balance), [2, 3, 4]);
    const filter = { terminal: null, symbol: null, strategy: null, ...anyTime };
    const signals = must(
      store.signals.page({ ...filter, before: null, limit: 4 }),
    );
    assert.equal(signals.length, 4);
    const last = signals.at(-1)!;
    const next = must(
      store.signals.page({
        ...filter,
        before: { createdMs: last.createdMs, id: last.id },
        limit: 100,
      }),
    );
    const ids = [...signals, ...next].map(({ id }) => id);
    assert.equal(new Set(ids).size, 10);
    const none = (more: object) =>
      must(store.signals.page({ ...filter, ...more, before: null, limit: 9 }))
        .length;
    assert.equal(none({ terminal: otherTerminal }), 0);
    assert.equal(none({ symbol: symbolName("XAUUSD") }), 0);
    assert.equal(none({ strategy: "no_such" }), 0);
    const { terminal, instrument } = must(store.pages.instruments())[0]!;
    assert.equal(terminal, demoTerminal);
    const { tradeMode: _, calcMode: __, ...stored } = sampleInstrument;
    assert.deepEqual(instrument, stored);
    const { brokerTerms: ___, swap: ____, ...older } = sampleInstrument;
    must(store.registry.describeSymbols(demoTerminal, [older]));
    const described = must(store.pages.instruments());
    assert.equal(described[0]?.instrument.brokerTerms, undefined, "an older Expert Advisor");
    assert.deepEqual(described.map(({ terminal, instrument }) => [terminal, instrument.digits]), [
      [demoTerminal, sampleInstrument.digits],
    ]);
  }));

Deno.test("missing rows give an empty page", () =>
  withStore((store) => {
    const wanted = { ...series, ...anyTime, before: null, limit: 5 };
    assert.equal(must(store.pages.bars(wanted)).utcMs.length, 0);
    assert.equal(must(store.pages.ticks(wanted)).utcMs.length, 0);
    assert.deepEqual(must(store.accountMetrics.page(wanted)), []);
  }));
