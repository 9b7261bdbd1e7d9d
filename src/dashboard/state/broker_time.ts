/** The broker's time of a terminal, as people read it. */

import { utcOffsetText } from "../../models/figure_text.ts";
import { terminalBehind } from "./accounts.ts";
import { status } from "./bridge.ts";

/** `Broker time (UTC+2)`, without the offset while it is unknown. */
export function brokerTimeTitle(terminal: string): string {
  const offsetMs = terminalBehind(terminal, status.value?.terminals ?? [])?.clockOffsetMs ?? null;
  return offsetMs === null ? "Broker time" : `Broker time (${utcOffsetText(offsetMs)})`;
}

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

/** `Wed 2026-12-02`. */
export function weekdayText(brokerMs: number): string {
  const at = new Date(brokerMs);
  return `${weekdays[at.getUTCDay()]} ${at.toISOString().slice(0, 10)}`;
}

/** `14:30`. */
export function brokerMinuteText(brokerMs: number): string {
  return new Date(brokerMs).toISOString().slice(11, 16);
}
