/** A store with rows in every table that is mirrored. */

import { openSqliteStore, type SqliteStore } from "../../src/database/sqlite_store.ts";
import {
  brokerMs,
  type CalendarRelease,
  type CopiedTrade,
  paperTerminal,
  symbolName,
  unixMs,
} from "../../src/models/mod.ts";
import {
  demoTerminal,
  eurusd,
  keepForEver,
  mondayMs,
  must,
  otherTerminal,
  sampleBar,
  sampleInstrument,
  sampleSignal,
  sampleTick,
  seriesBars,
  storedTicks,
} from "./store_samples.ts";
import {
  balanceDeal,
  refusedDecision,
  sampleDay,
  sampleDeal,
  sampleDecision,
  sampleGeneralHalt,
  sampleHalt,
  sampleIntent,
  samplePosition,
  sampleRisk,
  sampleTaken,
} from "./trade_samples.ts";

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** What the terminals told; a release of the first time is no longer due the second time. */
function storeTold(store: SqliteStore, from: number): void {
  const atMs = brokerMs(mondayMs + from * 1_000);
  const results = [{ assumption: "timer", result: "fail", detail: 'a "slow" \u{1F4B6}' }] as const;
  must(
    store.checks.store({ terminal: demoTerminal, build: 5_600, checkedMs: unixMs(atMs), results }),
  );
  const release: CalendarRelease = {
    ...{ id: String(from), event: "840001", name: "CPI y/y", country: "US", currency: "USD" },
    ...{ kind: "indicator", importance: "high", timing: "exact", impact: "none" } as const,
    brokerMs: atMs,
    ...{ actual: null, forecast: 3.1, previous: 0.1 + 0.2, revisedPrevious: null },
  };
  must(store.calendar.store({
    ...{ terminal: demoTerminal, fromMs: unixMs(mondayMs - 86_400_000), isWhole: true },
    ...{ toMs: unixMs(mondayMs + 86_400_000), readMs: unixMs(atMs) },
    releases: [release],
    utcMs: Float64Array.of(atMs - 7_200_000),
  }));
}

function storeCopied(store: SqliteStore, from: number): void {
  const { identifier, openedMs } = samplePosition(from);
  const nowMs = unixMs(mondayMs + from);
  const trade: CopiedTrade = {
    ...{ follower: demoTerminal, master: otherTerminal, position: identifier, leg: from + 1 },
    ...{ symbol: eurusd, masterSymbol: eurusd, masterDirection: "buy", direction: "sell" },
    ...{
      state: "copied",
      miss: null,
      masterLots: 1,
      wantedLots: 0.5,
      orders: 1,
      isOrdering: false,
    },
    ...{ priceGap: 0, stopLoss: 1.09, takeProfit: null, masterPrice: 1.1 },
    ...{ masterOpenedMs: openedMs, seenMs: nowMs, updatedMs: nowMs, endedMs: null },
  };
  must(store.copiedTrades.store([trade]));
}

/** Writes something into every table; different rows for different `from`. */
export function storeSome(store: SqliteStore, from = 0): void {
  must(store.alerts.add([{
    key: `log/1/${from}`,
    raisedMs: unixMs(mondayMs + from * 1_000),
    ...{ event: "trades", severity: "info", text: 'closed "EURUSD" \u{1F4B6}' } as const,
    deliveries: [{ channel: "telegram", to: "-42", state: "waiting", atMs: null, reason: null }],
  }]));
  must(store.registry.describeTerminal({
    terminal: demoTerminal,
    company: "Some Broker \u{1F4B6}",
    currency: "USD",
    leverage: 100,
    marginMode: "hedging",
    tradeMode: "demo",
  }));
  storeTold(store, from);
  storeCopied(store, from);
  must(store.registry.describeSymbols(demoTerminal, [sampleInstrument]));
  must(store.bars.store(demoTerminal, [
    seriesBars(range(300).map((index) => sampleBar(from * 300 + index))),
    seriesBars(range(50).map((index) => sampleBar(from * 50 + index, 7)), symbolName("GBPUSD")),
  ]));
  const ticks = range(700).map((index) => sampleTick(from * 7_000_000 + index * 10, index % 3));
  must(store.ticks.store(demoTerminal, [storedTicks(ticks)]));
  must(store.ticks.store(otherTerminal, [storedTicks(ticks.slice(0, 9))]));
  const [farBar, farTick] = [sampleBar(100_000 + from), sampleTick(90_000_000_000 + from)];
  must(store.bars.store(otherTerminal, [seriesBars([farBar])]));
  must(store.ticks.store(otherTerminal, [storedTicks([farTick])]));
  must(store.removedPrices.removeAfter(otherTerminal, sampleBar(50_000).brokerMs));
  must(store.signals.store([sampleSignal(from), sampleSignal(from + 100)]));
  must(store.strategies.store({
    decision: {
      owner: { terminal: demoTerminal, symbol: eurusd, timeframe: "M15", strategy: "columns" },
      barBrokerMs: sampleBar(from).brokerMs,
      state: `{"memory":{"count":${from}}}`,
      steps: "[]",
      decidedMs: unixMs(mondayMs + from),
    },
    signals: [],
  }));
  must(
    store.clockOffsets.store(demoTerminal, { fromBrokerMs: 0 as never, offsetMs: 7_200_000 }),
  );
  must(store.accountMetrics.store({
    terminal: demoTerminal,
    utcMs: unixMs(mondayMs + from),
    balance: 5_000.07,
    equity: 4_990.1,
    margin: 12.34,
    freeMargin: 4_977.76,
    marginLevelPct: from === 0 ? null : 404.3,
    profit: -9.97,
  }));
  const deals = [sampleDeal(from), sampleDeal(from + 50), balanceDeal(from + 99, 1_234.56)];
  must(store.trades.store(sampleTaken({ deals, positions: [samplePosition(from)] })));
  must(store.intents.journal(sampleIntent(from), `key ${from}`));
  must(
    store.intents.advance(
      sampleIntent(from, { state: "sent", explanation: 'a "quoted"\0 \\ text' }),
    ),
  );
  for (const one of [sampleDecision(from), refusedDecision]) must(store.decisions.store(one));
  must(store.halts.store({ ...sampleHalt, id: `halt ${from}` }));
  must(store.halts.storeGeneral({ ...sampleGeneralHalt, id: `all ${from}` }));
  must(store.days.begin({ ...sampleDay, brokerDay: `2026-01-0${from + 1}` }));
  must(store.days.storeMetrics({ ...sampleRisk, utcMs: unixMs(mondayMs + from) }));
  must(store.paperAccounts.store(paperTerminal(demoTerminal), {
    state: JSON.stringify({ from }),
    savedMs: unixMs(from),
  }));
}

/** Uses the store of the folder, and closes it. */
export function inStore(folder: string, use: (store: SqliteStore) => void): void {
  const store = must(openSqliteStore({ folder, retention: keepForEver }));
  try {
    use(store);
  } finally {
    store.close();
  }
}
