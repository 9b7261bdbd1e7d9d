/** Requests of a venue as calls: the exact text sent to a terminal, and what is never sent. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  brokerMs,
  type BrokerSymbol,
  commentOfIntent,
  intentIdAt,
  magicOfIntent,
  type OpenRequest,
  type OrderTicket,
  type PositionTicket,
  symbolName,
  type VenueRequest,
} from "../../src/models/mod.ts";
import { callArgumentTexts, parseCallArguments } from "../../src/mt5/call_arguments.ts";
import { checkArguments, tradeCall } from "../../src/mt5/venue_calls.ts";

const intent = intentIdAt(1_772_445_600_000, () => 0.5);
const magic = magicOfIntent(intent);
const eurusd = symbolName("EURUSD");
const brokerNames = new Map([[eurusd, "EURUSD.m" as BrokerSymbol]]);
const order = "72000000000000001" as OrderTicket;
const position = "72000000000000002" as PositionTicket;

const market: OpenRequest = {
  kind: "open",
  symbol: eurusd,
  type: "buy",
  volumeLots: 0.1,
  price: 1.10239,
  stopLimitPrice: null,
  stopLoss: 1.098,
  takeProfit: null,
  deviationPoints: 10,
  expiresMs: null,
};

function textsOf(request: VenueRequest): Readonly<Record<string, string>> {
  const call = tradeCall({ intent, request, brokerNames });
  assert.ok(call.ok, JSON.stringify(call));
  const texts = callArgumentTexts(call.value.verb, call.value.args);
  assert.ok(texts.ok, JSON.stringify(texts));
  return { verb: call.value.verb, ...texts.value };
}

const noLimits = { stopLimitPrice: "0", stopLoss: "0", takeProfit: "0", expiresMs: "0" };

const cases: readonly [what: string, VenueRequest, Readonly<Record<string, string>>][] = [
  ["an order at the market", market, {
    verb: "order_send",
    intent,
    symbol: "EURUSD.m",
    type: "buy",
    volume: "0.1",
    price: "1.10239",
    ...noLimits,
    stopLoss: "1.098",
    deviationPoints: "10",
    filling: "auto",
    magic,
    comment: commentOfIntent(intent),
  }],
  [
    "a stop-limit order with an end",
    {
      ...market,
      type: "sell_stop_limit",
      price: 1.09,
      stopLimitPrice: 1.0905,
      stopLoss: null,
      takeProfit: 1.07,
      expiresMs: brokerMs(1_772_500_000_000),
    },
    {
      verb: "order_send",
      intent,
      symbol: "EURUSD.m",
      type: "sell_stop_limit",
      volume: "0.1",
      price: "1.09",
      stopLimitPrice: "1.0905",
      stopLoss: "0",
      takeProfit: "1.07",
      expiresMs: "1772500000000",
      deviationPoints: "10",
      filling: "auto",
      magic,
      comment: commentOfIntent(intent),
    },
  ],
  [
    "a changed order",
    {
      kind: "modify_order",
      order,
      price: 1.1,
      stopLimitPrice: null,
      stopLoss: null,
      takeProfit: 1.2,
      expiresMs: null,
    },
    { verb: "order_modify", intent, ticket: order, price: "1.1", ...noLimits, takeProfit: "1.2" },
  ],
  ["a cancelled order", { kind: "cancel_order", order }, {
    verb: "order_cancel",
    intent,
    ticket: order,
  }],
  [
    "changed levels",
    { kind: "modify_position", position, stopLoss: 1.1, takeProfit: null },
    { verb: "position_modify", intent, ticket: position, stopLoss: "1.1", takeProfit: "0" },
  ],
  [
    "a close of all",
    { kind: "close_position", position, volumeLots: null, deviationPoints: 20 },
    {
      verb: "position_close",
      intent,
      ticket: position,
      volume: "0",
      deviationPoints: "20",
      filling: "auto",
      magic,
    },
  ],
  [
    "a close of a part",
    { kind: "close_position", position, volumeLots: 0.1 + 0.2, deviationPoints: 20 },
    {
      verb: "position_close",
      intent,
      ticket: position,
      volume: "0.3",
      deviationPoints: "20",
      filling: "auto",
      magic,
    },
  ],
  ["a close by another", { kind: "close_by", position, by: "9" as PositionTicket }, {
    verb: "position_close_by",
    intent,
    ticket: position,
    by: "9",
    magic,
  }],
];

for (const [what, request, texts] of cases) {
  Deno.test(`${what} is sent as this text`, () => assert.deepEqual(textsOf(request), texts));
}

const impossible: readonly [what: string, VenueRequest][] = [
  ["a symbol that is not there", { ...market, symbol: symbolName("GBPUSD") }],
  ["no number of lots", { ...market, volumeLots: NaN }],
  ["negative lots", { ...market, volumeLots: -0.1 }],
  ["an endless price", { ...market, price: Infinity }],
  ["a negative stop", { ...market, stopLoss: -1 }],
  ["half a point of deviation", { ...market, deviationPoints: 0.5 }],
  ["a time before 1970", { ...market, expiresMs: brokerMs(-1) }],
  ["no ticket", { kind: "cancel_order", order: "" as OrderTicket }],
  ["a close of nothing", {
    kind: "close_position",
    position,
    volumeLots: 0,
    deviationPoints: 0,
  }],
  ["a close of almost nothing", {
    kind: "close_position",
    position,
    volumeLots: 1e-12,
    deviationPoints: 0,
  }],
];

for (const [what, request] of impossible) {
  Deno.test(`${what} is not sent`, () => {
    assert.equal(tradeCall({ intent, request, brokerNames }).ok, false);
    if (request.kind !== "open") return;
    assert.equal(checkArguments({ intent, request, brokerNames }).ok, false);
  });
}

Deno.test("prices and volumes arrive exactly as intended, to the last digit", () => {
  const value = fc.integer({ min: 1, max: 9_999_999 }).chain((whole) =>
    fc.integer({ min: 0, max: 8 }).map((digits) => whole / 10 ** digits)
  );
  fc.assert(
    fc.property(value, value, value, (price, stopLoss, volumeLots) => {
      // Rounding noise of calculations, which must not be sent.
      const noisy = { price: price * 3 / 3, stopLoss: stopLoss + 1 - 1, volumeLots };
      const call = tradeCall({ intent, request: { ...market, ...noisy }, brokerNames });
      assert.ok(call.ok && call.value.verb === "order_send");
      const texts = callArgumentTexts("order_send", call.value.args);
      assert.ok(texts.ok);
      const read = parseCallArguments("order_send", texts.value);
      assert.ok(read.ok);
      assert.equal(Number(read.value.price.toFixed(8)), Number(price.toFixed(8)));
      assert.equal(Number(read.value.stopLoss.toFixed(8)), Number(stopLoss.toFixed(8)));
      assert.equal(read.value.volume, volumeLots);
      assert.ok(Object.values(texts.value).every((text) => !/[0-9]e[+-]?[0-9]/.test(text)));
    }),
    { seed: 20260302, numRuns: 500 },
  );
});
