/**
 * What the terminal shows a currency to be worth, by the profit of positions and by its checks of
 * orders, where that is more than the values of ticks say: those can be out of date. It holds for
 * every trade whose profit is in that currency. Pure.
 */

import type { Instrument, SymbolName } from "../../models/mod.ts";
import type { Commitment } from "./commitments.ts";
import { hasValue, judgedTickValue } from "../sizing.ts";

/** By currency, as a multiple of what the values of ticks say; only those that are more. */
export type ShownShares = ReadonlyMap<string, number>;

/** More than a rounded profit can be off. */
export const shownNoise = 1.01;

/** No instruments are known of an account that is not connected. */
export function shownShares(
  account: { readonly instruments: ReadonlyMap<SymbolName, Instrument> } | null,
  commitments: readonly Commitment[],
): ShownShares {
  const shares = new Map<string, number>();
  for (const { symbol, moneyPerPrice, volumeLots } of commitments) {
    const instrument = account?.instruments.get(symbol);
    if (moneyPerPrice === null || instrument === undefined || !hasValue(instrument)) continue;
    const share = moneyPerPrice / (volumeLots * worthOfPrice(instrument));
    const { profitCurrency } = instrument;
    if (share > (shares.get(profitCurrency) ?? shownNoise)) shares.set(profitCurrency, share);
  }
  return shares;
}

/** What one whole unit of price is worth, for a lot. */
function worthOfPrice(instrument: Instrument): number {
  return judgedTickValue(instrument) / instrument.tickSize;
}
