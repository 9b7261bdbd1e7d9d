/** The alerts' part of the settings, as the program uses it. */

import type {
  AlertChannel,
  AlertRule,
  MinuteOfDay,
  QuietHours,
  ReportPeriod,
  TelegramCommands,
} from "../models/alert.ts";
import type { Secret } from "./secret.ts";
import type { SettingValues } from "./settings_table.ts";

export interface AlertSettings {
  /** How this bridge is called in its messages. */
  readonly name: string;
  /** Those that are configured, in the order of `alertChannels`. */
  readonly channels: readonly AlertChannel[];
  readonly rules: readonly AlertRule[];
  readonly quietHours: QuietHours | null;
  /** IANA name; null is this computer's zone. */
  readonly timeZone: string | null;
  readonly groupMs: number;
  readonly messagesPerHour: number;
  readonly telegram: {
    readonly server: string;
    readonly token: Secret;
    readonly chats: readonly string[];
    readonly commands: TelegramCommands;
  };
  readonly discordUrl: Secret;
  readonly slackUrl: Secret;
  readonly ntfy: { readonly url: Secret; readonly token: Secret };
  readonly webhook: { readonly url: Secret; readonly template: string };
  readonly email: {
    readonly server: Secret;
    /** Null: the first receiver. */
    readonly from: string | null;
    readonly to: readonly string[];
  };
  readonly reports: readonly ReportPeriod[];
  /** In the broker's time. */
  readonly reportMinute: MinuteOfDay;
  readonly pingUrl: Secret;
}

export function alertsFrom(values: SettingValues): AlertSettings {
  return {
    name: values.ALERT_NAME,
    channels: channelsFrom(values),
    rules: values.ALERT_RULES,
    quietHours: values.ALERT_QUIET_HOURS,
    timeZone: values.ALERT_TIME_ZONE,
    groupMs: values.ALERT_GROUP_DELAY,
    messagesPerHour: values.ALERT_MESSAGES_PER_HOUR,
    telegram: {
      server: values.ALERT_TELEGRAM_SERVER,
      token: values.ALERT_TELEGRAM_TOKEN,
      chats: values.ALERT_TELEGRAM_CHATS,
      commands: values.ALERT_TELEGRAM_COMMANDS,
    },
    discordUrl: values.ALERT_DISCORD_URL,
    slackUrl: values.ALERT_SLACK_URL,
    ntfy: { url: values.ALERT_NTFY_URL, token: values.ALERT_NTFY_TOKEN },
    webhook: { url: values.ALERT_WEBHOOK_URL, template: values.ALERT_WEBHOOK_TEMPLATE },
    email: {
      server: values.ALERT_EMAIL_SERVER,
      from: values.ALERT_EMAIL_FROM,
      to: values.ALERT_EMAIL_TO,
    },
    reports: values.ALERT_REPORTS,
    reportMinute: values.ALERT_REPORT_TIME,
    pingUrl: values.ALERT_PING_URL,
  };
}

function channelsFrom(values: SettingValues): AlertChannel[] {
  const isConfigured: Readonly<Record<AlertChannel, boolean>> = {
    telegram: !values.ALERT_TELEGRAM_TOKEN.isEmpty,
    discord: !values.ALERT_DISCORD_URL.isEmpty,
    slack: !values.ALERT_SLACK_URL.isEmpty,
    ntfy: !values.ALERT_NTFY_URL.isEmpty,
    webhook: !values.ALERT_WEBHOOK_URL.isEmpty,
    email: !values.ALERT_EMAIL_SERVER.isEmpty,
    toast: values.ALERT_TOAST,
  };
  return (Object.entries(isConfigured) as [AlertChannel, boolean][])
    .flatMap(([channel, is]) => is ? [channel] : []);
}
