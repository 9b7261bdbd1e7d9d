/**
 * What one unit of a currency is worth in another, by the quotes of the accounts' own symbols:
 * directly, or by way of the US dollar. Both sides of the quotes count, so that a loss is never
 * converted at the better one. Pure.
 */

import { mainCurrency } from "../../models/currency.ts";
import type { Instrument, SymbolName, TerminalId } from "../../models/mod.ts";
import { symbolKind } from "../exposure/symbol_kind.ts";

export interface Rate {
  readonly low: number;
  readonly high: number;
}

/** A symbol of an account whose quote is a rate. */
export interface QuotedRate {
  readonly terminal: TerminalId;
  readonly symbol: SymbolName;
  /** It is quoted the other way round: the rate is 1 divided by the quote. */
  readonly isInverse: boolean;
}

/** The quotes to be multiplied; null: there are no such symbols. None: it is the same currency. */
export type RateChain = readonly QuotedRate[] | null;

export interface Offer {
  readonly terminal: TerminalId;
  readonly instruments: Iterable<Instrument>;
}

const between = "USD";

export function rateChain(from: string, to: string, offers: readonly Offer[]): RateChain {
  const [own, wanted] = [mainCurrency(from).name, mainCurrency(to).name];
  if (own === wanted) return [];
  const direct = sourceOf(own, wanted, offers);
  if (direct !== null) return [direct];
  const [first, second] = [sourceOf(own, between, offers), sourceOf(between, wanted, offers)];
  return first === null || second === null ? null : [first, second];
}

function sourceOf(from: string, to: string, offers: readonly Offer[]): QuotedRate | null {
  for (const { terminal, instruments } of offers) {
    for (const instrument of instruments) {
      const { symbol, baseCurrency: base, profitCurrency: profit } = instrument;
      const isDirect = base === from && profit === to;
      const isInverse = base === to && profit === from;
      if (!isDirect && !isInverse) continue;
      if (symbolKind(instrument) === "contract") continue;
      return { terminal, symbol, isInverse };
    }
  }
  return null;
}

/** Null when a quote makes no sense. `quotes`: of the sources of the chain, in their order. */
export function chainedRate(
  chain: readonly QuotedRate[],
  quotes: readonly { readonly bid: number; readonly ask: number }[],
  { from, to }: { readonly from: string; readonly to: string },
): Rate | null {
  const units = mainCurrency(to).units / mainCurrency(from).units;
  let rate: Rate = { low: units, high: units };
  for (const [index, { isInverse }] of chain.entries()) {
    const { bid, ask } = quotes[index]!;
    if (!(bid > 0 && ask >= bid && Number.isFinite(ask))) return null;
    rate = isInverse
      ? { low: rate.low / ask, high: rate.high / bid }
      : { low: rate.low * bid, high: rate.high * ask };
  }
  return rate;
}
