/** Who may ask the Telegram bot for what. */

import assert from "node:assert/strict";
import { Confirmations } from "../../src/alerts/telegram/confirmations.ts";
import { telegramAsked, telegramUpdate } from "../../src/alerts/telegram/telegram_update.ts";
import { mondayNoonMs as nowMs } from "./alert_samples.ts";

const rights = { chats: ["42", "-100"], commands: "all" } as const;

function update(text: string, { chat = 42, from = 42, ageS = 0 } = {}) {
  const date = Math.floor(nowMs / 1_000) - ageS;
  return telegramUpdate.parse({
    update_id: 7,
    message: { message_id: 1, date, text, chat: { id: chat, type: "any" }, from: { id: from } },
  });
}

const cases = [
  ["a command", update("/status"), rights, "command"],
  ["with the bot's name, as groups send it", update("/Status@my_bot"), rights, "command"],
  ["a stranger", update("/halt", { chat: 7, from: 7 }), rights, "stranger"],
  ["a listed person in a listed group", update("/halt", { chat: -100 }), rights, "command"],
  ["anybody else in a listed group", update("/halt", { chat: -100, from: 7 }), rights, "nothing"],
  ["a listed person in a strange group", update("/halt", { chat: -7 }), rights, "stranger"],
  ["no command at all", update("hello"), rights, "unknown"],
  ["an unknown command", update("/buy"), rights, "unknown"],
  ["an old close", update("/close", { ageS: 121 }), rights, "too_old"],
  ["an old confirmation", update("/confirm 1", { ageS: 121 }), rights, "too_old"],
  ["an old halt", update("/halt", { ageS: 86_400 }), rights, "command"],
  ["a close by a clock that is behind", update("/close", { ageS: -3_600 }), rights, "command"],
  [
    "a halt where reading only is allowed",
    update("/halt"),
    { ...rights, commands: "read" },
    "not_allowed",
  ],
  [
    "a resume where halting only is allowed",
    update("/resume"),
    { ...rights, commands: "halt" },
    "not_allowed",
  ],
  ["commands switched off", update("/status"), { ...rights, commands: "off" }, "nothing"],
  ["an update without a message", { update_id: 7 }, rights, "nothing"],
] as const;

for (const [what, given, mayDo, kind] of cases) {
  Deno.test(`Telegram bot: ${what} is ${kind}`, () => {
    assert.equal(telegramAsked(given, mayDo, nowMs).kind, kind);
  });
}

Deno.test("Telegram bot: a confirmation is good once, for a minute, for its chat and number", () => {
  const confirmations = new Confirmations();
  const ask = () => confirmations.ask("42", { command: "close", number: "1234", nowMs: 0 });
  ask();
  assert.equal(confirmations.take("43", "1234", 1), null, "another chat");
  assert.equal(confirmations.take("42", "1234", 1), "close");
  assert.equal(confirmations.take("42", "1234", 1), null, "a second time");
  ask();
  assert.equal(confirmations.take("42", "9999", 1), null);
  assert.equal(confirmations.take("42", "1234", 1), null, "after a wrong number");
  ask();
  assert.equal(confirmations.take("42", "1234", 60_001), null, "too late");
});
