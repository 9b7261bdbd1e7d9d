/** The three answers of the first screen. */

import type { AccountRiskDocument } from "../../src/http/api/risk_routes.ts";
import type { StatusDocument } from "../../src/http/status_document.ts";
import assert from "node:assert/strict";
import {
  asOf,
  connection,
  moneyFacts,
  permission,
  result,
  safety,
} from "../../src/dashboard/state/verdicts.ts";

function statusOf(change: object): StatusDocument {
  return { mode: "paper", demo: false, state: "running", ...change } as unknown as StatusDocument;
}

const metrics = { dayLossPct: 0 } as AccountRiskDocument["metrics"];
const fine: AccountRiskDocument = {
  name: null,
  limits: {} as AccountRiskDocument["limits"],
  terminal: "paper:1@A",
  venue: "paper",
  metrics,
  halts: [],
  grants: [],
};
const byCommand = {
  scope: "all",
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
    "Manual halt (from the dashboard).",
  ],
];
for (const [status, row, word, detail] of safe) {
  Deno.test(`safe? ${word}: ${detail}`, () => {
    const verdict = safety(status, [row], []);
    assert.deepEqual([verdict.word, verdict.detail], [word, detail]);
  });
}

Deno.test("safe? a halt of all accounts is one sentence", () => {
  const rows = [fine, { ...fine, terminal: "paper:2@B" }].map((row) => ({
    ...row,
    halts: [byCommand],
  }));
  const verdict = safety(statusOf({}), rows, []);
  assert.equal(verdict.detail, "Manual halt (from the dashboard).");
});

Deno.test("safe? halted, even before the first account is known", () => {
  const verdict = safety(statusOf({}), [], [{ reason: "from the dashboard" }]);
  const detail = "Manual halt (from the dashboard).";
  assert.deepEqual([verdict.word, verdict.detail], ["Halted", detail]);
});

Deno.test("safe? with two accounts, a loss, a halt and a missing figure have the name of theirs", () => {
  const lost = { dayLossPct: 1.5 } as AccountRiskDocument["metrics"];
  const broker = { ...fine, terminal: "1@A", metrics: lost };
  const halt = { scope: "account", cause: "daily_loss", reason: "Daily loss limit hit: -2 %" };
  const halts = [halt] as unknown as AccountRiskDocument["halts"];
  const told = (row: AccountRiskDocument) => {
    const { word, detail } = safety(statusOf({}), [fine, row], []);
    return `${word}: ${detail}`;
  };
  assert.equal(told(broker), "Safe: Paper trading at live prices. Today's loss: 1.5 % (1@A)");
  assert.equal(told({ ...broker, halts }), "Partly halted: 1@A: Daily loss limit hit: -2 %.");
  assert.equal(
    told({ ...broker, metrics: null }),
    "Equity unknown: No current equity figure of 1@A: new trades are blocked",
  );
});

Deno.test("the badge of an account says Trading only while its equity is known", () => {
  const badge = (row: AccountRiskDocument, mode = "paper", isOutdated = false) =>
    permission(row, statusOf({ mode }), isOutdated).children;
  assert.equal(badge(fine), "Trading");
  assert.equal(badge({ ...fine, metrics: null }), "Equity unknown");
  assert.equal(badge(fine, "paper", true), "Unknown");
  assert.equal(badge({ ...fine, terminal: "1@A" }), "Not traded");
  assert.equal(badge(fine, "safety"), "Safety mode");
});

const fresh = { ageMs: 0, error: null };
const freshness = { system: fresh, terminals: fresh, symbols: fresh };
const inSync = {
  terminal: "1@A",
  currency: "USD",
  connection: "in_sync",
  brokerConnected: true,
  lastTickAgeMs: 20,
  account: null,
};
const symbols = [{ stale: false }, { stale: true }];

Deno.test("connected? as many symbols as quote, and how long ago the last tick was", () => {
  const status = statusOf({ terminals: [inSync], symbols, freshness });
  const at = (ageMs: number) => connection(status, ageMs).detail;
  assert.equal(at(0), "1 of 2 symbols quoting, last tick < 1 s ago");
  assert.equal(at(12_000), "1 of 2 symbols quoting, last tick 12 s ago");
});

Deno.test("connected? a disconnected terminal is named", () => {
  const terminals = [{ ...inSync, connection: "silent" }];
  const found = connection(statusOf({ terminals, symbols: [], freshness }), 0);
  assert.equal(found.detail, "1@A is not responding");
});

Deno.test("connected? nobody knows while the link does not answer, and a slow answer is one", () => {
  const late = (ageMs: number) => ({
    terminals: [inSync],
    symbols,
    freshness: { ...freshness, terminals: { ageMs, error: "mt5 is not running" } },
  });
  const gone = connection(statusOf(late(60_000)), 0);
  const detail = "Connection not known: mt5 is not running (last answer 1 min ago)";
  assert.deepEqual([gone.word, gone.detail], ["Unknown", detail]);
  assert.equal(connection(statusOf(late(2_000)), 0).word, "Connected");
});

const nowMs = Date.UTC(2026, 2, 2, 12);
const figures = { equity: 10_008.87, floating: 1, today: 8.87, atMs: nowMs };
const fact = { terminal: "1@A", currency: "USD", figures };

Deno.test("making money? today's change, with equity and the name of the account", () => {
  assert.deepEqual(result([fact], nowMs), {
    tone: "good",
    word: "+8.87 USD",
    detail: "Today, 1@A. Equity 10,008.87 USD",
  });
  const open = { ...fact, figures: { ...figures, today: null } };
  assert.equal(result([open], nowMs).detail, "Open positions, 1@A. Equity 10,008.87 USD");
});

Deno.test("making money? an old figure is shown with its time, and an unknown one as unknown", () => {
  const old = result([fact], nowMs + 60_000).detail;
  assert.match(old, /^Today, 1@A\. Equity 10,008\.87 USD \(as of .*\d\d:\d\d:\d\d\)$/);
  const unknown = { ...fact, figures: null };
  const found = result([unknown, { ...fact, terminal: "2@B" }], nowMs);
  const detail = "No current equity figure of 1@A; 2@B 10,008.87 USD";
  assert.deepEqual([found.word, found.detail], ["Unknown", detail]);
});

function riskOf(terminal: string, equity: number | null): AccountRiskDocument {
  const known = { equity, dayStartEquity: equity, dayFlows: 0, floatingProfit: 0, utcMs: nowMs };
  const metrics = (equity === null ? null : known) as AccountRiskDocument["metrics"];
  return { ...fine, terminal, metrics };
}

Deno.test("in paper mode no other account takes the place of one whose equity is not known", () => {
  const account = { equity: 50_000, profit: 0, utcMs: nowMs };
  const status = statusOf({ terminals: [{ ...inSync, connection: "lost", account }] });
  const broker = riskOf("1@A", 50_000);
  const shown = (risk: AccountRiskDocument[]) =>
    moneyFacts(status, risk).map(({ terminal, figures }) => [terminal, figures?.equity ?? null]);
  assert.deepEqual(shown([riskOf("paper:1@A", 10_000), broker]), [["paper:1@A", 10_000]]);
  assert.deepEqual(shown([riskOf("paper:1@A", null), broker]), [["paper:1@A", null]]);
  assert.deepEqual(shown([broker]), [["paper:1@A", null]]);
  assert.deepEqual(shown([]), [["paper:1@A", null]]);
  const live = moneyFacts(statusOf({ ...status, mode: "live" }), [broker]);
  assert.deepEqual(live.map(({ terminal }) => terminal), ["1@A"]);
});

Deno.test("an old answer is not shown as current, but with its time", () => {
  const before = { tone: "good", word: "Connected", detail: "8 of 8 symbols quoting" } as const;
  assert.deepEqual(asOf(before, "12:30:05"), {
    tone: "warn",
    word: "Unknown",
    detail: "As of 12:30:05: Connected. 8 of 8 symbols quoting",
  });
});
