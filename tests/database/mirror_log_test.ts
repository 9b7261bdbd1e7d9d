/**
 * What is sent to the mirror, tested without a server: whatever is written, lost and repeated, the
 * mirror ends with the store's rows.
 */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import {
  compareMirror,
  type MirrorChunk,
  type MirrorClaim,
  type MirrorComparison,
  statementsOf,
} from "../../src/database/mirror_claim.ts";
import { mirroredTables } from "../../src/database/mirror_tables.ts";
import { openSqliteStore, type SqliteStore } from "../../src/database/sqlite_store.ts";
import { symbolName } from "../../src/models/mod.ts";
import {
  demoTerminal,
  inTempFolder,
  keepForEver,
  must,
  sampleBar,
  sampleSignal,
  sampleTick,
  seriesBars,
  storedTicks,
  withStore,
} from "../support/store_samples.ts";
import { sampleDeal, sampleIntent, samplePosition, sampleTaken } from "../support/trade_samples.ts";

const comparisons: readonly [
  shipped: number,
  claimed: number,
  mirror: number | null,
  MirrorComparison,
][] = [
  [0, 0, 0, "agrees"],
  [7, 7, 7, "agrees"],
  [7, 9, 7, "agrees"],
  [7, 9, 9, "has_claim"],
  // A claim before the last one: its transaction ended after the connection was considered dead.
  [7, 9, 8, "has_claim"],
  [7, 9, 10, "ahead"],
  [7, 7, 8, "ahead"],
  [7, 9, 6, "behind"],
  [0, 0, null, "behind"],
  [7, 9, null, "behind"],
];

for (const [shippedSeq, claimedSeq, mirrorSeq, expected] of comparisons) {
  Deno.test(`sent ${shippedSeq}, taken ${claimedSeq}, mirror ${mirrorSeq}: ${expected}`, () => {
    assert.equal(compareMirror({ shippedSeq, claimedSeq }, mirrorSeq), expected);
  });
}

/** A mirror in memory: rows by table and identity, and how far it is. */
class MemoryMirror {
  seq = 0;
  readonly rows = new Map(mirroredTables.map(({ name }) => [name, new Map<string, string>()]));

  write({ seq, previousSeq, chunks }: MirrorClaim): void {
    assert.equal(this.seq, previousSeq);
    for (const { table, chunks: parts } of statementsOf(chunks)) {
      const seen = new Set<string>();
      const names = Object.keys(table.columns);
      for (const row of parts.flatMap(({ rows }) => rows)) {
        const key = table.identity.map((column) => row[names.indexOf(column)]).join("|");
        assert.ok(!seen.has(key), `${table.name} ${key} is twice in a statement`);
        seen.add(key);
        this.rows.get(table.name)!.set(key, JSON.stringify(row));
      }
    }
    this.seq = seq;
  }

  dump(): Record<string, string[]> {
    return Object.fromEntries(
      Array.from(this.rows, ([name, rows]) => [name, [...rows.values()].toSorted()]),
    );
  }
}

function storeDump(store: SqliteStore): Record<string, string[]> {
  const db = new DatabaseSync(store.path, { readOnly: true });
  try {
    return Object.fromEntries(mirroredTables.map(({ name, columns }) => {
      const rows = db.prepare(`SELECT ${Object.keys(columns).join(", ")} FROM ${name}`).all();
      return [name, rows.map((row) => JSON.stringify(Object.values(row))).toSorted()];
    }));
  } finally {
    db.close();
  }
}

type Step =
  | {
    readonly kind: "ticks";
    readonly symbol: number;
    readonly from: number;
    readonly count: number;
  }
  | {
    readonly kind: "bars";
    readonly from: number;
    readonly count: number;
    readonly points: number;
  }
  | { readonly kind: "intent" | "position" | "signal"; readonly index: number }
  /** Some rows are sent; the reply may be lost, or the process may end. */
  | {
    readonly kind: "ship";
    readonly rowsMax: number;
    readonly isAnswerLost: boolean;
    readonly isCrash: boolean;
  }
  | { readonly kind: "fail" };

const small = fc.nat(5);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("ticks" as const),
    symbol: fc.nat(1),
    from: fc.nat(40),
    count: fc.integer({ min: 1, max: 12 }),
  }),
  fc.record({
    kind: fc.constant("bars" as const),
    from: fc.nat(30),
    count: fc.integer({ min: 1, max: 9 }),
    points: small,
  }),
  fc.record({ kind: fc.constantFrom("intent" as const, "position", "signal"), index: small }),
  fc.record({
    kind: fc.constant("ship" as const),
    rowsMax: fc.integer({ min: 1, max: 20 }),
    isAnswerLost: fc.boolean(),
    isCrash: fc.boolean(),
  }),
  fc.constant({ kind: "fail" as const }),
);

class World {
  readonly mirror = new MemoryMirror();
  #store: SqliteStore;
  readonly #folder: string;
  #changes = 0;

  constructor(folder: string) {
    this.#folder = folder;
    this.#store = this.#open();
    must(this.#store.mirror.switchOn("bridge"));
  }

  #open(): SqliteStore {
    return must(openSqliteStore({ folder: this.#folder, retention: keepForEver }));
  }

  get store(): SqliteStore {
    return this.#store;
  }

  do(step: Step): void {
    switch (step.kind) {
      case "ship":
        return this.#ship(step);
      case "fail": {
        // A write that is rolled back must not lose the log's memory.
        const good = storedTicks([sampleTick(1)], symbolName("SYM0"));
        const bad = storedTicks([{ ...sampleTick(2), bid: NaN }]);
        assert.throws(() => this.#store.ticks.store(demoTerminal, [good, bad]));
        return;
      }
      default:
        this.#write(step);
    }
  }

  #write(step: Exclude<Step, { kind: "ship" | "fail" }>): void {
    const store = this.#store;
    const range = (count: number) => Array.from({ length: count }, (_, index) => index);
    switch (step.kind) {
      case "ticks": {
        // Three per millisecond, so that a cut can fall between ticks of the same time.
        const ticks = range(step.count).map((index) =>
          sampleTick(step.from + Math.floor(index / 3), index % 3)
        );
        const symbol = symbolName(`SYM${step.symbol}`);
        must(this.#store.ticks.store(demoTerminal, [storedTicks(ticks, symbol)]));
        return;
      }
      case "bars": {
        const bars = range(step.count).map((index) => sampleBar(step.from + index, step.points));
        must(this.#store.bars.store(demoTerminal, [seriesBars(bars)]));
        return;
      }
      case "intent":
        must(
          store.intents.advance(
            sampleIntent(step.index, { explanation: `change ${this.#changes += 1}` }),
          ),
        );
        return;
      case "position": {
        const positions = [samplePosition(step.index)];
        const deals = [sampleDeal(step.index)];
        must(store.trades.store(sampleTaken({ positions, deals })));
        return;
      }
      case "signal":
        must(this.#store.signals.store([sampleSignal(step.index)]));
    }
  }

  #ship({ rowsMax, isAnswerLost, isCrash }: Extract<Step, { kind: "ship" }>): void {
    this.agree();
    const claim = must(this.#store.mirror.claim(rowsMax));
    if (claim.chunks.length === 0) return;
    this.mirror.write(claim);
    if (!isAnswerLost) must(this.#store.mirror.confirm(claim));
    if (!isCrash) return;
    this.#store.close();
    this.#store = this.#open();
  }

  /** What happens on a new connection. */
  agree(): void {
    const state = must(this.#store.mirror.state());
    const comparison = compareMirror(state, this.mirror.seq);
    assert.ok(comparison === "agrees" || comparison === "has_claim", comparison);
    if (comparison === "has_claim") {
      must(this.#store.mirror.confirm({ seq: this.mirror.seq, rest: null }));
    }
  }

  shipAll(): void {
    for (let round = 0; round < 10_000; round += 1) {
      this.agree();
      const claim = must(this.#store.mirror.claim(7));
      if (claim.chunks.length === 0) return;
      this.mirror.write(claim);
      must(this.#store.mirror.confirm(claim));
    }
    assert.fail("The log never was empty");
  }
}

Deno.test("whatever is written, lost and repeated, the mirror ends with the store's rows, and the log is empty", () =>
  fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 40 }), (steps) =>
      inTempFolder((folder) => {
        const world = new World(folder);
        for (const step of steps) world.do(step);
        world.shipAll();
        assert.deepEqual(world.mirror.dump(), storeDump(world.store));
        assert.deepEqual(must(world.store.mirror.lag()), { rows: 0, sinceMs: null });
        world.store.close();
      })),
    { numRuns: 60, seed: 20_261_122 },
  ));

Deno.test("the lag counts the queued rows, including those noted in advance", () =>
  withStore((store) => {
    must(store.mirror.switchOn("bridge"));
    const ticks = (
      from: number,
    ) => [storedTicks([0, 1, 2].map((index) => sampleTick(from + index)))];
    must(store.ticks.store(demoTerminal, ticks(0)));
    const registered = must(store.mirror.lag()).rows;
    must(store.ticks.store(demoTerminal, ticks(1_000)));
    must(store.ticks.store(demoTerminal, ticks(1_000)));
    assert.equal(must(store.mirror.lag()).rows - registered, 3);
    assert.notEqual(must(store.mirror.lag()).sinceMs, null);
  }));

Deno.test("without a server nothing is logged", () =>
  withStore((store) => {
    must(store.ticks.store(demoTerminal, [storedTicks([sampleTick(0)])]));
    must(store.signals.store([sampleSignal(0)]));
    assert.deepEqual(must(store.mirror.lag()), { rows: 0, sinceMs: null });
  }));

Deno.test("tables log their changes only while the mirror is on, even after restarts", () =>
  inTempFolder((folder) => {
    const triggersAfter = (use: (store: SqliteStore) => void): number => {
      const store = must(openSqliteStore({ folder, retention: keepForEver }));
      use(store);
      store.close();
      using db = new DatabaseSync(store.path);
      return db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all().length;
    };
    const lag = (store: SqliteStore) => must(store.mirror.lag()).rows;
    assert.equal(triggersAfter(() => {}), 0);
    const logging = triggersAfter((store) => {
      must(store.mirror.switchOn("bridge"));
      must(store.mirror.switchOn("bridge"));
    });
    assert.ok(logging > 0);
    const again = triggersAfter((store) => {
      must(store.mirror.switchOn("bridge"));
      must(store.signals.store([sampleSignal(0)]));
      assert.ok(lag(store) > 0);
    });
    assert.equal(again, logging);
    const off = triggersAfter((store) => {
      must(store.mirror.switchOff());
      must(store.signals.store([sampleSignal(1)]));
      assert.equal(lag(store), 0);
    });
    assert.equal(off, 0);
  }));

Deno.test("rows of one symbol in adjoining ranges go into separate statements", () => {
  const table = mirroredTables.find(({ name }) => name === "ticks")!;
  const chunk = (owner: number, fromKey: number, toKey: number): MirrorChunk => ({
    table,
    owner,
    fromKey,
    toKey,
    rows: [[owner]],
  });
  const chunks = [chunk(1, 0, 10), chunk(2, 0, 10), chunk(1, 11, 20), chunk(1, 20, 30)];
  const ranges = statementsOf(chunks).map((one) =>
    one.chunks.map(({ owner, toKey }) => [owner, toKey])
  );
  assert.deepEqual(ranges, [[[1, 10], [2, 10], [1, 20]], [[1, 30]]]);
  assert.deepEqual(statementsOf([{ ...chunk(1, 0, 1), rows: [] }]), []);
});
