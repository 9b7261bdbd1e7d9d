/**
 * The data that the rules work on: the account's rules, the whole state as plain data, and the
 * events of the current input. Records in the state are replaced, never modified, so events may
 * hold them.
 */

import type {
  BrokerMs,
  BrokerSymbol,
  Deal,
  DealTicket,
  Order,
  OrderTicket,
  Position,
  PositionReason,
  PositionTicket,
  TradeRequest,
  TradeResult,
  TradeTransaction,
} from "../../models/mod.ts";
import { ticket } from "../../models/mod.ts";
import type { AccountRules } from "./account_rules.ts";
import type { Fault } from "./faults.ts";
import type { SlippageModel } from "./slippage.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

export type BrokerOrder = Order<BrokerSymbol>;
export type BrokerDeal = Deal<BrokerSymbol>;
export type BrokerPosition = Position<BrokerSymbol>;
export type BrokerRequest = TradeRequest<BrokerSymbol>;

/** The stored part of a position; its current price and profit are calculated from the quote. */
export interface OpenPosition extends Omit<BrokerPosition, "currentPrice" | "profit"> {
  /** The value of one unit of the margin currency in the account's currency when it was opened. */
  readonly marginRate: number;
}

/**
 * The latest quote; `buyUnits` and `sellUnits` are the volumes still available at it, null for any
 * volume.
 */
export interface BrokerQuote {
  readonly bid: number;
  readonly ask: number;
  readonly buyUnits: number | null;
  readonly sellUnits: number | null;
}

/**
 * Who sent the request: an Expert Advisor through this terminal, or the trader manually from any
 * device.
 */
export type RequestOrigin = PositionReason;

export interface GivenRequest {
  /** Chosen by the sender; the answer contains it. */
  readonly id: string;
  readonly origin: RequestOrigin;
  readonly request: BrokerRequest;
}

/** A request that is delayed; for a deal, `order` is the active order that represents it. */
export interface RequestInFlight extends GivenRequest {
  readonly dueMs: BrokerMs;
  readonly order: OrderTicket | null;
}

export type BrokerEvent =
  | TradeTransaction<BrokerSymbol>
  | { readonly kind: "answer"; readonly id: string; readonly result: TradeResult }
  /** The margin level has fallen to the warning level. */
  | { readonly kind: "margin_call"; readonly marginLevelPct: number }
  /** The margin level has fallen to the stop-out level; the deals follow. */
  | { readonly kind: "stop_out"; readonly marginLevelPct: number };

/**
 * Whether this terminal's Expert Advisors may trade. Manual requests only need the account's
 * permission.
 */
export interface Switches {
  readonly isConnected: boolean;
  readonly isAlgoAllowedByTerminal: boolean;
  readonly isAlgoAllowedByServer: boolean;
  readonly isAccountTradeAllowed: boolean;
}

export interface BrokerState {
  nowMs: BrokerMs;
  lastOrderTicket: bigint;
  lastDealTicket: bigint;
  balanceMinor: number;
  creditMinor: number;
  /** Commission that is charged at the end of the day or month, and reserved until then. */
  commissionBlockedMinor: number;
  /** The margin of the current positions; null when it must be recalculated. */
  marginMinor: number | null;
  isMarginCalled: boolean;
  switches: Switches;
  readonly symbols: Map<BrokerSymbol, TradingSymbol>;
  readonly quotes: Map<BrokerSymbol, BrokerQuote>;
  readonly orders: Map<OrderTicket, BrokerOrder>;
  readonly positions: Map<PositionTicket, OpenPosition>;
  readonly historyOrders: BrokerOrder[];
  readonly deals: BrokerDeal[];
  readonly faults: Fault[];
  readonly inFlight: RequestInFlight[];
  /** The times of the Expert Advisor's requests within the last second. */
  readonly requestTimesMs: BrokerMs[];
}

export interface BrokerContext {
  account: AccountRules;
  readonly slippage: SlippageModel;
  readonly state: BrokerState;
  /** Cleared before each input. */
  events: BrokerEvent[];
}

/** The symbol with this name, which must exist because something in the state refers to it. */
export function symbolOf(context: BrokerContext, name: BrokerSymbol): TradingSymbol {
  const symbol = context.state.symbols.get(name);
  if (symbol === undefined) throw new RangeError(`No symbol "${name}" at this broker`);
  return symbol;
}

/** The quote of a symbol that was traded, so that it must have one. */
export function quoteOf(context: BrokerContext, name: BrokerSymbol): BrokerQuote {
  const quote = context.state.quotes.get(name);
  if (quote === undefined) throw new RangeError(`No quote of "${name}" yet`);
  return quote;
}

export function nextOrderTicket(state: BrokerState): OrderTicket {
  state.lastOrderTicket++;
  return ticket<OrderTicket>(state.lastOrderTicket);
}

export function nextDealTicket(state: BrokerState): DealTicket {
  state.lastDealTicket++;
  return ticket<DealTicket>(state.lastDealTicket);
}

export function putPosition(state: BrokerState, position: OpenPosition): void {
  state.positions.set(position.ticket, position);
  state.marginMinor = null;
}

export function dropPosition(state: BrokerState, dropped: PositionTicket): void {
  state.positions.delete(dropped);
  state.marginMinor = null;
}

/** The open positions of a symbol, oldest first. */
export function positionsOf(state: BrokerState, symbol: BrokerSymbol): OpenPosition[] {
  return Array.from(state.positions.values()).filter((position) => position.symbol === symbol);
}
