/**
 * Processes a new quote: positions are checked against their stops first, then orders against their
 * prices, both oldest first.
 */

import { type BrokerMs, type BrokerSymbol, roundPrice } from "../../models/mod.ts";
import { type BrokerContext, symbolOf } from "./broker_context.ts";
import { passTime } from "./passing_time.ts";
import { nextQuoteOnTheWay } from "./passed_levels.ts";
import { watchMargin } from "./stop_out.ts";
import { triggerStops } from "./position_stops.ts";
import { toUnits } from "./quantity.ts";
import { isInSession } from "./trade_sessions.ts";
import { meetQuote } from "./pending_orders.ts";

export interface MarketQuote {
  readonly symbol: BrokerSymbol;
  readonly bid: number;
  readonly ask: number;
  /** A quote that arrives late counts as current. */
  readonly brokerMs: BrokerMs;
  /** How much can be bought at the ask and sold at the bid; when omitted, any volume. */
  readonly buyLots?: number;
  readonly sellLots?: number;
  /** The price has been everywhere between the quote before and this one. */
  readonly isOnTheWay?: boolean;
}

/** Throws a `RangeError` for a symbol that the broker does not have, and for invalid prices. */
export function takeQuote(context: BrokerContext, quote: MarketQuote): void {
  const symbol = symbolOf(context, quote.symbol);
  const [bid, ask] = [quote.bid, quote.ask].map((price) => roundPrice(price, symbol.digits));
  const isQuote = bid !== undefined && ask !== undefined && bid > 0 && ask >= bid;
  if (!isQuote) throw new RangeError(`No quote: bid ${quote.bid}, ask ${quote.ask}`);
  passTime(context, quote.brokerMs);
  if (quote.isOnTheWay === true) meetOnTheWay(context, { ...quote, bid, ask });
  meetQuotes(context, { ...quote, bid, ask });
}

/** Each level between the quote before and this one, at its own price. */
function meetOnTheWay(context: BrokerContext, quote: MarketQuote): void {
  for (;;) {
    const next = nextQuoteOnTheWay(context, quote);
    if (next === quote) return;
    meetQuotes(context, next);
    watchMargin(context);
  }
}

function meetQuotes(context: BrokerContext, quote: MarketQuote): void {
  const { state } = context;
  const { bid, ask } = quote;
  const symbol = symbolOf(context, quote.symbol);
  state.quotes.set(quote.symbol, {
    bid,
    ask,
    buyUnits: quote.buyLots === undefined ? null : toUnits(quote.buyLots),
    sellUnits: quote.sellLots === undefined ? null : toUnits(quote.sellLots),
  });
  if (symbol.tradeMode === "disabled" || !isInSession(symbol.sessions, state.nowMs)) return;
  for (const position of state.positions.values()) {
    if (position.symbol === quote.symbol) triggerStops(context, position);
  }
  for (const order of state.orders.values()) {
    if (order.symbol === quote.symbol) meetQuote(context, order);
  }
}
