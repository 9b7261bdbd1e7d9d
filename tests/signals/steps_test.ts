/** From wishes to steps on an account: prices, sides, what is meant, what was sent later. */

import assert from "node:assert/strict";
import type { OutsideEntry, OutsideWish } from "../../src/models/outside_signal.ts";
import type {
  OwnPosition,
  StrategyOwner,
  StrategyOwnTrades,
  SymbolName,
  TerminalId,
  UnixMs,
} from "../../src/models/mod.ts";
import { entryNumber, sentMsOfEntry } from "../../src/signals/entry_number.ts";
import { symbolOfSender } from "../../src/signals/sender_symbol.ts";
import { stepsOfWish, type WishPlace } from "../../src/signals/steps_of_wish.ts";

const sentMs = 1_796_135_405_000 as UnixMs;
const owner: StrategyOwner = {
  terminal: "1@Demo" as TerminalId,
  symbol: "EURUSD" as SymbolName,
  timeframe: "M1",
  strategy: "outside:tv",
};
const noTrades: StrategyOwnTrades = { positions: [], orders: [], closedTrades: [] };
const place: WishPlace = {
  owner,
  message: 7,
  market: { bid: 1.1, ask: 1.1002, grid: { digits: 5, tickSize: 0.00001 }, atr: 0.002 },
  trades: noTrades,
  brokerNowMs: sentMs + 1_500 + 7_200_000 as WishPlace["brokerNowMs"],
  nowMs: sentMs + 1_500 as UnixMs,
  priceTolerancePct: 1,
};

const entry: OutsideEntry = {
  ...{ kind: "enter", direction: "buy", order: "market", price: null, limitPrice: null },
  ...{ stop: { kind: "points", distance: 500 }, targets: [], expiresMinutes: null },
  ...{ size: { kind: "risk", fraction: 1 }, isReversal: false },
};

function wish(want: OutsideWish["want"], atMs = sentMs): OutsideWish {
  return { symbol: "EURUSD", sentMs: atMs, want, reason: "because" };
}

function position(number: number, direction: OwnPosition["direction"]): OwnPosition {
  return {
    ...{ number, direction, volumeLots: 1, entryPrice: 1.09, stopLoss: null, takeProfit: null },
    ...{ openedBrokerMs: 0 as OwnPosition["openedBrokerMs"], initialRisk: null },
  };
}

/** Levels of the entries, or the code of the refusal. */
function levelsOf(want: OutsideWish["want"], other: Partial<WishPlace> = {}) {
  const steps = stepsOfWish(wish(want), { ...place, ...other });
  if (!steps.ok) return steps.error.code;
  return steps.value.map((step) =>
    step.kind === "enter"
      ? [step.signal.price, step.signal.stopLoss, step.signal.takeProfit]
      : step.kind === "move"
      ? [step.stopLoss, step.takeProfit]
      : [step.kind, step.number]
  );
}

const at = (price: number) => ({ kind: "price", price }) as const;
const target = (price: number, part = 1) => ({ level: at(price), part });
const level: readonly (readonly [what: string, want: Partial<OutsideEntry>, levels: unknown])[] = [
  ["points from the ask of a buy", {}, [[1.1002, 1.0952, null]]],
  ["points from the bid of a sell", { direction: "sell" }, [[1.1, 1.105, null]]],
  ["percent", { stop: { kind: "percent", distance: 1 } }, [[1.1002, 1.0892, null]]],
  ["ATR", { stop: { kind: "atr", distance: 1.5 } }, [[1.1002, 1.0972, null]]],
  ["prices", { stop: at(1.09), targets: [target(1.12)] }, [[1.1002, 1.09, 1.12]]],
  ["several targets", { stop: at(1.09), targets: [target(1.11, 0.5), target(1.12, 0.5)] }, [
    [1.1002, 1.09, 1.11],
    [1.1002, 1.09, 1.12],
  ]],
  ["a pending order", { order: "limit", price: 1.095 }, [[1.095, 1.09, null]]],
  ["no stop is left to risk", { stop: null }, [[1.1002, null, null]]],
  ["a stop above a buy", { stop: at(1.11) }, "wrong_side"],
  ["a target below a buy", { targets: [target(1.05)] }, "wrong_side"],
  ["a stop below zero", { stop: { kind: "percent", distance: 120 } }, "wrong_side"],
  ["a price of another product", { price: 1.2 }, "price_too_far"],
  ["a price nearby", { price: 1.105 }, [[1.1002, 1.0952, null]]],
];

for (const [what, want, levels] of level) {
  Deno.test(`steps: ${what}`, () => assert.deepEqual(levelsOf({ ...entry, ...want }), levels));
}

Deno.test("steps: without bars there is no ATR", () => {
  const market = { ...place.market, atr: null };
  const want = { ...entry, stop: { kind: "atr", distance: 1 } } as const;
  assert.equal(levelsOf(want, { market }), "no_atr");
});

Deno.test("steps: a signal is dated by its sender, in the broker's time", () => {
  const want: OutsideEntry = { ...entry, order: "stop", price: 1.11, expiresMinutes: 30 };
  const steps = stepsOfWish(wish(want), place);
  assert.ok(steps.ok && steps.value[0]?.kind === "enter");
  const { signal } = steps.value[0];
  assert.equal(signal.asOfBrokerMs, sentMs + 7_200_000);
  assert.equal(signal.ageMs, 1_500);
  assert.equal(signal.entry?.type, "buy_stop");
  assert.equal(signal.entry?.expiresMs, sentMs + 7_200_000 + 1_800_000);
  assert.equal(signal.entry?.number, entryNumber(sentMs, 7, 0));
});

const older = entryNumber(sentMs - 1_000 as UnixMs, 3, 0);
const same = entryNumber(sentMs, 6, 3);
const later = entryNumber(sentMs + 1 as UnixMs, 8, 0);
const trades: StrategyOwnTrades = {
  positions: [position(older, "buy"), position(same, "sell"), position(later, "buy")],
  orders: [{
    ...{ number: older + 1, direction: "sell", volumeLots: 1, price: 1, stopLoss: null },
    ...{ takeProfit: null, placedBrokerMs: 0 as OwnPosition["openedBrokerMs"] },
  }],
  closedTrades: [],
};

const changes: readonly (readonly [string, OutsideWish["want"], unknown])[] = [
  ["a close means what was sent before it", { kind: "close", side: null, part: 1 }, [
    ["cancel", older + 1],
    ["close", older],
    ["close", same],
  ]],
  ["a close of one side", { kind: "close", side: "buy", part: 1 }, [["close", older]]],
  ["a part leaves pending orders", { kind: "close", side: "sell", part: 0.5 }, [["close", same]]],
  ["a cancellation", { kind: "cancel", side: null }, [["cancel", older + 1]]],
  ["a cancellation of nothing", { kind: "cancel", side: "buy" }, "nothing_open"],
  ["a stop at the entry", {
    ...{ kind: "move", side: "buy", stop: { kind: "entry" }, target: at(1.2) },
  }, [[1.09, 1.2]]],
  ["a stop by distance counts from the price", {
    ...{ kind: "move", side: "sell", stop: { kind: "points", distance: 100 }, target: null },
  }, [[1.1012, null]]],
  ["a stop at the entry of a losing position", {
    ...{ kind: "move", side: "sell", stop: { kind: "entry" }, target: null },
  }, "wrong_side"],
  ["a reversal closes the other direction first", { ...entry, isReversal: true }, [
    ["cancel", older + 1],
    ["close", same],
    [1.1002, 1.0952, null],
  ]],
];

for (const [what, want, expected] of changes) {
  Deno.test(`steps: ${what}`, () => assert.deepEqual(levelsOf(want, { trades }), expected));
}

Deno.test("steps: every step has a trace of its own", () => {
  const steps = stepsOfWish(wish({ ...entry, isReversal: true }), { ...place, trades });
  assert.ok(steps.ok);
  const traces = steps.value.map((step) => step.kind === "enter" ? step.signal.id : step.trace);
  assert.equal(new Set(traces).size, traces.length);
});

Deno.test("entry numbers: they tell when the signal was sent, and are safe integers", () => {
  for (const message of [0, 1, 249, 250, 1e6]) {
    const number = entryNumber(sentMs, message, 3);
    assert.ok(Number.isSafeInteger(number));
    assert.equal(sentMsOfEntry(number), sentMs);
  }
});

const wanted = ["EURUSD", "US100", "BTCUSD"] as SymbolName[];
const map = { "NQ1!": "US100", "BINANCE:BTCUSDT.P": "BTCUSD", gold: "XAUUSD" };
const symbols: readonly (readonly [string, string | null])[] = [
  ["EURUSD", "EURUSD"],
  ["OANDA:EURUSD", "EURUSD"],
  ["eur/usd", "EURUSD"],
  ["#eurusd", "EURUSD"],
  ["CME_MINI:NQ1!", "US100"],
  ["BINANCE:BTCUSDT.P", "BTCUSD"],
  ["BTCUSDT", null],
  ["GOLD", null], // mapped to a symbol that the account has not
  ["", null],
];

for (const [sent, symbol] of symbols) {
  Deno.test(`sender's symbol: "${sent}"`, () => {
    assert.equal(symbolOfSender(sent, map, wanted), symbol);
  });
}
