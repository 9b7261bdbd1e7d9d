/**
 * The volume to order: the one given, or the largest that risk and exposure allow. A volume above
 * the broker's largest or the account's margin is reduced to what fits, unless the setting says to
 * refuse it. Pure.
 */

import type { Instrument } from "../../models/mod.ts";
import { difference } from "../../models/ratio.ts";
import { allowedLossOf } from "../loss/allowed_loss.ts";
import { exposureRoomLots } from "../exposure/exposure_limit.ts";
import { marginShortage } from "./margin_shortage.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";
import { hasValue, lotsWithin, onStep, sizeByRisk } from "../sizing.ts";
import { tradeLossOf } from "../loss/trade_loss.ts";
import { volumeRoomLots } from "./volume_room.ts";

/** Null when none fits or it is unknown. */
export function chooseVolume(facts: RiskFacts): number | null {
  const { proposal: { volumeLots } } = facts;
  if (volumeLots === null) return sizedVolume(facts, exposureRoomLots(facts));
  const instrument = valuedInstrument(facts);
  if (instrument === null) return volumeLots;
  const largest = Math.min(instrument.volumeMaxLots, capOf(facts));
  const isAbove = volumeLots > largest && facts.policy.oversizedOrders === "reduce";
  const cut = isAbove ? lotsWithin(largest, instrument) : 0;
  return cut >= instrument.volumeMinLots ? cut : onStep(volumeLots, instrument) ?? volumeLots;
}

/** The largest volume of an order by limits that are not the symbol's largest order. */
function capOf(facts: RiskFacts): number {
  return Math.min(programCapOf(facts), volumeRoomLots(facts) ?? Infinity);
}

function programCapOf({ account }: RiskFacts): number {
  return account?.caps?.lotsMax ?? Infinity;
}

/** Why no larger volume is possible, as text. */
export function largestReason(facts: RiskFacts): string {
  const instrument = facts.account?.instruments.get(facts.proposal.symbol);
  const largest = instrument?.volumeMaxLots ?? Infinity;
  const [program, room] = [programCapOf(facts), volumeRoomLots(facts) ?? Infinity];
  if (room < Math.min(program, largest)) {
    return "the broker's volume limit of the symbol leaves no more in this direction";
  }
  return program < largest
    ? "the Expert Advisor allows no larger order (InpMaxLots)"
    : "the broker accepts no larger volume in one order";
}

export interface Reduction {
  readonly lots: number;
  readonly reason: string;
}

/**
 * A smaller volume after the terminal's check of the chosen one, or because the account has changed
 * since it was chosen; null when no reduction is needed.
 */
export function reducedVolume(facts: RiskFacts): Reduction | null {
  return reducedByRisk(facts) ?? reducedByMargin(facts);
}

/** A given volume is accepted at its risk or refused, never reduced for risk. */
function reducedByRisk(facts: RiskFacts): Reduction | null {
  const { proposal, volumeLots } = facts;
  if (proposal.volumeLots !== null || volumeLots === null) return null;
  const lots = chooseVolume(facts);
  if (lots === null || lots >= volumeLots) return null;
  const chosenAlone = chooseVolume({ ...facts, brokerCheck: null });
  const isByCheck = chosenAlone !== null && chosenAlone >= volumeLots;
  const reason = isByCheck
    ? "the terminal calculates a larger loss at the stop"
    : "the account allows less than when the volume was chosen";
  return { lots, reason };
}

function reducedByMargin(facts: RiskFacts): Reduction | null {
  const { volumeLots, policy } = facts;
  const instrument = valuedInstrument(facts);
  const reason = marginShortage(facts);
  if (reason === null || policy.oversizedOrders === "refuse") return null;
  if (instrument === null || volumeLots === null || !Number.isFinite(volumeLots)) return null;
  const next = volumeLots - instrument.volumeStepLots;
  const lots = lotsWithin(Math.min(next, marginRoomLots(facts, volumeLots)), instrument);
  return lots >= instrument.volumeMinLots && lots > 0 ? { lots, reason } : null;
}

/**
 * From the margin that the terminal reports for the volume; half the volume when it reports none.
 */
function marginRoomLots({ account, policy, brokerCheck }: RiskFacts, volumeLots: number): number {
  const used = account?.usedMargin ?? null;
  if (!brokerCheck?.ok || used === null) return volumeLots / 2;
  const { margin, equity } = brokerCheck.value;
  const perLot = (margin - used) / volumeLots;
  const level = policy.limits.minMarginLevelPct / 100;
  const lots = (equity / Math.max(level, 1) - used) / perLot;
  return perLot > 0 && Number.isFinite(lots) ? lots : volumeLots / 2;
}

/** The loss of the existing position is subtracted from the allowed money first. */
function sizedVolume(facts: RiskFacts, capLots: number | null): number | null {
  const instrument = valuedInstrument(facts);
  const [loss, allowed] = [tradeLossOf(facts), allowedLossOf(facts)];
  if (instrument === null || loss === null || allowed === null) return null;
  const lots = sizeByRisk({
    instrument,
    perLot: loss.perLot,
    allowedMoney: difference(allowed.money, loss.heldMoney),
    capLots: leastOf(capLots, capOf(facts)),
  });
  return lots >= instrument.volumeMinLots && lots > 0 ? lots : null;
}

function valuedInstrument({ proposal, account }: RiskFacts): Instrument | null {
  const instrument = account?.instruments.get(proposal.symbol);
  return instrument !== undefined && hasValue(instrument) ? instrument : null;
}

/** Null for no cap at all. */
function leastOf(capLots: number | null, other: number): number | null {
  const least = Math.min(capLots ?? Infinity, other);
  return Number.isFinite(least) ? least : null;
}
