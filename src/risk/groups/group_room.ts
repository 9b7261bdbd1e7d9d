/**
 * What the other accounts of a group leave of its limits for one account, and whether the group has
 * lost what it may lose. What is not known leaves nothing. Pure.
 */

import type { AccountGroup, AccountGroupStatus, GroupRoom, TerminalId } from "../../models/mod.ts";
import { moneyText } from "../../models/figure_text.ts";
import type { Rate } from "./exchange_rate.ts";
import type { MemberState } from "./group_member.ts";

/** Null: not known. */
export type RateOf = (terminal: TerminalId) => Rate | null;

export interface GroupFigures {
  readonly group: AccountGroup;
  /** One for each member. */
  readonly members: readonly MemberState[];
  readonly rateOf: RateOf;
}

export function groupRoom(figures: GroupFigures, terminal: TerminalId): GroupRoom {
  const { group: { name: group, limits }, members, rateOf } = figures;
  const trouble = troubleOf(figures, terminal);
  const rate = rateOf(terminal);
  if (trouble !== null || rate === null) {
    return { group, trouble, dayLossLeft: null, openRiskLeft: null, exposureLeft: null };
  }
  const others = members.filter((one) => one.terminal !== terminal);
  const dayLoss = sumOf(members, rateOf, "dayLoss") ?? Infinity;
  const openRisk = sumOf(others, rateOf, "openRisk") ?? Infinity;
  const exposure = sumOf(others, rateOf, "exposure") ?? Infinity;
  const left = (limit: number | null, used: number) =>
    limit === null ? null : (limit - used) / rate.high;
  return {
    group,
    trouble: null,
    dayLossLeft: left(limits.maxDailyLoss, dayLoss + openRisk),
    openRiskLeft: left(limits.maxOpenRisk, openRisk),
    exposureLeft: left(limits.maxExposure, exposure),
  };
}

/**
 * The open trades of the account itself are those of the order's own facts, and their risk is
 * checked there.
 */
function troubleOf({ members, rateOf }: GroupFigures, own: TerminalId): string | null {
  for (const { terminal, trouble, dayLoss } of members) {
    if (trouble !== null && terminal !== own) return `${terminal}: ${trouble}`;
    if (dayLoss === null) return `${terminal}: its equity is not known`;
    if (rateOf(terminal) === null) return `${terminal}: no rate for its currency is known`;
  }
  return null;
}

/** In the currency of the group; null when a part of it is not known. */
function sumOf(
  members: readonly MemberState[],
  rateOf: RateOf,
  of: "equity" | "dayLoss" | "openRisk" | "exposure",
): number | null {
  const parts = members.map((one) => converted(one[of], rateOf(one.terminal)));
  return parts.every((part) => part !== null)
    ? parts.reduce<number>((sum, part) => sum + part!, 0)
    : null;
}

/** A gain counts at the lower rate, and so does nothing else. */
function converted(amount: number | null, rate: Rate | null): number | null {
  if (amount === null || rate === null) return null;
  return amount * (amount < 0 ? rate.low : rate.high);
}

/**
 * The loss of the day that halts the group: of an account whose figures are not those of now, a
 * loss counts and a gain does not. Null: the limit is not reached.
 */
export function groupLossBeyond({ group, members, rateOf }: GroupFigures): number | null {
  const { maxDailyLoss } = group.limits;
  if (maxDailyLoss === null) return null;
  const lost = members.reduce((sum, { terminal, equity, dayLoss }) => {
    const part = converted(dayLoss, rateOf(terminal)) ?? 0;
    const isOfNow = equity !== null;
    return sum + (isOfNow ? part : Math.max(0, part));
  }, 0);
  return lost >= maxDailyLoss ? lost : null;
}

export function groupLossReason(group: AccountGroup, lost: number): string {
  const text = (amount: number) => moneyText(amount, group.currency);
  return `Daily loss limit of the account group ${group.name} hit: -${text(lost)} ` +
    `(limit ${text(group.limits.maxDailyLoss ?? 0)}).`;
}

export function groupStatus({ group, members, rateOf }: GroupFigures): AccountGroupStatus {
  const { name, currency, limits } = group;
  return {
    ...{ name, currency, limits },
    members: members.map((one) => {
      const rate = rateOf(one.terminal);
      const noRate = rate === null ? "no rate for its currency is known" : null;
      return {
        terminal: one.terminal,
        trouble: one.trouble ?? noRate,
        equity: converted(one.equity, rate),
        dayLoss: converted(one.dayLoss, rate),
        openRisk: converted(one.openRisk, rate),
        exposure: converted(one.exposure, rate),
      };
    }),
    equity: sumOf(members, rateOf, "equity"),
    dayLoss: sumOf(members, rateOf, "dayLoss"),
    openRisk: sumOf(members, rateOf, "openRisk"),
    exposure: sumOf(members, rateOf, "exposure"),
  };
}
