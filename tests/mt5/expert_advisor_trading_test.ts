/**
 * The trading verbs, from the bridge's socket through the Expert Advisor's real source to a broker
 * that follows MetaTrader's rules.
 */

import assert from "node:assert/strict";
import { retcodes } from "../../src/models/mod.ts";
import type { BrokerSymbol, PositionTicket, RetcodeName } from "../../src/models/mod.ts";
import type { Fault } from "../../src/simulation/trading/mod.ts";
import { magicNumber } from "../../src/models/ticket.ts";
import { intentIdAt, magicOfIntent } from "../../src/models/trace.ts";
import type { WireReply } from "../../src/mt5/wire.ts";
import type { WireFind, WireOrderCheck, WireTradeResult } from "../../src/mt5/wire_trading.ts";
import { ExpertStage, type ExpertStageOptions } from "../../tools/mql5_host/expert_stage.ts";
import type { HostedTerminal } from "../../tools/mql5_host/hosted_terminal.ts";
import { lacks } from "../../tools/test_needs.ts";
import { eventually } from "../support/eventually.ts";
import { ListeningBridge } from "../support/listening_bridge.ts";

type Args = Readonly<Record<string, string>>;

/** A welcomed terminal; prices do not move unless a test pumps them. */
class Scene implements AsyncDisposable {
  #intents = 0;

  constructor(
    readonly bridge: ListeningBridge,
    readonly stage: ExpertStage,
    public terminal: HostedTerminal,
  ) {}

  /** Uses a new intent unless one is given. */
  trade(verb: string, args: Args): Promise<WireReply> {
    return this.bridge.call(verb, { intent: `T${++this.#intents}`, ...args });
  }

  order(args: Args): Promise<WireReply> {
    return this.trade("order_send", {
      symbol: "EURUSD.m",
      type: "buy",
      volume: "0.10",
      price: "0",
      stopLimitPrice: "0",
      stopLoss: "0",
      takeProfit: "0",
      deviationPoints: "10",
      filling: "auto",
      expiresMs: "0",
      magic: "7001",
      comment: "",
      ...args,
    });
  }

  async opened(args: Args = {}): Promise<WireTradeResult> {
    return done(await this.order(args));
  }

  /** A price this many points from the bid. */
  price(symbol: string, points: number): string {
    const { digits } = this.stage.feed.symbols.find(({ name }) => name === symbol)!;
    const nowMs = this.stage.broker.nowMs;
    const query = { symbol, fromMs: (nowMs - 10_000) as typeof nowMs, skip: 0, limit: 100_000 };
    const bid = this.stage.feed.ticks(query, nowMs).ticks.bid.at(-1)!;
    return (bid + points * 10 ** -digits).toFixed(digits);
  }

  fault(fault: Fault): void {
    this.terminal.apply({ kind: "fault", fault });
  }

  async list(verb: "positions" | "orders"): Promise<readonly Record<string, unknown>[]> {
    const { data } = await this.bridge.call(verb, { after: "", limit: "100" });
    return (data as Record<typeof verb, readonly Record<string, unknown>[]>)[verb];
  }

  async deals(): Promise<readonly Record<string, unknown>[]> {
    const { data } = await this.bridge.call("deals", {
      from: "0",
      to: String(this.stage.broker.nowMs + 86_400_000),
      after: "",
      limit: "1000",
    });
    return (data as { deals: readonly Record<string, unknown>[] }).deals;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
    await this.bridge[Symbol.asyncDispose]();
  }
}

function done(reply: WireReply): WireTradeResult {
  assert.equal(reply.status, "ok", `${reply.code} ${reply.retcode}: ${reply.message}`);
  return reply.data as WireTradeResult;
}

async function scene(options: Partial<ExpertStageOptions> = {}): Promise<Scene> {
  const bridge = await ListeningBridge.listen();
  const stage = new ExpertStage({
    linkPort: bridge.port,
    symbols: ["EURUSD", "USDJPY", "BTCUSD", "US500"],
    suffix: ".m",
    pollMs: 0,
    inputs: { InpMaxOrdersPerMinute: 1_000, InpMaxLots: 50, InpMaxSilenceSeconds: 60 },
    deposit: 100_000,
    ...options,
  });
  try {
    const terminal = await stage.start();
    await bridge.welcomed();
    return new Scene(bridge, stage, terminal);
  } catch (error) {
    await stage[Symbol.asyncDispose]();
    await bridge[Symbol.asyncDispose]();
    throw error;
  }
}

function scenario(
  name: string,
  tell: (scene: Scene) => Promise<void>,
  options: Partial<ExpertStageOptions> = {},
): void {
  Deno.test({
    name,
    ignore: lacks("cpp_compiler"),
    fn: async () => {
      await using one = await scene(options);
      await tell(one);
    },
  });
}

const tradedSymbols = [
  ["EURUSD.m", "5 digits"],
  ["USDJPY.m", "3 digits"],
  ["BTCUSD.m", "2 digits"],
  ["US500.m", "2 digits in steps of 25 points"],
] as const;
for (const [symbol, what] of tradedSymbols) {
  scenario(`${what}: opened, tightened, closed in parts`, async (one) => {
    const levels = { stopLoss: one.price(symbol, -2_000), takeProfit: one.price(symbol, 2_000) };
    const opened = await one.opened({ symbol, ...levels });
    assert.equal(opened.volume, 0.1);
    const [position] = await one.list("positions");
    assert.deepEqual(
      [position?.ticket, position?.symbol, position?.direction, position?.volume, position?.magic],
      [opened.position, symbol, "buy", 0.1, "7001"],
    );
    assert.equal(position?.stopLoss, Number(levels.stopLoss));

    const stopLoss = one.price(symbol, -1_000);
    const ticket = opened.position;
    done(await one.trade("position_modify", { ticket, stopLoss, takeProfit: "0" }));
    const [changed] = await one.list("positions");
    assert.deepEqual([changed?.stopLoss, changed?.takeProfit], [Number(stopLoss), 0]);

    const close = { ticket, deviationPoints: "10", filling: "auto", magic: "0" };
    const part = done(await one.trade("position_close", { ...close, volume: "0.04" }));
    assert.equal(part.volume, 0.04);
    assert.equal((await one.list("positions"))[0]?.volume, 0.06);
    done(await one.trade("position_close", { ...close, volume: "0" }));
    assert.deepEqual(await one.list("positions"), []);

    const deals = (await one.deals()).filter((deal) => deal.symbol === symbol);
    assert.deepEqual(deals.map(({ entry, volume }) => [entry, volume]), [
      ["in", 0.1],
      ["out", 0.04],
      ["out", 0.06],
    ]);
    assert.ok(deals.every(({ position }) => position === ticket));
    const money = (await one.deals()).reduce(
      (sum, deal) => sum + Number(deal.profit) + Number(deal.commission) + Number(deal.swap),
      0,
    );
    const account = (await one.bridge.call("account")).data as { balance: number };
    assert.equal(account.balance, one.stage.broker.account().balance);
    assert.equal(account.balance, Number(money.toFixed(2)));
  });
}

scenario(
  "a stop that rounds to zero on the symbol's grid is refused, and the current one stays",
  async (one) => {
    for (const symbol of ["EURUSD.m", "US500.m"]) {
      const stopLoss = one.price(symbol, 2_000);
      const { position: ticket } = await one.opened({ symbol, type: "sell", stopLoss });
      const moved = { ticket, stopLoss: "0.0000000001", takeProfit: "0" };
      const reply = await one.trade("position_modify", moved);
      assert.deepEqual([reply.code, reply.retcode], ["symbol_rule", 10_015]);
      const [position] = (await one.list("positions")).filter((open) => open.ticket === ticket);
      assert.equal(position?.stopLoss, Number(stopLoss));
    }
  },
);

for (const volumeStepLots of [1e-7, 1e-8]) {
  scenario(`volumes in steps of ${volumeStepLots}`, async (one) => {
    const smallest = volumeStepLots.toFixed(8).replace(/0+$/, "");
    assert.equal((await one.opened({ volume: smallest })).volume, volumeStepLots);
    assert.equal((await one.opened({ volume: "12.3456789" })).volume, 12.3456789);
    const reply = await one.order({ volume: "0.000000005" });
    assert.equal(reply.retcode, 10_014);
  }, { terms: { volumeStepLots, volumeMinLots: volumeStepLots } });
}

scenario("a position larger than the largest deal is closed by repeated requests", async (one) => {
  for (const volume of ["0.5", "0.5", "0.3"]) await one.opened({ volume });
  const [position] = await one.list("positions");
  assert.equal(position?.volume, 1.3);
  const close = {
    deviationPoints: "10",
    filling: "auto",
    magic: "0",
    ticket: String(position.ticket),
  };
  const closed: number[] = [];
  for (let open = 1; open > 0; open = (await one.list("positions")).length) {
    closed.push(done(await one.trade("position_close", { ...close, volume: "0" })).volume);
  }
  assert.deepEqual(closed, [0.5, 0.5, 0.3]);
}, { account: { marginMode: "netting" }, terms: { volumeMaxLots: 0.5 } });

scenario("pending orders: placed, changed, cancelled, expired", async (one) => {
  const symbol = "EURUSD.m";
  const day = one.stage.broker.nowMs + 86_400_000;
  const expiresMs = String(day - day % 1_000);
  const types = ["buy_limit", "sell_limit", "buy_stop", "sell_stop"] as const;
  for (const type of types) {
    const isBelow = type === "buy_limit" || type === "sell_stop";
    const away = isBelow ? -500 : 500;
    const placed = await one.opened({ type, price: one.price(symbol, away), expiresMs });
    const [order] = await one.list("orders");
    assert.deepEqual([order?.ticket, order?.type, order?.state], [placed.order, type, "placed"]);
    assert.equal(order?.expiresMs, Number(expiresMs));
    const price = one.price(symbol, away * 2);
    const change = { stopLimitPrice: "0", stopLoss: "0", takeProfit: "0", expiresMs: "0" };
    done(await one.trade("order_modify", { ticket: placed.order, price, ...change }));
    const [changed] = await one.list("orders");
    assert.deepEqual([changed?.price, changed?.expiresMs], [Number(price), 0]);
    done(await one.trade("order_cancel", { ticket: placed.order }));
    assert.deepEqual(await one.list("orders"), []);
    const gone = await one.trade("order_cancel", { ticket: placed.order });
    assert.deepEqual([gone.status, gone.code], ["refused", "unknown_ticket"]);
  }
  const stopLimit = await one.opened({
    type: "buy_stop_limit",
    price: one.price(symbol, 500),
    stopLimitPrice: one.price(symbol, 300),
  });
  assert.equal((await one.list("orders"))[0]?.ticket, stopLimit.order);
});

scenario("a position is closed by its opposite", async (one) => {
  const buy = await one.opened({ volume: "0.30" });
  const sell = await one.opened({ volume: "0.10", type: "sell" });
  assert.equal((await one.list("positions")).length, 2);
  done(
    await one.trade("position_close_by", { ticket: buy.position, by: sell.position, magic: "0" }),
  );
  const left = await one.list("positions");
  assert.deepEqual(left.map(({ ticket, volume }) => [ticket, volume]), [[buy.position, 0.2]]);
  const outs = (await one.deals()).filter(({ entry }) => entry === "out_by");
  assert.equal(outs.length, 2);
});

scenario("a netting account has one position per symbol, which can be reversed", async (one) => {
  await one.opened({ volume: "0.30" });
  await one.opened({ volume: "0.10", type: "sell" });
  assert.deepEqual((await one.list("positions")).map(({ volume }) => volume), [0.2]);
  await one.opened({ volume: "0.50", type: "sell" });
  const [reversed] = await one.list("positions");
  assert.deepEqual([reversed?.direction, reversed?.volume], ["sell", 0.3]);
  assert.equal((await one.deals()).at(-1)?.entry, "inout");
  const close = { ticket: String(reversed?.ticket), volume: "0", deviationPoints: "10" };
  done(await one.trade("position_close", { ...close, filling: "auto", magic: "0" }));
  assert.deepEqual(await one.list("positions"), []);
}, { account: { marginMode: "netting" } });

scenario(
  "a position that is closed and still listed is not closed again (netting)",
  async (one) => {
    await one.opened({ volume: "0.30" });
    const [position] = await one.list("positions");
    one.terminal.program.tell("quirk", "lateOutcomesMs", 3_000);
    const close = { ticket: String(position?.ticket), volume: "0", deviationPoints: "10" };
    const closed = () => one.trade("position_close", { ...close, filling: "auto", magic: "0" });
    done(await closed());
    const again = await closed();
    assert.deepEqual([again.status, again.code], ["refused", "close_pending"]);
    await eventually(async () => (await one.list("positions")).length === 0);
    assert.equal((await closed()).code, "unknown_ticket");
    assert.equal((await one.deals()).at(-1)?.entry, "out");
  },
  { account: { marginMode: "netting" } },
);

const checked: Args = {
  symbol: "EURUSD.m",
  type: "buy",
  volume: "1.00",
  price: "0",
  stopLimitPrice: "0",
  stopLoss: "0",
  takeProfit: "0",
  deviationPoints: "10",
  filling: "auto",
  expiresMs: "0",
  magic: "0",
  comment: "",
};

scenario("a check executes nothing and reports what would happen", async (one) => {
  const reply = await one.trade("order_check", checked);
  assert.equal(reply.status, "ok");
  const { margin, balance, lossAtStop } = reply.data as WireOrderCheck;
  assert.ok(margin > 900 && margin < 1_300);
  assert.equal(balance, 100_000);
  assert.equal(lossAtStop, null);
  assert.equal(one.stage.broker.positions().length, 0);
});

scenario("a check reports the loss at the stop", async (one) => {
  const price = (points: number) => one.price("EURUSD.m", points);
  const lossOf = async (args: Args) => {
    const reply = await one.trade("order_check", { ...checked, ...args });
    assert.equal(reply.status, "ok", reply.message);
    return (reply.data as WireOrderCheck).lossAtStop;
  };
  const limit = { type: "buy_limit", price: price(-500), stopLoss: price(-900) };
  assert.equal(await lossOf(limit), 400);
  assert.equal(await lossOf({ ...limit, volume: "0.25" }), 100);
  const stopLimit = { price: price(500), stopLimitPrice: price(300), stopLoss: price(100) };
  assert.equal(await lossOf({ type: "buy_stop_limit", ...stopLimit }), 200);
  assert.equal(await lossOf({ type: "sell", stopLoss: price(1_000) }), 1_000);
  // The bridge sends an outdated price: a market order is filled at the current one.
  const named = { type: "sell", price: price(800), stopLoss: price(1_000) };
  assert.equal(await lossOf(named), 1_000);
  assert.equal(await lossOf({ ...named, price: price(-300) }), 1_300);
});

const names = Object.keys(retcodes) as RetcodeName[];

scenario("every refusal of the broker is passed on with its code and meaning", async (one) => {
  const refusals = names.filter((name) =>
    !["done", "unknown_outcome"].includes(retcodes[name].retry)
  );
  for (const retcode of refusals) {
    one.fault({ kind: "refuse", retcode });
    const reply = await one.order({});
    const { code, meaning } = retcodes[retcode];
    assert.deepEqual([reply.status, reply.code, reply.retcode], [
      "refused",
      "broker_refused",
      code,
    ]);
    assert.ok(reply.message.includes(meaning), reply.message);
  }
  assert.equal(one.stage.broker.positions().length, 0);
});

const verbs: readonly [string, (one: Scene) => Promise<Args>][] = [
  ["order_modify", async (one) => ({
    ticket: (await one.opened({ type: "buy_limit", price: one.price("EURUSD.m", -500) })).order,
    price: one.price("EURUSD.m", -600),
    stopLimitPrice: "0",
    stopLoss: "0",
    takeProfit: "0",
    expiresMs: "0",
  })],
  ["order_cancel", async (one) => ({
    ticket: (await one.opened({ type: "buy_limit", price: one.price("EURUSD.m", -500) })).order,
  })],
  ["position_modify", async (one) => ({
    ticket: (await one.opened()).position,
    stopLoss: one.price("EURUSD.m", -500),
    takeProfit: "0",
  })],
  ["position_close", async (one) => ({
    ticket: (await one.opened()).position,
    volume: "0",
    deviationPoints: "10",
    filling: "auto",
    magic: "0",
  })],
  ["position_close_by", async (one) => ({
    ticket: (await one.opened()).position,
    by: (await one.opened({ type: "sell" })).position,
    magic: "0",
  })],
];

for (const [verb, prepare] of verbs) {
  scenario(`${verb}: refused, unknown, repeated, done`, async (one) => {
    const args = await prepare(one);
    one.fault({ kind: "refuse", retcode: "reject" });
    const refused = await one.trade(verb, args);
    assert.deepEqual([refused.status, refused.code, refused.retcode], [
      "refused",
      "broker_refused",
      10_006,
    ]);
    const { broker } = one.stage;
    const before = JSON.stringify([broker.positions(), broker.orders()]);
    one.fault({ kind: "lose_answer", isExecuted: false, says: "timeout" });
    const lost = await one.trade(verb, args);
    assert.deepEqual([lost.status, lost.code, lost.retcode], [
      "unknown",
      "outcome_unknown",
      10_012,
    ]);
    assert.equal(JSON.stringify([broker.positions(), broker.orders()]), before);

    const intent = `R${verb.length}`;
    const first = await one.bridge.call(verb, { intent, ...args });
    assert.equal(done(first).isRepeat, false);
    const deals = broker.account();
    const again = await one.bridge.call(verb, { intent, ...args });
    assert.deepEqual(done(again), { ...done(first), isRepeat: true });
    assert.deepEqual(broker.account(), deals);

    const unknown = await one.trade(verb, { ...args, ticket: "4711" });
    assert.deepEqual(
      [unknown.status, unknown.code],
      ["refused", "unknown_ticket"],
      unknown.message,
    );
    for (const key of Object.keys(args)) {
      const { [key]: _, ...without } = args;
      const bad = await one.trade(verb, without);
      assert.deepEqual([bad.status, bad.code], ["invalid", "bad_argument"], key);
    }
  });
}

const badOrders: readonly Args[] = [
  { type: "hold" },
  { volume: "lots" },
  { volume: "1e3" },
  { volume: "-1" },
  { price: "NaN" },
  { filling: "all" },
  { magic: "-7" },
  { magic: "99999999999999999999" },
  { comment: "x".repeat(28) },
  { deviationPoints: "1.5" },
  { expiresMs: "soon" },
  { intent: "" },
  { intent: "not/plain" },
  { intent: "x".repeat(25) },
];

scenario("an order with a bad argument is invalid, and nothing is done", async (one) => {
  for (const args of badOrders) {
    const reply = await one.order(args);
    const what = `${JSON.stringify(args)}: ${reply.message}`;
    assert.deepEqual([reply.status, reply.code], ["invalid", "bad_argument"], what);
  }
  const nowhere = await one.order({ symbol: "NOPE" });
  assert.deepEqual([nowhere.status, nowhere.code], ["invalid", "unknown_symbol"]);
  assert.equal(one.stage.broker.snapshot().historyOrders.length, 0);
});

scenario("a partial fill", async (one) => {
  one.fault({ kind: "liquidity", volumeLots: 0.04 });
  const reply = await one.order({ volume: "0.10", filling: "ioc" });
  assert.deepEqual([reply.status, reply.retcode, done(reply).volume], ["ok", 10_010, 0.04]);
  assert.equal((await one.list("positions"))[0]?.volume, 0.04);
});

scenario("a price that moves too far is a requote", async (one) => {
  one.fault({ kind: "price_moves", points: 50 });
  const reply = await one.order({ deviationPoints: "5", price: one.price("EURUSD.m", 0) });
  assert.equal(reply.status, "refused");
  assert.ok([10_004, 10_020].includes(reply.retcode), reply.message);
  assert.equal(one.stage.broker.positions().length, 0);
}, { terms: { execution: "instant" } });

scenario("an order whose reply is lost is found by its intent", async (one) => {
  one.fault({ kind: "lose_answer", isExecuted: true, says: "timeout" });
  const reply = await one.order({ intent: "L1" });
  assert.deepEqual([reply.status, reply.retcode], ["unknown", 10_012]);
  const found = (await one.bridge.call("find", { intent: "L1", magic: "0" })).data as WireFind;
  const [position] = one.stage.broker.positions();
  assert.deepEqual([found.known, found.status, found.position], [true, "done", position?.ticket]);
  const none = (await one.bridge.call("find", { intent: "L2", magic: "0" })).data as WireFind;
  assert.deepEqual([none.known, none.status, none.position], [false, "none", ""]);
});

scenario(
  "a stop loss of the position is not attributed to the intent that opened it",
  async (one) => {
    const intent = intentIdAt(one.stage.broker.nowMs, () => 0.5);
    const magic = magicOfIntent(intent);
    const opened = await one.opened({ intent, magic, stopLoss: one.price("EURUSD.m", -200) });
    const symbol = "EURUSD.m" as BrokerSymbol;
    const quote = {
      bid: Number(one.price("EURUSD.m", -300)),
      ask: Number(one.price("EURUSD.m", 0)),
    };
    one.terminal.apply({ kind: "quote", symbol, brokerMs: one.stage.broker.nowMs, ...quote });
    const deals = await eventually(async () => {
      const all = await one.deals();
      return all.some(({ reason }) => reason === "sl") && all;
    });
    assert.equal(deals.at(-1)?.magic, magic);
    const found = (await one.bridge.call("find", { intent, magic })).data as WireFind;
    assert.deepEqual([found.orders, found.deals], [[opened.order], [opened.deal]]);
  },
);

scenario("a close has its own magic number, by which it is found", async (one) => {
  const opening = intentIdAt(one.stage.broker.nowMs, () => 0.5);
  const closing = intentIdAt(one.stage.broker.nowMs, () => 0.25);
  const opened = await one.opened({ intent: opening, magic: magicOfIntent(opening) });
  const closed = done(
    await one.trade("position_close", {
      intent: closing,
      ticket: opened.position,
      volume: "0",
      deviationPoints: "10",
      filling: "auto",
      magic: magicOfIntent(closing),
    }),
  );
  for (const [intent, result] of [[opening, opened], [closing, closed]] as const) {
    const magic = magicOfIntent(intent);
    const found = (await one.bridge.call("find", { intent, magic })).data as WireFind;
    assert.deepEqual([found.orders, found.deals], [[result.order], [result.deal]]);
  }
});

scenario("killed inside OrderSend and restarted: executed once, and known", async (one) => {
  for (const isExecuted of [true, false]) {
    const intent = `K${isExecuted}`;
    const before = one.stage.broker.positions().length;
    one.fault({ kind: "lose_answer", isExecuted, says: null });
    const welcomes = one.bridge.said("account").length;
    void one.order({ intent }).catch(() => {});
    await eventually(() => one.stage.broker.snapshot().faults.length === 0);
    await one.terminal.kill();
    one.terminal = await one.stage.start();
    await one.bridge.welcomed(welcomes + 1);
    const found = (await one.bridge.call("find", { intent, magic: "0" })).data as WireFind;
    assert.deepEqual([found.known, found.status], [true, isExecuted ? "done" : "sent"]);
    const again = await one.order({ intent });
    assert.equal(again.status, isExecuted ? "ok" : "unknown");
    assert.equal(one.stage.broker.positions().length, before + (isExecuted ? 1 : 0));
  }
});

scenario("a reinitialisation keeps intents and halts", async (one) => {
  const first = await one.order({ intent: "A1" });
  done(await one.order({ intent: "A2" }));
  await one.bridge.call("halt", { reason: "test", record: "" });
  for (const reason of [3, 5]) {
    const welcomes = one.bridge.said("account").length;
    await one.terminal.reinitialise(reason);
    await one.bridge.welcomed(welcomes + 1);
    assert.equal(done(await one.order({ intent: "A1" })).order, done(first).order);
    assert.equal((await one.order({})).code, "halted");
  }
  assert.equal(one.stage.broker.positions().length, 2);
});

scenario("manual trades are reported and listed", async (one) => {
  const byHand = { origin: "client", kind: "request" } as const;
  const request = {
    action: "deal",
    symbol: "EURUSD.m" as BrokerSymbol,
    direction: "buy",
    volumeLots: 0.2,
    price: null,
    deviationPoints: 0,
    filling: "fok",
    position: null,
    stopLoss: null,
    takeProfit: null,
    magic: magicNumber("0"),
    comment: "",
  } as const;
  one.terminal.apply({ ...byHand, id: "h1", request });
  await eventually(() => one.bridge.said("trade").some(({ event }) => event === "deal_add"));
  const [position] = await one.list("positions");
  assert.deepEqual([position?.volume, position?.magic], [0.2, "0"]);
  const close = { direction: "sell", position: position?.ticket as PositionTicket } as const;
  one.terminal.apply({ ...byHand, id: "h2", request: { ...request, ...close } });
  await eventually(async () => (await one.list("positions")).length === 0);
  const gone = await one.trade("position_close", {
    ticket: String(position?.ticket),
    volume: "0",
    deviationPoints: "10",
    filling: "auto",
    magic: "0",
  });
  assert.equal(gone.code, "unknown_ticket");
});

scenario(
  "without the broker nothing is opened; changes in between are known afterwards",
  async (one) => {
    const { position } = await one.opened({ stopLoss: one.price("EURUSD.m", -5_000) });
    one.terminal.setConnected(false);
    const refused = await one.order({});
    assert.deepEqual([refused.status, refused.retcode], ["refused", 10_031]);
    const request = { action: "sltp", symbol: "EURUSD.m" as BrokerSymbol } as const;
    const levels = { stopLoss: null, takeProfit: null, position: position as PositionTicket };
    one.terminal.apply({
      kind: "request",
      id: "h",
      origin: "web",
      request: { ...request, ...levels },
    });
    const meanwhile = await one.bridge.call("positions", { after: "", limit: "1" });
    assert.equal(meanwhile.status, "loading");
    one.terminal.setConnected(true);
    await eventually(async () => (await one.list("positions"))[0]?.stopLoss === 0);
    done(await one.order({}));
    one.terminal.setAlgoTrading(false);
    assert.equal((await one.order({})).code, "trading_not_allowed");
  },
);
