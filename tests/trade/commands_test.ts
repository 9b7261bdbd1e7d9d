/**
 * Commands to the trade actor: orders of all kinds, changes and closes, which are idempotent by
 * key. Also requotes and position rules.
 */

import assert from "node:assert/strict";
import {
  type OrderProposal,
  type PositionTicket,
  type Refusal,
  retcodes,
  symbolName,
  ticket,
} from "../../src/models/mod.ts";
import type { ApproveReply } from "../../actors/risk/protocol.ts";
import type { ChangeRequest, CommandReply } from "../../actors/trade/protocol.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { sampleDecision } from "../support/trade_samples.ts";
import { refusedBy } from "./scripted_venue.ts";
import { account, halt, live, type TradeWorld, withTradeWorld } from "./trade_world.ts";

async function settled<T>(world: TradeWorld, asked: Promise<T>, ms = 1_000): Promise<T> {
  await world.pass(ms);
  return await asked;
}

function change(world: TradeWorld, key: string, request: ChangeRequest): Promise<CommandReply> {
  const asked = world.ask("change", { terminal: account, key, request });
  return settled(world, asked as Promise<CommandReply>);
}

function proposal(world: TradeWorld, key: string, order: Partial<OrderProposal>): OrderProposal {
  const { symbol, createdMs } = world.signal();
  return {
    trace: "" as OrderProposal["trace"],
    terminal: account,
    symbol,
    origin: { kind: "command", key },
    type: "buy",
    volumeLots: 0.1,
    price: 1.1,
    stopLimitPrice: null,
    stopLoss: 1.09,
    takeProfit: null,
    expiresMs: null,
    createdMs,
    ...order,
  };
}

function place(world: TradeWorld, key: string, order: Partial<OrderProposal>) {
  const asked = world.ask("place_order", { proposal: proposal(world, key, order) });
  return settled(world, asked as Promise<CommandReply>);
}

function stateOf(reply: CommandReply): string {
  return reply.ok ? reply.value.state : reply.error.code;
}

const types = ["buy", "sell", "buy_limit", "sell_stop", "buy_stop_limit"] as const;

for (const type of types) {
  Deno.test(`place_order of ${type}: sent once, even if its key is repeated`, () =>
    withTradeWorld(async (world) => {
      await world.sync();
      const state = type === "buy" || type === "sell" ? "filled" : "accepted";
      assert.equal(stateOf(await place(world, "k", { type })), state);
      assert.equal(stateOf(await place(world, "k", { type })), state);
      assert.equal(world.openPositions.length, 1, "risk decides once");
      await world.restart();
      await world.sync();
      assert.equal(stateOf(await place(world, "k", { type })), state);
      assert.equal(world.venue.sent.length, 1);
      await place(world, "next", { type });
      const { approvalsUsed } = world.openPositions.at(-1)!;
      assert.equal(approvalsUsed.length, 1, "an approval of what was sent before is given back");
      assert.equal(world.stored()[0]?.trace, "command/k");
    }));
}

const noMargin: Refusal = { code: "margin_too_low", message: "No margin would be left" };

const notApproved: readonly [what: string, ApproveReply | AskError, code: string, why: string][] = [
  [
    "refuses it after all",
    { verdict: "refused", refusals: [noMargin, noMargin], decision: sampleDecision(9) },
    "refused_by_risk",
    "No margin would be left. No margin would be left.",
  ],
  [
    "does not know of it any more",
    { verdict: "forgotten" },
    "approval_invalid",
    "Risk was restarted after its decision",
  ],
  [
    "crashes",
    { code: "peer_restarted", peer: "risk" },
    "peer_restarted",
    "no answer from risk",
  ],
];

for (const [what, reply, code, why] of notApproved) {
  Deno.test(`place_order that passes, but then risk ${what}: stored, and not sent`, () =>
    withTradeWorld(async (world) => {
      await world.sync();
      world.approves = () => reply;
      assert.equal(stateOf(await place(world, "k", {})), code);
      await world.pass(1_000);
      assert.equal(world.venue.sent.length, 0);
      const written = world.stored().map(({ state, explanation }) => [state, explanation]);
      assert.deepEqual(written, [["rejected", `Not sent: ${why}`]]);
      world.approves = null;
      assert.equal(stateOf(await place(world, "next", {})), "filled");
    }));
}

Deno.test("an order by command that risk has forgotten is in the log, with the reason", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.approves = () => ({ verdict: "forgotten" });
    assert.equal(stateOf(await place(world, "k", {})), "approval_invalid");
    assert.match(world.sentences.join("\n"), /: buy EURUSD was not sent \(.+\): Risk was restart/);
  }));

Deno.test("an order that a halt stops just before it is sent is in the log", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.approves = (approval) => {
      void world.halt(halt("block"));
      return approval;
    };
    assert.equal(stateOf(await place(world, "k", {})), "halted");
    const lines = world.sentences.filter((line) => / was not sent /.test(line));
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /Trading is halted on this account/);
  }));

Deno.test("proposals beyond those that may wait are refused by risk, so that they are stored", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    const places = Array.from(
      { length: 60 },
      (_, at) => world.ask("place_order", { proposal: proposal(world, `k${at}`, {}) }),
    );
    await world.pass(30_000);
    await Promise.all(places);
    assert.equal(world.refusedUndecided.length, 10);
    const [first] = world.refusedUndecided;
    assert.equal(first?.proposal.trace, "command/k50");
    assert.deepEqual(first?.refusals.map(({ code }) => code), ["order_rate"]);
  }));

Deno.test("change: closes part of a position and moves a stop nearer; refuses an unknown ticket, too much volume, and a wider stop", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await place(world, "open", {});
    const { ticket: position } = world.venue.positions[0]!;
    const close = { kind: "close_position", position, deviationPoints: 10 } as const;
    const stops = { kind: "modify_position", position, takeProfit: null } as const;
    const nobody = { ...close, position: ticket<PositionTicket>("99"), volumeLots: null };
    assert.equal(stateOf(await change(world, "a", { ...stops, stopLoss: 1.095 })), "filled");
    assert.equal(stateOf(await change(world, "b", { ...stops, stopLoss: 1.09 })), "widens_risk");
    assert.equal(stateOf(await change(world, "c", { ...stops, stopLoss: null })), "widens_risk");
    assert.equal(stateOf(await change(world, "d", { ...close, volumeLots: 0.11 })), "bad_request");
    assert.equal(stateOf(await change(world, "e", nobody)), "unknown_ticket");
    assert.equal(stateOf(await change(world, "f", { ...close, volumeLots: 0.04 })), "filled");
    assert.deepEqual(world.venue.positions.map(({ volumeLots }) => volumeLots), [0.06]);
    assert.equal(stateOf(await change(world, "f", { ...close, volumeLots: 0.04 })), "filled");
    assert.deepEqual(world.venue.positions.map(({ volumeLots }) => volumeLots), [0.06], "once");
    assert.equal(stateOf(await change(world, "g", { ...close, volumeLots: null })), "filled");
    assert.equal(world.venue.positions.length, 0);
  }));

Deno.test("prices are checked and sent rounded to the symbol's tick size; one that would round to zero is refused, halted or not", () =>
  withTradeWorld(async (world) => {
    world.instrument = { ...world.instrument, tickSize: 0.00025 };
    await world.sync();
    await place(world, "open", {});
    const { ticket: position } = world.venue.positions[0]!;
    const stops = { kind: "modify_position", position, takeProfit: null } as const;
    const stopOf = () => world.venue.positions[0]!.stopLoss;
    assert.equal(stateOf(await change(world, "a", { ...stops, stopLoss: 1.0951 })), "filled");
    assert.equal(stopOf(), 1.095);
    // Rounded to the nearest tick it equals the current stop, so it is not wider.
    assert.equal(stateOf(await change(world, "b", { ...stops, stopLoss: 1.0949 })), "filled");
    assert.equal(stopOf(), 1.095);
    await world.halt(halt("block"));
    for (const [key, tiny] of [["c", 1e-10], ["d", 0.0001], ["e", -1]] as const) {
      assert.equal(
        stateOf(await change(world, key, { ...stops, stopLoss: tiny })),
        "price_off_grid",
      );
    }
    const target = { ...stops, stopLoss: 1.095, takeProfit: 1e-10 };
    assert.equal(stateOf(await change(world, "f", target)), "price_off_grid");
    assert.equal(stopOf(), 1.095);
  }));

Deno.test("a close of more than the largest deal: sent in parts, and a repeated key sends nothing again", () =>
  withTradeWorld(async (world) => {
    world.venue.largestLots = 5;
    world.instrument = { ...world.instrument, volumeMaxLots: 5 };
    await world.sync();
    world.venue.openByHand(15);
    void world.ask("sync_trades", {});
    await world.pass(1_000);
    const { ticket: position } = world.venue.positions[0]!;
    const close = { kind: "close_position", position, deviationPoints: 10 } as const;
    for (const _ of [1, 2]) {
      assert.equal(stateOf(await change(world, "a", { ...close, volumeLots: 7 })), "filled");
      assert.deepEqual(world.venue.positions.map(({ volumeLots }) => volumeLots), [8]);
    }
    for (const _ of [1, 2]) {
      assert.equal(stateOf(await change(world, "b", { ...close, volumeLots: null })), "filled");
      assert.equal(world.venue.positions.length, 0);
    }
    assert.equal(world.venue.sent.length, 4);
  }));

Deno.test("close_all: one intent per position and order, and a repeated key sends nothing again", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await place(world, "one", {});
    await place(world, "two", { type: "buy_limit" });
    world.venue.openByHand();
    world.venue.fates = ["executed", refusedBy(10006)];
    const ask = () => settled(world, world.ask("close_all", { terminal: account, key: "all" }));
    const first = await ask();
    const sent = world.venue.sent.length;
    const second = await ask();
    assert.ok("ok" in first && first.ok && "ok" in second && second.ok);
    assert.deepEqual([first.value, second.value].map((list) => (list as unknown[]).length), [3, 3]);
    assert.equal(world.venue.sent.length, sent);
    assert.deepEqual([world.venue.positions.length, world.venue.orders.length], [1, 0]);
    const third = await settled(world, world.ask("close_all", { terminal: account, key: "new" }));
    assert.ok("ok" in third && third.ok);
    assert.equal(world.venue.positions.length, 0);
  }));

Deno.test("a requote: retried at a fresh price under the same approval, as a separate intent", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [refusedBy(10004)];
    world.quote = { bid: 1.10005, ask: 1.10015 };
    await world.publish(world.signal());
    await world.pass(1_000);
    const [first, second] = world.stored();
    assert.deepEqual([first?.state, first?.attempt], ["rejected", 1]);
    assert.deepEqual([second?.state, second?.attempt], ["filled", 2]);
    assert.equal(second?.approval, first?.approval);
    assert.notEqual(second?.id, first?.id);
    assert.ok(second?.request.kind === "open" && second.request.price === 1.10015);
    assert.equal(second.request.deviationPoints, 5, "what is left of the slippage");
  }));

Deno.test("a requote is not tried again when the minute's orders are used up", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    const message = "Already 10 orders in the last minute";
    const replies = [null, { code: "order_rate", message } as const];
    world.repeats = () => replies.shift() ?? null;
    world.venue.fates = [refusedBy(10004), refusedBy(10004)];
    await world.publish(world.signal());
    await world.pass(5_000);
    assert.equal(world.venue.sent.length, 2);
    assert.match(world.sentences.join("\n"), /not tried again: Already 10 orders/);
  }));

Deno.test("too many requotes, or one too far away, are given up", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [refusedBy(10004), refusedBy(10020)];
    world.quote = { bid: 1.1003, ask: 1.1004 };
    await world.publish(world.signal(1));
    await world.pass(5_000);
    assert.equal(world.venue.sent.length, 1);
    assert.match(
      world.sentences.join("\n"),
      /not tried again: the price is 4.0 pips worse \(limit \d+\.\d pips\)/,
    );
    world.quote = { bid: 1.0999, ask: 1.1 };
    world.venue.fates = [refusedBy(10004), refusedBy(10020), refusedBy(10021), "executed"];
    await world.publish(world.signal(0));
    await world.pass(5_000);
    assert.equal(world.venue.sent.length, 4);
    assert.equal(world.venue.counts.executions, 0);
  }));

/** The price's age and state, and whether it is fresh enough for orders. */
const ages = [
  { quoteAgeMs: 9_000, isQuoteLive: true, isShownStale: true, isUsed: true },
  { quoteAgeMs: 10_001, isQuoteLive: true, isShownStale: false, isUsed: false },
  { quoteAgeMs: 100, isQuoteLive: false, isShownStale: false, isUsed: false },
] as const;

for (const { isUsed, ...age } of ages) {
  const how = `a price ${age.isQuoteLive ? "" : "not live, "}${age.quoteAgeMs} ms old`;
  const sent = isUsed ? 2 : 1;
  Deno.test(`a requote at ${how} is ${isUsed ? "tried again" : "given up"}: MAX_PRICE_AGE counts, not STALE_AFTER`, () =>
    withTradeWorld(async (world) => {
      await world.sync();
      world.venue.fates = [refusedBy(10004)];
      world.quote = { bid: 1.10005, ask: 1.10015 };
      Object.assign(world, age);
      await world.publish(world.signal());
      await world.pass(1_000);
      assert.equal(world.venue.sent.length, sent);
      const isGivenUp = world.sentences.some((one) => one.includes("there is no fresh price"));
      assert.equal(isGivenUp, !isUsed);
    }));
}

Deno.test("too many requests: new orders pause for a while, other retcodes are explained in words", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [refusedBy(10024)];
    await world.publish(world.signal(3));
    await world.publish(world.signal(2));
    assert.equal(world.venue.sent.length, 1);
    await world.pass(2_000);
    await world.publish(world.signal(1));
    assert.equal(world.venue.sent.length, 2);
    world.venue.fates = [refusedBy(10019)];
    await world.publish(world.signal(0));
    assert.equal(world.stored().at(-1)?.explanation, "Not enough money (10019)");
  }));

const trailing = { ...live, rules: { breakEvenAtR: 1, trailingStopR: 1.5 } };

Deno.test("position rules: the stop only ever moves nearer, never for manual trades, and not too often", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.publish(world.signal());
    const byHand = world.venue.openByHand();
    world.venue.positions = world.venue.positions.map((one) =>
      one.ticket === byHand.ticket ? { ...one, stopLoss: 1.09 } : one
    );
    const stops = () => world.venue.positions.map(({ stopLoss }) => stopLoss);
    for (
      const [bid, stop] of [[1.105, 1.09], [1.11, 1.1], [1.09, 1.1], [1.13, 1.115], [1.12, 1.115]]
    ) {
      world.quote = { bid: bid!, ask: bid! + 0.0001 };
      await world.pass(7_000);
      assert.deepEqual(stops(), [stop, 1.09], `at ${bid}`);
    }
    const moves = world.venue.sent.filter(({ request }) => request.kind === "modify_position");
    assert.equal(moves.length, 2);
    assert.equal(new Set(world.stored().map(({ trace }) => trace)).size, 1, "one scenario");
  }, trailing));

for (const { isUsed, ...age } of ages) {
  const how = `a price ${age.isQuoteLive ? "" : "not live, "}${age.quoteAgeMs} ms old`;
  const stop = isUsed ? 1.1 : 1.09;
  Deno.test(`position rules: ${how} ${isUsed ? "moves" : "does not move"} a stop: MAX_PRICE_AGE counts, not STALE_AFTER`, () =>
    withTradeWorld(async (world) => {
      await world.sync();
      await world.publish(world.signal());
      world.quote = { bid: 1.11, ask: 1.1101 };
      Object.assign(world, age);
      await world.pass(7_000);
      assert.deepEqual(world.venue.positions.map(({ stopLoss }) => stopLoss), [stop]);
    }, trailing));
}

Deno.test("position rules: that a stop is no longer moved, because its symbol is gone, is told once", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.publish(world.signal());
    world.instrument = { ...world.instrument, symbol: symbolName("GBPUSD") };
    await world.sync();
    world.quote = { bid: 1.11, ask: 1.1101 };
    await world.pass(20_000);
    const said = world.sentences.filter((one) => one.includes("is no longer moved"));
    assert.equal(said.length, 1, said.join("\n"));
  }, trailing));

Deno.test("a refused trailing stop is not sent again before something has changed, and then only rarely", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.publish(world.signal());
    world.quote = { bid: 1.11, ask: 1.1101 };
    const refused = refusedBy(retcodes.invalid_stops.code);
    world.venue.fates = Array.from({ length: 1_000 }, () => refused);
    const tries = () =>
      world.venue.sent.filter(({ request }) => request.kind === "modify_position").length;
    await world.pass(20_000);
    assert.equal(tries(), 1, "nothing has changed");
    await world.pass(15_000);
    assert.equal(tries(), 2, "the first pause is over");
    await world.pass(3_600_000 - 35_000);
    assert.equal(tries(), 8, "of 720 looks of an hour");
    const said = world.sentences.filter((one) => one.includes("was refused. Trying again when"));
    assert.equal(said.length, 8);

    world.instrument = { ...world.instrument, stopsLevelPoints: 20 };
    world.venue.fates = [];
    await world.sync();
    await world.pass(2_000);
    assert.equal(tries(), 9, "the broker's terms have changed");
    assert.deepEqual(world.venue.positions.map(({ stopLoss }) => stopLoss), [1.1]);
  }, trailing));

Deno.test("a stop is not sent while the broker refuses requests as too many", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.publish(world.signal());
    world.quote = { bid: 1.11, ask: 1.1101 };
    await world.pass(600);
    world.venue.fates = [refusedBy(retcodes.too_many_requests.code)];
    await world.publish(world.signal(1));
    await world.pass(600);
    assert.deepEqual(world.venue.sent.map(({ request }) => request.kind), ["open", "open"]);
  }, trailing));

Deno.test("the queue of proposals of an account is bounded", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    const first = Promise.withResolvers<ApproveReply>();
    world.approves = () => first.promise;
    const asked = Array.from({ length: 52 }, (_, index) =>
      world.ask("place_order", {
        proposal: proposal(world, `many ${index}`, {}),
      }) as Promise<CommandReply>);
    await world.pass(1);
    const last = await asked.at(-1)!;
    assert.ok(!last.ok && last.error.code === "refused_by_risk");
    assert.deepEqual(last.error.refusals.map(({ code }) => code), ["order_rate"]);
    assert.equal(world.openPositions.length, 1, "the others have not been asked about yet");
    world.approves = null;
    first.resolve({ verdict: "forgotten" });
    await world.pass(1_000);
    const states = (await Promise.all(asked)).map(stateOf);
    assert.equal(states.filter((state) => state === "filled").length, 50 - 1);
    assert.equal(states.filter((state) => state === "refused_by_risk").length, 2);
  }));

Deno.test("two concurrent orders are decided one after the other, and the second counts the first", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = ["lost_request"];
    const both = [0, 1].map((bar) => {
      void world.actor.onTell?.({ type: "signal_published", signal: world.signal(bar) });
    });
    await world.pass(100);
    assert.equal(both.length, 2);
    assert.deepEqual(world.openPositions.map(({ intents }) => intents.length), [0, 1]);
    assert.deepEqual(world.openPositions.map(({ approvalsUsed }) => approvalsUsed.length), [0, 1]);
  }));
