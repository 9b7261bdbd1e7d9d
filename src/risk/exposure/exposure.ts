/**
 * How much of each symbol, currency and group an account is exposed to, as notional value in its
 * own currency (volume times price, valued by the symbol's tick value). A symbol's exposure is the
 * sum of both directions. A currency's is the net of all trades: buying EURUSD is long EUR and
 * short USD. A group's is the sum of all trades in one direction. Anything that may not be executed
 * counts only where it increases the exposure. A position covers what is open, never what may still
 * be pending when that position is gone; what is being closed of it covers nothing.
 */

import {
  type Direction,
  type Instrument,
  isPendingType,
  orderDirection,
  type OrderProposal,
  type SymbolName,
} from "../../models/mod.ts";
import type { Commitment } from "../facts/commitments.ts";
import { hasValue, judgedTickValue } from "../sizing.ts";
import { type SymbolGroup, symbolGroup, symbolKind } from "./symbol_kind.ts";

type Instruments = ReadonlyMap<SymbolName, Instrument>;

/** One exposure that the proposal would increase, and how much of it is already used. */
export interface ExposureSide {
  /** A symbol, a currency, or a group. */
  readonly of: string;
  /**
   * Exposure before the trade, in the direction of the trade; negative when the account is exposed
   * the other way.
   */
  readonly usedMoney: number;
}

/** Notional value of one lot. */
export function notionalPerLot(instrument: Instrument, price: number): number {
  return price / instrument.tickSize * judgedTickValue(instrument);
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

/**
 * The notional value of all trades, long and short added. A trade in a symbol that no list names
 * counts by its profit; the sum is infinite when that is not known either.
 */
export function wholeExposure(
  commitments: readonly Commitment[],
  instruments: Instruments,
): number {
  return commitments.reduce((sum, one) => {
    if (instruments.has(one.symbol)) return sum + notionalOf(one, instruments);
    const perPrice = one.moneyPerPrice ?? one.mostMoneyPerPrice ?? null;
    return sum + (perPrice === null || !(one.price > 0) ? Infinity : one.price * perPrice);
  }, 0);
}

/** What the symbol of the proposal exchanges: two currencies, or a thing and its currency. */
export function currencyExposures(
  { symbol, type }: Pick<OrderProposal, "symbol" | "type">,
  commitments: readonly Commitment[],
  instruments: Instruments,
): ExposureSide[] {
  const instrument = instruments.get(symbol);
  if (instrument === undefined) return [];
  return legsOf(instrument, orderDirection(type) ?? "buy").map(({ currency, sign }) => {
    const used = usedOf(currency, sign, { commitments, instruments });
    return { of: currency, usedMoney: usedBeside(type, used) };
  });
}

/** The group of the symbol, in the direction of the proposal; null where it is in none. */
export function groupExposure(
  { symbol, type }: Pick<OrderProposal, "symbol" | "type">,
  commitments: readonly Commitment[],
  instruments: Instruments,
): ExposureSide | null {
  const instrument = instruments.get(symbol);
  const group = instrument === undefined ? null : symbolGroup(instrument);
  if (instrument === undefined || group === null) return null;
  const sign = signInGroup(instrument, orderDirection(type) ?? "buy");
  const bySymbol = new Map<SymbolName, Used>([[symbol, nothingUsed]]);
  for (const commitment of commitments) {
    const other = instruments.get(commitment.symbol);
    if (other === undefined || symbolGroup(other) !== group) continue;
    const isAdding = signInGroup(other, commitment.direction) === sign;
    if (!isAdding && !commitment.isPosition) continue;
    const money = signedNotional(commitment, instruments, isAdding);
    const before = bySymbol.get(commitment.symbol) ?? nothingUsed;
    bySymbol.set(commitment.symbol, withAdded(before, commitment, money));
  }
  // A trade in the opposite direction in another symbol offsets nothing, because the symbols of a
  // group drift apart.
  const usedMoney = [...bySymbol].reduce(
    (sum, [name, used]) => sum + (name === symbol ? usedBeside(type, used) : mostOf(used)),
    0,
  );
  return { of: groupNames[group][sign === 1 ? "long" : "short"], usedMoney };
}

const groupNames: Readonly<Record<SymbolGroup, { readonly long: string; readonly short: string }>> =
  {
    usd_majors: { long: "Long US dollar", short: "Short US dollar" },
    metals: { long: "Long metals", short: "Short metals" },
    crypto: { long: "Long crypto", short: "Short crypto" },
    indices: { long: "Long indices and shares", short: "Short indices and shares" },
    energies: { long: "Long energies", short: "Short energies" },
  };

/**
 * For the dollar's majors, the direction of the dollar; for all others, that of the symbol's price.
 */
function signInGroup(instrument: Instrument, direction: Direction): 1 | -1 {
  const sign = direction === "buy" ? 1 : -1;
  const isInverse = symbolGroup(instrument) === "usd_majors" && instrument.profitCurrency === "USD";
  return isInverse ? opposite(sign) : sign;
}

function opposite(sign: 1 | -1): 1 | -1 {
  return sign === 1 ? -1 : 1;
}

interface Leg {
  readonly currency: string;
  readonly sign: 1 | -1;
  /** Whether it reduces an exposure in the opposite direction. */
  readonly isCover: boolean;
}

/**
 * An index or a share does not exchange one currency for another. Metals and crypto are paid for in
 * a currency, but do not offset exposure to it, because their prices move independently.
 */
function legsOf(instrument: Instrument, direction: Direction): Leg[] {
  const { baseCurrency, profitCurrency } = instrument;
  const sign = direction === "buy" ? 1 : -1;
  const kind = symbolKind(instrument);
  if (kind === "contract") return [];
  const isPair = kind === "currencies";
  const price: Leg = { currency: profitCurrency, sign: opposite(sign), isCover: isPair };
  return baseCurrency === profitCurrency
    ? [price]
    : [{ currency: baseCurrency, sign, isCover: true }, price];
}

/** Exposure in one direction. */
interface Used {
  /** What is open or filled at once, less what covers it; negative when there is more cover. */
  readonly openMoney: number;
  /** Pending orders, which may fill when no cover is left. */
  readonly pendingMoney: number;
}

const nothingUsed: Used = { openMoney: 0, pendingMoney: 0 };

function withAdded(used: Used, { isPosition, isMarketOrder }: Commitment, money: number): Used {
  return isPosition || isMarketOrder === true
    ? { ...used, openMoney: used.openMoney + money }
    : { ...used, pendingMoney: used.pendingMoney + money };
}

/** The most that can be open in this direction at once. */
function mostOf({ openMoney, pendingMoney }: Used): number {
  return Math.max(0, openMoney) + pendingMoney;
}

/** Before an order of this type: what is cover now may be gone when a pending one fills. */
function usedBeside(type: OrderProposal["type"], used: Used): number {
  return isPendingType(type) ? mostOf(used) : used.openMoney + used.pendingMoney;
}

function usedOf(
  currency: string,
  sign: 1 | -1,
  { commitments, instruments }: { commitments: readonly Commitment[]; instruments: Instruments },
): Used {
  let used = nothingUsed;
  for (const commitment of commitments) {
    const instrument = instruments.get(commitment.symbol);
    if (instrument === undefined) continue;
    const leg = legsOf(instrument, commitment.direction).find((one) => one.currency === currency);
    if (leg === undefined) continue;
    const isCounted = leg.sign === sign || (commitment.isPosition && leg.isCover);
    if (!isCounted) continue;
    used = withAdded(used, commitment, signedNotional(commitment, instruments, leg.sign === sign));
  }
  return used;
}

/**
 * Positive when it adds to the exposure. A trade that is not certain offsets nothing, nor does what
 * is being closed.
 */
function signedNotional(one: Commitment, instruments: Instruments, isAdding: boolean): number {
  if (isAdding) return notionalOf(one, instruments);
  const { volumeLots, closingLots = 0 } = one;
  const lastingShare = volumeLots > 0 ? Math.max(0, volumeLots - closingLots) / volumeLots : 0;
  if (lastingShare === 0) return 0;
  const money = notionalOf({ ...one, mostMoneyPerPrice: null }, instruments);
  return Number.isFinite(money) ? -money * lastingShare : 0;
}

/**
 * A terminal sometimes reports no tick value; it is then derived from a position's profit. Infinite
 * when that is not possible either, or while the price is unknown, so that no further trade fits
 * the limits.
 */
function notionalOf(one: Commitment, instruments: Instruments): number {
  const { symbol, volumeLots, price } = one;
  const instrument = instruments.get(symbol);
  if (instrument === undefined) return 0;
  if (!(price > 0)) return Infinity;
  if (hasValue(instrument)) return volumeLots * notionalPerLot(instrument, price);
  const perPrice = one.moneyPerPrice ?? one.mostMoneyPerPrice ?? null;
  return perPrice === null ? Infinity : price * perPrice;
}
