/**
 * Costs at a stop beyond the distance to it: commission, the expected slippage of a stop, a gap
 * reserve for markets that close on working days, and the swap of the coming nights. Pure.
 */

import type { Direction, Instrument, WeeklySession } from "../../models/mod.ts";
import { notionalPerLot } from "../exposure/exposure.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";
import type { Commission } from "../facts/seen_commissions.ts";
import { symbolKind } from "../exposure/symbol_kind.ts";
import { swapPerNight } from "./swap_reserve.ts";

/** A shorter pause, such as that of most currencies at midnight, rarely moves the price. */
const gapMinutes = 120;
const minutesPerDay = 1_440;

export interface Costs {
  /** For a lot that is opened and then closed at its stop. */
  readonly tradePerLot: number;
  /** For a lot that is already open. */
  readonly closingPerLot: number;
}

/** In the account's currency. The instrument must have a value. */
export function costsOf(
  { account, policy: { limits } }: Pick<RiskFacts, "account" | "policy">,
  instrument: Instrument,
  { price, direction }: { readonly price: number; readonly direction: Direction },
): Costs {
  const reservePct = limits.expectedSlippagePct + (hasGaps(instrument) ? limits.gapReservePct : 0);
  const currency = account?.identity.currency ?? "";
  const swap = swapPerNight(instrument, { price, direction, currency }) * limits.swapNights;
  const reserve = notionalPerLot(instrument, price) * reservePct / 100 + swap;
  const commission = commissionOf(account, instrument, limits.commissionPerLot);
  const closingPerLot = commission.closingPerLot + reserve;
  return { tradePerLot: commission.openingPerLot + closingPerLot, closingPerLot };
}

/** Before the first deal of a currency pair, no less than pairs of the same contract size cost. */
function commissionOf(
  account: RiskFacts["account"],
  instrument: Instrument,
  settingPerLot: number,
): { readonly openingPerLot: number; readonly closingPerLot: number } {
  const own = bothSides(account?.commissions.of(instrument.symbol), settingPerLot);
  if (own.isSeen) return own;
  const others = account === null ? [] : [...account.instruments.values()]
    .filter((other) => isSameKind(other, instrument))
    .map(({ symbol }) => bothSides(account.commissions.of(symbol), settingPerLot));
  const most = (name: "openingPerLot" | "closingPerLot") =>
    Math.max(own[name], ...others.map((one) => one.isSeen ? one[name] : 0));
  return { openingPerLot: most("openingPerLot"), closingPerLot: most("closingPerLot") };
}

function bothSides(seen: Commission | undefined, settingPerLot: number) {
  const opening = seen?.openingPerLot ?? null;
  const closing = seen?.closingPerLot ?? null;
  return {
    isSeen: opening !== null || closing !== null,
    openingPerLot: opening ?? unseenCommission(closing, settingPerLot),
    closingPerLot: closing ?? unseenCommission(opening, settingPerLot),
  };
}

/** Brokers charge the same for all currency pairs, and other things each in its own way. */
function isSameKind(one: Instrument, other: Instrument): boolean {
  return one.contractSize === other.contractSize &&
    symbolKind(one) === "currencies" && symbolKind(other) === "currencies";
}

/**
 * What a side without deals is taken to cost: half of the setting, or, where deals have shown the
 * other side, what that leaves of the setting, but no less than the other side costs.
 */
function unseenCommission(otherPerLot: number | null, settingPerLot: number): number {
  if (otherPerLot === null) return settingPerLot / 2;
  return Math.max(settingPerLot - otherPerLot, otherPerLot);
}

/** Whether the symbol closes for hours on working days, not only at weekends. */
export function hasGaps({ sessions }: Pick<Instrument, "sessions">): boolean {
  return sessions.some((session, at) => {
    const next = sessions[at + 1];
    return next !== undefined && isGap(session, next);
  });
}

/** Between Monday and Friday of the broker's week. */
function isGap({ toMinute }: WeeklySession, { fromMinute }: WeeklySession): boolean {
  const isOnWorkingDays = toMinute > minutesPerDay && fromMinute < 6 * minutesPerDay;
  return isOnWorkingDays && fromMinute - toMinute >= gapMinutes;
}
