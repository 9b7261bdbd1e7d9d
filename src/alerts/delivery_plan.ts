/**
 * What a channel sends next: alerts that come close together go in one message, an hour has a
 * largest number of messages, and in quiet hours only critical alerts are sent. Pure; all times are
 * in milliseconds of one clock.
 */

import type { Alert } from "../models/alert.ts";

export interface DeliveryLimits {
  /** How long the first of several alerts waits for the others. */
  readonly groupMs: number;
  /** Messages an hour; critical alerts may be sent as often again. */
  readonly messagesPerHour: number;
}

export interface DeliveryMoment {
  readonly nowMs: number;
  readonly isQuiet: boolean;
  /** When the messages of the last hour were sent, oldest first. */
  readonly sentMs: readonly number[];
}

export type DeliveryStep =
  /** In one message, in this order. */
  | { readonly kind: "send"; readonly alerts: readonly Alert[] }
  /** Ask again at this time, or (null) when there is a new alert. */
  | { readonly kind: "wait"; readonly untilMs: number | null };

const hourMs = 3_600_000;
/** Quiet hours begin and end with a minute of the day. */
const quietCheckMs = 30_000;
/** More lines are no longer read; the rest follows in the next message. */
const alertsPerMessage = 20;

/** `waiting`: oldest first. */
export function nextDelivery(
  waiting: readonly Alert[],
  limits: DeliveryLimits,
  moment: DeliveryMoment,
): DeliveryStep {
  const critical = waiting.filter(({ severity }) => severity === "critical");
  if (critical.length > 0) {
    const alerts = moment.isQuiet ? critical : waiting;
    return sendOrWait(alerts, 2 * limits.messagesPerHour, moment);
  }
  const [first] = waiting;
  if (first === undefined) return { kind: "wait", untilMs: null };
  const { nowMs, isQuiet } = moment;
  if (isQuiet) return { kind: "wait", untilMs: nowMs + quietCheckMs };
  const dueMs = first.raisedMs + limits.groupMs;
  // An alert of the future comes from a clock that was set back: its age is not known, so that
  // waiting for others could last for hours.
  if (dueMs > nowMs && first.raisedMs <= nowMs) return { kind: "wait", untilMs: dueMs };
  return sendOrWait(waiting, limits.messagesPerHour, moment);
}

function sendOrWait(
  alerts: readonly Alert[],
  messagesMax: number,
  { nowMs, sentMs }: DeliveryMoment,
): DeliveryStep {
  const lastHour = sentMs.filter((at) => at > nowMs - hourMs);
  const [oldest] = lastHour.slice(-messagesMax);
  if (lastHour.length >= messagesMax && oldest !== undefined) {
    return { kind: "wait", untilMs: oldest + hourMs };
  }
  return { kind: "send", alerts: alerts.slice(0, alertsPerMessage) };
}
