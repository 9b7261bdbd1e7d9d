/** Faults: what goes wrong once, and only for the Expert Advisor's next request. */

import assert from "node:assert/strict";
import { magicNumber } from "../../../src/models/mod.ts";
import { answers, assertRetcode, deal, forever, monday, pending, Stage } from "./stage.ts";

function quoted(terms: ConstructorParameters<typeof Stage>[0] = {}): Stage {
  const stage = new Stage(terms);
  stage.quote(1.1, 1.1001);
  return stage;
}

Deno.test("refuse: the given result, once, and nothing executed", () => {
  const stage = quoted();
  stage.fault({ kind: "refuse", retcode: "reject" });
  assertRetcode(stage.ask(deal("buy", 1), "client"));
  assertRetcode(stage.deal("buy", 1), "reject");
  assertRetcode(stage.deal("buy", 1));
  assert.equal(stage.broker.positions().length, 2);
});

for (const isExecuted of [true, false]) {
  for (const says of ["timeout", "connection", null] as const) {
    const what = `${isExecuted ? "executed" : "not executed"}, says ${says ?? "nothing"}`;
    Deno.test(`lose_answer: ${what}`, () => {
      const stage = quoted();
      stage.fault({ kind: "lose_answer", isExecuted, says });
      const heard = answers(stage.send(deal("buy", 1, { comment: "intent" })));
      assert.deepEqual(heard.map(({ retcode }) => retcode), says === null ? [] : [says]);
      assert.ok(heard.every(({ order, deal }) => order === null && deal === null));
      assert.equal(stage.broker.find({ comment: "intent" }).deals.length, isExecuted ? 1 : 0);
    });
  }
}

Deno.test("delay: the order is active during it, then filled at the current quote", () => {
  const stage = quoted();
  stage.fault({ kind: "delay", delayMs: 500 });
  assert.deepEqual(answers(stage.send(deal("buy", 1))), []);
  assert.deepEqual(stage.broker.orders().map(({ state }) => state), ["started"]);
  stage.quote(1.1010, 1.1011, { atMs: stage.broker.nowMs });
  assert.deepEqual(answers(stage.passTo(monday + 499)), []);
  const [answer] = answers(stage.passTo(monday + 500));
  assert.deepEqual([answer!.retcode, answer!.price], ["done", 1.1011]);
  assert.deepEqual(stage.broker.orders(), []);
  assert.equal(stage.broker.positions()[0]!.openedMs, monday + 500);
});

Deno.test("delay: a close whose position is gone by then is rejected, and opens nothing", () => {
  const stage = quoted();
  stage.deal("buy", 1, { stopLoss: 1.09 });
  const { ticket: position } = stage.broker.positions()[0]!;
  stage.fault({ kind: "delay", delayMs: 500 });
  stage.send(deal("sell", 1, { position }));
  stage.quote(1.08, 1.0801);
  const [answer] = answers(stage.passTo(monday + 500));
  assert.equal(answer!.retcode, "position_closed");
  assert.deepEqual(stage.broker.positions(), []);
  assert.equal(stage.broker.historyOrders(forever).at(-1)!.state, "rejected");
});

Deno.test("delay: changes are delayed too, in the order of their times", () => {
  const stage = quoted();
  for (const delayMs of [300, 100]) stage.fault({ kind: "delay", delayMs });
  stage.send(pending("buy_limit", 1.09));
  stage.send(pending("buy_limit", 1.08));
  assert.deepEqual(stage.broker.orders(), []);
  stage.passTo(monday + 1_000);
  assert.deepEqual(stage.broker.orders().map(({ price, setupMs }) => [price, setupMs - monday]), [
    [1.08, 100],
    [1.09, 300],
  ]);
});

Deno.test("liquidity: fills what is available, by the filling mode; the next request has the full volume again", () => {
  const stage = quoted();
  stage.fault({ kind: "liquidity", volumeLots: 0.4 });
  const result = assertRetcode(stage.deal("buy", 1, { filling: "ioc" }), "done_partial");
  assert.equal(result.volumeLots, 0.4);
  assertRetcode(stage.deal("buy", 1));
});

Deno.test("price_moves: a requote under instant execution, a worse price under market execution", () => {
  for (
    const [execution, retcode, price] of [
      ["instant", "requote", null],
      ["market", "done", 1.1004],
    ] as const
  ) {
    const stage = quoted({ terms: { execution } });
    stage.fault({ kind: "price_moves", points: 30 });
    const result = assertRetcode(
      stage.deal("buy", 1, { price: 1.1001, deviationPoints: 10 }),
      retcode,
    );
    assert.equal(result.price, price);
    assertRetcode(stage.deal("buy", 1, { price: 1.1001 }));
  }
});

Deno.test("price_moves: against a seller, too; the quote itself does not change", () => {
  const stage = quoted();
  stage.fault({ kind: "price_moves", points: 30 });
  assert.equal(assertRetcode(stage.deal("sell", 1)).price, 1.0997);
  assert.equal(assertRetcode(stage.deal("sell", 1)).price, 1.1);
});

Deno.test("delay: two positions that are closing each other cannot be closed in another way during it", () => {
  const stage = quoted();
  for (const direction of ["buy", "sell", "buy"] as const) stage.deal(direction, 1);
  const [long, short, other] = stage.broker.positions().map(({ ticket }) => ticket);
  stage.fault({ kind: "delay", delayMs: 500 });
  const signature = { magic: magicNumber("7"), comment: "" };
  stage.send({ action: "close_by", position: long!, positionBy: short!, ...signature });
  assertRetcode(stage.deal("sell", 1, { position: long! }), "close_order_exist");
  assertRetcode(stage.deal("buy", 1, { position: short! }), "close_order_exist");
  assertRetcode(stage.deal("sell", 1, { position: other! }));
  stage.passTo(monday + 500);
  assert.deepEqual(stage.broker.positions(), []);
});

Deno.test("price_moves before a request without a deal is used up without effect", () => {
  const stage = quoted();
  stage.fault({ kind: "price_moves", points: 30 });
  assertRetcode(stage.ask(pending("buy_limit", 1.1)));
  assert.equal(assertRetcode(stage.deal("buy", 1)).price, 1.1001);
});

Deno.test("manual trades: opened, changed and closed elsewhere, with their own reason and events", () => {
  const stage = quoted();
  stage.apply({ kind: "switches", switches: { isConnected: false } });
  stage.send(deal("buy", 1), "web");
  const [position] = stage.broker.positions();
  assert.equal(position!.reason, "web");
  const changed = stage.send({
    action: "sltp",
    symbol: position!.symbol,
    position: position!.ticket,
    stopLoss: 1.09,
    takeProfit: null,
  }, "client");
  assert.deepEqual(changed.map(({ kind }) => kind), ["position", "answer"]);
  stage.send(deal("sell", 1, { position: position!.ticket }), "mobile");
  assert.deepEqual(stage.deals().map(({ reason }) => reason), ["web", "mobile"]);
});

Deno.test("events: a market deal is reported like MetaTrader's transactions, then the request is answered", () => {
  const events = quoted().send(deal("buy", 1));
  assert.deepEqual(events.map(({ kind }) => kind), [
    "order_add",
    "deal_add",
    "order_delete",
    "history_add",
    "answer",
  ]);
});

Deno.test("quotes: an unknown symbol and invalid prices are programming errors", () => {
  const stage = new Stage();
  assert.throws(() => stage.quote(1, 1.1, { symbol: "NONE" }), RangeError);
  for (const [bid, ask] of [[0, 1], [1.1, 1], [NaN, 1], [1, NaN], [-1, 1]]) {
    assert.throws(() => stage.quote(bid!, ask!), RangeError);
  }
});
