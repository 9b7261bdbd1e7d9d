/** The settings of alerts: rules, hours, addresses, and what does not fit together. */

import assert from "node:assert/strict";
import { channelsOf } from "../../src/alerts/alert_rules.ts";
import { isQuiet, minuteOfDay } from "../../src/alerts/quiet_hours.ts";
import * as alertKinds from "../../src/config/alert_kinds.ts";
import type { Kind } from "../../src/config/kinds.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";
import { mistakeSentence, warningSentence } from "../../src/config/mistake.ts";
import { Secret, secretTexts } from "../../src/config/secret.ts";
import { settingsTable } from "../../src/config/settings_table.ts";

function read<T>(kind: Kind<T>, text: string): T | string {
  const parsed = kind.schema.safeParse(text);
  return parsed.success ? parsed.data : parsed.error.issues[0]?.message ?? "";
}

function parsed(settings: Record<string, string>) {
  return parseSettings({ file: [], environment: settings, commandLine: {} }, {
    homeDir: "/bridge",
    strategyProblem: () => null,
  });
}

Deno.test("alert rules: the default tells what is wrong, and every halt, trade and report", () => {
  const rules = read(alertKinds.alertRules, settingsTable.ALERT_RULES.default);
  assert.ok(typeof rules !== "string");
  const all = ["telegram", "email"] as const;
  const cases = [
    ["terminals", "warning", all],
    ["terminals", "info", []],
    ["trades", "info", all],
    ["halts", "info", all],
    ["signals", "info", []],
    ["program", "critical", all],
  ] as const;
  for (const [event, severity, expected] of cases) {
    assert.deepEqual(channelsOf({ event, severity }, rules, all), expected, `${event} ${severity}`);
  }
});

Deno.test("alert rules: each channel has its own; what is misspelt is named", () => {
  const rules = read(alertKinds.alertRules, "telegram:trades:info, EMAIL:*:critical");
  assert.ok(typeof rules !== "string");
  const channels = ["telegram", "email", "slack"] as const;
  assert.deepEqual(channelsOf({ event: "trades", severity: "critical" }, rules, channels), [
    "telegram",
    "email",
  ]);
  assert.equal(read(alertKinds.alertRules, "telegramm:*:info"), '"telegramm" is not a channel');
  assert.equal(read(alertKinds.alertRules, "*:trade:info"), '"trade" is not an event');
  assert.equal(read(alertKinds.alertRules, "*:*:error"), '"error" is not a severity');
  assert.equal(read(alertKinds.alertRules, "*:*"), '"*:*" is not channel:event:severity');
});

Deno.test("quiet hours: past midnight, to the minute, across daylight saving", () => {
  const hours = read(alertKinds.quietHours, "22:00-07:00");
  assert.deepEqual(hours, { fromMinute: 1_320, toMinute: 420 });
  assert.ok(typeof hours !== "string");
  const at = (iso: string) => isQuiet(hours, minuteOfDay(Date.parse(iso), "Europe/Prague"));
  assert.equal(at("2026-01-15T21:00:00Z"), true, "22:00 in winter");
  assert.equal(at("2026-01-15T20:59:59Z"), false);
  assert.equal(at("2026-07-15T20:00:00Z"), true, "22:00 in summer");
  assert.equal(at("2026-07-15T05:00:00Z"), false, "07:00 in summer");
  assert.equal(isQuiet(null, 0), false);
  assert.equal(read(alertKinds.quietHours, "07:00-07:00"), "both times are the same");
  assert.equal(read(alertKinds.quietHours, "25:00-07:00"), "not allowed");
  assert.equal(read(alertKinds.timeZone, "Europe/Prag"), "not allowed");
});

Deno.test("alert settings: what cannot work is refused, what is risky is told", () => {
  const refused = parsed({
    ALERT_EMAIL_SERVER: "smtp://u:p@mail.example",
    ALERT_WEBHOOK_TEMPLATE: "{txt}",
  });
  assert.ok(!refused.ok);
  const mistakes = refused.error.map(mistakeSentence).join("\n");
  assert.match(mistakes, /ALERT_EMAIL_TO/);
  assert.match(mistakes, /\{txt\} is none of the fields/);

  const risky = parsed({
    ALERT_TELEGRAM_TOKEN: "123:abc",
    ALERT_WEBHOOK_URL: "http://somewhere.example/hook",
    ALERT_RULES: "slack:*:info",
    LOG_LEVEL: "error",
  });
  assert.ok(risky.ok);
  const warnings = risky.value.warnings.map(warningSentence).join("\n");
  for (const key of ["ALERT_TELEGRAM_CHATS", "ALERT_WEBHOOK_URL", "ALERT_RULES", "LOG_LEVEL"]) {
    assert.match(warnings, new RegExp(key));
  }
  assert.deepEqual(risky.value.settings.alerts.channels, ["telegram", "webhook"]);
});

Deno.test("alert settings: an address that is a secret is never shown in a mistake", () => {
  const refused = parsed({ ALERT_DISCORD_URL: "discord.example/very-secret" });
  assert.ok(!refused.ok);
  assert.doesNotMatch(refused.error.map(mistakeSentence).join("\n"), /very-secret/);
});

Deno.test("secrets: every one in the settings is found, with the password inside of an address", () => {
  const texts = secretTexts({
    a: [new Secret("token")],
    b: { c: new Secret("smtp://u:p%40ss@h") },
  });
  assert.deepEqual(texts, ["token", "smtp://u:p%40ss@h", "p%40ss", "p@ss"]);
});
