/**
 * The volume must be one that the broker takes. A volume that was given is taken or refused as it is; one by risk is refused when
 * the smallest that the broker takes would risk too much.
 */

import type { Refusal } from "../../models/mod.ts";
import { allowanceOf, allowedText } from "../allowance.ts";
import { entryPriceOf, stopLossOf } from "../entry_price.ts";
import { moneyText } from "../../models/figure_text.ts";
import { hasValue, isMore, isOnStep, lossAtStop, lossPerLot } from "../sizing.ts";
import { approximate } from "../../models/ratio.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function volumeFits(facts: RiskFacts): Refusal | null {
  const { proposal, account } = facts;
  const instrument = account?.instruments.get(proposal.symbol);
  if (instrument === undefined || !hasValue(instrument)) return null;
  const given = proposal.volumeLots;
  if (given === null) return smallestTooMuch(facts);
  const { volumeMinLots: min, volumeMaxLots: max, volumeStepLots: step } = instrument;
  if (!(given >= min)) {
    return refuse("volume_below_minimum", `${given} lots is below the minimum of ${min}`);
  }
  if (given > max) {
    return refuse("volume_above_maximum", `${given} lots is above the maximum of ${max}`);
  }
  if (!isOnStep(given, instrument)) {
    return refuse("volume_off_step", `${given} lots is not a multiple of the volume step ${step}`);
  }
  return null;
}

function smallestTooMuch({ proposal, account, price, policy }: RiskFacts): Refusal | null {
  const instrument = account?.instruments.get(proposal.symbol);
  const metrics = account?.metrics ?? null;
  const [entry, stopLoss] = [entryPriceOf(proposal, price), stopLossOf(proposal)];
  if (account === null || instrument === undefined || metrics === null) return null;
  if (entry === null || stopLoss === null) return null;
  const perLot = lossPerLot(instrument, entry, stopLoss);
  const least = lossAtStop(instrument.volumeMinLots, perLot);
  const allowed = allowanceOf(metrics, account.acceptedLossPct, policy.limits);
  if (!isMore(least, allowed.money)) return null;
  const { currency } = account.identity;
  return refuse(
    "volume_below_minimum",
    `Even ${instrument.volumeMinLots} lots (risk ${
      moneyText(approximate(least), currency)
    }) exceeds ${allowedText(allowed, currency)}`,
  );
}

function refuse(code: Refusal["code"], message: string): Refusal {
  return { code, message };
}
