/** The three answers of the first screen. */

import type { AccountRiskDocument } from "../../src/http/api/risk_routes.ts";
import type { StatusDocument } from "../../src/http/status_document.ts";
import assert from "node:assert/strict";
import { connection, result, safety } from "../../src/dashboard/state/verdicts.ts";

function statusOf(change: object): StatusDocument {
  return { mode: "paper", demo: false, state: "running", ...change } as unknown as StatusDocument;
}

const metrics = { dayLossPct: 0 } as AccountRiskDocument["metrics"];
const fine: AccountRiskDocument = { terminal: "1@A (paper)", metrics, halts: [], grants: [] };
const byCommand = {
  cause: "command",
  reason: "from the dashboard",
} as AccountRiskDocument["halts"][number];

const safe: readonly (readonly [StatusDocument, AccountRiskDocument, string, string])[] = [
  [statusOf({}), fine, "Safe", "Paper trading at live prices"],
  [statusOf({ demo: true }), fine, "Safe", "Paper trading at simulated prices"],
  [statusOf({ mode: "live" }), fine, "Safe", "Live trading on the account"],
  [
    statusOf({ mode: "safety" }),
    fine,
    "Safety mode",
    "Signals are logged, no orders are sent",
  ],
  [
    statusOf({}),
    { ...fine, metrics: null },
    "Equity unknown",
    "No current equity figure: new trades are blocked",
  ],
  [
    statusOf({}),
    { ...fine, halts: [byCommand] },
    "Halted",
    "Halted manually (from the dashboard).",
  ],
];
for (const [status, row, word, detail] of safe) {
  Deno.test(`safe? ${word}: ${detail}`, () => {
    const verdict = safety(status, [row], []);
    assert.deepEqual([verdict.word, verdict.detail], [word, detail]);
  });
}

Deno.test("safe? a halt of all accounts is one sentence", () => {
  const rows = [fine, { ...fine, terminal: "2@B (paper)" }].map((row) => ({
    ...row,
    halts: [byCommand],
  }));
  const verdict = safety(statusOf({}), rows, []);
  assert.equal(verdict.detail, "Halted manually (from the dashboard).");
});

Deno.test("safe? halted, even before the first account is known", () => {
  const verdict = safety(statusOf({}), [], [{ reason: "from the dashboard" }]);
  const detail = "Halted manually (from the dashboard).";
  assert.deepEqual([verdict.word, verdict.detail], ["Halted", detail]);
});

Deno.test("connected? as many symbols as quote, and how long ago the last tick was", () => {
  const terminal = { terminal: "1@A", connection: "in_sync", brokerConnected: true };
  const symbols = [{ stale: false }, { stale: true }];
  const at = (lastTickAgeMs: number) =>
    connection(statusOf({ terminals: [{ ...terminal, lastTickAgeMs }], symbols })).detail;
  assert.equal(at(20), "1 of 2 symbols quoting, last tick < 1 s ago");
  assert.equal(at(12_000), "1 of 2 symbols quoting, last tick 12 s ago");
});

Deno.test("connected? a disconnected terminal is named", () => {
  const terminal = { terminal: "1@A", connection: "silent", brokerConnected: true };
  const found = connection(statusOf({ terminals: [terminal], symbols: [] }));
  assert.equal(found.detail, "1@A is not responding");
});

Deno.test("making money? today's change, with equity", () => {
  const fact = { terminal: "1@A", currency: "USD", equity: 10_008.87, floating: 1, today: 8.87 };
  assert.deepEqual(result([fact]), {
    tone: "good",
    word: "+8.87 USD",
    detail: "Today. Equity 10,008.87 USD",
  });
  assert.equal(result([{ ...fact, today: null }]).detail, "Open positions. Equity 10,008.87 USD");
});
