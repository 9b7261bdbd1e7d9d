/** The limits that a terminal applies by itself, and the halts that it begins with them. */

import assert from "node:assert/strict";
import { brokerMs, type TerminalLimits } from "../../src/models/mod.ts";
import { guardHalt } from "../../src/risk/halts/guard_halt.ts";
import { mustBeSent, terminalLimits } from "../../src/risk/halts/terminal_limits.ts";
import { metrics, policy } from "./risk_samples.ts";
import { terminal } from "./risk_samples.ts";

const flowsToMs = brokerMs(Date.UTC(2026, 1, 25, 12));
const guarded = { ...policy, guard: { policy: "close", afterMs: 30_000 } } as const;
const live = { flowsToMs, mode: "live", policy: guarded } as const;
const { maxDailyLossPct, maxDrawdownPct } = policy.limits;

function limitsOf(change: Partial<typeof metrics> = {}): TerminalLimits {
  return terminalLimits({ ...metrics, ...change }, live)!;
}

Deno.test("terminal limits: the bridge's limits in money, from the day's start and the peak", () => {
  const figures = { dayStartEquity: 10_000, dayFlows: 500, acceptedLossPct: 1, peakEquity: 12_000 };
  const limits = limitsOf(figures);
  assert.deepEqual(limits, {
    policy: "close",
    silenceSeconds: 30,
    dayFromMs: Date.UTC(2026, 1, 25),
    dayBase: 10_500,
    dayLoss: 10_000 * (maxDailyLossPct + 1) / 100,
    dayLossPct: maxDailyLossPct,
    equityFloor: 12_000 * (1 - maxDrawdownPct / 100),
    countedMs: flowsToMs,
  });
});

Deno.test("terminal limits: in safety mode nothing is closed, and off needs no figures", () => {
  assert.equal(terminalLimits(metrics, { ...live, mode: "safety" })?.policy, "block");
  assert.equal(terminalLimits(null, live), null);
  const off = { ...policy, guard: { policy: "off", afterMs: 30_000 } } as const;
  assert.equal(terminalLimits(null, { ...live, policy: off })?.policy, "off");
});

Deno.test("terminal limits: sent at once when they change, small changes together", () => {
  const limits = limitsOf();
  assert.ok(mustBeSent(null, limits, 0));
  assert.ok(!mustBeSent(limits, limits, 60_000));
  const later = { ...limits, countedMs: brokerMs(flowsToMs + 1) };
  assert.ok(mustBeSent(limits, later, 0), "another deposit or withdrawal is in the figures");
  assert.ok(mustBeSent(limits, { ...limits, policy: "block" }, 0));
  const higher = { ...limits, equityFloor: limits.equityFloor + 1 };
  assert.ok(!mustBeSent(limits, higher, 1_000));
  assert.ok(mustBeSent(limits, higher, 10_000));
  assert.ok(mustBeSent(limits, { ...limits, equityFloor: limits.equityFloor + 100 }, 0));
});

Deno.test("terminal limits: small amounts are large ones for an account in bitcoin", () => {
  const small = { dayStartEquity: 0.05, equity: 0.05, dayFlows: 0, acceptedLossPct: 0 };
  const before = limitsOf({ ...small, peakEquity: 0.05 });
  const higher = limitsOf({ ...small, peakEquity: 0.06 });
  assert.ok(mustBeSent(before, higher, 60_000), "the equity high has risen by a fifth");
  assert.ok(mustBeSent(before, limitsOf({ ...small, peakEquity: 0.05, acceptedLossPct: 3 }), 0));
  assert.ok(!mustBeSent(before, limitsOf({ ...small, peakEquity: 0.05000001 }), 60_000));
});

Deno.test("guard halt: the terminal's own halt, with the end of the settings", () => {
  const record = "guard daily_loss close 1772020800000 1771977600000";
  const halt = guardHalt({ reason: "limit hit", record }, { terminal, policy: guarded });
  assert.deepEqual(
    [halt?.cause, halt?.policy, halt?.ends, halt?.brokerDay, halt?.reason],
    ["daily_loss", "flatten", "next_day", "2026-02-25", "limit hit"],
  );
  const again = guardHalt({ reason: "limit hit", record }, { terminal, policy: guarded });
  assert.equal(again?.id, halt?.id, "the same flag is the same halt");
  const drawdown = record.replace("daily_loss close", "drawdown block");
  const other = guardHalt({ reason: "limit hit", record: drawdown }, { terminal, policy: guarded });
  assert.deepEqual([other?.policy, other?.ends], ["block", "by_hand"]);
});

Deno.test("guard halt: added to the record of another halt, with a reason of its own", () => {
  const record = "x :: guard drawdown close 1772020800000 1771977600000 : Drawdown limit hit";
  const halt = guardHalt({ reason: "by hand", record }, { terminal, policy: guarded });
  assert.deepEqual([halt?.cause, halt?.policy, halt?.reason], [
    "drawdown",
    "flatten",
    "Drawdown limit hit",
  ]);
});

Deno.test("guard halt: any other record is none", () => {
  const records = [
    "",
    "guard",
    "guard command close 1 1",
    "guard daily_loss open 1 1",
    "account x",
  ];
  for (const record of records) {
    assert.equal(guardHalt({ reason: "r", record }, { terminal, policy: guarded }), null, record);
  }
});
