/** At which price, and up to which volume, a market order is filled. */

import type { BrokerSymbol, Direction } from "../../models/mod.ts";
import { fromPoints, toPoints } from "../../models/mod.ts";
import { type BrokerContext, quoteOf, symbolOf } from "./broker_context.ts";
import { dealPrice } from "./price_rules.ts";
import { toLots, toUnits } from "./quantity.ts";

/**
 * The current quote with slippage; with request and instant execution there is no slippage but a
 * requote.
 */
export function marketPrice(
  context: BrokerContext,
  name: BrokerSymbol,
  { direction, units }: { readonly direction: Direction; readonly units: number },
): number {
  const symbol = symbolOf(context, name);
  const quoted = dealPrice(quoteOf(context, name), direction);
  if (symbol.execution === "request" || symbol.execution === "instant") return quoted;
  const worse = context.slippage({ symbol: name, direction, volumeLots: toLots(units) });
  if (worse === 0) return quoted;
  const points = toPoints(quoted, symbol.digits) + (direction === "buy" ? worse : -worse);
  return fromPoints(Math.max(1, points), symbol.digits);
}

/** How much of `units` is available at the quote, in whole volume steps. */
export function fillableUnits(
  context: BrokerContext,
  name: BrokerSymbol,
  { direction, units }: { readonly direction: Direction; readonly units: number },
): number {
  const quote = quoteOf(context, name);
  const offered = direction === "buy" ? quote.buyUnits : quote.sellUnits;
  if (offered === null || offered >= units) return units;
  const step = toUnits(symbolOf(context, name).volumeStepLots);
  return Math.floor(offered / step) * step;
}

/** Removes the filled volume from what the quote offers, until the next quote. */
export function takeFromQuote(
  context: BrokerContext,
  name: BrokerSymbol,
  { direction, units }: { readonly direction: Direction; readonly units: number },
): void {
  const quote = quoteOf(context, name);
  const side = direction === "buy" ? "buyUnits" : "sellUnits";
  const offered = quote[side];
  if (offered !== null) context.state.quotes.set(name, { ...quote, [side]: offered - units });
}
