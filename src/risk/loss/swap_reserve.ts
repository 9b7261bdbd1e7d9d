/**
 * Reserves the swap of the coming nights. A trade that stays open overnight is charged swap before
 * its stop is hit, so it loses the distance plus the swap. A positive swap is not counted, because
 * it may change any day. Pure.
 */

import type { Direction, Instrument } from "../../models/mod.ts";
import { notionalPerLot } from "../exposure/exposure.ts";
import { judgedTickValue } from "../sizing.ts";

const daysPerYear = 360;

export interface SwapFacts {
  readonly direction: Direction;
  readonly price: number;
  /** The account's currency. */
  readonly currency: string;
}

/**
 * What a lot is charged for one night, in the account's currency; 0 when nothing is charged, or
 * when the terminal does not report it. The instrument must have a value.
 */
export function swapPerNight(instrument: Instrument, facts: SwapFacts): number {
  const { swap } = instrument;
  if (swap === undefined) return 0;
  const charged = -(facts.direction === "buy" ? swap.long : swap.short);
  if (!(charged > 0) || !Number.isFinite(charged)) return 0;
  return charged * unitOf(instrument, facts);
}

/** The value of one unit of the swap of a lot. */
function unitOf(instrument: Instrument, { price, currency }: SwapFacts): number {
  switch (instrument.swap?.mode) {
    case "points":
    case "reopen_current":
    case "reopen_bid":
      return 10 ** -instrument.digits * perPrice(instrument);
    case "currency_deposit":
      return 1;
    case "currency_symbol":
      return worthOf(instrument.baseCurrency, instrument, { price, currency });
    case "currency_margin":
      return worthOf(instrument.marginCurrency, instrument, { price, currency });
    case "interest_current":
    case "interest_open":
      return notionalPerLot(instrument, price) / 100 / daysPerYear;
    default:
      return 0;
  }
}

/** What one whole unit of price is worth, for a lot. */
function perPrice(instrument: Instrument): number {
  return judgedTickValue(instrument) / instrument.tickSize;
}

/**
 * What one unit of a currency is worth; 0 unless it is the account's or one of the symbol's two.
 */
function worthOf(
  name: string,
  instrument: Instrument,
  { price, currency }: Omit<SwapFacts, "direction">,
): number {
  if (name === currency) return 1;
  const perProfitUnit = perPrice(instrument) / instrument.contractSize;
  if (name === instrument.profitCurrency) return perProfitUnit;
  return name === instrument.baseCurrency ? perProfitUnit * price : 0;
}
