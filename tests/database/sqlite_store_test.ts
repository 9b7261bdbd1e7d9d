/** The store's writes and reads: what is counted, rewritten and returned. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { migrations } from "../../src/database/migrations.ts";
import { openSqliteFile } from "../../src/database/sqlite_file.ts";
import { openSqliteStore, type SqliteStore } from "../../src/database/sqlite_store.ts";
import {
  barsOf,
  brokerMs,
  replayServer,
  symbolName,
  terminalId,
  unixMs,
} from "../../src/models/mod.ts";
import {
  demoTerminal,
  eurusd,
  inTempFolder,
  keepForEver,
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

const key = { symbol: eurusd, timeframe: "M15" } as const;
const allBars = { terminal: demoTerminal, ...key, toBrokerMs: null, limit: 100_000 };

/** Every row of a table, read over a separate connection as another program would. */
function rowsOf(store: SqliteStore, table: string): Record<string, unknown>[] {
  const db = new DatabaseSync(store.path, { readOnly: true });
  try {
    return db.prepare(`SELECT * FROM ${table}`).all().map((row) => ({ ...row }));
  } finally {
    db.close();
  }
}

Deno.test("store_bars counts new, corrected and unchanged bars", () =>
  withStore((store) => {
    const bars = [0, 1, 2, 3].map((index) => sampleBar(index));
    const first = must(store.bars.store(demoTerminal, [seriesBars(bars.slice(0, 3))]));
    assert.deepEqual(first, [{ inserted: 3, corrected: 0, unchanged: 0 }]);
    const mixed = [bars[0]!, sampleBar(1, 5), bars[2]!, bars[3]!];
    const second = must(store.bars.store(demoTerminal, [seriesBars(mixed)]));
    assert.deepEqual(second, [{ inserted: 1, corrected: 1, unchanged: 2 }]);
    assert.deepEqual(barsOf(must(store.bars.load(allBars))), mixed);
  }));

Deno.test("an unchanged bar is not written again", () =>
  withStore((store) => {
    const series = [seriesBars([sampleBar(0), sampleBar(1)])];
    must(store.bars.store(demoTerminal, series));
    const walBytes = Deno.statSync(`${store.path}-wal`).size;
    must(store.bars.store(demoTerminal, series));
    assert.equal(Deno.statSync(`${store.path}-wal`).size, walBytes);
  }));

const corrections: readonly [what: string, change: Partial<ReturnType<typeof sampleBar>>][] = [
  ["open", { open: 1.10001 }],
  ["high", { high: 1.10032 }],
  ["low", { low: 1.09982 }],
  ["close", { close: 1.10009 }],
  ["tick volume", { tickVolume: 101 }],
  ["real volume", { realVolume: 1 }],
  ["spread", { spreadPoints: 13 }],
];

for (const [what, change] of corrections) {
  Deno.test(`a bar that differs by one unit of ${what} is corrected`, () =>
    withStore((store) => {
      must(store.registry.describeSymbols(demoTerminal, [sampleInstrument]));
      must(store.bars.store(demoTerminal, [seriesBars([sampleBar(0)])]));
      const corrected = { ...sampleBar(0), ...change };
      const [counts] = must(store.bars.store(demoTerminal, [seriesBars([corrected])]));
      assert.deepEqual(counts, { inserted: 0, corrected: 1, unchanged: 0 });
      assert.deepEqual(barsOf(must(store.bars.load(allBars))), [corrected]);
    }));
}

Deno.test("a bar whose UTC time has changed is corrected", () =>
  withStore((store) => {
    const series = seriesBars([sampleBar(0)]);
    must(store.bars.store(demoTerminal, [series]));
    const moved = { ...series, utcMs: series.utcMs.map((time) => time - 3_600_000) };
    assert.equal(must(store.bars.store(demoTerminal, [moved]))[0]?.corrected, 1);
    assert.equal(rowsOf(store, "bars")[0]!.utc_ms, mondayMs - offsetMs - 3_600_000);
  }));

Deno.test("a price that differs by less than a point is no correction, once digits are known", () =>
  withStore((store) => {
    const noisy = { ...sampleBar(0), open: 1.1 + Number.EPSILON };
    assert.notEqual(noisy.open, 1.1);
    must(store.bars.store(demoTerminal, [seriesBars([sampleBar(0)])]));
    assert.equal(must(store.bars.store(demoTerminal, [seriesBars([noisy])]))[0]?.corrected, 1);
    must(store.registry.describeSymbols(demoTerminal, [sampleInstrument]));
    assert.equal(
      must(store.bars.store(demoTerminal, [seriesBars([sampleBar(0)])]))[0]?.unchanged,
      1,
    );
  }));

Deno.test("terminals, symbols and timeframes are kept apart", () =>
  withStore((store) => {
    const gbpusd = symbolName("GBPUSD");
    must(store.bars.store(demoTerminal, [seriesBars([sampleBar(0)])]));
    must(store.bars.store(demoTerminal, [seriesBars([sampleBar(0, 7)], gbpusd)]));
    must(store.bars.store(demoTerminal, [{ ...seriesBars([sampleBar(0, 8)]), timeframe: "H1" }]));
    must(store.bars.store(otherTerminal, [seriesBars([sampleBar(0, 9)])]));
    const open = (wanted: Partial<typeof allBars> | object) =>
      must(store.bars.load({ ...allBars, ...wanted })).open[0];
    assert.equal(open({}), 1.1);
    assert.equal(open({ symbol: gbpusd }), 1.10007);
    assert.equal(open({ timeframe: "H1" }), 1.10008);
    assert.equal(open({ terminal: otherTerminal }), 1.10009);
    assert.equal(rowsOf(store, "bar_list").length, 4);
  }));

Deno.test("load_bars returns the newest bars up to a time, oldest first", () =>
  withStore((store) => {
    must(store.bars.store(demoTerminal, [seriesBars([0, 1, 2, 3, 4].map((at) => sampleBar(at)))]));
    const load = (to: number | null, limit: number) => {
      const toBrokerMs = to === null ? null : brokerMs(mondayMs + to);
      const { brokerMs: times } = must(store.bars.load({ ...allBars, toBrokerMs, limit }));
      return Array.from(times, (time) => (time - mondayMs) / m15Ms);
    };
    assert.deepEqual(load(null, 3), [2, 3, 4]);
    assert.deepEqual(load(3 * m15Ms, 2), [2, 3]);
    assert.deepEqual(load(3 * m15Ms - 1, 2), [1, 2]);
    assert.deepEqual(load(-1, 2), []);
    assert.deepEqual(load(null, 99), [0, 1, 2, 3, 4]);
  }));

Deno.test("reads of missing rows are empty and create no row", () =>
  withStore((store) => {
    assert.equal(must(store.bars.load(allBars)).open.length, 0);
    assert.equal(must(store.bars.times(demoTerminal, key, brokerMs(0))).length, 0);
    assert.deepEqual(must(store.edges(demoTerminal)), { series: [], ticks: [] });
    assert.deepEqual(must(store.clockOffsets.of(demoTerminal)), []);
    assert.deepEqual(rowsOf(store, "terminals"), []);
  }));

Deno.test("bar_times returns the times from a given time on", () =>
  withStore((store) => {
    must(store.bars.store(demoTerminal, [seriesBars([0, 1, 5].map((at) => sampleBar(at)))]));
    const from = brokerMs(mondayMs + m15Ms);
    assert.deepEqual(
      Array.from(must(store.bars.times(demoTerminal, key, from))),
      [mondayMs + m15Ms, mondayMs + 5 * m15Ms],
    );
  }));

Deno.test("edges name the last bar of each series and the last tick of each symbol", () =>
  withStore((store) => {
    must(store.bars.store(demoTerminal, [
      seriesBars([sampleBar(0), sampleBar(4)]),
      { ...seriesBars([sampleBar(0)]), timeframe: "H1" },
    ]));
    must(store.bars.store(otherTerminal, [seriesBars([sampleBar(9)])]));
    must(store.ticks.store(demoTerminal, [
      storedTicks([sampleTick(10, 0), sampleTick(20, 0), sampleTick(20, 1)]),
    ]));
    assert.deepEqual(must(store.edges(demoTerminal)), {
      series: [
        { ...key, lastBarBrokerMs: mondayMs + 4 * m15Ms },
        { symbol: eurusd, timeframe: "H1", lastBarBrokerMs: mondayMs },
      ],
      ticks: [{
        ...{
          symbol: eurusd,
          lastBrokerMs: mondayMs + 20,
          lastOrdinal: 1,
          bid: 1.10001,
          ask: 1.10013,
        },
        lastUtcMs: storedTicks([sampleTick(20, 1)]).utcMs[0],
      }],
    });
  }));

Deno.test("store_ticks stores each tick once, and distinguishes those of one millisecond", () =>
  withStore((store) => {
    const ticks = [sampleTick(1, 0), sampleTick(1, 1), sampleTick(2, 0)];
    assert.deepEqual(must(store.ticks.store(demoTerminal, [storedTicks(ticks)])), { inserted: 3 });
    const more = [...ticks, sampleTick(2, 1)];
    assert.deepEqual(must(store.ticks.store(demoTerminal, [storedTicks(more)])), { inserted: 1 });
    assert.deepEqual(
      rowsOf(store, "ticks").map((row) => [Number(row.broker_ms) - mondayMs, row.ordinal, row.bid]),
      [[1, 0, 1.1], [1, 1, 1.10001], [2, 0, 1.1], [2, 1, 1.10001]],
    );
  }));

Deno.test("ticks_between returns each symbol's ticks from one time to before another", () =>
  withStore((store) => {
    const ticks = [sampleTick(1, 0), sampleTick(2, 0), sampleTick(2, 1), sampleTick(3, 0)];
    must(store.ticks.store(demoTerminal, [storedTicks(ticks)]));
    const at = (ms: number) => brokerMs(mondayMs + ms);
    const [found, ...more] = must(store.ticks.between(demoTerminal, at(2), at(3)));
    assert.deepEqual(more, []);
    assert.equal(found?.symbol, eurusd);
    assert.deepEqual(Array.from(found!.brokerMs), [at(2), at(2)]);
    assert.deepEqual(Array.from(found!.bid), [1.1, 1.10001]);
    assert.deepEqual(must(store.ticks.between(demoTerminal, at(4), at(9))), []);
    assert.deepEqual(must(store.ticks.between(otherTerminal, at(0), at(9))), []);
  }));

Deno.test("store_signals names the new ones, even after reopening the store", () =>
  inTempFolder((folder) => {
    const signals = [sampleSignal(0), sampleSignal(1)];
    const first = must(openSqliteStore({ folder, retention: keepForEver }));
    const { added } = must(first.signals.store(signals.slice(0, 1)));
    assert.deepEqual(added, [signals[0]!.id]);
    first.close();
    const second = must(openSqliteStore({ folder, retention: keepForEver }));
    assert.deepEqual(must(second.signals.store(signals)).added, [signals[1]!.id]);
    assert.deepEqual(must(second.signals.store(signals)).added, []);
    const [row] = rowsOf(second, "signal_list");
    assert.equal(row!.bar_broker_time, "2026-01-05 00:00");
    assert.equal(row!.created_utc_time, "2026-01-04 22:00:00.040");
    assert.equal(row!.reason, signals[0]!.reason);
    second.close();
  }));

Deno.test("terminals and instruments have one row each, with the latest description", () =>
  withStore((store) => {
    const identity = {
      terminal: demoTerminal,
      company: "MetaQuotes Ltd.",
      currency: "USD",
      leverage: 100,
      marginMode: "hedging",
      tradeMode: "demo",
    } as const;
    must(store.registry.describeTerminal(identity));
    must(store.registry.describeTerminal({ ...identity, leverage: 30 }));
    must(store.registry.describeSymbols(demoTerminal, [sampleInstrument]));
    must(store.registry.describeSymbols(demoTerminal, [{ ...sampleInstrument, tickValue: 0.92 }]));
    assert.deepEqual(rowsOf(store, "terminals"), [{
      id: 1,
      venue: "mt5",
      login: "5012345",
      server: "MetaQuotes-Demo",
      company: "MetaQuotes Ltd.",
      currency: "USD",
      leverage: 30,
      margin_mode: "hedging",
      trade_mode: "demo",
    }]);
    assert.deepEqual(rowsOf(store, "symbols"), [{
      id: 1,
      terminal_id: 1,
      name: "EURUSD",
      broker_symbol: "EURUSD.m",
      asset_class: "forex",
      digits: 5,
      tick_size: 0.00001,
      tick_value: 0.92,
      contract_size: 100_000,
      volume_min_lots: 0.01,
      volume_max_lots: 100,
      volume_step_lots: 0.01,
      stops_level_points: 0,
      freeze_level_points: 0,
      filling_modes: "fok,ioc",
      base_currency: "EUR",
      profit_currency: "USD",
      margin_currency: "EUR",
      trade_mode: sampleInstrument.tradeMode,
      sessions: JSON.stringify(sampleInstrument.sessions),
      terms: JSON.stringify({
        swap: sampleInstrument.swap,
        brokerTerms: sampleInstrument.brokerTerms,
      }),
    }]);
  }));

Deno.test("symbols: a store of forex and crypto keeps its rows and takes other classes", () =>
  inTempFolder((folder) => {
    const before = migrations.findIndex(({ what }) => what.startsWith("Asset classes"));
    const old = must(openSqliteFile(folder, migrations.slice(0, before)));
    old.db.exec(
      "INSERT INTO terminals (venue, login, server) VALUES ('mt5', '5012345', 'MetaQuotes-Demo');" +
        "INSERT INTO symbols (terminal_id, name, asset_class) VALUES (1, 'BTCUSD', 'crypto');" +
        "INSERT INTO symbols (terminal_id, name) VALUES (1, 'EURUSD');" +
        "INSERT INTO series (symbol_id, timeframe) VALUES (1, 'M15')",
    );
    old.close();
    const store = must(openSqliteStore({ folder, retention: keepForEver }));
    must(store.registry.describeSymbols(demoTerminal, [
      { ...sampleInstrument, assetClass: "metals" },
    ]));
    assert.deepEqual(
      rowsOf(store, "symbols").map((row) => [row.id, row.name, row.asset_class]),
      [[1, "BTCUSD", "crypto"], [2, "EURUSD", "metals"]],
    );
    assert.equal(rowsOf(store, "series").length, 1);
    store.close();
  }));

Deno.test("account metrics and clock offsets: one row per time, with the latest values", () =>
  withStore((store) => {
    const metrics = {
      terminal: demoTerminal,
      utcMs: unixMs(mondayMs),
      balance: 10_000,
      equity: 10_012.34,
      margin: 0,
      freeMargin: 10_012.34,
      marginLevelPct: null,
      profit: 12.34,
    };
    must(store.accountMetrics.store(metrics));
    must(store.accountMetrics.store({ ...metrics, profit: 12.35 }));
    assert.deepEqual(rowsOf(store, "account_metrics"), [{
      terminal_id: 1,
      utc_ms: mondayMs,
      balance: 10_000,
      equity: 10_012.34,
      margin: 0,
      free_margin: 10_012.34,
      margin_level_pct: null,
      profit: 12.35,
    }]);
    const offset = (from: number, hours: number) => ({
      fromBrokerMs: brokerMs(from),
      offsetMs: hours * 3_600_000,
    });
    for (const one of [offset(500, 3), offset(100, 2), offset(500, 2)]) {
      must(store.clockOffsets.store(demoTerminal, one));
    }
    assert.deepEqual(must(store.clockOffsets.of(demoTerminal)), [
      offset(100, 2),
      offset(500, 2),
    ]);
    assert.deepEqual(must(store.clockOffsets.of(otherTerminal)), []);
  }));

Deno.test("a call is stored completely or not at all, and the store keeps working", () =>
  withStore((store) => {
    const broken = { ...seriesBars([sampleBar(3)], symbolName("GBPUSD")) };
    const nan = { ...broken, bars: { ...broken.bars, close: Float64Array.of(NaN) } };
    assert.throws(
      () => store.bars.store(demoTerminal, [seriesBars([sampleBar(0)]), nan]),
      /NOT NULL constraint failed: bars.close/,
    );
    assert.deepEqual(rowsOf(store, "terminals"), []);
    assert.deepEqual(rowsOf(store, "bars"), []);
    assert.equal(
      must(store.bars.store(demoTerminal, [seriesBars([sampleBar(0)])]))[0]?.inserted,
      1,
    );
  }));

Deno.test("a tick that is not a number is refused, not skipped", () =>
  withStore((store) => {
    const ticks = storedTicks([{ ...sampleTick(0), ask: NaN }]);
    assert.throws(() => store.ticks.store(demoTerminal, [ticks]), /NOT NULL constraint failed/);
  }));

Deno.test("bars out of order or columns of different length are refused", () =>
  withStore((store) => {
    const store1 = (series: ReturnType<typeof seriesBars>) =>
      store.bars.store(demoTerminal, [series]);
    assert.throws(() => store1(seriesBars([sampleBar(1), sampleBar(0)])), RangeError);
    assert.throws(() => store1(seriesBars([sampleBar(1), sampleBar(1)])), RangeError);
    const uneven = { ...seriesBars([sampleBar(0)]), utcMs: new Float64Array(2) };
    assert.throws(() => store1(uneven), RangeError);
    const ticks = { ...storedTicks([sampleTick(0)]), ordinal: new Uint16Array(2) };
    assert.throws(() => store.ticks.store(demoTerminal, [ticks]), RangeError);
  }));

const arbitraryPrice = fc.integer({ min: 1, max: 99_999_999 }).map((points) => points / 1e5);
const arbitraryBars = fc.uniqueArray(fc.nat({ max: 400 }), {
  minLength: 1,
  maxLength: 130,
  size: "max",
}).chain(
  (indices) =>
    fc.tuple(
      ...indices.toSorted((a, b) => a - b).map((index) =>
        fc.record({
          brokerMs: fc.constant(brokerMs(mondayMs + index * m15Ms)),
          open: arbitraryPrice,
          high: arbitraryPrice,
          low: arbitraryPrice,
          close: arbitraryPrice,
          tickVolume: fc.nat({ max: 2 ** 40 }),
          realVolume: fc.double({ min: 0, max: 1e9, noNaN: true, noDefaultInfinity: true })
            .map((volume) => volume + 0),
          spreadPoints: fc.nat({ max: 5_000 }),
        }, { noNullPrototype: true })
      ),
    ),
);

Deno.test("any bars come back exactly as they were stored", () =>
  withStore((store) => {
    let run = 0;
    fc.assert(
      fc.property(arbitraryBars, (bars) => {
        const symbol = symbolName(`RUN${run++}`);
        must(store.bars.store(demoTerminal, [seriesBars(bars, symbol)]));
        assert.deepEqual(barsOf(must(store.bars.load({ ...allBars, symbol }))), bars);
      }),
      { seed: 20260105, numRuns: 60 },
    );
  }));

Deno.test("any split and order of the same bars and ticks, including repeats, gives the same tables", () =>
  withStore((whole) =>
    withStore((split) => {
      let run = 0;
      const parts = fc.array(fc.nat({ max: 999 }), { minLength: 1, maxLength: 12 });
      fc.assert(
        fc.property(arbitraryBars, parts, (bars, seeds) => {
          const symbol = symbolName(`RUN${run++}`);
          const ticks = bars.map((_, at) => sampleTick(Math.floor(at / 3), at % 3));
          must(whole.bars.store(demoTerminal, [seriesBars(bars, symbol)]));
          must(whole.ticks.store(demoTerminal, [storedTicks(ticks, symbol)]));
          const chunks = seeds.map((seed) => {
            const from = seed % bars.length;
            return [from, from + 1 + Math.floor(seed / 7) % bars.length] as const;
          });
          for (const [from, to] of [...chunks, [0, bars.length] as const, ...chunks]) {
            must(split.bars.store(demoTerminal, [seriesBars(bars.slice(from, to), symbol)]));
            must(split.ticks.store(demoTerminal, [storedTicks(ticks.slice(from, to), symbol)]));
          }
        }),
        { seed: 42, numRuns: 40 },
      );
      assert.deepEqual(rowsOf(split, "bars"), rowsOf(whole, "bars"));
      assert.deepEqual(rowsOf(split, "ticks"), rowsOf(whole, "ticks"));
      assert.ok(rowsOf(whole, "ticks").length > 500);
    })
  ));

Deno.test("prune deletes what is past its retention, a bounded step at a time", () =>
  inTempFolder((folder) => {
    const store = must(openSqliteStore({ folder, retention: { tickDays: 2, barDays: 10 } }));
    const day = 86_400_000;
    const nowMs = unixMs(mondayMs + 30 * day);
    const ageDays = (days: number) => nowMs - days * day + offsetMs;
    const tickAt = (time: number, ordinal = 0) => sampleTick(time - mondayMs, ordinal);
    const crowd = Array.from({ length: 7_000 }, (_, at) => tickAt(ageDays(3) + at));
    must(store.ticks.store(demoTerminal, [
      storedTicks([...crowd, tickAt(ageDays(2) - 1), tickAt(ageDays(2)), tickAt(ageDays(0))]),
    ]));
    const barAtAge = (days: number) => ({ ...sampleBar(0), brokerMs: brokerMs(ageDays(days)) });
    must(store.bars.store(demoTerminal, [seriesBars([11, 10, 9, 0].map(barAtAge))]));

    assert.deepEqual(must(store.retention.step(nowMs)), { ticks: 5_000, bars: 0 });
    assert.deepEqual(must(store.retention.step(nowMs)), { ticks: 2_001, bars: 0 });
    assert.deepEqual(must(store.retention.step(nowMs)), { ticks: 0, bars: 1 });
    assert.deepEqual(must(store.retention.step(nowMs)), { ticks: 0, bars: 0 });
    assert.equal(rowsOf(store, "ticks").length, 2);
    store.close();
  }));

Deno.test("prune keeps the rows of a replay, whose days do not pass", () =>
  inTempFolder((folder) => {
    const store = must(openSqliteStore({ folder, retention: { tickDays: 2, barDays: 10 } }));
    const day = 86_400_000;
    const later = unixMs(mondayMs + 900 * day);
    const replay = terminalId("912345678", replayServer);
    must(store.ticks.store(replay, [storedTicks([sampleTick(0), sampleTick(100 * day)])]));
    must(store.bars.store(replay, [seriesBars([sampleBar(0), sampleBar(60)])]));
    assert.deepEqual(must(store.retention.step(later)), { ticks: 0, bars: 0 });
    assert.deepEqual([rowsOf(store, "ticks").length, rowsOf(store, "bars").length], [2, 2]);
    store.close();
  }));

Deno.test("prune deletes nothing when the retention is unlimited", () =>
  withStore((store) => {
    must(store.ticks.store(demoTerminal, [storedTicks([sampleTick(0)])]));
    must(store.bars.store(demoTerminal, [seriesBars([sampleBar(0)])]));
    const later = unixMs(mondayMs * 2);
    assert.deepEqual(must(store.retention.step(later)), { ticks: 0, bars: 0 });
  }));

Deno.test("the health check writes a row and reads it back", () =>
  withStore((store) => {
    must(store.healthCheck.run(unixMs(mondayMs)));
    must(store.healthCheck.run(unixMs(mondayMs + 5)));
    assert.deepEqual(rowsOf(store, "health_checks"), [{ id: 1, checked_ms: mondayMs + 5 }]);
  }));
