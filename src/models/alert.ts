/** Alerts: what the trader is told outside of the program, by messages and e-mails. */

import type { UnixMs } from "./time.ts";

/** What an alert is about; the trader's rules name these. */
export const alertEvents = [
  "halts",
  "trades",
  "orders",
  "signals",
  "terminals",
  "strategies",
  "program",
  "reports",
] as const;
export type AlertEvent = typeof alertEvents[number];

/** From the least to the most severe. */
export const alertSeverities = ["info", "warning", "critical"] as const;
export type AlertSeverity = typeof alertSeverities[number];

/** Whether `severity` is at least `least`. */
export function isAsSevere(severity: AlertSeverity, least: AlertSeverity): boolean {
  return alertSeverities.indexOf(severity) >= alertSeverities.indexOf(least);
}

/** The ways on which alerts leave the program. */
export const alertChannels = [
  "telegram",
  "discord",
  "slack",
  "ntfy",
  "webhook",
  "email",
  "toast",
] as const;
export type AlertChannel = typeof alertChannels[number];

/** Something that the trader is told. */
export interface Alert {
  /** Unique: the same event makes the same key, so that it is stored once. */
  readonly key: string;
  readonly raisedMs: UnixMs;
  readonly event: AlertEvent;
  readonly severity: AlertSeverity;
  /** One or more sentences for the trader. */
  readonly text: string;
}

/** One rule: an alert goes to a channel if at least one rule names both. */
export interface AlertRule {
  /** Null: every channel. */
  readonly channel: AlertChannel | null;
  /** Null: every event. */
  readonly event: AlertEvent | null;
  /** The least severe alert that it names. */
  readonly severity: AlertSeverity;
}

/**
 * How far an alert has come on one channel. `late`: it was sent long after it was raised.
 * `given_up`: the channel refused it for good, or it was too old.
 */
export const deliveryStates = ["waiting", "sent", "late", "given_up"] as const;
export type DeliveryState = typeof deliveryStates[number];

export interface AlertDelivery {
  readonly channel: AlertChannel;
  /** The chat, for Telegram; null for channels with one receiver. */
  readonly to: string | null;
  readonly state: DeliveryState;
  /** When the state was reached, in UTC milliseconds; null while it waits. */
  readonly atMs: UnixMs | null;
  /** Why it was given up, or why the last attempt failed; null otherwise. */
  readonly reason: string | null;
}

/** A time of day, in minutes after midnight. */
export type MinuteOfDay = number;

/** The hours in which only critical alerts are sent; they may go past midnight. */
export interface QuietHours {
  readonly fromMinute: MinuteOfDay;
  readonly toMinute: MinuteOfDay;
}

/** An alert with its deliveries: one for each receiver that it goes to. */
export interface StoredAlert extends Alert {
  readonly deliveries: readonly AlertDelivery[];
}

/** How often a report is sent. */
export const reportPeriods = ["daily", "weekly"] as const;
export type ReportPeriod = typeof reportPeriods[number];

/** What the chats of the Telegram bot may do; each mode includes those before it. */
export const telegramCommandModes = ["off", "read", "halt", "all"] as const;
export type TelegramCommands = typeof telegramCommandModes[number];

/** What `{...}` in the template of a web hook may name. */
const templateFields = ["title", "text", "severity", "events", "time"] as const;
export type TemplateField = typeof templateFields[number];

/** A name in braces. */
export const templatePlace = /\{(\w+)\}/g;

/** Names in braces that are no fields. */
export function unknownFields(template: string): string[] {
  const names = [...template.matchAll(templatePlace)].map(([, name = ""]) => name);
  return names.filter((name) => !(templateFields as readonly string[]).includes(name));
}
