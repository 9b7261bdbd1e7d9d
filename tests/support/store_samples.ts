/** Rows for tests of the store, and a store folder that is removed with the test. */

import type { SeriesBars } from "../../src/database/store_rows.ts";
import { openSqliteStore, type SqliteStore } from "../../src/database/sqlite_store.ts";
import {
  type AcceptedTicks,
  type Bar,
  barColumns,
  brokerMs,
  symbolName,
  terminalId,
  type Tick,
  tickBatch,
} from "../../src/models/mod.ts";
import type { Instrument, Result, Signal } from "../../src/models/mod.ts";
import { signalId, unixMs } from "../../src/models/mod.ts";
import type { BrokerSymbol } from "../../src/models/mod.ts";

export const demoTerminal = terminalId("5012345", "MetaQuotes-Demo");
export const otherTerminal = terminalId("77", "Other-Live 3");
export const eurusd = symbolName("EURUSD");

/** Monday 2026-01-05 00:00 on the server's calendar, two hours ahead of UTC. */
export const mondayMs = Date.UTC(2026, 0, 5);
export const offsetMs = 2 * 3_600_000;
export const m15Ms = 15 * 60_000;

export const keepForEver = { tickDays: 0, barDays: 0 };

/** The value of a result that must be ok. */
export function must<T, E extends { readonly code: string }>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`Failed: ${JSON.stringify(result.error)}`);
  return result.value;
}

export async function inTempFolder(use: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "store_" });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A new store, closed at the end. */
export function withStore(
  use: (store: SqliteStore, folder: string) => void | Promise<void>,
): Promise<void> {
  return inTempFolder(async (folder) => {
    const store = must(openSqliteStore({ folder, retention: keepForEver }));
    try {
      await use(store, folder);
    } finally {
      store.close();
    }
  });
}

/** The bar number `index` after Monday 0:00, with prices of `points` around 1.10000. */
export function sampleBar(index: number, points = 0): Bar {
  const price = (more: number) => (110_000 + points + more) / 1e5;
  return {
    brokerMs: brokerMs(mondayMs + index * m15Ms),
    open: price(0),
    high: price(31),
    low: price(-17),
    close: price(8),
    tickVolume: 100 + index,
    realVolume: 0,
    spreadPoints: 12,
  };
}

export function seriesBars(bars: readonly Bar[], symbol = eurusd): SeriesBars {
  const columns = barColumns(bars);
  return {
    symbol,
    timeframe: "M15",
    bars: columns,
    utcMs: columns.brokerMs.map((time) => time - offsetMs),
  };
}

export interface OrdinalTick extends Tick {
  readonly ordinal: number;
}

/** A tick `atMs` after Monday 0:00. */
export function sampleTick(atMs: number, ordinal = 0): OrdinalTick {
  return {
    brokerMs: brokerMs(mondayMs + atMs),
    ordinal,
    bid: (110_000 + ordinal) / 1e5,
    ask: (110_012 + ordinal) / 1e5,
    last: 0,
    volume: 0,
    flags: 6,
  };
}

export function storedTicks(ticks: readonly OrdinalTick[], symbol = eurusd): AcceptedTicks {
  const batch = tickBatch(symbol, ticks);
  return {
    ticks: batch,
    utcMs: batch.brokerMs.map((time) => time - offsetMs),
    ordinal: Uint16Array.from(ticks, (tick) => tick.ordinal),
  };
}

export function sampleSignal(index: number, strategy = "ma_cross"): Signal {
  const key = {
    terminal: demoTerminal,
    symbol: eurusd,
    timeframe: "M15",
    strategy,
    barBrokerMs: brokerMs(mondayMs + index * m15Ms),
  } as const;
  return {
    ...key,
    id: signalId(key),
    direction: "buy",
    price: 1.1,
    stopLoss: 1.095,
    takeProfit: 1.11,
    asOfBrokerMs: brokerMs(mondayMs + (index + 1) * m15Ms),
    createdMs: unixMs(mondayMs + index * m15Ms - offsetMs + 40),
    ageMs: index % 3 === 0 ? 90_000 : 40,
    isLate: index % 3 === 0,
    reason: "Fast average crossed above the slow one",
  };
}

export const sampleInstrument: Instrument = {
  symbol: eurusd,
  brokerSymbol: "EURUSD.m" as BrokerSymbol,
  assetClass: "forex",
  digits: 5,
  tickSize: 0.00001,
  tickValue: 1,
  contractSize: 100_000,
  volumeMinLots: 0.01,
  volumeMaxLots: 100,
  volumeStepLots: 0.01,
  stopsLevelPoints: 0,
  freezeLevelPoints: 0,
  fillingModes: ["fok", "ioc"],
  baseCurrency: "EUR",
  profitCurrency: "USD",
  marginCurrency: "EUR",
  tradeMode: "full",
  calcMode: "forex",
  sessions: [{ fromMinute: 1_445, toMinute: 7_195 }],
  swap: { mode: "points", long: -6.2, short: 1.1 },
  brokerTerms: {
    execution: "market",
    orderKinds: ["market", "limit", "stop", "sl", "tp"],
    lifetimes: ["gtc", "specified"],
    gtcMode: "gtc",
    swapNights: [0, 1, 1, 3, 1, 1, 0],
    marginInitial: 0,
    marginMaintenance: 0,
    marginHedged: 50_000,
    marginRates: { buy: { initial: 1, maintenance: 1 }, sell: { initial: 1, maintenance: 1 } },
    quoteSessions: [{ fromMinute: 1_440, toMinute: 7_200 }],
  },
};
