/**
 * Every refusal of docs/simulated-broker.md, in its situation; a row without a case, or a case
 * without a row, fails.
 */

import assert from "node:assert/strict";
import type { OrderTicket, PositionTicket, TradeResult } from "../../../src/models/mod.ts";
import { brokerMs, type BrokerSymbol, magicNumber, orderKinds } from "../../../src/models/mod.ts";
import { weekdaysOpen } from "../../../src/simulation/trading/mod.ts";
import { documentedRows } from "./documented_table.ts";
import { deal, eurusd, monday, pending, Stage, type StageOptions } from "./stage.ts";

const dayMs = 86_400_000;
const none = { stopLoss: null, takeProfit: null } as const;

/** A stage with a first quote. */
function quoted(options: StageOptions = {}): Stage {
  const stage = new Stage(options);
  stage.quote(1.1, 1.1001);
  return stage;
}

/** A stage with a buy of one lot. */
function holding(options: StageOptions = {}): { stage: Stage; ticket: PositionTicket } {
  const stage = quoted(options);
  assert.equal(stage.deal("buy", 1).retcode, "done");
  return { stage, ticket: stage.broker.positions()[0]!.ticket };
}

/** A stage with a buy limit at 1.09. */
function waiting(options: StageOptions = {}): { stage: Stage; order: OrderTicket } {
  const stage = quoted(options);
  return { stage, order: stage.ask(pending("buy_limit", 1.09)).order! };
}

function sltp(stage: Stage, ticket: PositionTicket, stopLoss: number | null): TradeResult {
  const [position] = stage.broker.positions();
  const takeProfit = position?.takeProfit ?? null;
  return stage.ask({ action: "sltp", symbol: eurusd, position: ticket, stopLoss, takeProfit });
}

function modify(stage: Stage, order: OrderTicket, price: number): TradeResult {
  return stage.ask({
    action: "modify",
    order,
    price,
    stopLimitPrice: null,
    ...none,
    lifetime: "gtc",
    expirationMs: null,
  });
}

function remove(stage: Stage, order: OrderTicket): TradeResult {
  return stage.ask({ action: "remove", order });
}

/** Two buys, or a buy and a sell, that close each other. */
function closeBy(options: StageOptions & { second?: "buy" | "sell"; isGone?: boolean } = {}) {
  const { stage, ticket: first } = holding(options);
  stage.deal(options.second ?? "sell", 1);
  const second = stage.broker.positions().at(-1)!.ticket;
  if (options.isGone) stage.deal("sell", 1, { position: first });
  return stage.ask({
    action: "close_by",
    position: first,
    positionBy: second,
    magic: magicNumber("0"),
    comment: "",
  });
}

function close(stage: Stage, position: PositionTicket, lots = 1): TradeResult {
  return stage.deal("sell", lots, { position });
}

function withSwitch(switches: Parameters<typeof setSwitch>[1]): TradeResult {
  const stage = quoted();
  setSwitch(stage, switches);
  return stage.deal("buy", 1);
}

function setSwitch(
  stage: Stage,
  switches: Partial<
    Record<
      | "isConnected"
      | "isAlgoAllowedByTerminal"
      | "isAlgoAllowedByServer"
      | "isAccountTradeAllowed",
      boolean
    >
  >,
): void {
  stage.apply({ kind: "switches", switches });
}

function terms(stage: Stage, tradeMode: "long_only" | "close_only"): void {
  stage.apply({ kind: "terms", symbol: eurusd, terms: { tradeMode } });
}

const without = (kind: typeof orderKinds[number]) => orderKinds.filter((one) => one !== kind);

const cases: Readonly<Record<string, () => TradeResult>> = {
  "connection to the broker lost": () => withSwitch({ isConnected: false }),
  "algo trading off in the terminal": () => withSwitch({ isAlgoAllowedByTerminal: false }),
  "algo trading off on the server": () => withSwitch({ isAlgoAllowedByServer: false }),
  "connection lost, manual request": () => {
    const stage = quoted();
    setSwitch(stage, { isConnected: false });
    return stage.ask(deal("buy", 1), "mobile");
  },
  "account may not trade": () => withSwitch({ isAccountTradeAllowed: false }),
  "third request in a second, two allowed": () => {
    const stage = quoted({ account: { requestsPerSecondMax: 2 } });
    stage.deal("buy", 1);
    stage.deal("buy", 1);
    return stage.deal("buy", 1);
  },
  "second request a second later, one allowed": () => {
    const stage = quoted({ account: { requestsPerSecondMax: 1 } });
    stage.deal("buy", 1);
    stage.passTo(monday + 1_000);
    return stage.deal("buy", 1);
  },
  "unknown symbol": () => quoted().deal("buy", 1, { symbol: "EURUSD.m" as BrokerSymbol }),
  "symbol disabled": () => quoted({ terms: { tradeMode: "disabled" } }).deal("buy", 1),
  "Saturday": () => {
    const stage = quoted({ terms: { sessions: weekdaysOpen } });
    stage.passTo(monday + 5 * dayMs);
    return stage.deal("buy", 1);
  },
  "no quote yet": () => new Stage().deal("buy", 1),
  "below the smallest volume": () => quoted().deal("buy", 0.009),
  "above the largest volume": () => quoted().deal("buy", 100.01),
  "exactly the largest volume": () => quoted({ deposit: 1e6 }).deal("buy", 100),
  "between two volume steps": () => quoted().deal("buy", 0.015),
  "volume is not a number": () => quoted().deal("buy", NaN),
  "market orders not allowed": () =>
    quoted({ terms: { orderKinds: without("market") } }).deal("buy", 1),
  "stop loss not allowed": () =>
    quoted({ terms: { orderKinds: without("sl") } }).deal("buy", 1, { stopLoss: 1 }),
  "stop orders not allowed": () =>
    quoted({ terms: { orderKinds: without("stop") } }).ask(pending("buy_stop", 1.2)),
  "long only": () => quoted({ terms: { tradeMode: "long_only" } }).deal("sell", 1),
  "short only": () => quoted({ terms: { tradeMode: "short_only" } }).deal("buy", 1),
  "close only": () => quoted({ terms: { tradeMode: "close_only" } }).deal("buy", 1),
  "long only, closing a buy": () => {
    const { stage, ticket } = holding();
    terms(stage, "long_only");
    return close(stage, ticket);
  },
  "close only, reversing a netting position": () => {
    const { stage } = holding({ account: { marginMode: "netting" } });
    terms(stage, "close_only");
    return stage.deal("sell", 2);
  },
  "close only, reducing a netting position": () => {
    const { stage } = holding({ account: { marginMode: "netting" } });
    terms(stage, "close_only");
    return stage.deal("sell", 0.5);
  },
  "volume limit reached with positions and orders": () => {
    const { stage } = holding({ terms: { volumeLimitLots: 2.5 } });
    assert.equal(stage.ask(pending("buy_limit", 1.09)).retcode, "done");
    return stage.deal("buy", 0.51);
  },
  "volume limit, other direction": () =>
    holding({ terms: { volumeLimitLots: 1 } }).stage.deal("sell", 1),
  "volume limit, adding to a netting position": () =>
    holding({ account: { marginMode: "netting" }, terms: { volumeLimitLots: 1.5 } })
      .stage.deal("buy", 1),
  "volume limit, reversing a netting position": () =>
    holding({ account: { marginMode: "netting" }, terms: { volumeLimitLots: 1.5 } })
      .stage.deal("sell", 2.5),
  "not enough money": () => quoted({ deposit: 1_100 }).deal("buy", 1),
  "no free margin left, closing": () => {
    const { stage, ticket } = holding({ deposit: 1_200 });
    stage.quote(1.0975, 1.0976);
    assert.ok(stage.broker.account().freeMargin < 0);
    return close(stage, ticket);
  },
  "all that is left, less than the smallest volume": () => {
    const { stage, ticket } = holding({ smallestLots: 0.5 });
    assert.equal(close(stage, ticket, 0.6).retcode, "done");
    assert.equal(close(stage, ticket, 0.2).retcode, "invalid_volume");
    return close(stage, ticket, 0.4);
  },
  "all of it, more than the largest deal": () => {
    const stage = quoted({ deposit: 1_000_000, account: { marginMode: "netting" } });
    stage.deal("buy", 60);
    stage.deal("buy", 60);
    return close(stage, stage.broker.positions()[0]!.ticket, 120);
  },
  "as many pending orders as allowed": () =>
    waiting({ account: { limitOrders: 1 } }).stage.ask(pending("buy_limit", 1.08)),
  "as many positions as allowed": () =>
    holding({ account: { limitPositions: 1 } }).stage.deal("buy", 1),
  "as many positions as allowed, adding to a netting position": () =>
    holding({ account: { marginMode: "netting", limitPositions: 1 } }).stage.deal("buy", 1),
  "position is closed": () => {
    const { stage, ticket } = holding();
    close(stage, ticket);
    return close(stage, ticket);
  },
  "more than the position has": () => {
    const { stage, ticket } = holding();
    return close(stage, ticket, 1.01);
  },
  "in the direction of the position": () => {
    const { stage, ticket } = holding();
    return stage.deal("buy", 1, { position: ticket });
  },
  "an order to close it is on its way": () => {
    const { stage, ticket } = holding();
    stage.fault({ kind: "delay", delayMs: 500 });
    stage.send(deal("sell", 1, { position: ticket }));
    return close(stage, ticket);
  },
  "not the oldest, account closes in order": () => {
    const { stage } = holding({ account: { fifoClose: true } });
    stage.deal("buy", 1);
    return close(stage, stage.broker.positions()[1]!.ticket);
  },
  "opposite position, account does not hedge": () =>
    holding({ account: { hedgeAllowed: false } }).stage.deal("sell", 1),
  "take profit within the freeze level": () => {
    const stage = quoted({ terms: { freezeLevelPoints: 20 } });
    stage.deal("buy", 1, { takeProfit: 1.1002 });
    return close(stage, stage.broker.positions()[0]!.ticket);
  },
  "take profit within the freeze level, new stop loss": () => {
    const stage = quoted({ terms: { freezeLevelPoints: 20 } });
    stage.deal("buy", 1, { takeProfit: 1.1002 });
    return sltp(stage, stage.broker.positions()[0]!.ticket, 1.09);
  },
  "order within the freeze level": () => {
    const { stage, order } = waiting({ terms: { freezeLevelPoints: 20 } });
    stage.quote(1.0901, 1.0902);
    return modify(stage, order, 1.08);
  },
  "order within the freeze level, removed": () => {
    const { stage, order } = waiting({ terms: { freezeLevelPoints: 20 } });
    stage.quote(1.0901, 1.0902);
    return remove(stage, order);
  },
  "levels as they are": () => {
    const { stage, ticket } = holding();
    return sltp(stage, ticket, null);
  },
  "order as it is": () => {
    const { stage, order } = waiting();
    return modify(stage, order, 1.09);
  },
  "rest of a deal that waits": () => {
    const stage = new Stage({ terms: { execution: "exchange" } });
    stage.quote(1.1, 1.1001, { lots: 0.5 });
    return modify(stage, stage.deal("buy", 1, { filling: "return" }).order!, 1.09);
  },
  "stop loss on the wrong side": () => {
    const { stage, ticket } = holding();
    return sltp(stage, ticket, 1.2);
  },
  "levels of a closed position": () => {
    const { stage, ticket } = holding();
    close(stage, ticket);
    return sltp(stage, ticket, 1.09);
  },
  "order that is gone": () => {
    const { stage, order } = waiting();
    remove(stage, order);
    return modify(stage, order, 1.08);
  },
  "order that was filled": () => {
    const { stage, order } = waiting();
    stage.quote(1.0899, 1.09);
    return remove(stage, order);
  },
  "deal that is on its way": () => {
    const stage = quoted();
    stage.fault({ kind: "delay", delayMs: 500 });
    stage.send(deal("buy", 1));
    return remove(stage, stage.broker.orders()[0]!.ticket);
  },
  "netting account": () => {
    const { stage, ticket } = holding({ account: { marginMode: "netting" } });
    const request = { position: ticket, positionBy: ticket, magic: magicNumber("0"), comment: "" };
    return stage.ask({ action: "close_by", ...request });
  },
  "two positions of one direction": () => closeBy({ second: "buy" }),
  "close-by not allowed": () => closeBy({ terms: { orderKinds: without("close_by") } }),
  "one of the two is closed": () => closeBy({ isGone: true }),
};

const rows = documentedRows("Refusals", ["situation", "request", "answer"]);

Deno.test("Refusals: every situation is described and tried", () => {
  assert.deepEqual(Object.keys(cases), rows.map(({ situation }) => situation));
});

for (const { situation, request, answer } of rows) {
  Deno.test(`Refusals: ${situation}: ${request} is ${answer}`, () => {
    assert.equal(cases[situation]?.().retcode, answer);
  });
}

Deno.test("Refusals: a refused request changes nothing", () => {
  const stage = quoted({ deposit: 100 });
  const before = stage.broker.account();
  const events = stage.send(deal("buy", 1));
  assert.deepEqual(events.map(({ kind }) => kind), ["answer"]);
  assert.deepEqual(stage.broker.account(), before);
  const forever = { fromMs: brokerMs(0), toMs: brokerMs(1e15) };
  assert.deepEqual([stage.broker.orders(), stage.broker.historyOrders(forever)], [[], []]);
});
