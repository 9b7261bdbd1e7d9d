/** The kinds of the alerts' settings: addresses, rules, hours. */

import {
  alertChannels,
  alertEvents,
  type AlertRule,
  alertSeverities,
  type MinuteOfDay,
  type QuietHours,
  type ReportPeriod,
  reportPeriods,
} from "../models/alert.ts";
import { type Kind, kind, secret, ValueProblem } from "./kinds.ts";
import { splitList } from "./list_text.ts";
import { Secret } from "./secret.ts";

/** An address that is itself a secret, such as that of a web hook; empty for none. */
export const secretUrl: Kind<Secret> = secretWith(
  "an address that begins with https:// or http://",
  (text) => isUrl(text, ["https:", "http:"]),
);

/** A mail server with its user and password in one address; empty for none. */
export const mailServer: Kind<Secret> = secretWith(
  "smtps://user:password@server:465, or smtp://user:password@server:587",
  (text) => isUrl(text, ["smtps:", "smtp:"]),
);

/** An address without anything secret, without a slash at its end. */
export const plainUrl: Kind<string> = kind(
  "an address that begins with https:// or http://",
  (text) => isUrl(text, ["https:", "http:"]) ? text.replace(/\/+$/, "") : new ValueProblem(),
);

function secretWith(allowed: string, isAllowed: (text: string) => boolean): Kind<Secret> {
  return kind(`${allowed}; or empty`, (text) => {
    const parsed = secret.schema.safeParse(text);
    if (!parsed.success) return new ValueProblem(parsed.error.issues[0]?.message);
    return text === "" || isAllowed(text) ? parsed.data : new ValueProblem();
  });
}

function isUrl(text: string, protocols: readonly string[]): boolean {
  const url = URL.parse(text);
  return url !== null && protocols.includes(url.protocol) && url.hostname !== "";
}

/** More people than anybody gives the control of an account to. */
const chatsMax = 20;

/** Numbers of users and groups, which begin with a minus. */
export const telegramChats: Kind<readonly string[]> = kind(
  "numbers of Telegram chats separated by commas, such as 123456789",
  (text) => {
    const chats = splitList(text);
    const bad = chats.find((chat) => !/^-?\d{1,20}$/.test(chat));
    if (bad !== undefined) return new ValueProblem(`"${bad}" is not the number of a chat`);
    return chats.length <= chatsMax ? chats : new ValueProblem(`more than ${chatsMax} chats`);
  },
);

export const mailAddresses: Kind<readonly string[]> = kind(
  "e-mail addresses separated by commas",
  (text) => {
    const addresses = splitList(text);
    const bad = addresses.find((address) => !/^[^\s@,<>"]+@[^\s@,<>"]+$/.test(address));
    return bad === undefined ? addresses : new ValueProblem(`"${bad}" is not an e-mail address`);
  },
);

/** `channel:event:severity`, each of the first two also `*`. */
export const alertRules: Kind<readonly AlertRule[]> = kind(
  "channel:event:severity separated by commas, such as *:*:warning, telegram:trades:info " +
    `(channels: ${alertChannels.join(", ")}; events: ${alertEvents.join(", ")}; ` +
    `severities: ${alertSeverities.join(", ")})`,
  (text) => {
    const rules: AlertRule[] = [];
    for (const part of splitList(text)) {
      const rule = ruleOf(part);
      if (rule instanceof ValueProblem) return rule;
      rules.push(rule);
    }
    return rules;
  },
);

function ruleOf(text: string): AlertRule | ValueProblem {
  const words = text.split(":").map((word) => word.trim().toLowerCase());
  const [channelWord = "", eventWord = "", severityWord = ""] = words;
  if (words.length !== 3) return new ValueProblem(`"${text}" is not channel:event:severity`);
  const channel = anyOrOne(channelWord, alertChannels);
  const event = anyOrOne(eventWord, alertEvents);
  const severity = alertSeverities.find((known) => known === severityWord);
  if (channel === undefined) return new ValueProblem(`"${channelWord}" is not a channel`);
  if (event === undefined) return new ValueProblem(`"${eventWord}" is not an event`);
  if (severity === undefined) return new ValueProblem(`"${severityWord}" is not a severity`);
  return { channel, event, severity };
}

function anyOrOne<Word extends string>(
  word: string,
  known: readonly Word[],
): Word | null | undefined {
  return word === "*" ? null : known.find((one) => one === word);
}

const timePattern = /^([01]?\d|2[0-3]):([0-5]\d)$/;

function minuteOf(text: string): MinuteOfDay | null {
  const [, hours, minutes] = timePattern.exec(text.trim()) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

export const timeOfDay: Kind<MinuteOfDay> = kind(
  "a time of day, such as 22:00",
  (text) => minuteOf(text) ?? new ValueProblem(),
);

export const quietHours: Kind<QuietHours> = kind(
  "two times of day, such as 22:00-07:00",
  (text) => {
    const [from = "", to = "", ...more] = text.split("-");
    const [fromMinute, toMinute] = [minuteOf(from), minuteOf(to)];
    if (fromMinute === null || toMinute === null || more.length > 0) return new ValueProblem();
    return fromMinute === toMinute
      ? new ValueProblem("both times are the same")
      : { fromMinute, toMinute };
  },
);

export const timeZone: Kind<string> = kind("a time zone, such as Europe/Prague", (text) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return new ValueProblem();
  }
});

export const reportList: Kind<readonly ReportPeriod[]> = kind(
  `${reportPeriods.join(", ")}, or both; or empty`,
  (text) => {
    const words = splitList(text.toLowerCase());
    const bad = words.find((word) => !(reportPeriods as readonly string[]).includes(word));
    return bad === undefined
      ? reportPeriods.filter((period) => words.includes(period))
      : new ValueProblem();
  },
);
