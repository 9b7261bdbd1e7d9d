/**
 * How much of each symbol and of each currency an account is exposed to, as notional value in its
 * own currency (volume times price, valued by the symbol's tick value). A symbol's exposure is the
 * sum of both directions. A currency's is the net of all trades: buying EURUSD is long EUR and
 * short USD. Anything that may not be executed counts only where it increases the exposure.
 */

import {
  type Direction,
  type Instrument,
  orderDirection,
  type OrderProposal,
  type SymbolName,
} from "../models/mod.ts";
import type { Commitment } from "./commitments.ts";
import { hasValue } from "./sizing.ts";

type Instruments = ReadonlyMap<SymbolName, Instrument>;

/** One exposure that the proposal would increase, and how much of it is already used. */
export interface ExposureSide {
  /** A symbol, or a currency. */
  readonly of: string;
  /**
   * Exposure before the trade, in the direction of the trade; negative when the account is exposed
   * the other way.
   */
  readonly usedMoney: number;
}

/** Notional value of one lot. */
export function notionalPerLot({ tickSize, tickValue }: Instrument, price: number): number {
  return price / tickSize * tickValue;
}

export function symbolExposure(
  { symbol }: Pick<OrderProposal, "symbol">,
  commitments: readonly Commitment[],
  instruments: Instruments,
): ExposureSide {
  const usedMoney = commitments.filter((one) => one.symbol === symbol)
    .reduce((sum, one) => sum + notionalOf(one, instruments), 0);
  return { of: symbol, usedMoney };
}

/** Exposure in the proposal's base currency and in its profit currency. */
export function currencyExposures(
  { symbol, type }: Pick<OrderProposal, "symbol" | "type">,
  commitments: readonly Commitment[],
  instruments: Instruments,
): ExposureSide[] {
  const instrument = instruments.get(symbol);
  if (instrument === undefined) return [];
  return legsOf(instrument, orderDirection(type) ?? "buy").map(({ currency, sign }) => ({
    of: currency,
    usedMoney: usedOf(currency, sign, { commitments, instruments }),
  }));
}

interface Leg {
  readonly currency: string;
  readonly sign: 1 | -1;
}

function legsOf(instrument: Instrument, direction: Direction): Leg[] {
  const sign = direction === "buy" ? 1 : -1;
  return [
    { currency: instrument.baseCurrency, sign },
    { currency: instrument.profitCurrency, sign: sign === 1 ? -1 : 1 },
  ];
}

/** The largest possible exposure of the account in the direction of `sign`. */
function usedOf(
  currency: string,
  sign: 1 | -1,
  { commitments, instruments }: { commitments: readonly Commitment[]; instruments: Instruments },
): number {
  let used = 0;
  for (const commitment of commitments) {
    const instrument = instruments.get(commitment.symbol);
    if (instrument === undefined) continue;
    const leg = legsOf(instrument, commitment.direction).find((one) => one.currency === currency);
    if (leg === undefined || (!commitment.isPosition && leg.sign !== sign)) continue;
    used += leg.sign * sign * notionalOf(commitment, instruments);
  }
  return used;
}

function notionalOf({ symbol, volumeLots, price }: Commitment, instruments: Instruments): number {
  const instrument = instruments.get(symbol);
  if (instrument === undefined || !hasValue(instrument)) return 0;
  return volumeLots * notionalPerLot(instrument, price);
}
