/**
 * The whole state as plain data that JSON represents exactly, so that a broker can continue after a
 * restart of the program.
 */

import { type BrokerSymbol, type OrderTicket, ticket } from "../../models/mod.ts";
import type { BrokerOrder, BrokerQuote, BrokerState, OpenPosition } from "./broker_context.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

/** Maps become rows, tickets become text; everything else is as in the state. */
export interface BrokerSnapshot extends
  Omit<
    BrokerState,
    "lastOrderTicket" | "lastDealTicket" | "symbols" | "quotes" | "orders" | "positions"
  > {
  readonly lastOrderTicket: string;
  readonly lastDealTicket: string;
  readonly symbols: readonly TradingSymbol[];
  readonly quotes: readonly (readonly [BrokerSymbol, BrokerQuote])[];
  readonly orders: readonly BrokerOrder[];
  readonly positions: readonly OpenPosition[];
}

export function snapshotOf(state: BrokerState): BrokerSnapshot {
  return {
    ...state,
    ...copiedLists(state),
    lastOrderTicket: String(state.lastOrderTicket),
    lastDealTicket: String(state.lastDealTicket),
    symbols: Array.from(state.symbols.values()),
    quotes: Array.from(state.quotes),
    orders: Array.from(state.orders.values()),
    positions: Array.from(state.positions.values()),
  };
}

export function stateOfSnapshot(snapshot: BrokerSnapshot): BrokerState {
  return {
    ...snapshot,
    // Those of earlier versions have none.
    commissionBlockedMinor: snapshot.commissionBlockedMinor ?? 0,
    ...copiedLists(snapshot),
    lastOrderTicket: BigInt(ticket<OrderTicket>(snapshot.lastOrderTicket)),
    lastDealTicket: BigInt(ticket<OrderTicket>(snapshot.lastDealTicket)),
    symbols: new Map(snapshot.symbols.map((symbol) => [symbol.name, symbol])),
    quotes: new Map(snapshot.quotes),
    orders: new Map(snapshot.orders.map((order) => [order.ticket, order])),
    positions: new Map(snapshot.positions.map((position) => [position.ticket, position])),
  };
}

/** The lists grow in place, so they are copied; their records never change. */
function copiedLists(from: GrowingLists): GrowingLists {
  return {
    historyOrders: [...from.historyOrders],
    deals: [...from.deals],
    faults: [...from.faults],
    inFlight: [...from.inFlight],
    requestTimesMs: [...from.requestTimesMs],
  };
}

type GrowingLists = Pick<
  BrokerState,
  "historyOrders" | "deals" | "faults" | "inFlight" | "requestTimesMs"
>;
