/** Checks of the alerts' settings that concern several of them. */

import { unknownFields } from "../models/alert.ts";
import type { AlertSettings } from "./alert_channels.ts";
import { isLoopback } from "./loopback.ts";
import type { ConfigConflict, ConfigWarning } from "./mistake.ts";
import { isAtLeast, type LogLevel } from "../models/logger.ts";
import type { Secret } from "./secret.ts";

/** The bridge does not start with any of these. */
export function alertConflicts(alerts: AlertSettings): ConfigConflict[] {
  const { channels, email, webhook } = alerts;
  const conflicts: ConfigConflict[] = [];
  const tell = (keys: readonly string[], reason: string) =>
    conflicts.push({ code: "values_conflict", keys, reason });
  if (channels.includes("email") && email.to.length === 0) {
    tell(["ALERT_EMAIL_SERVER", "ALERT_EMAIL_TO"], "e-mails need at least one receiver");
  }
  const [unknown] = unknownFields(webhook.template);
  if (unknown !== undefined) {
    tell(["ALERT_WEBHOOK_TEMPLATE"], `{${unknown}} is none of the fields that can be filled in`);
  }
  return conflicts;
}

export function alertRisks(settings: AlertSettings, logLevel: LogLevel): ConfigWarning[] {
  const { channels, rules, ...alerts } = settings;
  if (channels.length === 0) return openAddresses(alerts);
  const unused = rules.flatMap(({ channel }) =>
    channel === null || channels.includes(channel) ? [] : [channel]
  );
  return [
    ...[...new Set(unused)].map((channel): ConfigWarning => ({
      code: "value_risky",
      key: "ALERT_RULES",
      reason: `${channel} is not configured, so nothing is sent there`,
    })),
    ...chatRisks(settings),
    ...logRisks(logLevel),
    ...openAddresses(alerts),
  ];
}

function chatRisks({ channels, telegram }: AlertSettings): ConfigWarning[] {
  if (!channels.includes("telegram") || telegram.chats.length > 0) return [];
  return [{
    code: "value_risky",
    key: "ALERT_TELEGRAM_CHATS",
    reason: "no chat gets alerts yet: write to your bot, and set the number that it answers",
  }];
}

/** Alerts are lines of the log. */
function logRisks(level: LogLevel): ConfigWarning[] {
  if (isAtLeast("info", level)) return [];
  return [{
    code: "value_risky",
    key: "LOG_LEVEL",
    reason: `alerts come from the log: what is less severe than ${level} is not sent either`,
  }];
}

/** Whoever reads along on the way could send messages in the bridge's name, or read them. */
function openAddresses(
  alerts: Pick<AlertSettings, "discordUrl" | "slackUrl" | "ntfy" | "webhook" | "pingUrl">,
): ConfigWarning[] {
  const addresses: readonly (readonly [key: string, url: Secret])[] = [
    ["ALERT_DISCORD_URL", alerts.discordUrl],
    ["ALERT_SLACK_URL", alerts.slackUrl],
    ["ALERT_NTFY_URL", alerts.ntfy.url],
    ["ALERT_WEBHOOK_URL", alerts.webhook.url],
    ["ALERT_PING_URL", alerts.pingUrl],
  ];
  return addresses.flatMap(([key, secret]): ConfigWarning[] => {
    const url = URL.parse(secret.reveal());
    if (url === null || url.protocol === "https:" || isLoopback(url.hostname)) return [];
    return [{
      code: "value_risky",
      key,
      reason: "messages go there without encryption, so anyone on the way can read them; use https",
    }];
  });
}
