/** What a message says, and that it fits its channel. */

import assert from "node:assert/strict";
import { fittingAlerts, messageOf } from "../../src/alerts/message.ts";
import { unixMs } from "../../src/models/mod.ts";
import { mondayNoonMs, sampleAlert } from "./alert_samples.ts";

const context = { bridge: "MT5 Bridge", nowMs: mondayNoonMs + 1_000, dropped: 0 };
const halt = sampleAlert({
  event: "halts",
  severity: "critical",
  text: "1@S HALTED: daily loss 5 % of 5 %",
  raisedMs: unixMs(mondayNoonMs - 720_000),
});

Deno.test("alert message: one alert is a line under the bridge's name", () => {
  assert.deepEqual(messageOf([sampleAlert()], 1_000, context), {
    title: "MT5 Bridge",
    text: "Warning: Lost connection to terminal 1@S: silent",
    severity: "warning",
    events: ["terminals"],
    raisedMs: mondayNoonMs,
  });
});

Deno.test("alert message: several have the worst severity; old ones say how old they are", () => {
  const message = messageOf([halt, sampleAlert({ severity: "info" })], 1_000, {
    ...context,
    dropped: 3,
  });
  assert.equal(message.title, "MT5 Bridge (2 alerts)");
  assert.equal(message.severity, "critical");
  assert.equal(
    message.text,
    "CRITICAL: 1@S HALTED: daily loss 5 % of 5 % (12 min ago)\n" +
      "Lost connection to terminal 1@S: silent\n" +
      "3 older alerts not sent: too many were waiting. See the log.",
  );
});

Deno.test("alert message: what does not fit goes in the next message; a long one goes alone", () => {
  const many = Array.from({ length: 20 }, () => sampleAlert());
  const fitting = fittingAlerts(many, 200, context);
  assert.equal(fitting.length, 4);
  assert.doesNotMatch(messageOf(fitting, 200, context).text, /more line/);
  const dropped = { ...context, dropped: 3 };
  const beside = fittingAlerts(many, 200, dropped);
  assert.equal(beside.length, 2);
  assert.match(messageOf(beside, 200, dropped).text, /3 older alerts not sent/);
  const long = sampleAlert({ text: "x".repeat(500) });
  assert.deepEqual(fittingAlerts([long, ...many], 200, context), [long]);
  assert.equal(fittingAlerts(many, 10_000, context).length, 20);
});

Deno.test("alert message: a cut leaves no half of a letter", () => {
  const { text } = messageOf([sampleAlert({ text: "\u{1F600}".repeat(100) })], 100, context);
  const odd = messageOf([sampleAlert({ text: "\u{1F600}".repeat(100) })], 101, context).text;
  assert.ok(text.isWellFormed() && odd.isWellFormed());
});

Deno.test("alert message: lines that do not fit are counted, a single long one is cut", () => {
  const many = Array.from({ length: 20 }, () => sampleAlert());
  const { text } = messageOf(many, 200, context);
  assert.ok(text.length <= 200, String(text.length));
  assert.match(text, /\.\.\. and 17 more lines\. See the log\.$/);
  const long = messageOf([sampleAlert({ text: "x".repeat(500) })], 100, context).text;
  assert.equal(long.length, 100);
  assert.ok(long.endsWith("..."));
});
