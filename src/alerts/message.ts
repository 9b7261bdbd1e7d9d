/** The message that one or several alerts make. Pure. */

import { type Alert, type AlertSeverity, isAsSevere } from "../models/alert.ts";
import { countText, durationText } from "../models/figure_text.ts";

/** What a channel sends. */
export interface AlertMessage {
  /** One line: the bridge, and what it is about. */
  readonly title: string;
  /** A line for each alert. */
  readonly text: string;
  /** That of the most severe alert. */
  readonly severity: AlertSeverity;
  /** The events that it is about, each once. */
  readonly events: readonly string[];
  /** When the first alert was raised, in UTC milliseconds. */
  readonly raisedMs: number;
}

/** An alert that is older when it is sent says how old it is. */
export const lateAfterMs = 120_000;

const words: Readonly<Record<AlertSeverity, string>> = {
  info: "",
  warning: "Warning: ",
  critical: "CRITICAL: ",
};

export interface MessageContext {
  /** How the trader calls this bridge. */
  readonly bridge: string;
  readonly nowMs: number;
  /** How many alerts were dropped since the last message. */
  readonly dropped: number;
}

/**
 * Those that go in one message: as many as fit, so that none is only counted; at least the first,
 * which is cut.
 */
export function fittingAlerts(
  alerts: readonly Alert[],
  textLengthMax: number,
  { nowMs, dropped }: MessageContext,
): readonly Alert[] {
  let length = dropped > 0 ? droppedText(dropped).length : -1;
  const surplus = alerts.findIndex((alert) => {
    length += 1 + lineOf(alert, nowMs).length;
    return length > textLengthMax;
  });
  return surplus < 0 ? alerts : alerts.slice(0, Math.max(1, surplus));
}

/** At least one alert; `textLengthMax` in characters, as the channel allows. */
export function messageOf(
  alerts: readonly Alert[],
  textLengthMax: number,
  { bridge, nowMs, dropped }: MessageContext,
): AlertMessage {
  const severity = alerts.reduce<AlertSeverity>(
    (worst, alert) => isAsSevere(alert.severity, worst) ? alert.severity : worst,
    "info",
  );
  const lines = alerts.map((alert) => lineOf(alert, nowMs));
  if (dropped > 0) {
    lines.push(droppedText(dropped));
  }
  const about = alerts.length === 1 ? "" : ` (${countText(alerts.length, "alert")})`;
  return {
    title: `${bridge}${about}`,
    text: fitting(lines, textLengthMax),
    severity,
    events: [...new Set(alerts.map(({ event }) => event))],
    raisedMs: Math.min(...alerts.map(({ raisedMs }) => raisedMs)),
  };
}

function droppedText(dropped: number): string {
  return `${countText(dropped, "older alert")} not sent: too many were waiting. See the log.`;
}

export function isLate({ raisedMs }: Alert, nowMs: number): boolean {
  return nowMs - raisedMs > lateAfterMs;
}

function lineOf(alert: Alert, nowMs: number): string {
  const age = isLate(alert, nowMs) ? ` (${durationText(nowMs - alert.raisedMs)} ago)` : "";
  return `${words[alert.severity]}${alert.text}${age}`;
}

/** Lines that do not fit are counted instead; a first line that is too long is cut. */
function fitting(lines: readonly string[], lengthMax: number): string {
  const whole = lines.join("\n");
  if (whole.length <= lengthMax) return whole;
  for (let count = lines.length - 1; count > 0; count -= 1) {
    const rest = `... and ${countText(lines.length - count, "more line")}. See the log.`;
    const text = [...lines.slice(0, count), rest].join("\n");
    if (text.length <= lengthMax) return text;
  }
  // Half of a letter of two parts is no text, which a server may refuse.
  return `${whole.slice(0, lengthMax - 3).toWellFormed()}...`;
}
