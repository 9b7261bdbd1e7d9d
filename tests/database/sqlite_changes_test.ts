/**
 * Changes in the store: each is read once, in the order of writing, whatever its time and however
 * many come at once.
 */

import assert from "node:assert/strict";
import type { ChangesCursor, StoreChanges } from "../../src/database/page_rows.ts";
import type { SqliteStore } from "../../src/database/sqlite_store.ts";
import {
  demoTerminal,
  must,
  sampleInstrument,
  sampleSignal,
  withStore,
} from "../support/store_samples.ts";
import { sampleDeal, sampleDecision, sampleIntent, sampleTaken } from "../support/trade_samples.ts";

/** Reads everything after a cursor, page by page, like the live stream. */
class Reader {
  #cursor: ChangesCursor | null = null;
  readonly #store: SqliteStore;

  constructor(store: SqliteStore) {
    this.#store = store;
    this.next();
  }

  next(): StoreChanges {
    const changes = must(this.#store.changes.after(this.#cursor));
    this.#cursor = changes.cursor;
    return changes;
  }

  rest(): StoreChanges[] {
    const all: StoreChanges[] = [];
    for (;;) {
      const changes = this.next();
      const { deals, intents, decisions, signals } = changes;
      if (deals.length + intents.length + decisions.length + signals.length === 0) return all;
      all.push(changes);
    }
  }
}

function withReader(use: (store: SqliteStore, reader: Reader) => void): Promise<void> {
  return withStore((store) => {
    must(store.registry.describeSymbols(demoTerminal, [sampleInstrument]));
    must(store.signals.store([sampleSignal(0)]));
    use(store, new Reader(store));
  });
}

Deno.test("changes start after the first read, and contain each signal once", () =>
  withReader((store, reader) => {
    assert.deepEqual(reader.rest(), []);
    must(store.signals.store([sampleSignal(1), sampleSignal(0)]));
    const [changes] = reader.rest();
    assert.deepEqual(changes?.signals, [sampleSignal(1)]);
    assert.deepEqual(reader.rest(), []);
  }));

Deno.test("a thousand signals of one moment are all returned", () =>
  withReader((store, reader) => {
    const { createdMs } = sampleSignal(1);
    const signals = Array.from({ length: 1_000 }, (_, at) => ({
      ...sampleSignal(1, `strategy_${at}`),
      createdMs,
    }));
    must(store.signals.store(signals));
    const told = reader.rest().flatMap((changes) => changes.signals.map(({ id }) => id));
    assert.deepEqual(told, signals.map(({ id }) => id));
  }));

Deno.test("a signal that is stored after a later one is returned all the same", () =>
  withReader((store, reader) => {
    must(store.signals.store([sampleSignal(50)]));
    reader.rest();
    must(store.signals.store([sampleSignal(2)]));
    assert.deepEqual(reader.rest().flatMap(({ signals }) => signals), [sampleSignal(2)]);
  }));

Deno.test("changes contain each state of an intent, and decisions and deals with their terminal", () =>
  withReader((store, reader) => {
    const decision = sampleDecision(0);
    must(store.decisions.store(decision));
    const intent = sampleIntent(0);
    must(store.intents.journal(intent, "one"));
    must(store.intents.advance({ ...intent, state: "sent" }));
    must(store.trades.store(sampleTaken({ deals: [sampleDeal(0)] })));
    const changes = reader.rest();
    assert.deepEqual(changes.flatMap(({ decisions }) => decisions), [decision]);
    assert.deepEqual(
      changes.flatMap(({ intents }) => intents.map(({ id, state }) => [id, state])),
      [
        [intent.id, "intended"],
        [intent.id, "sent"],
      ],
    );
    assert.deepEqual(
      changes.flatMap(({ deals }) => deals.map(({ ticket, terminal }) => [ticket, terminal])),
      [[sampleDeal(0).ticket, demoTerminal]],
    );
  }));
