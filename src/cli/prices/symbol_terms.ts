/** The terms of a symbol in a backtest: the trader's own, or those of a typical broker. */

import { err, ok, type Result } from "../../models/mod.ts";
import {
  knownName,
  marketSymbol,
  tickValueOf,
} from "../../simulation/market/instrument_catalog.ts";
import { forexNights, type TradingSymbol, tradingSymbol } from "../../simulation/trading/mod.ts";
import { usualTerms } from "../../simulation/trading_terms.ts";
import type { BacktestOptions } from "../arguments/backtest_arguments.ts";
import { factsOf, type TraderTerms, unknownSymbolText } from "./symbol_facts.ts";

interface PricedSymbol {
  readonly symbol: string;
  /** Those of its prices. */
  readonly digits: number;
}

type AccountOptions = Pick<BacktestOptions, "currency" | "commissionPerLot" | "envFile">;

/** A symbol that nobody has described is refused: a wrong contract makes every figure wrong. */
export function usualSymbol(
  priced: PricedSymbol,
  options: AccountOptions,
): Result<TradingSymbol, string> {
  const { symbol, digits } = priced;
  const { currency, envFile, commissionPerLot } = options;
  const facts = factsOf(symbol, envFile);
  if (!facts.ok) return facts;
  if (facts.value !== null) {
    return ok(withCommission(describedSymbol(priced, facts.value, currency), commissionPerLot));
  }
  const known = knownName(symbol);
  if (known === null) return err(unknownSymbolText(symbol, envFile));
  const { wire } = marketSymbol(known, { suffix: "", accountCurrency: currency });
  const tickSize = tickSizeOf(digits);
  const tickValue = Number((wire.tickValue * tickSize / wire.tickSize).toPrecision(6));
  const own = { name: symbol, digits, tickSize, tickValue, sessions: [] };
  return ok(withCommission(usualTerms({ ...wire, ...own }), commissionPerLot));
}

function describedSymbol(
  { symbol, digits }: PricedSymbol,
  facts: TraderTerms,
  currency: string,
): TradingSymbol {
  const { wire } = marketSymbol(symbol, { suffix: "", accountCurrency: currency });
  const { contractSize, profitCurrency, volumeMin, volumeStep, volumeMax } = facts;
  const tickSize = tickSizeOf(digits);
  const described = {
    ...{ digits, tickSize, contractSize, volumeMin, volumeStep, volumeMax },
    ...{ baseCurrency: symbol, profitCurrency, marginCurrency: profitCurrency },
    ...{ stopsLevel: 0, sessions: [] },
    tickValue: tickValueOf({ tickSize, contractSize, profitCurrency }, currency),
  };
  const swap = {
    mode: "points",
    long: facts.swapLong,
    short: facts.swapShort,
    nightsByWeekday: forexNights,
  } as const;
  return tradingSymbol({ ...wire, ...described }, { calcMode: "cfd_leverage", swap });
}

function withCommission(terms: TradingSymbol, perLot: number | null): TradingSymbol {
  return perLot === null ? terms : { ...terms, commission: { perLot, percent: 0 } };
}

function tickSizeOf(digits: number): number {
  return Number((10 ** -digits).toFixed(digits));
}
