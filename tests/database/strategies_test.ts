/** Where strategies with columns stand, and their closed trades, as the store keeps them. */

import assert from "node:assert/strict";
import {
  brokerMs,
  entryTrace,
  ownerText,
  type Signal,
  type SignalId,
  type StrategyOwner,
  unixMs,
} from "../../src/models/mod.ts";
import type { StrategyDecisionRow } from "../../src/database/strategy_rows.ts";
import { openSqliteStore } from "../../src/database/sqlite_store.ts";
import {
  demoTerminal,
  eurusd,
  inTempFolder,
  keepForEver,
  mondayMs,
  must,
  sampleSignal,
  withStore,
} from "../support/store_samples.ts";

const owner: StrategyOwner = {
  ...{ terminal: demoTerminal, symbol: eurusd, timeframe: "M15", strategy: "own" },
};

function decision(bar: number, change: Partial<StrategyDecisionRow> = {}): StrategyDecisionRow {
  return {
    ...{ owner, barBrokerMs: brokerMs(mondayMs + bar), state: `{"bar":${bar}}`, steps: "[]" },
    decidedMs: unixMs(bar),
    ...change,
  };
}

function entry(number: number): Signal {
  const traced = { owner: ownerText(owner), barBrokerMs: brokerMs(mondayMs), number, group: 0 };
  return {
    ...sampleSignal(1, "own"),
    ...{ id: entryTrace(traced) as string as SignalId, stopLoss: null, takeProfit: null },
    entry: {
      ...{ number, type: "buy_limit", stopLimitPrice: null, expiresMs: null, parts: [1], part: 0 },
      size: { kind: "lots", lots: 0.3 },
    },
  };
}

Deno.test("the latest decision of a strategy on a series is found again, after reopening, too", () =>
  inTempFolder((folder) => {
    const open = () => must(openSqliteStore({ folder, retention: keepForEver }));
    const first = open();
    assert.equal(must(first.strategies.find(owner)), null);
    for (const bar of [1, 2]) {
      must(first.strategies.store({ decision: decision(bar), signals: [] }));
    }
    first.close();
    const second = open();
    assert.deepEqual(must(second.strategies.find(owner)), decision(2));
    assert.equal(must(second.strategies.find({ ...owner, timeframe: "H1" })), null);
    assert.equal(must(second.strategies.find({ ...owner, strategy: "other" })), null);
    second.close();
  }));

Deno.test("a decision and its entries are stored together, or neither is", () =>
  withStore((store) => {
    const signals = [entry(1), entry(2)];
    const stored = must(store.strategies.store({ decision: decision(1), signals }));
    assert.deepEqual(stored.added, signals.map(({ id }) => id));
    const broken = { decision: decision(2, { steps: "no JSON" }), signals: [entry(3)] };
    assert.throws(() => store.strategies.store(broken), /json_valid/);
    assert.deepEqual(must(store.strategies.find(owner)), decision(1));
    const page = must(store.signals.page({
      ...{ terminal: null, symbol: null, strategy: null, fromMs: null, toMs: null },
      ...{ before: null, limit: 10 },
    }));
    assert.deepEqual(page.map(({ id }) => id).sort(), signals.map(({ id }) => id).sort());
    assert.deepEqual(page.find(({ id }) => id === signals[0]!.id), signals[0]);
  }));
