/**
 * Tables for the pure decisions: what opens risk, the last check before a send, requotes, modes,
 * flattening, position rules.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type AccountIdentity,
  type ApprovalId,
  type Login,
  magicNumber,
  type OpenRequest,
  paperTerminal,
  retcodes,
  splitTerminalId,
  terminalId,
  type TradeIntent,
  unixMs,
  type VenueRequest,
} from "../../src/models/mod.ts";
import { mintApproval } from "../../src/risk/orders/approved_order.ts";
import { accountMode, type ModeSettings } from "../../src/venue/account_mode.ts";
import { arrivalDeadlineMs, canStillArrive } from "../../src/trade/arrival_deadline.ts";
import { flattenPlan, isFlat } from "../../src/trade/flatten_plan.ts";
import { type CloseRequest, nextPart } from "../../src/trade/closing_parts.ts";
import { riskEffect } from "../../src/trade/risk_effect.ts";
import { repriced, requoteVerdict } from "../../src/trade/requote.ts";
import { type RuledPosition, ruledStop } from "../../src/trade/rules/position_rule.ts";
import {
  changeRefusal,
  type GateFacts,
  type HeldApproval,
  openingRefusal,
} from "../../src/trade/send_gate.ts";
import { demoTerminal, eurusd, mondayMs } from "../support/store_samples.ts";
import {
  sampleDecision,
  sampleIntent,
  sampleOrder,
  samplePosition,
} from "../support/trade_samples.ts";

const long = samplePosition(0, { stopLoss: 1.1, direction: "buy" });
const short = samplePosition(1, { stopLoss: 1.2, direction: "sell" });
const bare = samplePosition(2, { stopLoss: null });
const limit = sampleOrder(0, { price: 1.09, stopLoss: 1.08, expirationMs: null });
const openTrades = { isNetting: false, positions: [long, short, bare], orders: [limit] };

function stopsOf(position: typeof long, stopLoss: number | null): VenueRequest {
  return { kind: "modify_position", position: position.ticket, stopLoss, takeProfit: null };
}

function orderOf(
  change: Partial<{ price: number; stopLoss: number | null; expiresMs: never }>,
): VenueRequest {
  const levels = { stopLimitPrice: null, takeProfit: null, expiresMs: null };
  return {
    kind: "modify_order",
    order: limit.ticket,
    price: 1.09,
    stopLoss: 1.08,
    ...levels,
    ...change,
  };
}

const effects: readonly [what: string, VenueRequest, ReturnType<typeof riskEffect>][] = [
  ["an order", sampleIntent(0).request, "opens"],
  ["a cancel", { kind: "cancel_order", order: limit.ticket }, "reduces"],
  ["a close", {
    kind: "close_position",
    position: long.ticket,
    volumeLots: 0.01,
    deviationPoints: 1,
  }, "reduces"],
  ["a close-by", { kind: "close_by", position: long.ticket, by: short.ticket }, "reduces"],
  ["a stop of a buy up", stopsOf(long, 1.11), "reduces"],
  ["a stop of a buy left", stopsOf(long, 1.1), "reduces"],
  ["a stop of a buy down", stopsOf(long, 1.09), "widens"],
  ["a stop of a buy taken away", stopsOf(long, null), "widens"],
  ["a stop of a sell down", stopsOf(short, 1.19), "reduces"],
  ["a stop of a sell up", stopsOf(short, 1.21), "widens"],
  ["a stop of a sell at a profit", stopsOf(short, 1.15), "reduces"],
  ["a first stop", stopsOf(bare, 1.0), "reduces"],
  ["a stop of a position nobody knows", stopsOf(samplePosition(9), 1.1), "widens"],
  ["an order left as it is", orderOf({}), "reduces"],
  ["an order's stop nearer", orderOf({ stopLoss: 1.085 }), "reduces"],
  ["an order's stop farther", orderOf({ stopLoss: 1.07 }), "widens"],
  ["an order's stop taken away", orderOf({ stopLoss: null }), "widens"],
  ["an order moved with its stop", orderOf({ price: 1.095, stopLoss: 1.085 }), "moves"],
  ["an order moved away from its stop", orderOf({ price: 1.095 }), "widens"],
];

/** Triggered at 1.12, buys at 1.1 or better; approved for the loss from 1.1 to 1.099. */
const stopLimit = sampleOrder(1, {
  type: "buy_stop_limit",
  price: 1.12,
  stopLimitPrice: 1.1,
  stopLoss: 1.099,
  expirationMs: null,
});

function stopLimitOf(change: { price?: number; stopLimitPrice?: number; stopLoss?: number }) {
  const { ticket, price, stopLimitPrice, stopLoss } = stopLimit;
  const levels = { price: price!, stopLimitPrice, stopLoss, ...change };
  return {
    kind: "modify_order",
    order: ticket,
    ...levels,
    takeProfit: null,
    expiresMs: null,
  } as const;
}

const gold = samplePosition(3, { direction: "sell", currentPrice: 2_400, stopLoss: 2_410 });
const goldLimit = sampleOrder(3, { type: "sell_limit", price: 2_420, stopLoss: 2_430 });
for (const stopLoss of [1e-8, 0.004, 1_199]) {
  Deno.test(`riskEffect() of a sell's stop of ${stopLoss}, which may be rounded to none: widens`, () => {
    const known = { isNetting: false, positions: [gold], orders: [goldLimit] };
    assert.equal(riskEffect(stopsOf(gold, stopLoss), known), "widens");
    const { ticket: order, price, stopLimitPrice } = goldLimit;
    const levels = { price: price!, stopLimitPrice, stopLoss, takeProfit: null, expiresMs: null };
    assert.equal(riskEffect({ kind: "modify_order", order, ...levels }, known), "widens");
  });
}

const stopLimitEffects: readonly [what: string, VenueRequest, ReturnType<typeof riskEffect>][] = [
  ["its limit away from its stop", stopLimitOf({ stopLimitPrice: 1.1099 }), "widens"],
  ["its limit nearer to its stop", stopLimitOf({ stopLimitPrice: 1.0995 }), "moves"],
  ["its trigger alone", stopLimitOf({ price: 1.13 }), "moves"],
  ["its stop away from its limit", stopLimitOf({ stopLoss: 1.098 }), "widens"],
  ["nothing of it", stopLimitOf({}), "reduces"],
];
for (const [what, request, effect] of stopLimitEffects) {
  Deno.test(`riskEffect() of a stop-limit order, by the price at which it can be filled, moving ${what}: ${effect}`, () => {
    const known = { isNetting: false, positions: [], orders: [stopLimit] };
    assert.equal(riskEffect(request, known), effect);
  });
}

Deno.test("riskEffect() on a netting account: moving an order with its stop widens the risk if its stop would replace the position's", () => {
  const moved = orderOf({ price: 1.085, stopLoss: 1.075 });
  const alone = { isNetting: true, positions: [short], orders: [limit] };
  assert.equal(riskEffect(moved, alone), "moves");
  assert.equal(riskEffect(moved, { ...alone, positions: [long] }), "widens");
  const other = sampleOrder(2, { type: "buy_stop" });
  assert.equal(riskEffect(moved, { ...alone, orders: [limit, other] }), "widens");
  assert.equal(riskEffect(moved, { ...alone, isNetting: false, positions: [long] }), "moves");
});

for (const [what, request, effect] of effects) {
  Deno.test(`riskEffect() of ${what}: ${effect}`, () => {
    assert.equal(riskEffect(request, openTrades), effect);
  });
}

const nowMs = unixMs(mondayMs);
const decision = sampleDecision(0);
const openRequest = sampleIntent(0).request as OpenRequest;
const approvedOrder = mintApproval({
  id: decision.id,
  proposal: decision.proposal,
  request: openRequest,
  approvedMs: nowMs,
});
const approved: HeldApproval = { order: approvedOrder, lastsMs: 5_000 };
const intent = sampleIntent(0, { approval: approvedOrder.id });
const free: GateFacts = {
  mode: "live",
  isConnected: true,
  isReconciled: true,
  isHalted: false,
  unknownSymbols: new Set(),
  pauseMs: 0,
};

const gates: readonly [what: string, Partial<GateFacts>, string | null, Partial<TradeIntent>?][] = [
  ["all is well", {}, null],
  ["safety mode", { mode: "safety" }, "mode_forbids"],
  ["no terminal", { isConnected: false }, "not_ready"],
  ["not compared yet", { isReconciled: false }, "not_ready"],
  ["halts not known", { isHalted: null }, "not_ready"],
  ["halted", { isHalted: true }, "halted"],
  ["an unknown outcome of the symbol", { unknownSymbols: new Set([eurusd]) }, "outcome_pending"],
  ["the broker wants a pause", { pauseMs: 1 }, "not_ready"],
  ["another approval", {}, "approval_invalid", { approval: "other" as ApprovalId }],
  ["more volume", {}, "approval_invalid", { request: { ...openRequest, volumeLots: 0.2 } }],
  ["another side", {}, "approval_invalid", { request: { ...openRequest, type: "sell" } }],
  ["a wider stop", {}, "approval_invalid", { request: { ...openRequest, stopLoss: 1 } }],
  ["a new price alone", {}, null, { request: { ...openRequest, price: 1.1053 } }],
  ["a change", {}, "approval_invalid", { request: { kind: "cancel_order", order: limit.ticket } }],
];

for (const [what, facts, code, change = {}] of gates) {
  Deno.test(`openingRefusal() with ${what}: ${code ?? "passes"}`, () => {
    const refusal = openingRefusal({ ...intent, ...change }, approved, { ...free, ...facts });
    assert.equal(refusal?.code ?? null, code);
  });
}

Deno.test("openingRefusal() of an approval that has expired: approval_invalid", () => {
  const held = (lastsMs: number) => openingRefusal(intent, { ...approved, lastsMs }, free);
  assert.deepEqual([held(1)?.code, held(0)?.code], [undefined, "approval_invalid"]);
});

const changes: readonly [Parameters<typeof changeRefusal>[0], Partial<GateFacts>, string | null][] =
  [
    ["reduces", {}, null],
    ["reduces", { isHalted: true, mode: "safety" }, null],
    ["reduces", { isHalted: null }, null],
    ["reduces", { isReconciled: false }, "not_ready"],
    ["reduces", { isConnected: false }, "not_ready"],
    ["moves", {}, null],
    ["moves", { isHalted: true }, "halted"],
    ["moves", { mode: "safety" }, "mode_forbids"],
    ["widens", {}, "widens_risk"],
    ["opens", {}, "widens_risk"],
  ];

for (const [effect, facts, code] of changes) {
  Deno.test(`changeRefusal() of what ${effect}, ${JSON.stringify(facts)}: ${code ?? "passes"}`, () => {
    assert.equal(changeRefusal(effect, { ...free, ...facts })?.code ?? null, code);
  });
}

function requoted(retcode: number | null, attempt = 1, afterMs = 100) {
  const state = retcode === null ? "unknown" as const : "rejected" as const;
  const refused = { ...intent, state, retcode, attempt };
  return requoteVerdict({ intent: refused, sinceFirstMs: afterMs }).again;
}

Deno.test("requoteVerdict() retries only after 10004, 10020 and 10021", () => {
  const again = Object.values(retcodes).map(({ code }) => code).filter((code) => requoted(code));
  assert.deepEqual(again, [10004, 10020, 10021]);
  assert.equal(requoted(0), false);
  assert.equal(requoted(null), false);
});

Deno.test("requoteVerdict() ends after three attempts and after five seconds", () => {
  assert.deepEqual([1, 2, 3].map((attempt) => requoted(10004, attempt)), [true, true, false]);
  assert.deepEqual([0, 4_800, 4_900].map((ms) => requoted(10004, 1, ms)), [true, true, false]);
});

Deno.test("repriced() never allows a worse price than approved, over all attempts together", () => {
  const side = fc.constantFrom("buy" as const, "sell" as const);
  fc.assert(fc.property(side, fc.integer({ min: -100, max: 100 }), (type, moved) => {
    const first: OpenRequest = { ...openRequest, type, price: 1.1, deviationPoints: 20 };
    const price = Number((1.1 + moved * 1e-5).toFixed(5));
    const request = repriced(first, { bid: price, ask: price }, 1e-5);
    const worse = type === "buy" ? moved : -moved;
    if (typeof request === "string") return assert.ok(worse > 20);
    assert.equal(request.price, price);
    assert.ok(worse + request.deviationPoints <= 20);
  }));
});

Deno.test("repriced() does not change the price of a pending order", () => {
  const first: OpenRequest = { ...openRequest, type: "buy_limit" };
  assert.equal(repriced(first, { bid: 9, ask: 9 }, 1e-5), first);
});

Deno.test("canStillArrive() until the timeout of the send, and when its time is unknown", () => {
  assert.deepEqual(
    [0, arrivalDeadlineMs - 1, arrivalDeadlineMs, NaN].map(canStillArrive),
    [true, true, false, true],
  );
});

const settings: ModeSettings = {
  tradingMode: "live",
  liveAccount: "5012345" as Login,
  liveAccountType: "demo",
};
const identity: AccountIdentity = {
  terminal: demoTerminal,
  company: "",
  currency: "USD",
  leverage: 100,
  marginMode: "hedging",
  tradeMode: "demo",
};
const elsewhere = { ...identity, terminal: terminalId("5012345", "Elsewhere") };
const paper = { ...identity, terminal: paperTerminal(demoTerminal) };

const modes: readonly [what: string, AccountIdentity, Partial<ModeSettings>, string][] = [
  ["the live account", identity, {}, "live"],
  ["another account", identity, { liveAccount: "1" as Login }, "safety"],
  ["the same number at another server", elsewhere, {}, "safety"],
  ["no account named", identity, { liveAccount: null }, "safety"],
  ["no kind named", identity, { liveAccountType: null }, "safety"],
  ["real money where demo is meant", { ...identity, tradeMode: "real" }, {}, "safety"],
  ["real money", { ...identity, tradeMode: "real" }, { liveAccountType: "real" }, "live"],
  ["a paper account in live mode", paper, {}, "safety"],
  ["a paper account", paper, { tradingMode: "paper" }, "paper"],
  ["the real account in paper mode", identity, { tradingMode: "paper" }, "safety"],
  ["safety", identity, { tradingMode: "safety" }, "safety"],
];

for (const [what, who, change, mode] of modes) {
  Deno.test(`accountMode() of ${what}: ${mode}`, () => {
    const { server } = splitTerminalId(demoTerminal);
    assert.equal(accountMode(who, { ...settings, ...change }, server), mode);
    assert.notEqual(accountMode(who, { ...settings, ...change }, null), "live");
  });
}

const byHand = { magic: magicNumber("0") };
const own = sampleOrder(5, { magic: long.magic });
const facts = {
  positions: [long, samplePosition(3, byHand)],
  orders: [own, sampleOrder(6, byHand)],
  intents: [],
  deviationPoints: 100,
  largestLots: () => 5,
  isNetting: false,
  sinceSendMs: () => 0,
};

Deno.test("flattenPlan() flatten: all orders first, then all positions, including manual ones", () => {
  const plan = flattenPlan({ ...facts, policy: "flatten" });
  const kinds = plan.map(({ kind }) => kind);
  assert.deepEqual(kinds, ["cancel_order", "cancel_order", "close_position", "close_position"]);
});

Deno.test("flattenPlan() sends as many requests as the broker needs deals to close a position", () => {
  const closes = (volumeLots: number, largestLots: number | null) => {
    const positions = [samplePosition(3, { volumeLots })];
    const asked = { ...facts, positions, orders: [], largestLots: () => largestLots };
    return flattenPlan({ ...asked, policy: "flatten" });
  };
  assert.deepEqual(closes(15, 5), Array(3).fill(closes(5, 5)[0]));
  assert.equal(closes(15.01, 5).length, 4);
  assert.equal(closes(0.30000000000000004, 0.1).length, 3);
  assert.equal(closes(15, null).length, 1);
});

/** Executes every part in full; returns the requested parts in order. */
function partsOf(wanted: CloseRequest, held: number, largest: number, smallest = 0.01) {
  const parts: TradeIntent[] = [];
  let openLots = held;
  const volumes = { volumeMaxLots: largest, volumeMinLots: smallest };
  for (let part; (part = nextPart({ wanted, openLots, volumes, parts })) !== null;) {
    const filledLots = part.volumeLots ?? Math.min(openLots, largest);
    parts.push(sampleIntent(parts.length, { request: part, state: "filled", filledLots }));
    openLots = Number((openLots - filledLots).toFixed(8));
  }
  return { asked: parts.map(({ request }) => (request as CloseRequest).volumeLots), openLots };
}

const wholeClose: CloseRequest = {
  kind: "close_position",
  position: long.ticket,
  volumeLots: null,
  deviationPoints: 1,
};

Deno.test("nextPart() splits a close into parts that the broker accepts", () => {
  assert.deepEqual(partsOf(wholeClose, 15, 5), { asked: [null, null, null], openLots: 0 });
  assert.deepEqual(partsOf(wholeClose, 3, 5), { asked: [null], openLots: 0 });
  const of = (volumeLots: number, held = 15, smallest = 0.01) =>
    partsOf({ ...wholeClose, volumeLots }, held, 5, smallest);
  assert.deepEqual(of(12), { asked: [5, 5, 2], openLots: 3 });
  assert.deepEqual(of(4), { asked: [4], openLots: 11 });
  assert.deepEqual(of(10.5, 15, 1), { asked: [5, 4, 1.5], openLots: 4.5 });
});

Deno.test("nextPart() continues only after a part that was executed in full", () => {
  const wanted = { ...wholeClose, volumeLots: 12 };
  const volumes = { volumeMaxLots: 5, volumeMinLots: 0.01 };
  const after = (change: Partial<TradeIntent>, asked = wanted) => {
    const request = { ...wanted, volumeLots: Math.min(5, asked.volumeLots) };
    const parts = [sampleIntent(0, { request, ...change })];
    return nextPart({ wanted: asked, openLots: 15, volumes, parts })?.volumeLots ?? null;
  };
  assert.equal(after({ state: "filled", filledLots: 5 }), 5);
  assert.equal(after({ state: "unknown", filledLots: 0 }), null);
  assert.equal(after({ state: "rejected", filledLots: 0 }), null);
  assert.equal(after({ state: "cancelled", filledLots: 2 }), null);
  assert.equal(after({ state: "filled", filledLots: 3 }, { ...wanted, volumeLots: 4 }), null);
  const rest = (change: Partial<TradeIntent>, openLots = 10) => {
    const parts = [sampleIntent(0, { request: wholeClose, ...change })];
    return nextPart({ wanted: wholeClose, openLots, volumes: null, parts });
  };
  assert.equal(rest({ state: "filled", filledLots: 5 }), wholeClose);
  assert.equal(rest({ state: "filled", filledLots: 5 }, 0), null);
  assert.equal(rest({ state: "unknown", filledLots: 5 }), null);
  assert.equal(rest({ state: "rejected", filledLots: 0 }), null);
});

Deno.test("flattenPlan() block: only the bridge's own pending orders", () => {
  const plan = flattenPlan({ ...facts, policy: "block" });
  assert.deepEqual(plan, [{ kind: "cancel_order", order: own.ticket }]);
});

Deno.test("flattenPlan() repeats no request in progress", () => {
  const request = {
    kind: "close_position",
    position: long.ticket,
    volumeLots: null,
    deviationPoints: 1,
  } as const;
  const plan = flattenPlan({
    ...facts,
    policy: "flatten",
    intents: [sampleIntent(0, { request, state: "sent" })],
  });
  assert.ok(!plan.some((one) => one.kind === "close_position" && one.position === long.ticket));
});

Deno.test("flattenPlan() repeats a close whose reply was lost, after the link's timeout", () => {
  const request = {
    kind: "close_position",
    position: long.ticket,
    volumeLots: null,
    deviationPoints: 1,
  } as const;
  const intent = sampleIntent(0, { request, state: "unknown" });
  const closesAt = (ageMs: number, isNetting = false) => {
    const now = { ...facts, isNetting, sinceSendMs: () => ageMs };
    const plan = flattenPlan({ ...now, policy: "flatten", intents: [intent] });
    return plan.some((one) => one.kind === "close_position" && one.position === long.ticket);
  };
  assert.deepEqual([closesAt(12_000), closesAt(15_000)], [false, true]);
  assert.deepEqual([closesAt(119_000, true), closesAt(120_000, true)], [false, true]);
});

Deno.test("isFlat() is false while an order may still arrive", () => {
  const empty = { ...facts, positions: [], orders: [], policy: "flatten" as const };
  assert.equal(isFlat(empty), true);
  assert.equal(isFlat({ ...empty, intents: [sampleIntent(0, { state: "unknown" })] }), false);
  assert.equal(isFlat({ ...empty, orders: [sampleOrder(0)] }), false);
});

const ruled: RuledPosition = {
  direction: "buy",
  openPrice: 1.1,
  initialStop: 1.09,
  stopLoss: 1.09,
  price: 1.11,
  grid: { digits: 5, tickSize: 0.00001 },
  pointSize: 1e-5,
  stopsLevelPoints: 0,
};
const breakEven = { breakEvenAtR: 1, trailingStopR: 0 };
const trailing = { breakEvenAtR: 0, trailingStopR: 1.5 };

const rules: readonly [what: string, Partial<RuledPosition>, typeof trailing, number | null][] = [
  ["break-even before 1 R", { price: 1.1099 }, breakEven, null],
  ["break-even at 1 R", {}, breakEven, 1.1],
  [
    "break-even of a sell",
    { direction: "sell", initialStop: 1.11, stopLoss: 1.11, price: 1.09 },
    breakEven,
    1.1,
  ],
  ["break-even once", { stopLoss: 1.1 }, breakEven, null],
  ["trailing at a loss", { price: 1.095 }, trailing, null],
  ["trailing behind the price", { price: 1.12 }, trailing, 1.105],
  [
    "trailing of a sell",
    { direction: "sell", initialStop: 1.11, stopLoss: 1.11, price: 1.08 },
    trailing,
    1.095,
  ],
  ["trailing never back", { price: 1.12, stopLoss: 1.115 }, trailing, null],
  ["a step too small", { price: 1.12, stopLoss: 1.1045 }, trailing, null],
  ["nearer than the broker takes", { price: 1.12, stopsLevelPoints: 1_501 }, trailing, null],
  ["a stop on the wrong side from the start", { initialStop: 1.2 }, trailing, null],
  ["no price", { price: NaN }, trailing, null],
  ["no rules", { price: 2 }, { breakEvenAtR: 0, trailingStopR: 0 }, null],
];

for (const [what, change, set, stop] of rules) {
  Deno.test(`ruledStop(): ${what}`, () =>
    assert.equal(ruledStop({ ...ruled, ...change }, set), stop));
}

Deno.test("ruledStop() returns stops on the symbol's price grid, even with steps larger than a point", () => {
  const grid = { digits: 2, tickSize: 0.25 };
  const index = { ...ruled, grid, openPrice: 5_300.25, initialStop: 5_290, stopLoss: 5_290 };
  for (let price = 5_300; price < 5_400; price += 0.25) {
    const stop = ruledStop({ ...index, price, pointSize: 0.01 }, trailing);
    if (stop !== null) assert.equal(stop % 0.25, 0, `${stop} at ${price}`);
  }
});

Deno.test("ruledStop() only ever narrows", () => {
  const price = fc.double({ min: 0.9, max: 1.3, noNaN: true });
  const r = fc.double({ min: 0, max: 5, noNaN: true });
  const stop = fc.option(price, { nil: null });
  fc.assert(
    fc.property(
      fc.constantFrom("buy" as const, "sell" as const),
      price,
      stop,
      price,
      r,
      r,
      (direction, initialStop, stopLoss, at, breakEvenAtR, trailingStopR) => {
        const position = { ...ruled, direction, initialStop, stopLoss, price: at };
        const moved = ruledStop(position, { breakEvenAtR, trailingStopR });
        if (moved === null) return;
        if (stopLoss !== null) {
          assert.ok(
            direction === "buy" ? moved > stopLoss : moved < stopLoss,
          );
        }
        assert.ok(direction === "buy" ? moved < at : moved > at, "behind the price");
      },
    ),
  );
});
