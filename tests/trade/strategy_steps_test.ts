/**
 * What strategies with columns decide, carried out by the trade actor with a real store and a
 * scripted venue: entries, changes by number, groups, and what a repeat and a restart do.
 */

import assert from "node:assert/strict";
import {
  brokerMs,
  changeTrace,
  entryTrace,
  type Login,
  ownerText,
  type Signal,
  type SignalEntry,
  type SignalId,
  type StrategyChange,
  type StrategyOwner,
  type StrategyStep,
} from "../../src/models/mod.ts";
import { lotsOfPart, lotsToClose } from "../../src/trade/strategy_volumes.ts";
import { eurusd, sampleInstrument } from "../support/store_samples.ts";
import { account, live, type TradeWorld, withTradeWorld } from "./trade_world.ts";

const owner: StrategyOwner = {
  ...{ terminal: account, symbol: eurusd, timeframe: "M15", strategy: "own" },
};
const barBrokerMs = brokerMs(Date.UTC(2026, 2, 4, 13, 45));

const market: Omit<SignalEntry, "number"> = {
  ...{ type: "buy", stopLimitPrice: null, expiresMs: null, parts: [1], part: 0 },
  size: { kind: "lots", lots: 0.2 },
};

interface Wish {
  readonly number: number;
  readonly group?: number;
  readonly entry?: Partial<SignalEntry>;
  readonly signal?: Partial<Signal>;
}

function enter(world: TradeWorld, { number, group = 0, entry = {}, signal = {} }: Wish) {
  const id = entryTrace({ owner: ownerText(owner), barBrokerMs, number, group });
  return {
    kind: "enter",
    signal: {
      ...world.signal(),
      ...{ ...owner, id: id as string as SignalId, barBrokerMs },
      entry: { ...market, number, ...entry },
      ...signal,
    },
  } as const;
}

function change(
  change: Partial<StrategyChange> & Pick<StrategyChange, "kind">,
  row = 0,
): StrategyStep {
  const trace = changeTrace(ownerText(owner), { barBrokerMs, kind: change.kind, row });
  return { ...change, trace, reason: "test" } as StrategyStep;
}

/** Also lets the time pass that the account needs to show it. */
async function carryOut(world: TradeWorld, steps: readonly StrategyStep[], isRepeated = false) {
  const reply = world.ask("carry_out", { owner, steps, isRepeated });
  await world.pass(3_000);
  return await reply;
}

async function trades(world: TradeWorld) {
  const asked = world.ask("own_trades", owner);
  await world.pass(100);
  const reply = await asked;
  assert.ok(reply.ok, JSON.stringify(reply));
  return reply.value;
}

Deno.test("an entry is ordered as it is wanted, and its position is found by its number", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.openByHand();
    await carryOut(world, [enter(world, { number: 7 })]);
    const { request } = world.venue.sent[0]!;
    assert.ok(request.kind === "open");
    assert.deepEqual([request.type, request.volumeLots], ["buy", 0.2]);
    const { positions, orders } = await trades(world);
    assert.deepEqual(orders, []);
    assert.deepEqual(positions.map(({ number, volumeLots }) => [number, volumeLots]), [[7, 0.2]]);
    assert.ok(Math.abs(positions[0]!.initialRisk! - 0.01) < 1e-9);
    await world.restart();
    await world.sync();
    assert.deepEqual((await trades(world)).positions.map(({ number }) => number), [7]);
  }));

Deno.test("what was carried out is not carried out again, also after a restart", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    const entry = enter(world, { number: 1 });
    const close = change({ kind: "close", number: 1, part: 0.5 });
    await carryOut(world, [entry]);
    await carryOut(world, [close]);
    const sent = world.venue.sent.length;
    await carryOut(world, [entry, close], true);
    await world.restart();
    await world.sync();
    await carryOut(world, [entry, close], true);
    assert.equal(world.venue.sent.length, sent);
    assert.deepEqual((await trades(world)).positions.map(({ volumeLots }) => volumeLots), [0.1]);
  }));

Deno.test("what was stored and not carried out before a restart is carried out then", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await carryOut(world, [enter(world, { number: 1 })], true);
    assert.equal(world.venue.positions.length, 1);
  }));

Deno.test("the rest of a decision waits for the outcome of what was sent before a restart", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    const steps = [enter(world, { number: 1 }), enter(world, { number: 2 })];
    world.venue.fates = ["lost_answer"];
    void world.ask("carry_out", { owner, steps, isRepeated: false });
    await world.pass(100);
    await world.restart();
    const repeated = world.ask("carry_out", { owner, steps, isRepeated: true });
    await world.sync();
    await world.pass(100);
    const again = world.ask("carry_out", { owner, steps, isRepeated: true });
    await world.pass(40_000);
    assert.deepEqual([(await repeated).ok, (await again).ok], [false, true]);
    assert.equal(world.venue.positions.length, 2);
  }));

Deno.test("a position is moved, closed in part and closed; then it is among the closed trades", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await carryOut(world, [enter(world, { number: 3 })]);
    await carryOut(world, [
      change({ kind: "move", number: 3, stopLoss: 1.095, takeProfit: null }, 0),
      change({ kind: "close", number: 3, part: 0.5 }, 1),
    ]);
    const [position] = (await trades(world)).positions;
    assert.deepEqual([position?.stopLoss, position?.takeProfit], [1.095, 1.12]);
    assert.equal(position?.volumeLots, 0.1);
    await carryOut(world, [change({ kind: "close", number: 3, part: 1 }, 2)]);
    const { positions, closedTrades } = await trades(world);
    assert.deepEqual(positions, []);
    assert.deepEqual(closedTrades.map(({ number, volumeLots }) => [number, volumeLots]), [
      [3, 0.2],
    ]);
  }));

Deno.test("a change of something that is gone is told and nothing is sent", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    const reply = await carryOut(world, [
      change({ kind: "close", number: 9, part: 1 }),
      change({ kind: "cancel", number: 9 }, 1),
    ]);
    assert.ok(reply.ok, "it is not tried again");
    assert.deepEqual(world.venue.sent, []);
    assert.match(world.sentences.join("\n"), /no open position with number 9/);
    assert.match(world.sentences.join("\n"), /no pending order with number 9/);
  }));

Deno.test("nothing is carried out while the account is not ready", () =>
  withTradeWorld(async (world) => {
    const reply = await carryOut(world, [enter(world, { number: 1 })]);
    assert.equal(reply.ok ? "" : reply.error.code, "not_ready");
    assert.deepEqual(world.venue.sent, []);
  }));

Deno.test("nothing of a strategy is changed on an account that may not be traded live", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await carryOut(world, [enter(world, { number: 1 })]);
    const sent = world.venue.sent.length;
    await world.restart({ ...live, mode: { ...live.mode, liveAccount: "77" as Login } });
    await world.sync();
    await carryOut(world, [
      change({ kind: "move", number: 1, stopLoss: 1.095, takeProfit: null }, 0),
      change({ kind: "close", number: 1, part: 1 }, 1),
    ]);
    assert.equal(world.venue.sent.length, sent);
    assert.match(world.sentences.join("\n"), /Nothing is sent to this account automatically/);
    const { positions: [position] } = await trades(world);
    const ticket = world.venue.positions[0]!.ticket;
    assert.equal(position?.number, 1, "it is still shown to the strategy");
    const request = { kind: "close_position", position: ticket, volumeLots: null } as const;
    const closed = world.ask("change", {
      ...{ terminal: account, key: "by-a-person" },
      request: { ...request, deviationPoints: 10 },
    });
    await world.pass(3_000);
    assert.ok((await closed).ok, "a person may close it");
  }));

Deno.test("on a netting account an entry with several targets is refused with the reason", () =>
  withTradeWorld(async (world) => {
    world.marginMode = "netting";
    await world.sync();
    await carryOut(world, [enter(world, { number: 1, entry: { parts: [0.5, 0.5] } })]);
    assert.deepEqual(world.venue.sent, []);
    assert.match(world.sentences.join("\n"), /several targets needs a hedging account/);
  }));

const [up, down] = [
  { type: "buy_stop", size: { kind: "lots", lots: 0.1 } },
  { type: "sell_stop", size: { kind: "lots", lots: 0.1 } },
] as const;

async function straddle(world: TradeWorld) {
  await world.sync();
  await carryOut(world, [
    enter(world, { number: 1, group: 5, entry: up, signal: { price: 1.11 } }),
    enter(world, {
      ...{ number: 2, group: 5, entry: down },
      signal: { direction: "sell", price: 1.085, stopLoss: 1.1, takeProfit: 1.07 },
    }),
    enter(world, { number: 3, group: 6, entry: up, signal: { price: 1.115 } }),
  ]);
  assert.deepEqual((await trades(world)).orders.map(({ number }) => number), [1, 2, 3]);
}

/** The broker fills the first order without being asked. */
function fillFirst(world: TradeWorld) {
  const order = world.venue.orders.shift()!;
  const position = world.venue.openByHand(0.1);
  const mark = { magic: order.magic, comment: order.comment };
  world.venue.positions = world.venue.positions.map((one) =>
    one.ticket === position.ticket ? { ...one, ...mark } : one
  );
  world.venue.deals.push({ ...world.venue.deals.pop()!, ...mark, order: order.ticket });
}

Deno.test("when an entry of a group is filled, the pending orders of the others are cancelled", () =>
  withTradeWorld(async (world) => {
    await straddle(world);
    fillFirst(world);
    await trades(world);
    await world.pass(1_000);
    assert.deepEqual((await trades(world)).orders.map(({ number }) => number), [3]);
  }));

Deno.test("an entry that was filled while the bridge was away ends its group at the next start", () =>
  withTradeWorld(async (world) => {
    await straddle(world);
    world.lose();
    fillFirst(world);
    await world.restart();
    await world.sync();
    await world.pass(2_000);
    const { orders, positions } = await trades(world);
    assert.deepEqual(orders.map(({ number }) => number), [3]);
    assert.deepEqual(positions.map(({ number }) => number), [1]);
  }));

Deno.test("the parts of an entry in lots are whole steps and make the whole", () => {
  const parts = [0.3, 0.3, 0.4];
  const lots = parts.map((_, part) =>
    lotsOfPart({ ...market, number: 1, parts, part, size: { kind: "lots", lots: 0.07 } }, {
      ...sampleInstrument,
      ...{ volumeStepLots: 0.01, volumeMinLots: 0.01 },
    })
  );
  assert.deepEqual(lots, [0.02, 0.02, 0.03]);
});

Deno.test("a rest that is too small to stay open is closed as well", () => {
  const instrument = { ...sampleInstrument, volumeStepLots: 0.01, volumeMinLots: 0.02 };
  assert.equal(lotsToClose(0.05, 0.5, instrument), 0.02);
  assert.equal(lotsToClose(0.03, 0.7, instrument), null);
  assert.equal(lotsToClose(0.03, 0.3, instrument), 0);
});
