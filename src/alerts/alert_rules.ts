/** Which channels an alert goes to. Pure. */

import { type Alert, type AlertChannel, type AlertRule, isAsSevere } from "../models/alert.ts";

/** Those `channels` that at least one rule names for this alert, in their order. */
export function channelsOf(
  alert: Pick<Alert, "event" | "severity">,
  rules: readonly AlertRule[],
  channels: readonly AlertChannel[],
): AlertChannel[] {
  return channels.filter((channel) =>
    rules.some((rule) =>
      (rule.channel === null || rule.channel === channel) &&
      (rule.event === null || rule.event === alert.event) &&
      isAsSevere(alert.severity, rule.severity)
    )
  );
}
