/** Lists with filters show what fits, and read no more than that. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { migrations } from "../../src/database/migrations.ts";
import type { SignalsPageWanted } from "../../src/database/page_rows.ts";
import { openSqliteFile } from "../../src/database/sqlite_file.ts";
import { SqliteStore } from "../../src/database/sqlite_store.ts";
import { type Signal, signalId, symbolName, terminalId } from "../../src/models/mod.ts";
import {
  demoTerminal,
  eurusd,
  inTempFolder,
  keepForEver,
  must,
  otherTerminal,
  sampleSignal,
  withStore,
} from "../support/store_samples.ts";
import {
  refusedDecision,
  sampleDecision,
  sampleTaken,
  sampleTrace,
} from "../support/trade_samples.ts";

const anyTime = { fromMs: null, toMs: null };
const anySignal: SignalsPageWanted = {
  ...anyTime,
  terminal: null,
  symbol: null,
  strategy: null,
  before: null,
  limit: 5,
};

/** Each list, and how SQLite must find the rows of its large table. */
const lists: readonly [what: string, ask: (store: SqliteStore) => unknown, by: RegExp][] = [
  ["all signals", ({ signals }) => must(signals.page(anySignal)), /g USING INDEX signals_by_time/],
  [
    "signals of a strategy",
    ({ signals }) => must(signals.page({ ...anySignal, strategy: "rare" })),
    /g USING INDEX signals_by_strategy \(strategy=\?/,
  ],
  [
    "signals of a symbol",
    ({ signals }) => must(signals.page({ ...anySignal, symbol: eurusd })),
    /x USING COVERING INDEX signals_by_series_and_time \(series_id=\?/,
  ],
  [
    "signals of a strategy on a terminal",
    ({ signals }) => must(signals.page({ ...anySignal, terminal: demoTerminal, strategy: "rare" })),
    /x USING COVERING INDEX signals_by_series_and_strategy \(series_id=\? AND strategy=\?/,
  ],
  [
    "decisions of a terminal",
    ({ decisions }) => must(decisions.recent(demoTerminal, 5)),
    /risk_decisions USING INDEX risk_decisions_by_terminal/,
  ],
  [
    "rejected decisions",
    ({ decisions }) => must(decisions.recent(demoTerminal, 5, "refused")),
    /risk_decisions USING INDEX risk_decisions_by_outcome \(terminal_id=\? AND <expr>=\?/,
  ],
  [
    "intents of a terminal",
    ({ intents }) => must(intents.recent(demoTerminal, 5)),
    /i USING INDEX intents_by_terminal/,
  ],
  [
    "deals of a symbol",
    ({ pages }) =>
      must(pages.deals({
        ...{ ...anyTime, terminal: demoTerminal, symbol: eurusd },
        ...{ before: null, limit: 5 },
      })),
    /d USING INDEX deals_by_symbol \(terminal_id=\? AND symbol_id=\?/,
  ],
  [
    "deals of a trace",
    ({ deals }) => must(deals.ofTrace(sampleTrace)),
    /x USING INDEX deals_by_position \(terminal_id=\? AND position=\?/,
  ],
];

/** Tables that only ever grow. */
const large = /^SCAN (g|x|d|i|signals|risk_decisions|intents|deals)\b/;

for (const [what, ask, by] of lists) {
  Deno.test(`a list reads only what it shows: ${what}`, () =>
    inTempFolder((folder) => {
      const file = must(openSqliteFile(folder, migrations));
      const { db } = file;
      const prepare = db.prepare.bind(db);
      const asked: string[] = [];
      db.prepare = (sql) => {
        asked.push(sql);
        return prepare(sql);
      };
      const store = new SqliteStore(file, keepForEver);
      must(store.signals.store([sampleSignal(0)]));
      must(store.trades.store(sampleTaken()));
      asked.length = 0;
      ask(store);
      const plan = asked.flatMap((sql) => prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
        .map(({ detail }) => String(detail));
      store.close();
      assert.ok(plan.some((line) => by.test(line)), plan.join("\n"));
      assert.deepEqual(plan.filter((line) => large.test(line)), []);
    }));
}

const terminals = [demoTerminal, otherTerminal, terminalId("9", "Third")];
const symbols = [eurusd, symbolName("XAUUSD")];
const strategies = ["ma_cross", "rare"];

const anyOf = <T>(values: readonly T[]) => fc.constantFrom(...values);

const someSignal: fc.Arbitrary<Signal> = fc.record({
  index: fc.nat({ max: 12 }),
  terminal: anyOf(terminals),
  symbol: anyOf(symbols),
  strategy: anyOf(strategies),
  sooner: fc.boolean(),
}).map(({ index, terminal, symbol, strategy, sooner }) => {
  const sample = { ...sampleSignal(index, strategy), terminal, symbol };
  const createdMs = (sample.createdMs - (sooner ? 1_000_000 : 0)) as Signal["createdMs"];
  return { ...sample, id: signalId(sample), createdMs };
});

Deno.test("pages of signals with any filters are those of the whole list that fit", () =>
  withStore((store) => {
    const signals = fc.sample(someSignal, { seed: 20_261_130, numRuns: 120 });
    must(store.signals.store(signals));
    const all = must(store.signals.page({ ...anySignal, limit: 1_000 }));
    const wanted = fc.record({
      terminal: fc.option(anyOf(terminals)),
      symbol: fc.option(anyOf(symbols)),
      strategy: fc.option(anyOf([...strategies, "unheard"])),
      from: fc.option(anyOf(all)),
      to: fc.option(anyOf(all)),
      limit: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(wanted, ({ from, to, limit, ...filter }) => {
        const range = { fromMs: from?.createdMs ?? null, toMs: to?.createdMs ?? null };
        const fits = all.filter((one) =>
          (filter.terminal ?? one.terminal) === one.terminal &&
          (filter.symbol ?? one.symbol) === one.symbol &&
          (filter.strategy ?? one.strategy) === one.strategy &&
          one.createdMs >= (range.fromMs ?? 0) && one.createdMs < (range.toMs ?? Infinity)
        );
        const found: Signal[] = [];
        for (;;) {
          const before = found.at(-1) ?? null;
          const page = must(store.signals.page({ ...filter, ...range, before, limit }));
          found.push(...page);
          if (page.length < limit) break;
        }
        assert.deepEqual(found, fits);
      }),
      { seed: 20_261_130 },
    );
  }));

Deno.test("a list of decisions has as many of an outcome as are wanted", () =>
  withStore((store) => {
    for (let at = 0; at < 9; at += 1) {
      const refusals = at % 3 === 0 ? [] : refusedDecision.refusals;
      must(store.decisions.store(sampleDecision(at, { refusals })));
    }
    const ids = (outcome: "all" | "approved" | "refused") =>
      must(store.decisions.recent(demoTerminal, 2, outcome)).map(({ id }) => id);
    const id = (at: number) => sampleDecision(at).id;
    assert.deepEqual(ids("approved"), [id(6), id(3)]);
    assert.deepEqual(ids("refused"), [id(8), id(7)]);
    assert.deepEqual(ids("all"), [id(8), id(7)]);
  }));
