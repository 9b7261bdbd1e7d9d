/** Ranges of days, counted in the broker's days as far as its clock is known. Pure. */

import type { StatusDocument } from "../../http/status_document.ts";
import { brokerTimeMs, terminalBehind } from "./accounts.ts";
import { dayMs } from "../../models/time.ts";

export const ranges = { "Today": 1, "7 days": 7, "30 days": 30, "1 year": 366 } as const;
export type Range = keyof typeof ranges;

/** Midnight at the broker, so many days back; at UTC while the broker's time is not known. */
export function rangeStartMs(status: StatusDocument, account: string, days: number): number {
  const timeMs = brokerTimeMs(account, status);
  const offsetMs = terminalBehind(account, status.terminals)?.clockOffsetMs ?? 0;
  const today = Math.floor((timeMs ?? status.nowMs) / dayMs) * dayMs;
  return Math.max(0, today - (days - 1) * dayMs - (timeMs === null ? 0 : offsetMs));
}

export function rangePath(
  status: StatusDocument,
  { terminal, days }: { readonly terminal: string; readonly days: number },
  what: "equity" | "results",
): string {
  const fromMs = rangeStartMs(status, terminal, days);
  return `/terminals/${encodeURIComponent(terminal)}/${what}?fromMs=${fromMs}`;
}

/** Long ranges change little, and take the bridge a few seconds. */
export function refreshMs(days: number): number {
  return days > 31 ? 120_000 : 20_000;
}
