/**
 * The mt5 actor as a venue, over a real socket: the outcome of a request is never guessed, lists
 * are complete, events reach their subscribers.
 */

import assert from "node:assert/strict";
import {
  brokerMs,
  intentIdAt,
  magicOfIntent,
  type PositionTicket,
  symbolName,
  terminalId,
  type VenueRequest,
} from "../../src/models/mod.ts";
import type { WireReply } from "../../src/mt5/wire.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";
import { eventually } from "../support/eventually.ts";
import { onStage, type Stage } from "../support/mt5_stage.ts";
import { accountData, type Answer, ScriptedTerminal } from "../support/scripted_terminal.ts";

const terminal = terminalId("5012345", "Broker-Demo");
const intent = intentIdAt(1_772_445_600_000, () => 0.5);
const serverMs = Date.UTC(2026, 2, 2, 10);

const open: VenueRequest = {
  kind: "open",
  symbol: symbolName("EURUSD"),
  type: "buy",
  volumeLots: 0.1,
  price: 1.1,
  stopLimitPrice: null,
  stopLoss: null,
  takeProfit: null,
  deviationPoints: 10,
  expiresMs: null,
};

const close: VenueRequest = {
  kind: "close_position",
  position: "81" as PositionTicket,
  volumeLots: null,
  deviationPoints: 10,
};

const result = {
  order: "82",
  deal: "78",
  position: "82",
  volume: 0.1,
  price: 1.10239,
  bid: 0,
  ask: 1.10239,
  comment: "filled",
  requestId: 3,
  externalRetcode: 0,
  isRepeat: false,
};

/** A scenario with one terminal in sync. */
function scenario(
  name: string,
  tell: (stage: Stage, ea: ScriptedTerminal) => Promise<void>,
  overrides: Parameters<typeof onStage>[1] = {},
): void {
  Deno.test(name, () =>
    onStage(async (stage) => {
      const ea = new ScriptedTerminal(stage.port, ["EURUSD.m", "BTCUSD.m", "EURUSD", "XAUUSD"]);
      try {
        await ea.hello();
        await eventually(() => stage.price.ofType("terminal_synced").length > 0);
        await tell(stage, ea);
      } finally {
        await ea.close();
      }
    }, { symbolSuffix: ".m", ...overrides }));
}

const answers: readonly [what: string, Answer, expected: object][] = [
  ["done", { retcode: 10_009, data: result }, {
    status: "executed",
    retcode: 10_009,
    result: {
      order: "82",
      deal: "78",
      position: "82",
      volumeLots: 0.1,
      price: 1.10239,
      bid: null,
      ask: 1.10239,
      comment: "filled",
      isRepeat: false,
    },
  }],
  [
    "refused by the broker",
    { status: "refused", code: "broker_refused", message: "NO_MONEY", retcode: 10_019 },
    { status: "refused", code: "broker_refused", message: "NO_MONEY", retcode: 10_019 },
  ],
  ["a call that the terminal finds wrong", {
    status: "invalid",
    code: "bad_argument",
    message: "volume",
  }, { status: "refused", code: "bad_argument", message: "volume", retcode: 0 }],
  ["open, by the terminal's own word", {
    status: "unknown",
    code: "outcome_unknown",
    message: "TIMEOUT",
    retcode: 10_012,
  }, { status: "unknown", retcode: 10_012, detail: "TIMEOUT" }],
  ["an answer that makes no sense", { retcode: 10_009, data: { ...result, order: "x" } }, {
    status: "unknown",
    retcode: 10_009,
  }],
  ["no answer", null, { status: "unknown", retcode: 0 }],
];

for (const [what, answer, expected] of answers) {
  scenario(`the outcome of a request: ${what}`, async (stage, ea) => {
    ea.answers["order_send"] = () => answer;
    const came = await stage.behaviour.onAsk.trade({ terminal, intent, request: open });
    const { detail: _, ...certain } = { detail: "", ...came };
    const { detail: __, ...due } = { detail: "", ...expected };
    assert.deepEqual(certain, due);
    assert.equal(ea.calls.filter(({ verb }) => verb === "order_send").length, 1);
  }, { callTimeoutMs: 150 });
}

scenario(
  "a connection that ends during a request leaves its outcome unknown",
  async (stage, ea) => {
    ea.answers["order_send"] = () => null;
    const asked = stage.behaviour.onAsk.trade({ terminal, intent, request: open });
    await eventually(() => ea.calls.some(({ verb }) => verb === "order_send"));
    await ea.hello({ epoch: "e2" });
    assert.equal((await asked).status, "unknown");
  },
);

scenario("a request that never left is reported as not sent", async (stage, ea) => {
  const { trade } = stage.behaviour.onAsk;
  const stranger = terminalId("7", "Elsewhere");
  const gbpusd = { ...open, symbol: symbolName("GBPUSD") };
  const cases = [
    await trade({ terminal: stranger, intent, request: open }),
    await trade({ terminal, intent, request: gbpusd }),
    await trade({ terminal, intent, request: { ...open, volumeLots: NaN } }),
  ];
  assert.deepEqual(cases.map(({ status }) => status), ["not_sent", "not_sent", "not_sent"]);
  assert.ok(ea.calls.every(({ verb }) => verb !== "order_send"));
});

scenario(
  "a terminal that was silent for longer than its own limit gets closes, but no new orders",
  async (stage, ea) => {
    await ea.hello({ epoch: "e2", silenceSecondsMax: 0.02 });
    await eventually(() => stage.price.ofType("terminal_synced").length > 1);
    ea.answers["order_send"] = () => ({ retcode: 10_009, data: result });
    ea.answers["position_close"] = () => ({ retcode: 10_009, data: result });
    const { trade } = stage.behaviour.onAsk;
    await eventually(async () => {
      const answer = await trade({ terminal, intent, request: open });
      return answer.status === "not_sent" && answer.detail === "The terminal is not responding";
    });
    assert.equal((await stage.terminals())[0]?.state, "in_sync", "no heartbeat is missing");
    assert.equal((await trade({ terminal, intent, request: close })).status, "executed");
  },
  { heartbeatMs: 30_000 },
);

scenario("a silent terminal gets closes, but no new orders", async (stage, ea) => {
  await eventually(async () => (await stage.terminals())[0]?.state === "silent");
  ea.answers["position_close"] = () => ({ retcode: 10_009, data: result });
  const { trade } = stage.behaviour.onAsk;
  assert.equal((await trade({ terminal, intent, request: open })).status, "not_sent");
  assert.equal((await trade({ terminal, intent, request: close })).status, "executed");
}, { heartbeatMs: 100 });

scenario(
  "a check, a find, a halt and a resume are sent in the terminal's terms",
  async (stage, ea) => {
    const after = { margin: 110, freeMargin: 890, marginLevelPct: null, equity: 1_000 };
    ea.answers["order_check"] = () => ({ data: { ...after, balance: 1_000, lossAtStop: 12.5 } });
    ea.answers["find"] = () => ({
      data: {
        known: true,
        status: "done",
        retcode: 10_009,
        orders: ["82"],
        deals: [],
        position: "",
      },
    });
    ea.answers["halt"] = () => ({});
    ea.answers["resume"] = () => ({ status: "refused", code: "file_unwritable", message: "disk" });
    const { order_check, find, halt_venue, resume_venue } = stage.behaviour.onAsk;
    assert.deepEqual(await order_check({ terminal, intent, request: open }), {
      ok: true,
      value: { ...after, balance: 1_000, lossAtStop: 12.5 },
    });
    assert.deepEqual(await find({ terminal, intent }), {
      ok: true,
      value: {
        known: true,
        status: "done",
        retcode: 10_009,
        orders: ["82"],
        deals: [],
        position: null,
        installation: "i1",
      },
    });
    assert.deepEqual(
      await halt_venue({ terminal, reason: "daily loss".padEnd(300), record: "r" }),
      {
        ok: true,
        value: null,
      },
    );
    const resumed = await resume_venue({ terminal });
    assert.equal(resumed.ok ? "" : resumed.error.code, "call_refused");
    const asked = new Map(ea.calls.map((call) => [call.verb, call.arguments]));
    assert.deepEqual({ ...asked.get("find") }, { intent, magic: magicOfIntent(intent) });
    assert.equal(asked.get("halt")?.["reason"]?.length, 256);
    assert.equal(asked.get("halt")?.["record"], "r");
  },
);

const position = (ticket: string, changes: object = {}) => ({
  ticket,
  identifier: ticket,
  symbol: "EURUSD.m",
  direction: "buy",
  volume: 0.1,
  openPrice: 1.1,
  currentPrice: 1.2,
  stopLoss: 0,
  takeProfit: 1.3,
  swap: 0,
  profit: 1,
  magic: "0",
  comment: "",
  openedMs: serverMs,
  updatedMs: serverMs,
  ...changes,
});

const order = (ticket: string, changes: object = {}) => ({
  ticket,
  symbol: "EURUSD.m",
  type: "buy_limit",
  state: "placed",
  volume: 0.1,
  remainingVolume: 0.1,
  price: 1.05,
  stopLimitPrice: 0,
  stopLoss: 0,
  takeProfit: 0,
  position: "",
  magic: "0",
  comment: "",
  placedMs: serverMs,
  expiresMs: 0,
  ...changes,
});

type Row = { readonly ticket: string };

/** Replies to a list's verb, page by page, from the current rows. */
function pages(
  ea: ScriptedTerminal,
  verb: "positions" | "orders" | "deals",
  rows: () => readonly Row[],
  mostRows = 1_000,
): void {
  ea.answers[verb] = ({ arguments: { after = "", limit = "" } }) => {
    const rest = rows().filter(({ ticket }) => BigInt(ticket) > BigInt(after || 0));
    const page = rest.slice(0, Math.min(Number(limit), mostRows));
    return { data: { [verb]: page, more: page.length < rest.length } };
  };
}

async function snapshotOf(stage: Stage) {
  const taken = await stage.behaviour.onAsk.snapshot({ terminal });
  assert.ok(taken.ok, JSON.stringify(taken));
  return taken.value;
}

scenario("a snapshot has every page, in the trader's names", async (stage, ea) => {
  const rows = [
    position("1"),
    position("2", { symbol: "XAUUSD" }),
    position("3", { symbol: "EURUSD" }),
    position("9007199254740993"),
    position("9007199254740994"),
  ];
  pages(ea, "positions", () => rows, 2);
  pages(ea, "orders", () => [order("4"), order("5")], 1);
  const { positions, orders, account, takenBrokerMs } = await snapshotOf(stage);
  assert.deepEqual(positions.map(({ ticket }) => ticket), rows.map(({ ticket }) => ticket));
  assert.deepEqual(positions.slice(0, 3).map(({ symbol }) => symbol), [
    "EURUSD",
    "XAUUSD",
    "broker:EURUSD",
  ]);
  assert.deepEqual([positions[0]?.stopLoss, positions[0]?.takeProfit], [null, 1.3]);
  assert.deepEqual(orders.map(({ ticket, price }) => [ticket, price]), [["4", 1.05], ["5", 1.05]]);
  assert.equal(account.equity, accountData.equity);
  assert.ok(takenBrokerMs >= serverMs && takenBrokerMs < serverMs + 60_000);
});

scenario("an order that is filled while lists are read is in one of them", async (stage, ea) => {
  let isFilled = false;
  pages(ea, "orders", () => isFilled ? [] : [order("4")]);
  pages(ea, "positions", () => isFilled ? [position("4")] : []);
  const { answers: { orders } } = ea;
  // The order is filled between the request for orders and that for positions.
  ea.answers["orders"] = (call) => {
    const answer = orders!(call);
    isFilled = true;
    return answer;
  };
  const { positions, orders: waiting } = await snapshotOf(stage);
  assert.deepEqual([positions.length, waiting.length], [1, 0]);
});

scenario("replies out of order do not form a snapshot", async (stage, ea) => {
  // The order is filled after the positions were read; the first list of orders is even later, and
  // arrives last.
  let late: string | null = null;
  let isFilled = false;
  ea.answers["orders"] = ({ id }) => {
    if (late === null) {
      late = id;
      return null;
    }
    isFilled = true;
    return { data: { orders: [], more: false } };
  };
  pages(ea, "positions", () => isFilled ? [position("4")] : []);
  const taking = snapshotOf(stage);
  await eventually(() => isFilled && ea.calls.at(-1)?.verb === "account");
  await ea.reply(late!, { data: { orders: [], more: false } });
  assert.deepEqual((await taking).positions.map(({ ticket }) => ticket), ["4"]);
});

scenario(
  "a position that changes its ticket between two pages is listed once",
  async (stage, ea) => {
    let isReversed = false;
    const rows = () => [position(isReversed ? "7" : "1", { identifier: "1" }), position("3")];
    pages(ea, "orders", () => []);
    pages(ea, "positions", () => rows().toSorted((a, b) => Number(a.ticket) - Number(b.ticket)), 1);
    const { answers: { positions: paged } } = ea;
    ea.answers["positions"] = (call) => {
      const answer = paged!(call);
      isReversed = true;
      return answer;
    };
    const { positions } = await snapshotOf(stage);
    assert.deepEqual(positions.map(({ ticket }) => ticket), ["3", "7"]);
  },
);

scenario(
  "an account that keeps changing, or is inconsistent, gives no snapshot",
  async (stage, ea) => {
    const codeOf = async () => {
      const taken = await stage.behaviour.onAsk.snapshot({ terminal });
      return taken.ok ? "ok" : taken.error.code;
    };
    let count = 0;
    pages(ea, "positions", () => []);
    pages(ea, "orders", () => [order(String(++count))]);
    assert.equal(await codeOf(), "history_loading");
    pages(ea, "orders", () => [order("1", { state: "other" })]);
    assert.equal(await codeOf(), "reply_malformed");
    ea.answers["orders"] = () => ({ data: { orders: [order("2"), order("1")], more: false } });
    assert.equal(await codeOf(), "reply_malformed");
    ea.answers["orders"] = () => ({ status: "loading" });
    assert.equal(await codeOf(), "history_loading");
    assert.equal(ea.calls.filter(({ verb }) => verb === "order_send").length, 0);
  },
);

const deal = (ticket: string, changes: object = {}) => ({
  ticket,
  order: "82",
  position: "82",
  symbol: "EURUSD.m",
  type: "buy",
  entry: "in",
  reason: "expert",
  volume: 0.1,
  price: 1.1,
  commission: -0.7,
  fee: 0,
  swap: 0,
  profit: 0,
  magic: magicOfIntent(intent),
  comment: "",
  timeMs: serverMs,
  ...changes,
});

scenario("deals are read from all pages, with their UTC times", async (stage, ea) => {
  const money = { order: "", position: "", symbol: "", volume: 0, price: 0, magic: "0" };
  const rows = [
    deal("1", { ...money, type: "balance", profit: 1_000, reason: "client" }),
    deal("2", { timeMs: Date.UTC(2025, 9, 20, 12) }),
    deal("3", { ...money, type: "tax_of_tomorrow", profit: -1, reason: "of_tomorrow" }),
  ];
  pages(ea, "deals", () => rows, 1);
  const { deals } = stage.behaviour.onAsk;
  const read = await deals({ terminal, fromBrokerMs: brokerMs(5), toBrokerMs: null });
  assert.ok(read.ok);
  assert.deepEqual(
    read.value.map(({ ticket, type, reason, symbol, order, utcMs }) => {
      return { ticket, type, reason, symbol, order, utcMs };
    }),
    [
      // Two hours ahead of UTC, and three until 2 November, by New York's dates.
      {
        ticket: "2",
        type: "buy",
        reason: "expert",
        symbol: "EURUSD",
        order: "82",
        utcMs: Date.UTC(2025, 9, 20, 9),
      },
      {
        ticket: "1",
        type: "balance",
        reason: "client",
        symbol: null,
        order: null,
        utcMs: serverMs - 7_200_000,
      },
      {
        ticket: "3",
        type: "correction",
        reason: "client",
        symbol: null,
        order: null,
        utcMs: serverMs - 7_200_000,
      },
    ],
  );
  const [call] = ea.calls.filter(({ verb }) => verb === "deals");
  assert.equal(call?.arguments["from"], "5");
  assert.ok(Number(call?.arguments["to"]) > serverMs + 86_000_000);
  ea.answers["deals"] = () => ({ data: { deals: [deal("1", { entry: "other" })], more: false } });
  const odd = await deals({ terminal, fromBrokerMs: brokerMs(5), toBrokerMs: brokerMs(6) });
  assert.equal(odd.ok ? "" : odd.error.code, "reply_malformed");
  // No deal was made years from now: it would move every watermark over what is still to come.
  const timeMs = Date.UTC(2036, 0, 1);
  ea.answers["deals"] = () => ({ data: { deals: [deal("1", { timeMs })], more: false } });
  const future = await deals({ terminal, fromBrokerMs: brokerMs(5), toBrokerMs: null });
  const error = future.ok ? null : future.error;
  assert.match(
    error !== null && "detail" in error ? String(error.detail) : "",
    /timeMs 2082758400000/,
  );
});

/** Events that a subscriber received, without repetitions of the same figures. */
function told(stage: Stage, type: VenueEvent["type"]): readonly VenueEvent[] {
  return stage.subscriber.told.filter((event) => event.type === type);
}

scenario(
  "subscribers are informed of the terminal, its figures and its trades",
  async (stage, ea) => {
    await eventually(() => told(stage, "account_received").length > 0);
    const [synced, account] = stage.subscriber.told;
    assert.ok(synced?.type === "venue_synced" && account?.type === "account_received");
    assert.deepEqual([synced.venue, synced.utcOffsetMs, synced.isTradingAllowed], [
      "mt5",
      7_200_000,
      true,
    ]);
    assert.deepEqual(
      synced.instruments.map(({ symbol, tradeMode, sessions }) => {
        return [symbol, tradeMode, sessions];
      }),
      [
        ["EURUSD", "full", [{ fromMinute: 1_440, toMinute: 8_640 }]],
        ["BTCUSD", "full", [{ fromMinute: 1_440, toMinute: 8_640 }]],
      ],
    );
    assert.equal(account.metrics.equity, accountData.equity);
    assert.ok(account.brokerMs >= serverMs && account.brokerMs < serverMs + 60_000);
    await ea.send({ kind: "account", ...ea.next(), ...accountData, equity: 900 });
    const trade = { event: "deal_add", order: "1", deal: "2", position: "1", symbol: "EURUSD.m" };
    await ea.send({ kind: "trade", ...ea.next(), ...trade });
    await eventually(() => told(stage, "trade_hinted").length > 0);
    const latest = told(stage, "account_received").at(-1);
    assert.equal(latest?.type === "account_received" && latest.metrics.equity, 900);
  },
);

scenario("a gap in the stream is a hint, and the figures are requested", async (stage, ea) => {
  ea.answers["account"] = () => ({ data: { ...accountData, equity: 800 } });
  await ea.heartbeat();
  await ea.ticks("EURUSD.m", [1], ea.next(5));
  await eventually(() => told(stage, "trade_hinted").length > 0);
  await eventually(() => {
    const latest = told(stage, "account_received").at(-1);
    return latest?.type === "account_received" && latest.metrics.equity === 800;
  });
});

scenario("a terminal without its broker may not trade, and its figures age", async (stage, ea) => {
  await eventually(() => told(stage, "account_received").length > 0);
  const clock = { serverMs, offsetMs: 7_200_000 };
  const heartbeat = {
    kind: "heartbeat",
    clock,
    nonce: "",
    algoTradingAllowed: true,
    termsChanges: 0,
  } as const;
  await ea.send({ ...heartbeat, ...ea.next(), brokerConnected: false });
  await eventually(() => told(stage, "account_received").length > 1);
  const without = told(stage, "account_received").at(-1);
  assert.ok(without?.type === "account_received" && !without.isTradingAllowed);
  await ea.send({ ...heartbeat, ...ea.next(), brokerConnected: true });
  // Changes at the broker in between were not reported.
  await eventually(() => told(stage, "trade_hinted").length > 0);
  await eventually(() => {
    const latest = told(stage, "account_received").at(-1);
    return latest?.type === "account_received" && latest.isTradingAllowed &&
      latest.metrics.utcMs > without.metrics.utcMs;
  });
});

scenario("figures that were overtaken by later ones are not published", async (stage, ea) => {
  await eventually(() => told(stage, "account_received").length > 0);
  const position = ea.next();
  await ea.send({ kind: "account", ...position, ...accountData, equity: 900 });
  ea.answers["account"] = () => ({ data: { ...accountData, equity: 800, seq: position.seq - 1 } });
  await stage.behaviour.onAsk.sync_metrics({});
  const equities = () =>
    told(stage, "account_received").flatMap((event) =>
      event.type === "account_received" ? [event.metrics.equity] : []
    );
  assert.deepEqual([equities().includes(800), equities().at(-1)], [false, 900]);
  ea.answers["account"] = () => ({ data: { ...accountData, equity: 700, seq: position.seq } });
  await stage.behaviour.onAsk.sync_metrics({});
  assert.equal(equities().at(-1), 700, "the reply was written after the message");
});

for (const byMs of [3_600_000, -3_600_000]) {
  scenario(
    `this computer's clock set by ${
      byMs / 3_600_000
    } h: the account is read again, and the day in doubt until a price comes`,
    async (stage, ea) => {
      await eventually(() => told(stage, "account_received").length > 0);
      const doubts = () =>
        told(stage, "account_received").flatMap((event) =>
          event.type === "account_received"
            ? [[event.dayProblem !== null, event.isSurelyDated]]
            : []
        );
      assert.deepEqual(doubts().at(-1), [false, true]);
      ea.answers["account"] = () => ({ data: { ...accountData, equity: 700 } });
      stage.setClock(byMs);
      await ea.heartbeat();
      await eventually(() => told(stage, "trade_hinted").length > 0);
      await eventually(() =>
        told(stage, "account_received").some((event) =>
          event.type === "account_received" && event.metrics.equity === 700
        )
      );
      assert.deepEqual(doubts().at(-1), [true, false]);
      assert.ok(stage.logged.some(({ code }) => code === "clock_jumped"));
      await ea.ticks("EURUSD.m", [1]);
      await ea.send({ kind: "account", ...ea.next(), ...accountData, equity: 701 });
      await eventually(() => doubts().at(-1)?.[0] === false);
    },
  );
}

scenario("unchanged figures are repeated as current each second", async (stage, ea) => {
  const utcTimes = () =>
    told(stage, "account_received").map((event) =>
      event.type === "account_received" ? event.metrics.utcMs : 0
    );
  await eventually(async () => {
    await ea.heartbeat();
    return new Set(utcTimes()).size >= 2;
  });
  const times = utcTimes();
  assert.ok(times.at(-1)! - times[0]! >= 1_000);
});

scenario(
  "a lost terminal is reported once, and a restarted subscriber gets the state again",
  async (stage, ea) => {
    await eventually(() => told(stage, "account_received").length > 0);
    const before = stage.subscriber.told.length;
    stage.behaviour.onPeerRestarted?.("risk");
    assert.deepEqual(stage.subscriber.told.slice(before).map(({ type }) => type), [
      "venue_synced",
      "account_received",
    ]);
    await ea.close();
    await eventually(() => told(stage, "venue_lost").length > 0);
    stage.behaviour.onPeerRestarted?.("risk");
    assert.equal(stage.subscriber.told.at(-1)?.type, "venue_lost");
    assert.equal(told(stage, "venue_lost").length, 1);
  },
  { heartbeatMs: 100 },
);

scenario("a reply is read at once even if the price actor is too slow", async (stage, ea) => {
  ea.answers["order_send"] = () => ({ retcode: 10_009, data: result } satisfies Partial<WireReply>);
  const read = () => stage.price.ofType("ticks_received").length;
  let bid = 0;
  const tick = async () => {
    const before = read();
    await ea.ticks("EURUSD.m", [bid += 1]);
    await eventually(() => read() > before);
  };
  /** The price actor has caught up once, so that reading pauses again after the next prices. */
  const pause = async () => {
    stage.price.waiting = 0;
    await tick();
    stage.price.waiting = 100;
    await tick();
  };
  const trade = async () => {
    const { status } = await stage.behaviour.onAsk.trade({ terminal, intent, request: open });
    assert.equal(status, "executed");
  };
  const timeOf = async (work: () => Promise<void>) => {
    await pause();
    const beganMs = performance.now();
    await work();
    return performance.now() - beganMs;
  };
  const pausedMs = Math.max(await timeOf(tick), await timeOf(tick), await timeOf(tick));
  await eventually(async () => await timeOf(trade) < pausedMs / 2, {
    what: "a trade that does not wait for the prices",
  });
});

scenario("a request for another terminal of the account is not sent", async (stage, ea) => {
  const { trade, find } = stage.behaviour.onAsk;
  const sent = await trade({ terminal, intent, request: open, installation: "i2" });
  assert.equal(sent.status, "not_sent");
  assert.ok(!ea.calls.some(({ verb }) => verb === "order_send"));
  const none = { known: false, status: "none", retcode: 0, orders: [], deals: [], position: "" };
  ea.answers["find"] = () => ({ data: none });
  const found = await find({ terminal, intent });
  assert.equal(found.ok && found.value.installation, "i1");
});

scenario("the stops that a terminal holds are in its status", async (stage, ea) => {
  const shown = async () => (await stage.terminals())[0]?.guard?.stops;
  assert.equal(await shown(), undefined, "an old Expert Advisor");
  const guard = { policy: "block", isDamaged: false, closed: 0, cancelled: 0 } as const;
  await ea.hello({ epoch: "e2", guard: { ...guard, stops: 3, moved: 2 } });
  await eventually(() => stage.price.ofType("terminal_synced").length > 1);
  const earlier = { positions: 3, confirmedMs: null, silenceSeconds: null, moved: 2 };
  assert.deepEqual(await shown(), earlier);
  const distances = { breakEvenAt: 0.01, breakEvenOffset: 0, trailing: 0, smallestStep: 0.001 };
  const positions = [{ position: "82" as PositionTicket, ...distances }];
  const protect = () =>
    stage.behaviour.onAsk.protect_venue({
      terminal,
      protection: { silenceSeconds: 30, positions },
    });
  ea.answers["protect"] = () => ({ status: "refused", code: "file_unwritable" });
  assert.equal((await protect()).ok, false);
  assert.deepEqual(await shown(), earlier);
  ea.answers["protect"] = () => ({ data: null });
  assert.equal((await protect()).ok, true);
  const { confirmedMs, ...held } = (await shown())!;
  assert.deepEqual(held, { positions: 1, silenceSeconds: 30, moved: 2 });
  assert.ok(confirmedMs !== null);
});
