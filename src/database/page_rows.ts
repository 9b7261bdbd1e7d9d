/**
 * Pages of stored data, for readers that fetch it in portions: the newest page first, each page in
 * chronological order.
 */

import type {
  AccountFigures,
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

/** From `fromMs` up to but not including `toMs`; null means no limit. */
export interface TimeRange {
  /** The first moment, in UTC. */
  readonly fromMs: UnixMs | null;
  /** The moment after the last one, in UTC. */
  readonly toMs: UnixMs | null;
}

/**
 * The newest `limit` bars of the range that are older than `before` (the oldest bar of the page
 * read before; null for the first page).
 */
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

/** The position of a tick among all ticks of its symbol. */
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

/** The position of a signal among all signals. */
export interface SignalPlace {
  readonly createdMs: number;
  readonly id: string;
}

/** A filter that is null accepts everything. */
export interface SignalsPageWanted extends TimeRange {
  readonly terminal: TerminalId | null;
  readonly symbol: SymbolName | null;
  readonly strategy: string | null;
  readonly before: SignalPlace | null;
  readonly limit: number;
}

/** The parts of an instrument's description that the store keeps for readers. */
export type DescribedInstrument = Omit<Instrument, "tradeMode" | "calcMode">;

/** A symbol with its broker's latest description. */
export interface StoredInstrument {
  readonly terminal: TerminalId;
  readonly instrument: DescribedInstrument;
}

/** A deal with the account it belongs to. */
export interface TerminalDeal extends VenueDeal {
  readonly terminal: TerminalId;
}

/** The position of a deal among all deals of its account. */
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

/** A deal with the trace it belongs to, where there is one. */
export interface TerminalDealRow extends TerminalDeal {
  readonly row: number;
  readonly trace: TraceId | null;
  readonly strategy: string | null;
}

/** How far a reader has read new rows, as row numbers. */
export interface ChangesCursor {
  readonly deal: number;
  readonly intentChange: number;
  readonly decision: number;
  readonly signal: number;
}

/**
 * What was stored after a cursor, oldest first. Each list is limited; the next call continues after
 * it.
 */
export interface StoreChanges {
  readonly cursor: ChangesCursor;
  readonly deals: readonly TerminalDeal[];
  /** One entry for each change of an intent: the intent as it was after the change. */
  readonly intents: readonly TradeIntent[];
  readonly decisions: readonly RiskDecision[];
  readonly signals: readonly Signal[];
}

export type AccountPage = readonly AccountFigures[];
export type SignalsPage = readonly Signal[];
