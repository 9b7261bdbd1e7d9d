/**
 * Times as people read them; money and other figures are written by `figure_text.ts`, as in the
 * log.
 */

import { durationText } from "../../models/figure_text.ts";

/** The local time of day, with the date when it is not today. */
export function moment(utcMs: number, nowMs: number): string {
  const at = new Date(utcMs);
  const time = at.toLocaleTimeString("en-GB");
  const isToday = at.toDateString() === new Date(nowMs).toDateString();
  return isToday ? time : `${at.toLocaleDateString("en-CA")} ${time}`;
}

/** `< 1 s ago`, `12 s ago`. */
export function ago(durationMs: number): string {
  return `${durationMs < 1_000 ? "< 1 s" : durationText(durationMs)} ago`;
}

/** Names of the bridge's own vocabulary: `buy_limit` is `Buy limit`. */
export function words(name: string): string {
  const text = name.replaceAll("_", " ");
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
