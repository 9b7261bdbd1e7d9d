/**
 * The day of the figures that an earlier run stored. A later day may have begun without figures
 * before that run ended; and the day of the figures is not stored when it was provisional: started
 * with the equity of a moment, because its deals could not be had.
 */

import type { AccountDay, RiskMetrics, TerminalId } from "../../src/models/mod.ts";
import type { EarlierDays } from "../../src/risk/day/counted_day.ts";
import type { RiskContext } from "./risk_context.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";

export interface FiguresDay {
  /** Null when it is not stored. */
  readonly metricsDay: AccountDay | null;
  /** The last figures of before a day that is not stored; null when it is stored. */
  readonly earlier: Earlier | null;
}

interface Earlier extends Pick<EarlierDays, "storedMetrics"> {
  readonly metricsDay: AccountDay | null;
}

interface Given extends Pick<EarlierDays, "storedDay" | "storedMetrics"> {
  readonly terminal: TerminalId;
  readonly context: RiskContext;
}

export async function storedFigures(given: Given): Promise<FiguresDay> {
  const { terminal, context: { database }, storedDay, storedMetrics } = given;
  if (storedMetrics === null) return { metricsDay: storedDay, earlier: null };
  const metricsDay = await dayOf(storedMetrics, given);
  if (metricsDay !== null) return { metricsDay, earlier: null };
  const request = { terminal, brokerDay: storedMetrics.brokerDay };
  const before = await database.ask("risk_metrics_before", request, { timeoutMs: storeTimeoutMs });
  const metrics = before.ok ? before.value : null;
  const dayBefore = metrics === null ? null : await dayOf(metrics, given);
  return { metricsDay, earlier: { storedMetrics: metrics, metricsDay: dayBefore } };
}

async function dayOf(
  { brokerDay }: RiskMetrics,
  { terminal, context: { database }, storedDay }: Given,
): Promise<AccountDay | null> {
  if (brokerDay === storedDay?.brokerDay) return storedDay;
  const request = { terminal, brokerDay };
  const day = await database.ask("account_day", request, { timeoutMs: storeTimeoutMs });
  return day.ok ? day.value : null;
}
