/** The bound on what a channel keeps while it cannot send. Pure. */

import type { Alert } from "../models/alert.ts";

/** Days of a busy trader; everything is in the log as well. */
export const waitingMax = 500;

export interface KeptAlerts {
  readonly kept: readonly Alert[];
  readonly dropped: readonly Alert[];
}

/** Drops the oldest alerts beyond the bound, those that are not critical first. */
export function withinBound(waiting: readonly Alert[]): KeptAlerts {
  const surplus = waiting.length - waitingMax;
  if (surplus <= 0) return { kept: waiting, dropped: [] };
  const byWorth = [
    ...waiting.filter(({ severity }) => severity !== "critical"),
    ...waiting.filter(({ severity }) => severity === "critical"),
  ];
  const dropped = new Set(byWorth.slice(0, surplus));
  return { kept: waiting.filter((alert) => !dropped.has(alert)), dropped: [...dropped] };
}
