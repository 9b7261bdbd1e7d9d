/**
 * Requirements for every terminal when it trades: at most once, a repeat gets the first reply, no
 * outcome is guessed, its own caps and halt apply.
 */

import assert from "node:assert/strict";
import {
  type BrokerSymbol,
  type IntentId,
  intentIdAt,
  magicNumber,
  magicOfIntent,
} from "../../src/models/mod.ts";
import type { Fault } from "../../src/simulation/trading/mod.ts";
import { parseReplyData, type ReplyData } from "../../src/mt5/reply_data.ts";
import type { WireReply } from "../../src/mt5/wire.ts";
import type { WireFind, WireTradeResult } from "../../src/mt5/wire_trading.ts";
import { eventually } from "../support/eventually.ts";
import { ListeningBridge } from "../support/listening_bridge.ts";
import {
  type RunningLife,
  type StageOptions,
  type TerminalKind,
  terminalKinds,
  type TerminalStage,
} from "./terminals.ts";

type Args = Readonly<Record<string, string>>;

const symbol = "EURUSD.m";

class Scene {
  #intents = 0;

  constructor(
    readonly bridge: ListeningBridge,
    readonly stage: TerminalStage,
    readonly life: RunningLife,
  ) {}

  /** An id that no call has used. */
  intent(): IntentId {
    return intentIdAt(1_772_445_600_000 + ++this.#intents, () => 0.5);
  }

  /** A trade call; with a new intent unless one is given. */
  trade(verb: string, args: Args): Promise<WireReply> {
    return this.bridge.call(verb, { intent: this.intent(), ...args });
  }

  /** An order with its intent in magic number and comment, as the bridge sends it. */
  order(args: Args = {}): Promise<WireReply> {
    return this.bridge.call("order_send", this.orderArgs(args));
  }

  orderArgs({ intent = this.intent(), ...args }: Args = {}): Args {
    return {
      intent,
      symbol,
      type: "buy",
      volume: "0.1",
      price: "0",
      stopLimitPrice: "0",
      stopLoss: "0",
      takeProfit: "0",
      deviationPoints: "10",
      filling: "auto",
      expiresMs: "0",
      magic: magicOfIntent(intent as IntentId),
      comment: `b3:${intent}`,
      ...args,
    };
  }

  async opened(args: Args = {}): Promise<WireTradeResult> {
    return data("order_send", await this.order(args));
  }

  /** A pending order far below the market. */
  waiting(args: Args = {}): Promise<WireTradeResult> {
    return this.opened({ type: "buy_limit", price: this.price(-2_000), ...args });
  }

  /** This many points from the bid of some seconds ago. */
  price(points: number): string {
    const nowMs = this.stage.nowMs() as Parameters<TerminalStage["feed"]["ticks"]>[1];
    const query = { symbol, fromMs: nowMs - 10_000 as typeof nowMs, skip: 0, limit: 100_000 };
    const bid = this.stage.feed.ticks(query, nowMs).ticks.bid.at(-1)!;
    return (bid + points * 1e-5).toFixed(5);
  }

  fault(fault: Fault): Promise<void> {
    return this.life.apply({ kind: "fault", fault });
  }

  async find(intent: string, magic = magicOfIntent(intent as IntentId)): Promise<WireFind> {
    return data("find", await this.bridge.call("find", { intent, magic }));
  }

  async page<V extends "positions" | "orders">(
    verb: V,
    after = "",
    limit = 1_000,
  ): Promise<ReplyData[V]> {
    return data(verb, await this.bridge.call(verb, { after, limit: String(limit) }));
  }

  async deals(after = "", limit = 1_000): Promise<ReplyData["deals"]> {
    const period = { from: "0", to: String(this.stage.nowMs() + 86_400_000) };
    const reply = await this.bridge.call("deals", { ...period, after, limit: String(limit) });
    return data("deals", reply);
  }

  async restart(): Promise<void> {
    const welcomes = this.bridge.said("account").length;
    const hellos = this.bridge.said("hello").length;
    await this.life.restart();
    await eventually(() => this.bridge.said("hello").length > hellos);
    await this.bridge.welcomed(welcomes + 1);
  }
}

/** The data of an `ok` reply, checked against the protocol. */
function data<V extends keyof ReplyData>(verb: V, reply: WireReply): ReplyData[V] {
  assert.equal(reply.status, "ok", `${verb}: ${reply.code} ${reply.retcode}: ${reply.message}`);
  const parsed = parseReplyData(verb, reply);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
}

/** How a reply ended, without its message. */
function end({ status, code, retcode }: WireReply): readonly [string, string, number] {
  return [status, code, retcode];
}

type Rule = readonly [name: string, run: (one: Scene) => Promise<void>, options?: StageOptions];

/** As of an account with several halts. */
const longRecord = "halt 1 :: ".repeat(200);

const halted = ["refused", "halted", 0] as const;

/** Changes of something that exists: the arguments, created again for each. */
const changes: readonly [verb: string, prepare: (one: Scene) => Promise<Args>][] = [
  ["order_modify", async (one) => ({
    ticket: (await one.waiting()).order,
    price: one.price(-2_500),
    stopLimitPrice: "0",
    stopLoss: "0",
    takeProfit: "0",
    expiresMs: "0",
  })],
  ["order_cancel", async (one) => ({ ticket: (await one.waiting()).order })],
  ["position_modify", async (one) => ({
    ticket: (await one.opened()).position,
    stopLoss: one.price(-2_000),
    takeProfit: one.price(2_000),
  })],
  ["position_close", async (one) => ({
    ticket: (await one.opened()).position,
    volume: "0",
    deviationPoints: "10",
    filling: "auto",
    magic: magicOfIntent(one.intent()),
  })],
  ["position_close_by", async (one) => ({
    ticket: (await one.opened()).position,
    by: (await one.opened({ type: "sell" })).position,
    magic: magicOfIntent(one.intent()),
  })],
];

const rules: readonly Rule[] = [
  ["a market order becomes a position, reported with its tickets", async (one) => {
    const levels = { stopLoss: one.price(-2_000), takeProfit: one.price(2_000) };
    const intent = one.intent();
    const opened = await one.opened({ intent, ...levels });
    assert.deepEqual([opened.volume, opened.isRepeat], [0.1, false]);
    const { positions: [position], more } = await one.page("positions");
    assert.ok(position !== undefined && !more);
    assert.deepEqual(
      [position.ticket, position.symbol, position.direction, position.volume, position.openPrice],
      [opened.order, symbol, "buy", 0.1, opened.price],
    );
    assert.deepEqual([position.stopLoss, position.takeProfit].map((level) => level.toFixed(5)), [
      levels.stopLoss,
      levels.takeProfit,
    ]);
    assert.deepEqual([position.magic, position.comment], [magicOfIntent(intent), `b3:${intent}`]);
    assert.equal(position.identifier, opened.position);
    const deal = (await one.deals()).deals.at(-1)!;
    assert.deepEqual([deal.ticket, deal.order, deal.position, deal.type, deal.entry, deal.reason], [
      opened.deal,
      opened.order,
      opened.position,
      "buy",
      "in",
      "expert",
    ]);
    await eventually(() => one.bridge.said("trade").some(({ event }) => event === "deal_add"));
  }],

  ["pending orders of every type are placed, listed, changed and cancelled", async (one) => {
    const kinds: readonly [type: string, price: number, stopLimit: number][] = [
      ["buy_limit", -2_000, 0],
      ["sell_limit", 2_000, 0],
      ["buy_stop", 2_000, 0],
      ["sell_stop", -2_000, 0],
      ["buy_stop_limit", 2_000, 1_900],
      ["sell_stop_limit", -2_000, -1_900],
    ];
    for (const [type, points, limitPoints] of kinds) {
      const price = one.price(points);
      const stopLimitPrice = limitPoints === 0 ? "0" : one.price(limitPoints);
      const placed = await one.opened({ type, price, stopLimitPrice });
      const { orders: [waiting] } = await one.page("orders");
      assert.ok(waiting !== undefined, type);
      assert.deepEqual(
        [waiting.ticket, waiting.type, waiting.state, waiting.remainingVolume],
        [placed.order, type, "placed", 0.1],
      );
      assert.equal(waiting.price.toFixed(5), price);
      assert.equal(placed.position, "");
      data("order_cancel", await one.trade("order_cancel", { ticket: placed.order }));
      assert.deepEqual((await one.page("orders")).orders, []);
    }
  }],

  ["a position is closed in parts, and only by its own ticket", async (one) => {
    const { position: ticket } = await one.opened();
    const close = { ticket, deviationPoints: "10", filling: "auto", magic: "0" };
    const part = await one.trade("position_close", { ...close, volume: "0.04" });
    assert.equal(data("position_close", part).volume, 0.04);
    const tooMuch = await one.trade("position_close", { ...close, volume: "0.07" });
    assert.deepEqual(end(tooMuch), ["refused", "symbol_rule", 10_038]);
    assert.equal((await one.page("positions")).positions[0]?.volume, 0.06);
    data("position_close", await one.trade("position_close", { ...close, volume: "0" }));
    assert.deepEqual((await one.page("positions")).positions, []);
    const again = await one.trade("position_close", { ...close, volume: "0" });
    assert.deepEqual(end(again), ["refused", "unknown_ticket", 10_036]);
    const { deals } = await one.deals();
    assert.deepEqual(
      deals.slice(1).map(({ entry, volume, position }) => [entry, volume, position]),
      [
        ["in", 0.1, ticket],
        ["out", 0.04, ticket],
        ["out", 0.06, ticket],
      ],
    );
    const sum = deals.reduce(
      (total, { profit, commission, fee, swap }) => total + profit + commission + fee + swap,
      0,
    );
    const { balance } = data("account", await one.bridge.call("account"));
    assert.deepEqual([balance, (await one.life.truth()).balance], [
      Number(sum.toFixed(2)),
      balance,
    ]);
  }],

  [
    "netting: while a close may still be executed, no other of its position is sent",
    async (one) => {
      const { position } = await one.opened();
      const close = (intent = one.intent(), ticket = position) => {
        const args = { ticket, volume: "0", deviationPoints: "10", filling: "auto", magic: "0" };
        return one.trade("position_close", { intent, ...args });
      };
      const first = one.intent();
      await one.fault({ kind: "lose_answer", isExecuted: false, says: "timeout" });
      assert.equal((await close(first)).status, "unknown");
      const second = one.intent();
      const pending = ["refused", "close_pending", 0] as const;
      assert.deepEqual(end(await close(second)), pending);
      assert.deepEqual(end(await close(second)), pending, "a repeat gets the first answer");
      await one.restart();
      assert.deepEqual(end(await close()), pending);
      assert.equal((await close(first)).status, "unknown");
      const other = await one.opened({ symbol: "BTCUSD.m", type: "buy", volume: "0.1" });
      assert.equal((await close(one.intent(), other.position)).status, "ok");
      assert.equal((await one.life.truth()).positions.length, 1);
    },
    { marginMode: "netting" },
  ],

  [
    "netting: an earlier close that the account shows keeps nobody from closing the rest",
    async (one) => {
      const { position: ticket } = await one.opened({ volume: "0.3" });
      const close = (volume: string) => {
        const intent = one.intent();
        const args = { ticket, volume, deviationPoints: "10", filling: "auto" };
        return one.trade("position_close", { intent, ...args, magic: magicOfIntent(intent) });
      };
      await one.fault({ kind: "lose_answer", isExecuted: true, says: "timeout" });
      assert.equal((await close("0.1")).status, "unknown");
      assert.equal((await close("0")).status, "ok");
      assert.deepEqual((await one.life.truth()).positions, []);
    },
    { marginMode: "netting" },
  ],

  [
    "netting: no close is sent beside a market order that is still working",
    async (one) => {
      const { position: ticket } = await one.opened({ volume: "0.3" });
      const close = (volume: string) => {
        const intent = one.intent();
        // What cannot be filled at once goes on working.
        const args = { ticket, volume, deviationPoints: "10", filling: "return" };
        return one.trade("position_close", { intent, ...args, magic: magicOfIntent(intent) });
      };
      const exchange = { execution: "exchange" } as const;
      await one.life.apply({ kind: "terms", symbol: symbol as BrokerSymbol, terms: exchange });
      await one.fault({ kind: "liquidity", volumeLots: 0.05 });
      assert.equal((await close("0.2")).retcode, 10_010);
      assert.deepEqual(end(await close("0.1")), ["refused", "close_pending", 0]);
      assert.equal((await one.life.truth()).orders.length, 1, "its rest waits for a quote");
    },
    // So seldom that no quote fills the rest meanwhile.
    { marginMode: "netting", ticksPerMinute: 6 },
  ],

  ["a reversed netting position keeps its identifier", async (one) => {
    const first = await one.opened({ volume: "0.1" });
    const second = await one.opened({ volume: "0.3", type: "sell" });
    const { positions } = await one.page("positions");
    assert.deepEqual(positions.map(({ direction, volume }) => [direction, volume]), [[
      "sell",
      0.2,
    ]]);
    assert.deepEqual([second.position, positions[0]?.identifier], [first.position, first.position]);
    assert.equal((await one.deals()).deals.at(-1)?.entry, "inout");
    const intent = one.intent();
    const closed = await one.trade("position_close", {
      intent,
      ticket: positions[0]!.ticket,
      volume: "0.05",
      deviationPoints: "10",
      filling: "auto",
      magic: magicOfIntent(intent),
    });
    assert.equal(data("position_close", closed).position, first.position);
    assert.equal((await one.find(intent)).position, first.position);
  }, { marginMode: "netting" }],

  [
    "a request that breaks the symbol's rules is refused before it reaches the broker",
    async (one) => {
      const cases: readonly [Args, number][] = [
        [{ volume: "0.105" }, 10_014],
        [{ volume: "0" }, 10_014],
        [{ volume: "1000" }, 10_014],
        [{ stopLoss: one.price(2_000) }, 10_016],
        [{ takeProfit: one.price(-2_000) }, 10_016],
        [{ stopLoss: `${one.price(-2_000)}5` }, 10_015],
        [{ stopLoss: "0.0000000001" }, 10_015],
        [{ takeProfit: "0.0000000001" }, 10_015],
        [{ filling: "return" }, 10_030],
        [{ type: "buy_limit", price: one.price(2_000) }, 10_015],
        [{ type: "buy_stop", price: one.price(-2_000) }, 10_015],
        [
          { type: "sell_stop_limit", price: one.price(-500), stopLimitPrice: one.price(-600) },
          10_015,
        ],
        [{ type: "buy_limit", price: one.price(-500), expiresMs: "1000000" }, 10_022],
      ];
      for (const [args, retcode] of cases) {
        const reply = await one.order(args);
        assert.deepEqual(end(reply), ["refused", "symbol_rule", retcode], JSON.stringify(args));
      }
      const nowhere = await one.order({ symbol: "NOPE" });
      assert.deepEqual(end(nowhere), ["invalid", "unknown_symbol", 0]);
      assert.deepEqual((await one.life.truth()).deals.length, 1);
    },
    { caps: { lotsMax: 5_000 } },
  ],

  ["a wrong argument is invalid, and does not use up its intent", async (one) => {
    const bad: readonly Args[] = [
      { type: "hold" },
      { volume: "1e3" },
      { volume: "-1" },
      { price: "NaN" },
      { filling: "all" },
      { magic: "-7" },
      { comment: "x".repeat(28) },
      { deviationPoints: "1.5" },
      { expiresMs: "soon" },
    ];
    const intent = one.intent();
    for (const args of bad) {
      const reply = await one.order({ intent, ...args });
      assert.deepEqual(end(reply), ["invalid", "bad_argument", 0], JSON.stringify(args));
    }
    for (const id of ["", "not/plain", "x".repeat(25)]) {
      const args = { ...one.orderArgs(), intent: id };
      assert.equal((await one.bridge.call("order_send", args)).code, "bad_argument");
    }
    assert.equal((await one.opened({ intent })).isRepeat, false);
  }],

  ["a check changes nothing and reports margin and loss", async (one) => {
    const price = one.price(-500);
    const stopLoss = (Number(price) - 0.004).toFixed(5);
    const levels = { type: "buy_limit", price, stopLoss };
    const args = one.orderArgs({ volume: "0.5", ...levels });
    const check = data("order_check", await one.bridge.call("order_check", args));
    assert.ok(Math.abs(check.lossAtStop! - 200) < 0.011, String(check.lossAtStop));
    assert.deepEqual([check.balance, check.equity], [100_000, 100_000]);
    const market = one.orderArgs({ volume: "0.5" });
    const now = data("order_check", await one.bridge.call("order_check", market));
    assert.ok(now.lossAtStop === null && now.margin > 300 && now.margin < 700);
    assert.ok(Math.abs(now.freeMargin - (now.equity - now.margin)) < 0.011);
    const poor = one.orderArgs({ volume: "50" });
    const few = await one.bridge.call("order_check", { ...poor, volume: "100" });
    assert.deepEqual(end(few), ["refused", "broker_refused", 10_019]);
    const { positions, orders } = await one.life.truth();
    assert.deepEqual([positions.length, orders.length], [0, 0]);
    // It has used no intent.
    data("order_send", await one.bridge.call("order_send", market));
  }, { caps: { lotsMax: 10_000 } }],

  ["a repeat gets the first reply, even a refusal, even after a restart", async (one) => {
    const done = await one.order({ intent: "DONE1" });
    await one.fault({ kind: "refuse", retcode: "no_money" });
    const refused = await one.order({ intent: "REFUSED1" });
    assert.deepEqual(end(refused), ["refused", "broker_refused", 10_019]);
    const check = async () => {
      const again = await one.order({ intent: "DONE1", volume: "0.2" });
      assert.deepEqual(data("order_send", again), {
        ...data("order_send", done),
        isRepeat: true,
      });
      assert.deepEqual(end(await one.order({ intent: "REFUSED1" })), end(refused));
      const other = await one.trade("order_cancel", { intent: "DONE1", ticket: "1" });
      assert.deepEqual(end(other), ["invalid", "intent_reused", 0]);
    };
    await check();
    await one.restart();
    await check();
    assert.equal((await one.life.truth()).positions.length, 1);
  }],

  ["a lost reply leaves the outcome unknown until the account shows it", async (one) => {
    for (const isExecuted of [true, false]) {
      const intent = one.intent();
      await one.fault({ kind: "lose_answer", isExecuted, says: "timeout" });
      const lost = await one.order({ intent });
      assert.deepEqual(end(lost), ["unknown", "outcome_unknown", 10_012]);
      const found = await one.find(intent);
      const deal = (await one.life.truth()).deals.at(-1);
      assert.deepEqual(
        [found.known, found.status, found.deals],
        isExecuted ? [true, "done", [deal?.ticket]] : [true, "sent", []],
      );
      const again = await one.order({ intent });
      assert.equal(again.status, isExecuted ? "ok" : "unknown");
    }
    assert.equal((await one.life.truth()).positions.length, 1);
    const never = await one.find(one.intent());
    assert.deepEqual([never.known, never.status], [false, "none"]);
  }],

  ["killed during a request: executed once, known afterwards", async (one) => {
    for (const isExecuted of [true, false]) {
      const intent = one.intent();
      const before = (await one.life.truth()).deals.length;
      await one.fault({ kind: "lose_answer", isExecuted, says: null });
      await one.bridge.post("order_send", one.orderArgs({ intent }));
      await eventually(async () => (await one.life.truth()).intents.includes(intent));
      if (isExecuted) {
        await eventually(async () => (await one.life.truth()).deals.length > before);
      }
      await one.restart();
      const found = await one.find(intent);
      assert.deepEqual([found.known, found.status], [true, isExecuted ? "done" : "sent"]);
      assert.equal((await one.order({ intent })).status, isExecuted ? "ok" : "unknown");
      assert.equal((await one.life.truth()).deals.length, before + (isExecuted ? 1 : 0));
    }
  }],

  ["an intent that the terminal never had is found by its magic number", async (one) => {
    const byHand = { origin: "client", kind: "request", id: "h1" } as const;
    const intent = one.intent();
    const request = {
      action: "deal",
      symbol: symbol as BrokerSymbol,
      direction: "buy",
      volumeLots: 0.2,
      price: null,
      deviationPoints: 0,
      filling: "fok",
      position: null,
      stopLoss: null,
      takeProfit: null,
      magic: magicOfIntent(intent),
      comment: "to #1",
    } as const;
    // A manual trade is not attributed to the intent, whatever magic number it has.
    await one.life.apply({ ...byHand, request });
    assert.equal((await one.find(intent)).status, "none");
    await one.life.apply({ ...byHand, id: "h2", origin: "expert", request });
    const found = await eventually(async () => {
      const all = await one.find(intent);
      return all.deals.length > 0 && all;
    });
    const deal = (await one.life.truth()).deals.at(-1);
    assert.deepEqual([found.known, found.status, found.deals], [false, "sent", [deal?.ticket]]);
    await one.life.apply({ ...byHand, id: "h3", request: { ...request, magic: magicNumber("0") } });
    const magics = await eventually(async () => {
      const { positions } = await one.page("positions");
      return positions.length === 3 && positions.map(({ magic }) => magic);
    });
    assert.deepEqual(magics, [request.magic, request.magic, "0"]);
  }],

  [
    "the outcome of a change is never derived from the target order or position",
    async (one) => {
      for (const [verb, prepare] of changes.slice(0, 3)) {
        const intent = one.intent();
        const args = await prepare(one);
        await one.fault({ kind: "lose_answer", isExecuted: false, says: "timeout" });
        assert.equal((await one.trade(verb, { intent, ...args })).status, "unknown", verb);
        const found = await one.find(intent);
        assert.deepEqual([found.known, found.status, found.orders], [true, "sent", []], verb);
      }
    },
  ],

  ["a cancel whose reply was lost is done when the order is cancelled", async (one) => {
    const { order: ticket } = await one.waiting();
    const intent = one.intent();
    await one.fault({ kind: "lose_answer", isExecuted: true, says: "connection" });
    const lost = await one.trade("order_cancel", { intent, ticket });
    assert.deepEqual(end(lost), ["unknown", "outcome_unknown", 10_031]);
    assert.equal((await one.find(intent)).status, "done");
    assert.equal((await one.trade("order_cancel", { intent, ticket })).status, "ok");
  }],

  ["a partial fill", async (one) => {
    await one.fault({ kind: "liquidity", volumeLots: 0.04 });
    const reply = await one.order({ filling: "ioc" });
    assert.deepEqual(end(reply), ["ok", "", 10_010]);
    assert.equal(data("order_send", reply).volume, 0.04);
    await one.fault({ kind: "liquidity", volumeLots: 0.04 });
    const all = await one.order({ filling: "fok" });
    assert.equal(all.status, "refused");
    assert.deepEqual((await one.page("positions")).positions.map(({ volume }) => volume), [0.04]);
  }],

  ["a halt opens and widens nothing, across a restart, until it is ended", async (one) => {
    const { position: ticket } = await one.opened({ stopLoss: one.price(-1_000) });
    const { position: other } = await one.opened();
    const { order } = await one.waiting();
    data("halt", await one.bridge.call("halt", { reason: "daily loss", record: longRecord }));
    await one.restart();
    const flag = () => one.bridge.said("hello").at(-1)?.haltFlag;
    assert.deepEqual(flag(), { reason: "daily loss", record: longRecord });
    const modify = (stopLoss: string) =>
      one.trade("position_modify", { ticket, stopLoss, takeProfit: "0" });
    const limit = { type: "buy_limit", price: one.price(-2_000) };
    const levels = { stopLimitPrice: "0", stopLoss: "0", takeProfit: "0", expiresMs: "0" };
    assert.deepEqual(end(await one.order()), halted);
    assert.deepEqual(end(await one.order(limit)), halted);
    const changed = await one.trade("order_modify", {
      ticket: order,
      price: one.price(-1_500),
      ...levels,
    });
    assert.deepEqual(end(changed), halted);
    assert.deepEqual(end(await modify(one.price(-1_500))), halted);
    assert.deepEqual(end(await modify("0")), halted);
    assert.equal((await modify(one.price(-700))).status, "ok");
    const close = { volume: "0", deviationPoints: "10", filling: "auto", magic: "0" };
    assert.equal((await one.trade("position_close", { ticket: other, ...close })).status, "ok");
    assert.equal((await one.trade("order_cancel", { ticket: order })).status, "ok");
    data("resume", await one.bridge.call("resume"));
    assert.equal((await one.order()).status, "ok");
    assert.equal((await modify("0")).status, "ok");
    await one.restart();
    assert.equal(flag(), null);
  }],

  ["the terminal's own caps apply, that on orders per minute even after a restart", async (one) => {
    const lots = await one.order({ volume: "0.31" });
    assert.deepEqual(end(lots), ["refused", "lots_cap", 0]);
    const check = (volume: string) => {
      const args = one.orderArgs({ volume });
      return one.bridge.call("order_check", args);
    };
    assert.deepEqual(end(await check("0.31")), ["refused", "lots_cap", 0]);
    assert.equal((await check("0.3")).status, "ok");
    const { position: ticket } = await one.opened({ volume: "0.3" });
    await one.opened();
    await one.restart();
    await one.opened();
    assert.deepEqual(end(await one.order()), ["refused", "rate_cap", 0]);
    assert.deepEqual(end(await check("0.1")), ["refused", "rate_cap", 0]);
    const close = { volume: "0", deviationPoints: "10", filling: "auto", magic: "0" };
    assert.equal((await one.trade("position_close", { ticket, ...close })).status, "ok");
  }, { caps: { lotsMax: 0.3, ordersPerMinuteMax: 3 } }],

  ["without permission nothing is opened; without the broker nothing is known", async (one) => {
    const { position: ticket } = await one.opened();
    const { order } = await one.waiting();
    await one.life.setAlgoTrading(false);
    const forbidden = await eventually(async () => {
      const reply = await one.order();
      return reply.status === "refused" && reply;
    });
    assert.deepEqual(end(forbidden), ["refused", "trading_not_allowed", 10_027]);
    await one.life.setAlgoTrading(true);
    await one.life.setConnected(false);
    const page = { after: "", limit: "10" };
    await eventually(async () => (await one.bridge.call("positions", page)).status === "loading");
    assert.equal((await one.bridge.call("orders", page)).status, "loading");
    const period = { from: "0", to: String(one.stage.nowMs()) };
    assert.equal((await one.bridge.call("deals", { ...period, ...page })).status, "loading");
    const { intent, magic } = one.orderArgs();
    const found = await one.bridge.call("find", { intent: intent!, magic: magic! });
    assert.equal(found.status, "loading");
    assert.deepEqual(end(await one.order()), ["refused", "trading_not_allowed", 10_031]);
    const heartbeats = one.bridge.said("heartbeat");
    await eventually(() => one.bridge.said("heartbeat").at(-1)?.brokerConnected === false);
    assert.ok(heartbeats.length > 0);
    await one.life.setConnected(true);
    await eventually(async () => (await one.bridge.call("positions", page)).status === "ok");
    assert.deepEqual((await one.page("positions")).positions.map((one) => one.ticket), [ticket]);
    assert.deepEqual((await one.page("orders")).orders.map((one) => one.ticket), [order]);
  }],

  ["lists are read in pages by ascending ticket, complete and without duplicates", async (one) => {
    const opened = [];
    const placed = [];
    for (let count = 0; count < 5; count++) opened.push((await one.opened()).position);
    for (let count = 0; count < 3; count++) placed.push((await one.waiting()).order);
    const walk = async (
      read: (after: string) => Promise<{ rows: readonly { ticket: string }[]; more: boolean }>,
    ) => {
      const tickets: string[] = [];
      for (let more = true; more;) {
        const page = await read(tickets.at(-1) ?? "");
        assert.ok(page.rows.length <= 2 && (page.rows.length === 2 || !page.more));
        tickets.push(...page.rows.map(({ ticket }) => ticket));
        more = page.more;
      }
      return tickets;
    };
    const positions = await walk(async (after) => {
      const { positions: rows, more } = await one.page("positions", after, 2);
      return { rows, more };
    });
    const orders = await walk(async (after) => {
      const { orders: rows, more } = await one.page("orders", after, 2);
      return { rows, more };
    });
    const deals = await walk(async (after) => {
      const { deals: rows, more } = await one.deals(after, 2);
      return { rows, more };
    });
    assert.deepEqual([positions, orders], [opened, placed]);
    assert.deepEqual(deals, (await one.life.truth()).deals.map(({ ticket }) => ticket));
    const bad = await one.bridge.call("positions", { after: "", limit: "1001" });
    assert.deepEqual(end(bad), ["invalid", "bad_argument", 0]);
  }],

  ...changes.map(([verb, prepare]): Rule => [
    `${verb}: refused, repeated, not there, incomplete`,
    async (one) => {
      const args = await prepare(one);
      await one.fault({ kind: "refuse", retcode: "reject" });
      const refused = await one.trade(verb, args);
      assert.deepEqual(end(refused), ["refused", "broker_refused", 10_006]);
      const intent = one.intent();
      const first = await one.trade(verb, { intent, ...args });
      assert.equal(first.status, "ok", first.message);
      const truth = await one.life.truth();
      const again = await one.trade(verb, { intent, ...args });
      assert.deepEqual(again.data, { ...first.data as object, isRepeat: true });
      assert.equal((await one.life.truth()).deals.length, truth.deals.length);
      const nowhere = await one.trade(verb, { ...args, ticket: "4711" });
      assert.deepEqual([nowhere.status, nowhere.code], ["refused", "unknown_ticket"]);
      for (const key of Object.keys(args)) {
        const { [key]: _, ...without } = args;
        assert.equal((await one.trade(verb, without)).code, "bad_argument", key);
      }
    },
  ]),
];

async function play(kind: TerminalKind, [, run, options]: Rule): Promise<void> {
  await using bridge = await ListeningBridge.listen();
  await using stage = kind.stage(bridge.port, options);
  await using life = await stage.start();
  await bridge.welcomed();
  // The broker only trades at prices that it has.
  await bridge.call("subscribe", { series: `${symbol}:M1` });
  await eventually(() => bridge.said("ticks").length > 0);
  await run(new Scene(bridge, stage, life));
  assert.equal(bridge.garbage, 0);
}

for (const kind of terminalKinds) {
  for (const rule of rules) {
    Deno.test({
      name: `${kind.name}: ${rule[0]}`,
      ignore: kind.ignore,
      fn: () => play(kind, rule),
    });
  }
}
