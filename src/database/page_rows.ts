/** Pages of what is stored, for those who read it in portions: the newest first, each page in the order of time. */

import type {
  AccountMetrics,
  BarColumns,
  BrokerMs,
  Instrument,
  RiskDecision,
  SeriesKey,
  Signal,
  SymbolName,
  TerminalId,
  TickColumns,
  TraceId,
  TradeIntent,
  UnixMs,
  VenueDeal,
} from "../models/mod.ts";

/** From `fromMs` up to and without `toMs`; null stands for no bound. */
export interface TimeRange {
  /** The first moment, in UTC. */
  readonly fromMs: UnixMs | null;
  /** The moment after the last one, in UTC. */
  readonly toMs: UnixMs | null;
}

/** The newest `limit` of the range that are older than `before` (the oldest of the page read before; null: the first page). */
export interface BarsPageWanted extends SeriesKey, TimeRange {
  /** The account whose broker made the bars. */
  readonly terminal: TerminalId;
  /** Open time of the oldest bar of the page read before; null for the first page. */
  readonly before: BrokerMs | null;
  /** How many bars at most. */
  readonly limit: number;
}

/** A page of stored bars. */
export interface BarsPage {
  /** The bars, oldest first. */
  readonly bars: BarColumns;
  /** Open time of each bar, in UTC milliseconds. */
  readonly utcMs: Float64Array;
}

/** Place of a tick among all of its symbol. */
export interface TickPlace {
  readonly brokerMs: number;
  readonly ordinal: number;
}

export interface TicksPageWanted extends TimeRange {
  readonly terminal: TerminalId;
  readonly symbol: SymbolName;
  readonly before: TickPlace | null;
  readonly limit: number;
}

export interface TicksPage {
  readonly ticks: TickColumns;
  readonly utcMs: Float64Array;
  readonly ordinal: Float64Array;
}

export interface AccountPageWanted extends TimeRange {
  readonly terminal: TerminalId;
  readonly before: UnixMs | null;
  readonly limit: number;
}

/** Place of a signal among all. */
export interface SignalPlace {
  readonly createdMs: number;
  readonly id: string;
}

/** Null for a filter lets all pass. */
export interface SignalsPageWanted extends TimeRange {
  readonly terminal: TerminalId | null;
  readonly symbol: SymbolName | null;
  readonly strategy: string | null;
  readonly before: SignalPlace | null;
  readonly limit: number;
}

/** What the store keeps of an instrument's description for readers. */
export type DescribedInstrument = Omit<Instrument, "tradeMode" | "sessions">;

/** A symbol as its broker described it last. */
export interface StoredInstrument {
  readonly terminal: TerminalId;
  readonly instrument: DescribedInstrument;
}

/** A deal with the account it was made on. */
export interface TerminalDeal extends VenueDeal {
  readonly terminal: TerminalId;
}

/** Place of a deal among those of its account. */
export interface DealPlace {
  readonly brokerMs: number;
  readonly row: number;
}

export interface DealsPageWanted extends TimeRange {
  readonly terminal: TerminalId;
  readonly symbol: SymbolName | null;
  readonly before: DealPlace | null;
  readonly limit: number;
}

/** A deal with the story it belongs to, where there is one. */
export interface TerminalDealRow extends TerminalDeal {
  readonly row: number;
  readonly trace: TraceId | null;
  readonly strategy: string | null;
}

/** Up to where somebody has read what is new: numbers of rows. */
export interface ChangesCursor {
  readonly deal: number;
  readonly intentChange: number;
  readonly decision: number;
  readonly signal: number;
}

/** What was stored after a cursor, oldest first; each list is bounded, and the next reading goes on behind it. */
export interface StoreChanges {
  readonly cursor: ChangesCursor;
  readonly deals: readonly TerminalDeal[];
  /** Each change of an intent: the intent as it was then. */
  readonly intents: readonly TradeIntent[];
  readonly decisions: readonly RiskDecision[];
  readonly signals: readonly Signal[];
}

export type AccountPage = readonly AccountMetrics[];
export type SignalsPage = readonly Signal[];
