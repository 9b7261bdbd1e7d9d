/** The whole state as plain data that JSON keeps exactly, so that a broker can go on after a restart of the program. */

import { type BrokerSymbol, type OrderTicket, ticket } from "../../models/mod.ts";
import type { Book, BookQuote, BrokerOrder, OpenPosition } from "./desk.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

/** Maps are rows, tickets text; all else as it is in the book. */
export interface BrokerSnapshot extends
  Omit<
    Book,
    "lastOrderTicket" | "lastDealTicket" | "symbols" | "quotes" | "orders" | "positions"
  > {
  readonly lastOrderTicket: string;
  readonly lastDealTicket: string;
  readonly symbols: readonly TradingSymbol[];
  readonly quotes: readonly (readonly [BrokerSymbol, BookQuote])[];
  readonly orders: readonly BrokerOrder[];
  readonly positions: readonly OpenPosition[];
}

export function snapshotOf(book: Book): BrokerSnapshot {
  return {
    ...book,
    ...copiedLists(book),
    lastOrderTicket: String(book.lastOrderTicket),
    lastDealTicket: String(book.lastDealTicket),
    symbols: Array.from(book.symbols.values()),
    quotes: Array.from(book.quotes),
    orders: Array.from(book.orders.values()),
    positions: Array.from(book.positions.values()),
  };
}

export function bookOf(snapshot: BrokerSnapshot): Book {
  return {
    ...snapshot,
    ...copiedLists(snapshot),
    lastOrderTicket: BigInt(ticket<OrderTicket>(snapshot.lastOrderTicket)),
    lastDealTicket: BigInt(ticket<OrderTicket>(snapshot.lastDealTicket)),
    symbols: new Map(snapshot.symbols.map((symbol) => [symbol.name, symbol])),
    quotes: new Map(snapshot.quotes),
    orders: new Map(snapshot.orders.map((order) => [order.ticket, order])),
    positions: new Map(snapshot.positions.map((position) => [position.ticket, position])),
  };
}

/** The lists grow in place; their records never change. */
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
  Book,
  "historyOrders" | "deals" | "faults" | "inFlight" | "requestTimesMs"
>;
