/**
 * What the guard of the simulated Expert Advisor works out from the limits of the bridge while that
 * is gone: deposits and withdrawals move them, and a new day of the broker begins. Pure.
 */

import { type BrokerMs, brokerMs, type TerminalLimits } from "../../models/mod.ts";
import { dayMs } from "../../models/time.ts";
import type { SimulatedBroker } from "../trading/mod.ts";

/** Deposits and withdrawals; everything else is a result. */
const flowTypes: ReadonlySet<string> = new Set(["balance", "credit", "correction", "bonus"]);

/** Equity as it was last seen in the day of the limits, and the flows that it contained. */
export interface SeenEquity extends Pick<TerminalLimits, "dayFromMs" | "countedMs"> {
  readonly equity: number;
  /** Since the figures of the limits. */
  readonly flows: number;
  readonly atMs: BrokerMs;
}

/** The bridge may die before it has counted a deposit, so this counts while it talks as well. */
export function seenEquity(broker: SimulatedBroker, limits: TerminalLimits): SeenEquity {
  const { dayFromMs, countedMs } = limits;
  const { equity } = broker.account();
  const flows = flowsSince(broker, limits);
  return { equity, flows, atMs: broker.nowMs, dayFromMs, countedMs };
}

/** What was seen stays where the limits are still those of the same day and time. */
export function keptSeen(seen: SeenEquity | null, limits: TerminalLimits): SeenEquity | null {
  const isOfThem = seen?.dayFromMs === limits.dayFromMs && seen.countedMs === limits.countedMs;
  return isOfThem ? seen : null;
}

/** Deposits less withdrawals that the limits do not contain. */
export function flowsSince(broker: SimulatedBroker, { countedMs }: TerminalLimits): number {
  return sumOf(broker, countedMs + 1, (type) => flowTypes.has(type));
}

/** The drawdown's floor moves in proportion, as the bridge's equity high does. */
export function movedLimits(
  limits: TerminalLimits,
  equity: number,
  flows: number,
): TerminalLimits {
  const before = equity - flows;
  const scale = before > 0 && equity > 0 ? equity / before : 1;
  return {
    ...limits,
    equityFloor: limits.equityFloor * scale,
    dayBase: limits.dayBase > 0 ? Math.max(0, limits.dayBase + flows) : 0,
  };
}

export function isDayOver({ dayFromMs }: TerminalLimits, nowMs: BrokerMs): boolean {
  return dayFromMs > 0 && dayOf(nowMs) > dayFromMs;
}

/**
 * The limits of a day that begins without the bridge: with the highest of what is known, which is
 * the equity last seen before it, and equity without the day's results.
 */
export function nextDayLimits(
  limits: TerminalLimits,
  broker: SimulatedBroker,
  seen: SeenEquity | null,
): TerminalLimits {
  const { nowMs } = broker;
  const dayFromMs = dayOf(nowMs);
  const { equity } = broker.account();
  const flows = flowsSince(broker, limits);
  const resultsFrom = (fromMs: number) => sumOf(broker, fromMs, (type) => !flowTypes.has(type));
  const results = resultsFrom(dayFromMs);
  const floating = broker.positions().filter(({ openedMs }) => openedMs >= dayFromMs)
    .reduce((sum, { profit, swap }) => sum + profit + swap, 0);
  const known = [equity, equity - results - floating];
  if (seen !== null) {
    // A result in between may have been floating in it already, so a gain is not added.
    const between = resultsFrom(seen.atMs + 1) - results;
    known.push(seen.equity + flows - seen.flows + Math.min(0, between));
  }
  const base = Math.max(...known);
  const start = base - sumOf(broker, dayFromMs, (type) => flowTypes.has(type));
  return {
    ...movedLimits(limits, equity, flows),
    dayFromMs,
    dayBase: base,
    dayLoss: (start > 0 ? start : base) * limits.dayLossPct / 100,
    countedMs: nowMs,
  };
}

function dayOf(time: BrokerMs): BrokerMs {
  return brokerMs(Math.floor(time / dayMs) * dayMs);
}

function sumOf(
  broker: SimulatedBroker,
  fromMs: number,
  counts: (type: string) => boolean,
): number {
  return broker.deals({ fromMs: brokerMs(fromMs), toMs: broker.nowMs })
    .filter(({ type }) => counts(type))
    .reduce((sum, { profit, swap, commission, fee }) => sum + profit + swap + commission + fee, 0);
}
