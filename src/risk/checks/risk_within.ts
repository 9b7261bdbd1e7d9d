/**
 * What would be lost at the stop, by the bridge's own calculation and by the terminal's: the larger of both counts, because the
 * symbol's tick value may be old.
 */

import type { Refusal } from "../../models/mod.ts";
import { approximate, type Ratio, ratio } from "../../models/ratio.ts";
import { allowanceOf, allowedText } from "../allowance.ts";
import { entryPriceOf, stopLossOf } from "../entry_price.ts";
import { moneyText } from "../../models/figure_text.ts";
import type { RiskFacts } from "../risk_facts.ts";
import { hasValue, isMore, lossAtStop, lossPerLot } from "../sizing.ts";

export function riskWithin(facts: RiskFacts): Refusal | null {
  const { account, policy } = facts;
  const metrics = account?.metrics ?? null;
  const risk = riskOf(facts);
  if (account === null || metrics === null || risk === null) return null;
  const allowed = allowanceOf(metrics, account.acceptedLossPct, policy.limits);
  if (!isMore(risk, allowed.money)) return null;
  const { currency } = account.identity;
  return {
    code: "risk_above_limit",
    message: `${facts.volumeLots} lots (risk ${moneyText(approximate(risk), currency)}) exceeds ` +
      allowedText(allowed, currency),
  };
}

/** Lost at the stop with the volume of the facts; null while that cannot be said. */
export function riskOf(facts: RiskFacts): Ratio | null {
  const { proposal, account, price, volumeLots, brokerCheck } = facts;
  const instrument = account?.instruments.get(proposal.symbol);
  const [entry, stopLoss] = [entryPriceOf(proposal, price), stopLossOf(proposal)];
  if (instrument === undefined || !hasValue(instrument)) return null;
  if (volumeLots === null || !Number.isFinite(volumeLots)) return null;
  if (entry === null || stopLoss === null) return null;
  const own = lossAtStop(volumeLots, lossPerLot(instrument, entry, stopLoss));
  const said = brokerCheck?.ok ? brokerCheck.value.lossAtStop : null;
  if (said === null || !Number.isFinite(said)) return own;
  return isMore(ratio(said), own) ? ratio(said) : own;
}
