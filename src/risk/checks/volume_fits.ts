/**
 * The volume must be one that the broker takes. A volume that was given is taken or refused as it is; one by risk is refused when
 * the smallest that the broker takes would risk too much.
 */

import type { Refusal } from "../../models/mod.ts";
import { allowanceOf } from "../allowance.ts";
import { entryPriceOf, stopLossOf } from "../entry_price.ts";
import { moneyText } from "../money_text.ts";
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
    return refuse("volume_below_minimum", `${given} lots are less than the least, ${min}`);
  }
  if (given > max) {
    return refuse("volume_above_maximum", `${given} lots are more than the most, ${max}`);
  }
  if (!isOnStep(given, instrument)) {
    return refuse("volume_off_step", `${given} lots are no whole number of steps of ${step}`);
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
    `The least volume, ${instrument.volumeMinLots} lots, would lose ${
      moneyText(approximate(least), currency)
    } at the stop, ${allowed.because} leaves ${moneyText(approximate(allowed.money), currency)}`,
  );
}

function refuse(code: Refusal["code"], message: string): Refusal {
  return { code, message };
}
