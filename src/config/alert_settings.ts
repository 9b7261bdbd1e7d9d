/** The settings of alerts. Part of `settings_table.ts`. */

import { telegramCommandModes } from "../models/alert.ts";
import * as alertKinds from "./alert_kinds.ts";
import * as kinds from "./kinds.ts";

export const alerts = {
  ALERT_NAME: {
    kind: kinds.text({ maxLength: 60 }),
    default: "MT5 Bridge",
    meaning: "What this bridge is called in its messages",
  },
  ALERT_RULES: {
    kind: alertKinds.alertRules,
    default: "*:*:warning, *:halts:info, *:trades:info, *:reports:info",
    meaning: "Which alerts go to which channels: one rule that fits is enough",
  },
  ALERT_QUIET_HOURS: {
    kind: kinds.optional(alertKinds.quietHours),
    default: "",
    meaning: "Hours in which only critical alerts are sent; the others follow afterwards",
  },
  ALERT_TIME_ZONE: {
    kind: kinds.optional(alertKinds.timeZone),
    default: "",
    meaning: "Time zone of ALERT_QUIET_HOURS; empty uses this computer's",
  },
  ALERT_GROUP_DELAY: {
    kind: kinds.seconds({ min: 0, max: 3600 }),
    default: "10",
    meaning:
      "How long an alert waits for others, to be sent in one message; critical ones do not wait",
    unit: "seconds",
  },
  ALERT_MESSAGES_PER_HOUR: {
    kind: kinds.integer({ min: 1, max: 1000 }),
    default: "60",
    meaning: "The most messages an hour on each channel; further alerts are sent together later",
  },
  ALERT_TELEGRAM_TOKEN: {
    kind: kinds.secret,
    default: "",
    meaning: "Token of your Telegram bot (from @BotFather); empty for none",
    isSecret: true,
  },
  ALERT_TELEGRAM_CHATS: {
    kind: alertKinds.telegramChats,
    default: "",
    meaning: "The chats that get alerts; only their commands are obeyed",
  },
  ALERT_TELEGRAM_COMMANDS: {
    kind: kinds.oneOf(telegramCommandModes),
    default: "read",
    meaning:
      "What these chats may do: off; read (status, positions, today); halt (also halt); all (also resume and close)",
  },
  ALERT_TELEGRAM_SERVER: {
    kind: alertKinds.plainUrl,
    default: "https://api.telegram.org",
    meaning: "Server of the bot; another one only if you run your own",
  },
  ALERT_DISCORD_URL: {
    kind: alertKinds.secretUrl,
    default: "",
    meaning: "Web hook of a Discord channel; empty for none",
    isSecret: true,
  },
  ALERT_SLACK_URL: {
    kind: alertKinds.secretUrl,
    default: "",
    meaning: "Web hook of a Slack channel; empty for none",
    isSecret: true,
  },
  ALERT_NTFY_URL: {
    kind: alertKinds.secretUrl,
    default: "",
    meaning: "Topic of ntfy, such as https://ntfy.sh/your-own-topic; empty for none",
    isSecret: true,
  },
  ALERT_NTFY_TOKEN: {
    kind: kinds.secret,
    default: "",
    meaning: "Access token of ntfy; empty for none",
    isSecret: true,
  },
  ALERT_WEBHOOK_URL: {
    kind: alertKinds.secretUrl,
    default: "",
    meaning: "Any other web hook, which gets a POST request; empty for none",
    isSecret: true,
  },
  ALERT_WEBHOOK_TEMPLATE: {
    kind: kinds.text({ maxLength: 2000 }),
    default:
      '{"title":"{title}","text":"{text}","severity":"{severity}","events":"{events}","time":"{time}"}',
    meaning: "What it gets: JSON or text, with {title}, {text}, {severity}, {events} and {time}",
  },
  ALERT_EMAIL_SERVER: {
    kind: alertKinds.mailServer,
    default: "",
    meaning: "Server for e-mails, with its user and password; empty for none",
    isSecret: true,
  },
  ALERT_EMAIL_FROM: {
    kind: kinds.optional(kinds.text({ maxLength: 320 })),
    default: "",
    meaning: "Sender of the e-mails; empty uses the first receiver",
  },
  ALERT_EMAIL_TO: {
    kind: alertKinds.mailAddresses,
    default: "",
    meaning: "Receivers of the e-mails",
  },
  ALERT_TOAST: {
    kind: kinds.flag,
    default: "false",
    meaning: "Whether alerts are also shown as notifications of Windows",
  },
  ALERT_REPORTS: {
    kind: alertKinds.reportList,
    default: "daily, weekly",
    meaning: "Reports that are sent: daily, weekly (on Friday), or both; empty for none",
  },
  ALERT_REPORT_TIME: {
    kind: alertKinds.timeOfDay,
    default: "23:00",
    meaning: "When they are sent, in the broker's time",
  },
  ALERT_PING_URL: {
    kind: alertKinds.secretUrl,
    default: "",
    meaning:
      "Address that is called once a minute while all is well (such as healthchecks.io), so that somebody else notices when it is not; empty for none",
    isSecret: true,
  },
} as const;
