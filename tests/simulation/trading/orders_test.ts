/**
 * Orders: filling modes, prices, triggers, lifetimes, as in the tables of docs/simulated-broker.md.
 */

import assert from "node:assert/strict";
import {
  type BrokerMs,
  brokerMs,
  type Direction,
  type ExecutionMode,
  type FillingMode,
  type OrderLifetime,
  type PendingType,
} from "../../../src/models/mod.ts";
import { numberOrNull, testRows } from "./documented_table.ts";
import { assertRetcode, deal, eurusd, forever, pending, Stage } from "./stage.ts";

testRows(
  "Filling modes",
  ["execution", "flags", "filling", "deal", "limit order", "stop order"],
  (row) => {
    const stage = new Stage({
      terms: {
        execution: row.execution as ExecutionMode,
        fillingModes: row.flags === "none" ? [] : row.flags.split(" ") as FillingMode[],
      },
    });
    stage.quote(1.1, 1.1001);
    const filling = row.filling as FillingMode;
    const results = [
      deal("buy", 1, { filling, price: 1.1001 }),
      pending("buy_limit", 1.09, { filling }),
      pending("buy_stop", 1.11, { filling }),
    ].map((request) => stage.ask(request).retcode);
    assert.deepEqual(results, [row.deal, row["limit order"], row["stop order"]]);
  },
);

testRows(
  "Stop loss and take profit",
  ["side", "stops level", "stop loss", "take profit", "answer"],
  (row) => {
    const stage = new Stage({ terms: { stopsLevelPoints: Number(row["stops level"]) } });
    stage.quote(1.1, 1.1001);
    const stops = {
      stopLoss: numberOrNull(row["stop loss"]),
      takeProfit: numberOrNull(row["take profit"]),
    };
    const direction = row.side as Direction;
    const opened = stage.deal(direction, 1, stops);
    assert.equal(opened.retcode, row.answer);
    stage.deal(direction, 1);
    const position = stage.broker.positions().at(-1)!;
    const changed = stage.ask({
      action: "sltp",
      symbol: position.symbol,
      position: position.ticket,
      ...stops,
    });
    assert.equal(changed.retcode, row.answer);
  },
);

testRows(
  "Prices of pending orders",
  ["type", "stops level", "price", "limit price", "answer"],
  (row) => {
    const stage = new Stage({ terms: { stopsLevelPoints: Number(row["stops level"]) } });
    stage.quote(1.1, 1.1001);
    const request = pending(row.type as PendingType, Number(row.price), {
      stopLimitPrice: numberOrNull(row["limit price"]),
    });
    assert.equal(stage.ask(request).retcode, row.answer);
  },
);

testRows(
  "When pending orders are filled",
  ["type", "price", "limit price", "quotes", "filled at"],
  (row) => {
    const stage = new Stage();
    stage.quote(1.1, 1.1001);
    assertRetcode(stage.ask(pending(row.type as PendingType, Number(row.price), {
      stopLimitPrice: numberOrNull(row["limit price"]),
    })));
    stage.quotes(row.quotes);
    assert.equal(stage.broker.positions()[0]?.openPrice ?? null, numberOrNull(row["filled at"]));
    assert.equal(stage.broker.orders().length, row["filled at"] === "-" ? 1 : 0);
  },
);

testRows(
  "When stop loss and take profit close",
  ["side", "stop loss", "take profit", "quotes", "closed at", "reason"],
  (row) => {
    const stage = new Stage();
    stage.quote(1.1, 1.1001);
    assertRetcode(stage.deal(row.side as Direction, 1, {
      stopLoss: numberOrNull(row["stop loss"]),
      takeProfit: numberOrNull(row["take profit"]),
    }));
    stage.quotes(row.quotes);
    const closing = stage.deals()[1];
    assert.equal(closing?.price ?? null, numberOrNull(row["closed at"]));
    assert.equal(closing?.reason ?? "-", row.reason);
    const level = row.reason === "sl" ? row["stop loss"] : row["take profit"];
    if (closing !== undefined) assert.equal(closing.comment, `[${row.reason} ${level}]`);
  },
);

testRows(
  "Prices on the way",
  ["what", "level", "limit price", "to", "made at"],
  (row) => {
    const stage = new Stage();
    stage.quote(1.1, 1.1001);
    const [what, kind] = row.what.split(" ");
    const level = Number(row.level);
    if (kind === undefined) {
      const limit = { stopLimitPrice: numberOrNull(row["limit price"]) };
      assertRetcode(stage.ask(pending(what as PendingType, level, limit)));
    } else {
      const levels = kind === "stop" ? { stopLoss: level } : { takeProfit: level };
      assertRetcode(stage.deal(what as Direction, 1, levels));
    }
    const [bid, ask] = row.to.split("/").map(Number) as [number, number];
    const { nowMs: atMs } = stage.broker;
    stage.apply({ kind: "quote", symbol: eurusd, bid, ask, brokerMs: atMs, isOnTheWay: true });
    assert.equal(
      stage.deals()[kind === undefined ? 0 : 1]?.price ?? null,
      numberOrNull(row["made at"]),
    );
    assert.deepEqual(stage.broker.quote(eurusd)?.bid, bid);
  },
);

Deno.test("Orders: on the way the nearer level comes first, and what it opened meets the next", () => {
  const stage = new Stage();
  stage.quote(1.1, 1.1001);
  assertRetcode(stage.ask(pending("buy_stop", 1.102, { takeProfit: 1.103, stopLoss: 1.09 })));
  assertRetcode(stage.ask(pending("buy_stop", 1.101, { takeProfit: 1.1015, stopLoss: 1.09 })));
  const { nowMs: atMs } = stage.broker;
  stage.apply({
    ...{ kind: "quote", symbol: eurusd, bid: 1.105, ask: 1.1051, brokerMs: atMs, isOnTheWay: true },
  });
  assert.deepEqual(stage.deals().map(({ price }) => price), [1.101, 1.1015, 1.102, 1.103]);
});

function moment(text: string): BrokerMs | null {
  return text === "-" ? null : brokerMs(Date.parse(`${text.replace(" ", "T")}:00Z`));
}

testRows("Lifetimes", ["lifetime", "expiration", "answer", "ends"], (row) => {
  const stage = new Stage();
  stage.quote(1.1, 1.1001);
  const result = stage.ask(pending("buy_limit", 1.09, {
    lifetime: row.lifetime as OrderLifetime,
    expirationMs: moment(row.expiration),
  }));
  assert.equal(result.retcode, row.answer);
  const endMs = moment(row.ends);
  stage.passTo((endMs ?? stage.broker.nowMs + 10 * 86_400_000) - 1);
  assert.equal(stage.broker.orders().length, row.answer === "done" ? 1 : 0);
  stage.passTo(stage.broker.nowMs + 20 * 86_400_000);
  const expired = stage.broker.historyOrders(forever).map(({ state, doneMs }) => [state, doneMs]);
  assert.deepEqual(expired, endMs === null ? [] : [["expired", endMs]]);
});

Deno.test("Stop-limit: becomes its limit order, reported as an update", () => {
  const stage = new Stage();
  stage.quote(1.1, 1.1001);
  stage.ask(pending("buy_stop_limit", 1.101, { stopLimitPrice: 1.1005 }));
  const events = stage.quote(1.10095, 1.10105);
  assert.deepEqual(events.map((event) => event.kind), ["order_update"]);
  const [order] = stage.broker.orders();
  assert.deepEqual([order!.type, order!.price, order!.stopLimitPrice], ["buy_limit", 1.1005, null]);
});

Deno.test("Modify: prices and lifetime change, type and volume do not; remove cancels", () => {
  const stage = new Stage();
  stage.quote(1.1, 1.1001);
  const { order } = stage.ask(pending("sell_stop", 1.09));
  const values = { price: 1.085, stopLimitPrice: null, stopLoss: 1.09, takeProfit: 1.08 };
  assertRetcode(stage.ask({
    action: "modify",
    order: order!,
    ...values,
    lifetime: "day",
    expirationMs: null,
  }));
  const [changed] = stage.broker.orders();
  assert.deepEqual(
    [changed!.price, changed!.stopLoss, changed!.takeProfit, changed!.lifetime, changed!.type],
    [1.085, 1.09, 1.08, "day", "sell_stop"],
  );
  assertRetcode(stage.ask({ action: "remove", order: order! }));
  assert.equal(stage.broker.historyOrders(forever)[0]!.state, "canceled");
});

Deno.test("Orders: lack of money when the price is reached cancels the order", () => {
  const stage = new Stage({ deposit: 1_000 });
  stage.quote(1.1, 1.1001);
  assertRetcode(stage.ask(pending("buy_limit", 1.09)));
  stage.quote(1.0899, 1.09);
  assert.deepEqual(stage.broker.positions(), []);
  assert.equal(stage.broker.historyOrders(forever)[0]!.state, "canceled");
});

Deno.test("Orders: an order in a symbol closed for opening is cancelled when its price is reached", () => {
  const stage = new Stage();
  stage.quote(1.1, 1.1001);
  stage.ask(pending("buy_limit", 1.09));
  const [symbol] = stage.broker.symbols();
  stage.apply({ kind: "terms", symbol: symbol!.name, terms: { tradeMode: "close_only" } });
  stage.quote(1.0899, 1.09);
  assert.deepEqual(stage.broker.positions(), []);
  assert.equal(stage.broker.historyOrders(forever)[0]!.state, "canceled");
});

Deno.test("Orders: on a netting account an order that only reduces is filled even if opening is not allowed", () => {
  const stage = new Stage({ account: { marginMode: "netting" } });
  stage.quote(1.1, 1.1001);
  stage.deal("buy", 2);
  stage.ask(pending("sell_limit", 1.101));
  const [symbol] = stage.broker.symbols();
  stage.apply({ kind: "terms", symbol: symbol!.name, terms: { tradeMode: "close_only" } });
  stage.quote(1.101, 1.1011);
  assert.deepEqual(stage.broker.positions().map(({ volumeLots }) => volumeLots), [1]);
});

Deno.test("Orders: FOK waits for its whole volume, IOC fills what is available", () => {
  for (const [filling, held, state] of [["fok", 0, "placed"], ["ioc", 0.5, "canceled"]] as const) {
    const stage = new Stage();
    stage.quote(1.1, 1.1001);
    assertRetcode(stage.ask(pending("buy_limit", 1.09, { filling })));
    stage.quote(1.0899, 1.09, { lots: 0.5 });
    assert.equal(stage.broker.positions()[0]?.volumeLots ?? 0, held);
    const all = [...stage.broker.orders(), ...stage.broker.historyOrders(forever)];
    assert.equal(all[0]!.state, state);
  }
});

Deno.test("Orders: out of session nothing is filled; quotes still count", () => {
  const stage = new Stage({ terms: { sessions: Array.from({ length: 7 }, () => [[0, 660]]) } });
  stage.quote(1.1, 1.1001);
  stage.deal("buy", 1, { stopLoss: 1.09 });
  stage.ask(pending("buy_limit", 1.085));
  stage.passTo(stage.broker.nowMs + 2 * 3_600_000);
  stage.quote(1.08, 1.0801);
  assert.equal(stage.broker.orders().length, 1);
  assert.equal(stage.broker.positions()[0]!.currentPrice, 1.08);
  stage.passTo(stage.broker.nowMs + 13 * 3_600_000);
  stage.quote(1.08, 1.0801);
  assert.deepEqual(stage.deals().map((one) => one.reason), ["expert", "sl", "expert"]);
});
