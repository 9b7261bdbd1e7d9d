/** The volume of an entry from a share of equity: what is lost at its stop, with commission. */

import type { FastAccount } from "../account/fast_account.ts";
import { profitRateOf } from "../account/fast_rates.ts";
import type { SizeAnswer, SizeQuestion } from "./strategy_trader.ts";

/** `riskPct`: the share of equity that an entry may lose at its stop, in percent. */
export function riskSizing(
  account: FastAccount,
  riskPct: number,
): (question: Readonly<SizeQuestion>) => SizeAnswer {
  return (asked) => {
    if (asked.lots !== null) return Math.round(asked.lots * 1e8);
    const { symbol: index, entryPoints, limitPoints, stopLossPoints, direction } = asked;
    const filledPoints = limitPoints === 0 ? entryPoints : limitPoints;
    const { symbol } = account.markets[index]!;
    const { terms, milliFactor } = symbol;
    const distance = direction === "buy"
      ? filledPoints - stopLossPoints
      : stopLossPoints - filledPoints;
    if (stopLossPoints === 0 || distance <= 0) return { refused: "the stop is on the wrong side" };
    const lossPerUnit = distance * 1_000 * milliFactor * profitRateOf(symbol, false);
    const commission = 2 * terms.commission.perLot * 10 ** account.currencyDigits / 1e8;
    const allowed = account.equityMinor() * riskPct / 100 * asked.fraction;
    const stepUnits = Math.round(terms.volumeStepLots * 1e8);
    const steps = Math.floor(allowed / (lossPerUnit + commission) / stepUnits * (1 + 1e-12));
    const units = Math.min(steps * stepUnits, Math.round(terms.volumeMaxLots * 1e8));
    return units >= Math.round(terms.volumeMinLots * 1e8)
      ? units
      : { refused: "the smallest volume risks more than allowed" };
  };
}
