/** What the page shows about accounts and their halts. */

import type { HaltDocument } from "../../src/http/api/trading_schemas.ts";
import type { StatusDocument } from "../../src/http/status_document.ts";
import assert from "node:assert/strict";
import { moneyText, signedMoneyText } from "../../src/models/figure_text.ts";
import {
  accountLabel,
  actionLabel,
  currencyOf,
  isClosedByHalt,
  moneyUnitOf,
  openedBy,
  titleIn,
  unnamed,
  unreadAccounts,
  untilHaltEndsMs,
} from "../../src/dashboard/state/accounts.ts";
import { haltReason } from "../../src/models/halt_reason.ts";

const hourMs = 3_600_000;
const terminal = "1@A";
const paper = "paper:1@A";
/** 18:48 UTC, which is 20:48 at a broker two hours ahead. */
const nowMs = Date.UTC(2026, 2, 2, 18, 48);

function statusAt(
  change: { readonly lastBarBrokerMs?: number; readonly offsetMs?: null },
): StatusDocument {
  const { lastBarBrokerMs = null, offsetMs = 2 * hourMs } = change;
  return {
    nowMs,
    terminals: [{ terminal, currency: "USD", clockOffsetMs: offsetMs }],
    symbols: [{ terminal, symbol: "EURUSD", lastBarBrokerMs }],
  } as unknown as StatusDocument;
}

const halt: HaltDocument = {
  id: "h",
  terminal: paper,
  scope: "account",
  cause: "daily_loss",
  policy: "block",
  ends: "next_day",
  reason: "Daily loss limit hit: -2.09 % (limit 2 %).",
  startedMs: nowMs - hourMs,
  brokerDay: "2026-03-02",
  flatMs: null,
  endedMs: null,
  endedBy: null,
};

Deno.test("a halt for the day ends at the broker's midnight", () => {
  assert.equal(untilHaltEndsMs(halt, statusAt({})), 3 * hourMs + 12 * 60_000);
});

Deno.test("the latest bar gives the time of a broker whose clock is ahead", () => {
  const lastBarBrokerMs = Date.UTC(2026, 2, 2, 23);
  assert.equal(untilHaltEndsMs(halt, statusAt({ lastBarBrokerMs })), hourMs);
});

Deno.test("no end is shown for a halt that the trader ends, or without the broker's time", () => {
  assert.equal(untilHaltEndsMs({ ...halt, ends: "by_hand" }, statusAt({})), null);
  assert.equal(untilHaltEndsMs(halt, statusAt({ offsetMs: null })), null);
});

Deno.test("a paper account has the currency of its terminal", () => {
  assert.equal(currencyOf(paper, statusAt({}).terminals), "USD");
  assert.equal(currencyOf("2@B", statusAt({}).terminals), "");
});

Deno.test("amounts have the decimals that the bridge tells, not those that the name suggests", () => {
  const told = [{
    terminal,
    currency: "HUF",
    currencyDigits: 0,
  }] as unknown as StatusDocument["terminals"];
  const unit = moneyUnitOf(paper, told);
  assert.equal(moneyText(1_234.56, unit), "1,235 HUF");
  assert.equal(signedMoneyText(1_234.56, unnamed(unit)), "+1,235");
  assert.equal(moneyText(1.5, moneyUnitOf("2@B", told)), "1.50");
});

Deno.test("what is open is not known of accounts that are not reconciled", () => {
  const accounts = [{ terminal, isReconciled: false }, { terminal: paper, isReconciled: true }];
  assert.deepEqual(unreadAccounts(accounts), [accounts[0]]);
});

Deno.test("what a halt of everything closes: in paper mode nothing at the broker", () => {
  const closed = (mode: StatusDocument["mode"]) =>
    [terminal, paper].filter((account) => isClosedByHalt(account, mode));
  assert.deepEqual(closed("paper"), [paper]);
  assert.deepEqual(closed("live"), [terminal, paper]);
});

const texts: readonly (readonly [string, string])[] = [
  [haltReason(halt), "Daily loss limit hit: -2.09 % (limit 2 %)."],
  [
    haltReason({ cause: "command", reason: "from the dashboard" }),
    "Manual halt (from the dashboard).",
  ],
  [
    haltReason({ cause: "command", reason: "Enough for today." }),
    "Manual halt (Enough for today).",
  ],
  [openedBy({ intent: null, strategy: null }), "Manual"],
  [openedBy({ intent: "I", strategy: null }), "API"],
  [openedBy({ intent: "I", strategy: "moving_average_cross" }), "moving average cross"],
  [accountLabel(terminal, [terminal, paper]), "Broker"],
  [accountLabel(paper, [terminal, paper]), "Paper"],
  [accountLabel(paper, [terminal, paper, "2@B"]), paper],
  [titleIn("P/L", "USD"), "P/L (USD)"],
  [titleIn("P/L", ""), "P/L"],
  [actionLabel("Close all", terminal, [terminal, paper]), "Close all"],
  [actionLabel("Close all", paper, [terminal, paper]), "Close all (paper)"],
  [actionLabel("Close all", terminal, [terminal, "2@B"]), "Close all: 1@A"],
];
for (const [text, expected] of texts) {
  Deno.test(`the page shows: ${expected}`, () => assert.equal(text, expected));
}
