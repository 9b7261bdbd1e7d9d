/** Which drafts become signals, and why others are rejected. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { brokerMs, symbolName, terminalId, unixMs } from "../../src/models/mod.ts";
import { type DraftOrigin, signalOf } from "../../src/strategy/results/signal_of_draft.ts";

const origin: DraftOrigin = {
  terminal: terminalId("5012345", "MetaQuotes-Demo"),
  series: { symbol: symbolName("EURUSD"), timeframe: "M15" },
  strategy: "breakout",
  digits: 5,
  buyPrice: 1.1,
  sellPrice: 1.09998,
  barBrokerMs: brokerMs(900_000),
  asOfBrokerMs: brokerMs(1_800_000),
  createdMs: unixMs(1),
  serverNowMs: brokerMs(1_800_250),
  maxSignalAgeMs: 60_000,
};
const buy = { direction: "buy", stopLoss: 1.09, takeProfit: 1.12, reason: "Closed above" };
const sell = { direction: "sell", stopLoss: 1.11, takeProfit: 1.08, reason: "Closed below" };

Deno.test("signalOf() completes a buy, with its prices rounded to the symbol's digits", () => {
  const signal = signalOf({ ...buy, stopLoss: 1.0900049, reason: "  Closed above " }, origin);
  assert.deepEqual(signal, {
    ok: true,
    value: {
      id: "5012345@MetaQuotes-Demo/EURUSD/M15/breakout/900000",
      terminal: "5012345@MetaQuotes-Demo",
      symbol: "EURUSD",
      timeframe: "M15",
      strategy: "breakout",
      direction: "buy",
      price: 1.1,
      stopLoss: 1.09,
      takeProfit: 1.12,
      barBrokerMs: 900_000,
      asOfBrokerMs: 1_800_000,
      createdMs: 1,
      ageMs: 250,
      isLate: false,
      reason: "Closed above",
    },
  });
});

Deno.test("signalOf() counts a signal's age from the close of its bar, and marks late ones", () => {
  const found = (serverNowMs: number) => {
    const signal = signalOf(buy, { ...origin, serverNowMs: brokerMs(serverNowMs) });
    return signal.ok ? [signal.value.ageMs, signal.value.isLate] : signal.error;
  };
  assert.deepEqual(found(1_800_000 + 60_000), [60_000, false]);
  assert.deepEqual(found(1_800_000 + 60_001), [60_001, true]);
  assert.deepEqual(found(1_800_000 + 8 * 3_600_000), [8 * 3_600_000, true]);
  // received a moment before that time by the clock
  assert.deepEqual(found(1_800_000 - 20), [0, false]);
});

Deno.test("signalOf() uses the price of its side", () => {
  const signal = signalOf(sell, origin);
  assert.equal(signal.ok && signal.value.price, 1.09998);
});

const cases: [string, unknown, string][] = [
  ["no draft", undefined, "draft_malformed"],
  ["a number", 1.1, "draft_malformed"],
  ["an unknown direction", { ...buy, direction: "hold" }, "draft_direction_unknown"],
  ["a missing direction", { ...buy, direction: undefined }, "draft_direction_unknown"],
  ["a stop that is not a number", { ...buy, stopLoss: NaN }, "draft_price_invalid"],
  ["an infinite target", { ...buy, takeProfit: Infinity }, "draft_price_invalid"],
  ["a stop in words", { ...buy, stopLoss: "1.09" }, "draft_price_invalid"],
  ["a missing target", { ...buy, takeProfit: undefined }, "draft_price_invalid"],
  ["a stop of zero", { ...buy, stopLoss: 0 }, "draft_price_invalid"],
  ["a negative target", { ...sell, takeProfit: -1 }, "draft_price_invalid"],
  ["a stop that rounds to zero", { ...buy, stopLoss: 1e-6 }, "draft_price_invalid"],
  ["a buy's stop above", { ...buy, stopLoss: 1.101 }, "draft_stop_on_wrong_side"],
  ["a buy's stop within half a point", { ...buy, stopLoss: 1.099996 }, "draft_stop_on_wrong_side"],
  ["a sell's stop below", { ...sell, stopLoss: 1.09 }, "draft_stop_on_wrong_side"],
  ["a buy's target below", { ...buy, takeProfit: 1.095 }, "draft_target_on_wrong_side"],
  ["a buy's target at the price", { ...buy, takeProfit: 1.1 }, "draft_target_on_wrong_side"],
  ["a sell's target above", { ...sell, takeProfit: 1.1 }, "draft_target_on_wrong_side"],
  ["no reason", { ...buy, reason: undefined }, "draft_reason_invalid"],
  ["an empty reason", { ...buy, reason: "  " }, "draft_reason_invalid"],
  ["a reason of two lines", { ...buy, reason: "Bought\nERROR halted" }, "draft_reason_invalid"],
  [
    "a reason with a line separator",
    { ...buy, reason: "Bought\u2028ERROR" },
    "draft_reason_invalid",
  ],
  ["a reason that turns around", { ...buy, reason: "Bought \u202ederots" }, "draft_reason_invalid"],
  ["a reason with half a character", { ...buy, reason: "Bought \ud800" }, "draft_reason_invalid"],
  ["a reason of a page", { ...buy, reason: "x".repeat(201) }, "draft_reason_invalid"],
];
for (const [name, draft, code] of cases) {
  Deno.test(`signalOf() refuses ${name}`, () => {
    const signal = signalOf(draft, origin);
    assert.equal(signal.ok ? "accepted" : signal.error.code, code);
  });
}

Deno.test("signalOf() refuses an invalid price of the bar", () => {
  const signal = signalOf(buy, { ...origin, buyPrice: NaN });
  assert.equal(signal.ok ? "accepted" : signal.error.detail, "Price is NaN");
});

Deno.test("signalOf() never throws, and accepted signals have stop and target on the right sides", () => {
  const price = fc.oneof(fc.double(), fc.anything(), fc.double({ min: 1, max: 1.2 }));
  const draft = fc.record({
    direction: fc.oneof(fc.constantFrom("buy", "sell"), fc.anything()),
    stopLoss: price,
    takeProfit: price,
    reason: fc.oneof(fc.string(), fc.anything()),
  }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.oneof(draft, fc.anything()), (given) => {
      const signal = signalOf(given, origin);
      if (!signal.ok) return;
      const { direction, price, stopLoss, takeProfit } = signal.value;
      const sign = direction === "buy" ? 1 : -1;
      assert.ok(stopLoss !== null && takeProfit !== null);
      assert.ok((price - stopLoss) * sign > 0 && (takeProfit - price) * sign > 0);
    }),
    { seed: 5, numRuns: 2_000 },
  );
});
