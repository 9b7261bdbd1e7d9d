/** The answers of the first screen, depending on the bridge's last answers and their age. */

import assert from "node:assert/strict";
import type { RiskDocument } from "../../src/http/api/risk_routes.ts";
import type { StatusDocument } from "../../src/http/status_document.ts";
import { connectionAnswer, moneyAnswer, safetyAnswer } from "../../src/dashboard/state/answers.ts";
import { away, lastStatus } from "../../src/dashboard/state/bridge.ts";
import { now, steadyNow, thisMoment } from "../../src/dashboard/state/browser_clock.ts";
import { noAnswerYet, withReply } from "../../src/dashboard/state/last_answer.ts";
import { lastRisk } from "../../src/dashboard/state/risk.ts";

const at = thisMoment();
const fresh = { ageMs: 0, error: null };
const terminal = { terminal: "1@A", currency: "USD", connection: "in_sync", brokerConnected: true };
const status = {
  mode: "live",
  state: "running",
  nowMs: at.utcMs,
  freshness: { system: fresh, terminals: fresh, symbols: fresh },
  terminals: [{ ...terminal, lastTickAgeMs: 20, account: null }],
  symbols: [{ stale: false }],
} as unknown as StatusDocument;
const metrics = { equity: 100, dayStartEquity: 90, dayFlows: 0, utcMs: at.utcMs };
const risk = {
  generalHalts: [],
  accounts: [{ terminal: "1@A", metrics, halts: [], grants: [] }],
} as unknown as RiskDocument;
const silence = {
  ok: false,
  error: { status: 503, detail: "risk is not running." },
} as const;

/** What the page shows at that moment, however long ago the answers were made. */
function words(): string[] {
  now.value = at.utcMs;
  steadyNow.value = at.steadyMs;
  return [safetyAnswer, connectionAnswer, moneyAnswer].map(({ value }) => value.word);
}

Deno.test("nothing is safe before risk has answered", () => {
  lastStatus.value = withReply(noAnswerYet, { ok: true, value: status }, at);
  lastRisk.value = noAnswerYet;
  assert.deepEqual(words(), ["...", "Connected", "..."]);
  lastRisk.value = withReply<RiskDocument>(noAnswerYet, silence, at);
  assert.deepEqual(words(), ["Unknown", "Connected", "Unknown"]);
  assert.equal(safetyAnswer.value.detail, "risk is not running.");
});

Deno.test("while risk does not answer, its last answers are shown with their time", () => {
  lastStatus.value = withReply(noAnswerYet, { ok: true, value: status }, at);
  const answered = withReply<RiskDocument>(noAnswerYet, { ok: true, value: risk }, at);
  lastRisk.value = answered;
  assert.deepEqual(words(), ["Safe", "Connected", "+10.00 USD"]);
  lastRisk.value = withReply(answered, silence, thisMoment());
  assert.deepEqual(words(), ["Unknown", "Connected", "Unknown"]);
  assert.match(moneyAnswer.value.detail, /^As of \d\d:\d\d:\d\d: \+10\.00 USD\. Today, 1@A/);
});

Deno.test("while the bridge does not answer, every answer is the last one, with its time", () => {
  const answered = withReply(noAnswerYet, { ok: true, value: status }, at);
  lastRisk.value = withReply<RiskDocument>(noAnswerYet, { ok: true, value: risk }, at);
  lastStatus.value = withReply(answered, silence, thisMoment());
  assert.equal(away.value?.sinceUtcMs, at.utcMs);
  assert.deepEqual(words(), ["Unknown", "Unknown", "Unknown"]);
  const detail = /^As of \d\d:\d\d:\d\d: Connected\. 1 of 1 symbols quoting, last tick < 1 s ago$/;
  assert.match(connectionAnswer.value.detail, detail);
});
