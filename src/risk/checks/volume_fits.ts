/**
 * The volume must be valid at the broker. A given volume is accepted or refused unchanged; a volume
 * by risk is refused when the smallest valid one would risk too much.
 */

import type { Refusal } from "../../models/mod.ts";
import { allowedLossOf, excessText } from "../loss/allowed_loss.ts";
import { countText, moneyText } from "../../models/figure_text.ts";
import { addedTo } from "../facts/netting.ts";
import { hasValue, isMore, lossAtStop, onStep } from "../sizing.ts";
import { tradeLossOf } from "../loss/trade_loss.ts";
import { approximate, sum } from "../../models/ratio.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function volumeFits(facts: RiskFacts): Refusal | null {
  const { proposal, account } = facts;
  const instrument = account?.instruments.get(proposal.symbol);
  if (instrument === undefined || !hasValue(instrument)) return null;
  if (proposal.volumeLots === null) return smallestTooMuch(facts);
  const given = facts.volumeLots ?? proposal.volumeLots;
  const { volumeMinLots: min, volumeMaxLots: max, volumeStepLots: step } = instrument;
  if (!(given >= min)) {
    return refuse(
      "volume_below_minimum",
      `${countText(given, "lot")} is below the minimum of ${min}`,
    );
  }
  if (given > max) {
    return refuse(
      "volume_above_maximum",
      `${countText(given, "lot")} is above the maximum of ${max}`,
    );
  }
  if (onStep(given, instrument) === null) {
    return refuse(
      "volume_off_step",
      `${countText(given, "lot")} is not a multiple of the volume step ${step}`,
    );
  }
  return null;
}

function smallestTooMuch(facts: RiskFacts): Refusal | null {
  const { proposal, account } = facts;
  const instrument = account?.instruments.get(proposal.symbol);
  const [loss, allowed] = [tradeLossOf(facts), allowedLossOf(facts)];
  if (account === null || instrument === undefined) return null;
  if (loss === null || allowed === null) return null;
  const least = sum(loss.heldMoney, lossAtStop(instrument.volumeMinLots, loss.perLot));
  if (!isMore(least, allowed.money)) return null;
  const currency = account.identity;
  const addition = addedTo(facts).length > 0 ? ` on top of existing ${proposal.symbol} trades` : "";
  return refuse(
    "volume_below_minimum",
    excessText(
      `Even ${countText(instrument.volumeMinLots, "lot")}${addition} (risk ${
        moneyText(approximate(least), currency)
      })`,
      allowed,
      currency,
    ),
  );
}

function refuse(code: Refusal["code"], message: string): Refusal {
  return { code, message };
}
