/** Margin call and stop-out, as in the table of docs/simulated-broker.md. */

import assert from "node:assert/strict";
import type { Direction } from "../../../src/models/mod.ts";
import { testRows } from "./documented_table.ts";
import { assertRetcode, Stage } from "./stage.ts";

function open(stage: Stage, positions: string): void {
  stage.quote(1.1, 1.1);
  for (const [, direction, lots] of positions.matchAll(/(buy|sell) ([\d.]+)/g)) {
    assertRetcode(stage.deal(direction as Direction, Number(lots)));
  }
}

testRows("Margin call and stop-out", ["positions", "quotes", "margin call", "closed"], (row) => {
  const stage = new Stage({ deposit: 1_500 });
  open(stage, row.positions);
  const openedCount = stage.deals().length;
  const [bid, ask] = row.quotes.split("/").map(Number);
  const events = stage.quote(bid!, ask!);
  const closed = stage.deals().slice(openedCount).map((one) =>
    `${one.type === "sell" ? "buy" : "sell"} ${one.volumeLots}`
  );
  assert.equal(closed.join(", ") || "none", row.closed);
  const kinds = events.map(({ kind }) => kind);
  assert.equal(kinds.includes("margin_call") ? "yes" : "no", row["margin call"]);
  assert.equal(kinds.includes("stop_out"), row.closed !== "none");
  for (const deal of stage.deals().slice(openedCount)) {
    assert.equal(deal.reason, "so");
    assert.match(deal.comment, /^\[so -?[\d.]+%\]$/);
  }
});

Deno.test("Margin call: reported once, and again after the level was above it", () => {
  const stage = new Stage({ deposit: 1_500 });
  open(stage, "buy 1");
  const calls = [1.096, 1.0955, 1.099, 1.0955].map((price) =>
    stage.quote(price, price).filter(({ kind }) => kind === "margin_call").length
  );
  assert.deepEqual(calls, [1, 0, 0, 1]);
});

Deno.test("Stop-out: of equal losses the oldest position is closed first", () => {
  const stage = new Stage({ deposit: 1_500 });
  open(stage, "buy 0.5, buy 0.5");
  const [first, second] = stage.broker.positions();
  stage.quote(1.0905, 1.0905);
  assert.equal(stage.deals().at(-1)!.position, first!.identifier);
  assert.deepEqual(stage.broker.positions().map(({ ticket }) => ticket), [second!.ticket]);
});

Deno.test("Stop-out: a withdrawal can cause it", () => {
  const stage = new Stage({ deposit: 1_500 });
  open(stage, "buy 1");
  stage.apply({ kind: "money", type: "balance", amount: -1_000, comment: "" });
  assert.deepEqual(stage.broker.positions(), []);
});

Deno.test("Stop-out: swap can cause it at midnight, without a quote", () => {
  const swap = {
    mode: "currency_deposit",
    long: -1_000,
    short: 0,
    nightsByWeekday: [1, 1, 1, 1, 1, 1, 1],
  } as const;
  const stage = new Stage({ deposit: 1_500, terms: { swap } });
  open(stage, "buy 1");
  stage.passTo(stage.broker.nowMs + 86_400_000);
  assert.deepEqual(stage.deals().map(({ reason, swap }) => [reason, swap]), [
    ["expert", 0],
    ["so", -1_000],
  ]);
});

Deno.test("Stop-out: a position out of session stays, the next worst is closed", () => {
  const stage = new Stage({ deposit: 3_200, symbols: ["EURUSD", "GBPUSD"] });
  const gbpusd = stage.broker.symbols()[1]!.name;
  open(stage, "buy 1");
  stage.quote(1.27, 1.27, { symbol: gbpusd });
  assertRetcode(stage.deal("buy", 1, { symbol: gbpusd }));
  const sessions = Array.from({ length: 7 }, () => []);
  stage.apply({ kind: "terms", symbol: stage.broker.symbols()[0]!.name, terms: { sessions } });
  stage.quote(1.0795, 1.0795);
  assert.deepEqual(stage.deals().map(({ symbol, reason }) => [symbol, reason]), [
    ["EURUSD", "expert"],
    ["GBPUSD", "expert"],
    ["GBPUSD", "so"],
  ]);
});
