/**
 * Deals and the resulting positions: netting, hedging, partial fills, prices, as in
 * docs/simulated-broker.md.
 */

import assert from "node:assert/strict";
import { brokerMs } from "../../../src/models/mod.ts";
import type { Direction, FillingMode, RetcodeName } from "../../../src/models/mod.ts";
import type { ExecutionMode } from "../../../src/models/mod.ts";
import { seededRandom } from "../../../src/runtime/random.ts";
import { uniformSlippage } from "../../../src/simulation/trading/slippage.ts";
import { numberOrNull, testRows } from "./documented_table.ts";
import { assertRetcode, deal, forever, Stage } from "./stage.ts";

testRows(
  "Netting",
  ["deals", "entries", "position", "profit", "levels", "stop loss"],
  (row) => {
    const stage = new Stage({ account: { marginMode: "netting" } });
    const levels = row.levels.split(" ").map(numberOrNull);
    const made = row.deals.split(", ").map((text, index) => {
      const [, direction, lots, price] = /(\w+) ([\d.]+) at ([\d.]+)/.exec(text)!;
      stage.quote(Number(price), Number(price));
      return assertRetcode(
        stage.deal(direction as Direction, Number(lots), { stopLoss: levels[index] ?? null }),
      );
    });
    const [position] = stage.broker.positions();
    assert.equal(stage.deals().map(({ entry }) => entry).join(" "), row.entries);
    assert.equal(stage.deals().reduce((sum, { profit }) => sum + profit, 0), Number(row.profit));
    assert.equal(position?.stopLoss ?? null, numberOrNull(row["stop loss"]));
    const shown = position === undefined
      ? "none"
      : `${position.direction} ${position.volumeLots} at ${position.openPrice.toFixed(8)}`;
    assert.equal(shown.replace(/0{3}$/, ""), row.position);
    const ids = new Set(stage.deals().map((one) => one.position));
    assert.equal(ids.size, 1);
    const opener = row.entries.endsWith("inout") ? made.at(-1) : made[0];
    if (position !== undefined) assert.equal(String(position.ticket), String(opener?.order));
  },
);

Deno.test("Hedging: closing by ticket, completely and in part; others do not change", () => {
  const stage = new Stage();
  stage.quote(1.1, 1.1);
  stage.deal("buy", 1, { stopLoss: 1.09 });
  stage.deal("buy", 1);
  stage.deal("sell", 0.5);
  const [first, second] = stage.broker.positions();
  stage.quote(1.101, 1.101);
  assertRetcode(stage.deal("sell", 0.4, { position: first!.ticket }));
  assertRetcode(stage.deal("sell", 1, { position: second!.ticket }));
  assert.deepEqual(
    stage.broker.positions().map((one) => [one.direction, one.volumeLots, one.stopLoss]),
    [["buy", 0.6, 1.09], ["sell", 0.5, null]],
  );
  assert.deepEqual(
    stage.deals().map((one) => [one.entry, one.profit, one.position]),
    [
      ["in", 0, first!.identifier],
      ["in", 0, second!.identifier],
      ["in", 0, stage.broker.positions()[1]!.identifier],
      ["out", 40, first!.identifier],
      ["out", 100, second!.identifier],
    ],
  );
});

Deno.test("Hedging: close-by records the distance on the position named first", () => {
  const stage = new Stage({ terms: { commission: { perLot: 3, percent: 0 } } });
  stage.quote(1.1, 1.1);
  stage.deal("buy", 1);
  stage.quote(1.102, 1.102);
  stage.deal("sell", 0.4);
  const [long, short] = stage.broker.positions();
  const { magic } = long!;
  assertRetcode(stage.ask({
    action: "close_by",
    position: long!.ticket,
    positionBy: short!.ticket,
    magic,
    comment: "both",
  }));
  assert.deepEqual(
    stage.deals().slice(2).map((one) => [
      one.entry,
      one.type,
      one.profit,
      one.position,
      one.commission,
    ]),
    [
      ["out_by", "sell", 80, long!.identifier, 0],
      ["out_by", "buy", 0, short!.identifier, 0],
    ],
  );
  assert.deepEqual(stage.broker.positions().map((one) => one.volumeLots), [0.6]);
  const order = stage.broker.historyOrders(forever).at(-1)!;
  assert.deepEqual([order.type, order.state, order.positionBy], [
    "close_by",
    "filled",
    short!.identifier,
  ]);
});

testRows(
  "Partial fills",
  ["filling", "asked", "offered", "answer", "filled", "order then"],
  (row) => {
    const stage = new Stage({ terms: { execution: "instant" } });
    stage.quote(1.1, 1.1001, { lots: Number(row.offered) });
    const result = stage.deal("buy", Number(row.asked), {
      filling: row.filling as FillingMode,
      price: 1.1001,
    });
    assert.equal(result.retcode, row.answer);
    assert.equal(result.volumeLots, Number(row.filled));
    const orders = [...stage.broker.orders(), ...stage.broker.historyOrders(forever)];
    assert.equal(orders[0]?.state ?? "none", row["order then"]);
    assert.equal(stage.broker.positions()[0]?.volumeLots ?? 0, Number(row.filled));
  },
);

Deno.test("Partial fills: RETURN continues at later quotes, in one position of a hedging account", () => {
  const stage = new Stage({ terms: { execution: "exchange" } });
  stage.quote(1.1, 1.1001, { lots: 1 });
  assertRetcode(stage.deal("buy", 2.5, { filling: "return" }), "done_partial");
  stage.quote(1.1, 1.1002, { lots: 1 });
  assert.equal(stage.broker.orders()[0]!.volumeCurrentLots, 0.5);
  stage.quote(1.1, 1.1003);
  assert.deepEqual(stage.broker.orders(), []);
  assert.deepEqual(
    stage.broker.positions().map((one) => [one.volumeLots, one.openPrice]),
    [[2.5, 1.10018]],
  );
  assert.deepEqual(stage.deals().map((one) => one.volumeLots), [1, 1, 0.5]);
});

Deno.test("Partial fills: the rest of a close whose position is gone is cancelled and never opens one", () => {
  const stage = new Stage({ terms: { execution: "exchange" } });
  stage.quote(1.1, 1.1001);
  stage.deal("buy", 2, { filling: "return", stopLoss: 1.09 });
  const { ticket: position } = stage.broker.positions()[0]!;
  stage.quote(1.1, 1.1001, { lots: 0.5 });
  assertRetcode(stage.deal("sell", 2, { filling: "return", position }), "done_partial");
  stage.quote(1.08, 1.0801);
  assert.deepEqual(stage.broker.positions(), []);
  assert.deepEqual(stage.broker.orders(), []);
  assert.deepEqual(
    stage.broker.historyOrders(forever).map((one) => [one.state, one.reason]),
    [["filled", "expert"], ["filled", "sl"], ["canceled", "expert"]],
  );
});

Deno.test("Partial fills: while the rest of a close is pending, no other order may close the position", () => {
  const stage = new Stage({ terms: { execution: "exchange" } });
  stage.quote(1.1, 1.1001);
  stage.deal("buy", 2, { filling: "return" });
  const { ticket: position } = stage.broker.positions()[0]!;
  stage.quote(1.1, 1.1001, { lots: 0.5 });
  stage.deal("sell", 2, { filling: "return", position });
  stage.quote(1.1, 1.1001, { lots: 1 });
  assertRetcode(stage.deal("sell", 0.4, { filling: "return", position }), "close_order_exist");
  stage.quote(1.1, 1.1001);
  assert.deepEqual(stage.deals().map(({ volumeLots }) => volumeLots), [2, 0.5, 1, 0.5]);
  assert.deepEqual([stage.broker.positions(), stage.broker.orders()], [[], []]);
});

Deno.test("Partial fills: a used volume is not offered again at the same quote", () => {
  const stage = new Stage();
  stage.quote(1.1, 1.1001, { lots: 1 });
  assertRetcode(stage.deal("buy", 0.7));
  assertRetcode(stage.deal("buy", 0.7), "reject");
  assertRetcode(stage.deal("buy", 0.3));
  assertRetcode(stage.deal("sell", 1));
});

testRows(
  "Prices of deals",
  ["execution", "side", "price", "deviation", "slippage", "answer", "made at"],
  (row) => {
    const stage = new Stage({
      terms: { execution: row.execution as ExecutionMode },
      slippage: () => Number(row.slippage),
    });
    stage.quote(1.1, 1.1001);
    const result = stage.deal(row.side as Direction, 1, {
      price: numberOrNull(row.price),
      deviationPoints: Number(row.deviation),
    });
    assert.equal(result.retcode, row.answer as RetcodeName);
    assert.equal(result.price, numberOrNull(row["made at"]));
    assert.deepEqual([result.bid, result.ask], [1.1, 1.1001]);
  },
);

Deno.test("Slippage: uniform, repeatable, never in the trader's favour", () => {
  const prices = (seed: number) => {
    const stage = new Stage({ slippage: uniformSlippage(seededRandom(seed), 3) });
    stage.quote(1.1, 1.1001);
    return Array.from({ length: 50 }, () => stage.deal("buy", 0.01).price!);
  };
  assert.deepEqual(prices(1), prices(1));
  assert.deepEqual([...new Set(prices(1))].sort(), [1.1001, 1.10011, 1.10012, 1.10013]);
});

Deno.test("Check: returns the result of the request and its effect on the margin, and changes nothing", () => {
  const stage = new Stage({ deposit: 10_000 });
  stage.quote(1.1, 1.1001);
  const small = stage.broker.check(deal("buy", 1));
  assert.deepEqual([small.refusal, small.margin, small.freeMargin], [null, 1100.1, 8899.9]);
  assert.equal(small.marginLevelPct?.toFixed(2), "909.01");
  assert.equal(stage.broker.check(deal("buy", 10)).refusal, "no_money");
  assert.deepEqual(stage.broker.positions(), []);
  assert.deepEqual(stage.broker.account().margin, 0);
  assertRetcode(stage.deal("buy", 1));
  assert.equal(stage.broker.account().margin, small.margin);
});

Deno.test("Check: closing one side of a hedge may need more margin, and is still allowed", () => {
  const stage = new Stage({ deposit: 2_000 });
  stage.quote(1.1, 1.1);
  stage.deal("sell", 1);
  stage.deal("buy", 2);
  const [short] = stage.broker.positions();
  const checked = stage.broker.check(deal("buy", 1, { position: short!.ticket }));
  assert.deepEqual([checked.refusal, checked.margin, checked.freeMargin], [null, 2200, -200]);
  assertRetcode(stage.deal("buy", 1, { position: short!.ticket }));
  assert.equal(stage.broker.account().margin, 2200);
});

for (
  const [direction, lots, margin] of [
    ["buy", 1, 2200.2],
    ["sell", 0.5, 550.05],
    ["sell", 1, 0],
    ["sell", 3, 2200],
  ] as const
) {
  Deno.test(`Check: on a netting account with a buy of 1, ${direction} ${lots} needs ${margin}`, () => {
    const stage = new Stage({ account: { marginMode: "netting" } });
    stage.quote(1.1, 1.1001);
    stage.deal("buy", 1);
    assert.equal(stage.broker.check(deal(direction, lots)).margin, margin);
    stage.deal(direction, lots);
    assert.equal(stage.broker.account().margin, margin);
  });
}

Deno.test("History: a period includes both ends", () => {
  const stage = new Stage({ deposit: 0 });
  const startMs = stage.broker.nowMs;
  for (const afterMs of [0, 10, 10, 20]) {
    stage.passTo(startMs + afterMs);
    stage.apply({ kind: "money", type: "balance", amount: 1 + afterMs, comment: "" });
  }
  const between = (from: number, to: number) =>
    stage.broker.deals({ fromMs: brokerMs(startMs + from), toMs: brokerMs(startMs + to) })
      .map(({ profit }) => profit);
  assert.deepEqual(between(10, 20), [11, 11, 21]);
  assert.deepEqual(between(0, 10), [1, 11, 11]);
  assert.deepEqual(between(11, 19), []);
  assert.deepEqual(between(-5, 100), [1, 11, 11, 21]);
});

Deno.test("Comments are truncated to 31 characters; records keep magic, comment and reason", () => {
  const stage = new Stage();
  stage.quote(1.1, 1.1001);
  stage.deal("buy", 1, { comment: "c".repeat(40) });
  stage.send(deal("sell", 1, { comment: "manually" }), "mobile");
  assert.deepEqual(
    stage.deals().map((one) => [one.comment.length, one.magic, one.reason]),
    [[31, "7", "expert"], [8, "7", "mobile"]],
  );
  const found = stage.broker.find({ comment: "manually" });
  assert.deepEqual(
    [found.positions.length, found.orders.length, found.historyOrders.length, found.deals.length],
    [1, 0, 1, 1],
  );
});
