/** Daily and weekly reports: when, what, and the picture. */

import assert from "node:assert/strict";
import { decode } from "fast-png";
import { equityPicture } from "../../src/alerts/report/equity_picture.ts";
import { dueReports } from "../../src/alerts/report/report_due.ts";
import { periodReportText } from "../../src/alerts/report/report_text.ts";
import type { TerminalId, UnixMs } from "../../src/models/mod.ts";
import type { RiskStatus } from "../../src/risk/halts/halt_requests.ts";

const both = ["daily", "weekly"] as const;
const elevenPm = 23 * 60;

const cases = [
  ["before its time", "2026-03-02T22:59:59Z", []],
  ["at its time, on a Monday", "2026-03-02T23:00:00Z", ["daily 2026-03-02"]],
  ["after midnight it is still the day's", "2026-03-03T01:59:59Z", ["daily 2026-03-02"]],
  ["too late", "2026-03-03T02:00:01Z", []],
  ["on a Friday", "2026-03-06T23:00:00Z", ["daily 2026-03-06", "weekly 2026-03-06"]],
  ["on Saturday morning it is Friday's", "2026-03-07T00:30:00Z", [
    "daily 2026-03-06",
    "weekly 2026-03-06",
  ]],
] as const;

for (const [what, broker, expected] of cases) {
  Deno.test(`reports are due: ${what}`, () => {
    const due = dueReports(both, elevenPm, Date.parse(broker));
    assert.deepEqual(due.map(({ period, day }) => `${period} ${day}`), expected);
  });
}

Deno.test("reports are due: the week has seven days", () => {
  const [, weekly] = dueReports(both, elevenPm, Date.parse("2026-03-06T23:00:00Z"));
  assert.equal(weekly?.fromBrokerMs, Date.parse("2026-02-28T00:00:00Z"));
  assert.equal(weekly?.toBrokerMs, Date.parse("2026-03-07T00:00:00Z"));
});

const inTheMorning = [
  ["at midnight", 0, "2026-03-03T00:00:00Z", ["daily 2026-03-02"]],
  ["at seven", 420, "2026-03-03T07:00:00Z", ["daily 2026-03-02"]],
  ["on Friday it is Thursday's", 420, "2026-03-06T07:00:00Z", ["daily 2026-03-05"]],
  ["on Saturday the week as well", 0, "2026-03-07T00:01:00Z", [
    "daily 2026-03-06",
    "weekly 2026-03-06",
  ]],
] as const;

for (const [what, minute, broker, expected] of inTheMorning) {
  Deno.test(`reports before noon are about the day that has ended: ${what}`, () => {
    const due = dueReports(both, minute, Date.parse(broker));
    assert.deepEqual(due.map(({ period, day }) => `${period} ${day}`), expected);
    const [daily] = due;
    assert.ok(daily !== undefined && daily.toBrokerMs <= Date.parse(broker));
    assert.equal(new Date(daily.fromBrokerMs).toISOString().slice(0, 10), daily.day);
  });
}

const risk = {
  terminal: "1@S" as TerminalId,
  metrics: {
    terminal: "1@S" as TerminalId,
    utcMs: 0 as UnixMs,
    brokerDay: "2026-03-02",
    equity: 10_120.5,
    balance: 10_100,
    floatingProfit: 20.5,
    dayStartEquity: 10_000,
    dayFlows: 0,
    dayLossPct: 0,
    acceptedLossPct: 0,
    peakEquity: 10_200,
    drawdownPct: 0.78,
  },
  halts: [],
  grants: [],
  name: null,
  limits: {} as RiskStatus["limits"],
};

Deno.test("report text: results, flows, symbols, figures", () => {
  const text = periodReportText({
    period: "daily",
    day: "2026-03-02",
    terminal: "1@S",
    currency: "USD",
    risk,
    results: {
      trades: { trades: 3, wins: 2, net: 100 },
      flows: -50,
      bySymbol: [{ group: "EURUSD", trades: 3, wins: 2, net: 100 }],
    },
  });
  assert.equal(
    text,
    [
      "Day 2026-03-02, 1@S",
      "Closed: +100.00 USD in 3 trades, 2 won",
      "Paid in and out: -50.00 USD",
      "EURUSD: +100.00 USD in 3 trades",
      "Equity 10,120.50 USD, balance 10,100.00 USD",
      "Drawdown 0.78 %",
    ].join("\n"),
  );
});

Deno.test("report picture: a PNG whose line is where the equity was", () => {
  const points = [0, 1, 2, 3].map((hour) => ({ timeMs: hour * 3_600_000, equity: 100 + hour }));
  const picture = equityPicture(points);
  assert.ok(picture !== null);
  const { width, height, data } = decode(picture);
  const isLine = (x: number, y: number) => Number(data[(y * width + x) * 3]) < 100;
  const columnOf = (x: number) =>
    Array.from({ length: height }, (_, y) => y).filter((y) => isLine(x, y));
  assert.ok((columnOf(25)[0] ?? 0) > height * 0.9, "it begins below");
  assert.ok((columnOf(width - 25)[0] ?? height) < height * 0.1, "and ends above");
});

Deno.test("report picture: none of an account that has hardly begun; a flat one is a line", () => {
  assert.equal(equityPicture([]), null);
  assert.equal(equityPicture([{ timeMs: 5, equity: 1 }, { timeMs: 5, equity: 2 }]), null);
  assert.ok(equityPicture([{ timeMs: 0, equity: 1 }, { timeMs: 5, equity: 1 }]) !== null);
});
