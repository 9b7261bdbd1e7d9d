/** What each server gets, and what its answers mean. */

import assert from "node:assert/strict";
import { deliveryFailure, pageFailure } from "../../src/alerts/channels/channel_request.ts";
import { discordRequest } from "../../src/alerts/channels/discord_request.ts";
import { ntfyRequest } from "../../src/alerts/channels/ntfy_request.ts";
import { withoutEchoes } from "../../src/alerts/channels/echoed_secrets.ts";
import { slackRequest } from "../../src/alerts/channels/slack_request.ts";
import { telegramRequest } from "../../src/alerts/channels/telegram_request.ts";
import { toastCommand } from "../../src/alerts/channels/toast_script.ts";
import { webhookRequest } from "../../src/alerts/channels/webhook_request.ts";
import type { AlertMessage } from "../../src/alerts/message.ts";
import { mondayNoonMs } from "./alert_samples.ts";

/** A text that means something to each of the servers. */
const message: AlertMessage = {
  title: "MT5 Bridge",
  text: 'CRITICAL: *bold* <@U1> & "@everyone" \u2019; Remove-Item {text}',
  severity: "critical",
  events: ["halts", "trades"],
  raisedMs: mondayNoonMs,
};

Deno.test("alert channels: Telegram gets plain text in the chat, aloud unless it is mere information", () => {
  const { url, body } = telegramRequest(
    { server: "https://t.example", token: "1:a" },
    "-42",
    message,
  );
  assert.equal(url, "https://t.example/bot1:a/sendMessage");
  assert.deepEqual(JSON.parse(body), {
    chat_id: "-42",
    text: `MT5 Bridge\n${message.text}`,
    disable_notification: false,
    link_preview_options: { is_disabled: true },
  });
});

Deno.test("alert channels: nothing in a text is formatting or a call of somebody", () => {
  const discord = JSON.parse(discordRequest("https://d.example", message).body);
  assert.deepEqual(discord.allowed_mentions, { parse: [] });
  assert.match(discord.content, /\\\*bold\\\*/);
  const slack = JSON.parse(slackRequest("https://s.example", message).body);
  assert.match(slack.text, /&lt;@U1&gt; &amp;/);
});

Deno.test("alert channels: ntfy gets the topic from the address, at a path too, with the token", () => {
  const sent = ntfyRequest({ url: "https://n.example/sub/my%20topic", token: "tk" }, message);
  assert.equal(sent.url, "https://n.example/sub");
  assert.equal(sent.headers.authorization, "Bearer tk");
  const { topic, priority, title } = JSON.parse(sent.body);
  assert.deepEqual({ topic, priority, title }, {
    topic: "my topic",
    priority: 5,
    title: "MT5 Bridge",
  });
});

Deno.test("alert channels: a topic of ntfy with a percent sign is taken as it stands", () => {
  const sent = ntfyRequest({ url: "https://n.example/100%", token: null }, message);
  assert.equal(JSON.parse(sent.body).topic, "100%");
});

const echoing = {
  url: "https://user:pass-word@h.example/services/T1/very-secret%2B?key=hidden-key",
  headers: { authorization: "Bearer secret-bearer" },
};
for (
  const [said, shown] of [
    ["Cannot POST /services/T1/very-secret%2B", "Cannot POST /***/T1/***"],
    ["no very-secret+, no hidden-key, no pass-word", "no ***, no ***, no ***"],
    ["Bearer secret-bearer is wrong", "*** *** is wrong"],
    ["chat not found", "chat not found"],
  ] as const
) {
  Deno.test(`alert channels: what a server repeats is not shown: ${shown}`, () => {
    assert.equal(withoutEchoes(said, echoing), shown);
  });
}

Deno.test("alert channels: the token of a bot is not shown without its path either", () => {
  const asked = { url: "https://t.example/bot12:secret-token/sendMessage", headers: {} };
  assert.equal(withoutEchoes("12:secret-token is unknown", asked), "*** is unknown");
});

Deno.test("alert channels: a page in the place of the server takes no message", () => {
  assert.equal(pageFailure(" <!DOCTYPE html><html>Log on</html>")?.code, "unreachable");
  for (const taken of ["", "ok", '{"ok":true}']) assert.equal(pageFailure(taken), null, taken);
});

Deno.test("alert channels: a text changes no form of a web hook, and fields are filled in once", () => {
  const template = '{"a":["{text}"],"b":{"c":"{severity} {events} {time}"},"d":7}';
  const { body, headers } = webhookRequest({ url: "https://w.example", template }, message);
  assert.equal(headers["content-type"], "application/json");
  assert.deepEqual(JSON.parse(body), {
    a: [message.text],
    b: { c: "critical halts, trades 2026-03-02T12:00:00.000Z" },
    d: 7,
  });
  const plain = webhookRequest({ url: "https://w.example", template: "{title}: {text}" }, message);
  assert.equal(plain.body, `MT5 Bridge: ${message.text}`);
});

Deno.test("alert channels: no letter of an alert reaches PowerShell as a part of the script", () => {
  const bytes = Uint8Array.from(atob(toastCommand(message)), (letter) => letter.charCodeAt(0));
  const script = new TextDecoder("utf-16le").decode(bytes);
  assert.doesNotMatch(script, /Remove-Item|\u2019/);
  const [, xml = ""] = /FromBase64String\('([^']*)'\)/.exec(script) ?? [];
  const shown = new TextDecoder().decode(Uint8Array.from(atob(xml), (one) => one.charCodeAt(0)));
  assert.match(shown, /<text>CRITICAL: \*bold\* &lt;@U1&gt; &amp; "@everyone" \u2019; Remove-Item/);
});

const answers = [
  [200, null],
  [204, null],
  [429, "unreachable"],
  [503, "unreachable"],
  [401, "not_allowed"],
  [404, "not_allowed"],
  [302, "not_allowed"],
  [400, "refused"],
  [413, "refused"],
] as const;

for (const [status, code] of answers) {
  Deno.test(`alert channels: the answer ${status} means ${code ?? "taken"}`, () => {
    const failure = deliveryFailure({ status, retryAfterS: 7, text: "some\n words" });
    assert.equal(failure?.code ?? null, code);
    if (code === "unreachable") assert.equal(failure?.retryAfterMs, 7_000);
    if (failure !== null) {
      assert.equal(failure.reason, `the server answered ${status} (some words)`);
    }
  });
}

Deno.test("alert channels: no server silences alerts for longer than an hour", () => {
  const failure = deliveryFailure({ status: 429, retryAfterS: 1e9, text: "" });
  assert.equal(failure?.retryAfterMs, 3_600_000);
});
