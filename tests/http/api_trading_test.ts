/**
 * Commands of the API on a paper account of a running system: executed once each, through risk,
 * with the whole trace to read.
 */

import assert from "node:assert/strict";
import { operationsOf } from "../support/api_document.ts";
import {
  type BridgeStage,
  bridgeStage,
  randomMarket,
  sharedStage,
  stageToken,
} from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";
import { StreamListener } from "../support/stream_listener.ts";

const paper = "paper:5012345@Stage";

/** The fields of responses that the test reads; the document checks all of them. */
interface Row {
  readonly id: string;
  readonly trace: string;
  readonly state: string;
  readonly code: string;
  readonly detail: string;
  readonly terminal: string;
  readonly isReconciled: boolean;
  readonly ticket: string;
  readonly order: string;
  readonly type: string;
  readonly entry: string;
  readonly bid: number;
  readonly openPrice: number;
  readonly flatMs: number | null;
  readonly endedBy: string | null;
  readonly nextCursor: string | null;
  readonly items: readonly Row[];
  readonly refusals: readonly unknown[];
  readonly decisions: readonly Row[];
  readonly intents: readonly Row[];
  readonly halts: readonly Row[];
  readonly ended: readonly Row[];
  readonly granted: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly body: Row;
  /** For a response that is a list. */
  readonly rows: readonly Row[];
}

/** Sends requests as a trader's program does; every response is checked against the document. */
class ApiClient {
  readonly #stage: BridgeStage;
  readonly #operations: ReturnType<typeof operationsOf>;

  constructor(stage: BridgeStage, document: Parameters<typeof operationsOf>[0]) {
    this.#stage = stage;
    this.#operations = operationsOf(document);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#stage.settings.http.port}/api/v1`;
  }

  async ask(
    method: string,
    path: string,
    more: { key?: string; body?: unknown } = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${stageToken}`,
        ...(more.key === undefined ? {} : { "idempotency-key": more.key }),
        ...(more.body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
    });
    const body = await response.json();
    this.#operationOf(method, path).check(response.status, body);
    return { status: response.status, body, rows: Array.isArray(body) ? body : [] };
  }

  #operationOf(method: string, path: string) {
    const plain = `/api/v1${path.split("?")[0]}`;
    const found = this.#operations.find((one) =>
      one.method === method &&
      new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(plain)
    );
    assert.ok(found, `${method} ${plain} is in the document`);
    return found;
  }
}

const account = `/terminals/${encodeURIComponent(paper)}`;

/** A running bridge whose paper account is ready to trade. */
async function paperStage(): Promise<BridgeStage> {
  const stage = await bridgeStage({
    source: randomMarket(1),
    settings: { TRADING_MODE: "paper", STRATEGIES: "" },
  });
  const client = await clientOf(stage);
  await eventually(async () => {
    const accounts = await client.ask("GET", "/accounts");
    const prices = await client.ask("GET", "/prices?symbol=BTCUSD");
    return prices.rows.length > 0 &&
      accounts.rows.some((one) => one.terminal === paper && one.isReconciled);
  }, { what: "the paper account" });
  return stage;
}

async function clientOf(stage: BridgeStage): Promise<ApiClient> {
  const { port } = stage.settings.http;
  return new ApiClient(
    stage,
    await (await fetch(`http://127.0.0.1:${port}/api/v1/openapi.json`)).json(),
  );
}

const sharedBridge = sharedStage(paperStage);

/** A buy of BTCUSD with its stop five percent below the price. */
async function buyOrder(client: ApiClient, volumeLots: number | null = 0.02) {
  const { rows: [price] } = await client.ask("GET", "/prices?symbol=BTCUSD");
  assert.ok(price);
  const stopLoss = Math.round(price.bid * 0.95);
  return { symbol: "BTCUSD", type: "buy", volumeLots, stopLoss };
}

Deno.test("an order is placed once, followed, changed and closed; its trace can be read", async (step) => {
  const client = await clientOf(sharedBridge());
  using stream = new StreamListener(`${client.url.replace("http", "ws")}/stream`);
  await stream.hello();
  const order = await buyOrder(client);
  const placed = await client.ask("POST", `${account}/orders`, { key: "buy-00001", body: order });
  assert.equal(placed.status, 200, JSON.stringify(placed.body));
  const { id, trace } = placed.body;

  await step.step("the same key is the same order", async () => {
    const again = await Promise.all(
      [1, 2, 3].map(() =>
        client.ask("POST", `${account}/orders`, { key: "buy-00001", body: order })
      ),
    );
    assert.deepEqual(again.map(({ body }) => body.id), [id, id, id]);
    assert.equal((await client.ask("GET", "/positions")).rows.length, 1);
  });
  await step.step("the same key with another command is refused", async () => {
    const other = { ...order, type: "sell" };
    const answer = await client.ask("POST", `${account}/orders`, { key: "buy-00001", body: other });
    assert.deepEqual([answer.status, answer.body.code], [422, "key_reused"]);
    const change = await client.ask("POST", `${account}/close-all`, { key: "buy-00001" });
    assert.deepEqual([change.status, change.body.code], [422, "key_reused"]);
  });
  await step.step("without a key nothing is sent", async () => {
    const answer = await client.ask("POST", `${account}/orders`, { body: order });
    assert.equal(answer.status, 400);
    assert.match(answer.body.detail, /idempotency-key: is missing/);
  });
  const { rows: [position] } = await client.ask("GET", "/positions?symbol=BTCUSD");
  assert.ok(position);
  await step.step("a position's stop is moved and the rest of it closed in parts", async () => {
    const stopLoss = order.stopLoss + 1;
    const path = `${account}/positions/${position.ticket}`;
    const moved = await client.ask("PUT", path, {
      key: "move-00001",
      body: { stopLoss, takeProfit: null },
    });
    assert.deepEqual([moved.status, moved.body.state], [200, "filled"], JSON.stringify(moved.body));
    const half = { key: "half-00001", body: { volumeLots: 0.01 } };
    const closed = await client.ask("POST", `${path}/close`, half);
    assert.deepEqual(
      [closed.status, closed.body.state],
      [200, "filled"],
      JSON.stringify(closed.body),
    );
    const again = await client.ask("POST", `${path}/close`, half);
    assert.equal(again.body.id, closed.body.id);
  });
  await step.step("a pending order is placed, changed and cancelled", async () => {
    const price = Math.round(position.openPrice * 0.8);
    const waiting = { ...order, type: "buy_limit", price, stopLoss: Math.round(price * 0.95) };
    const path = `${account}/orders`;
    const placed = await client.ask("POST", path, { key: "limit-0001", body: waiting });
    assert.deepEqual(
      [placed.status, placed.body.state],
      [200, "accepted"],
      JSON.stringify(placed.body),
    );
    const { order: ticket } = placed.body;
    assert.equal((await client.ask("GET", "/orders")).rows.length, 1);
    const levels = { price: price - 1, stopLoss: waiting.stopLoss };
    const changed = await client.ask("PUT", `${path}/${ticket}`, {
      key: "limit-0002",
      body: levels,
    });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    const cancelled = await client.ask("DELETE", `${path}/${ticket}`, { key: "limit-0003" });
    assert.equal(cancelled.status, 200, JSON.stringify(cancelled.body));
    assert.equal((await client.ask("GET", "/orders")).rows.length, 0);
  });
  await step.step("everything is closed by one command", async () => {
    const all = await client.ask("POST", `${account}/close-all`, { key: "close-0001" });
    assert.equal(all.status, 200, JSON.stringify(all.body));
    assert.equal((await client.ask("GET", "/positions")).rows.length, 0);
  });
  await step.step("the trace is available, and so are the deals", async () => {
    const scenario = await client.ask("GET", `/traces/${encodeURIComponent(trace)}`);
    assert.deepEqual(
      [
        scenario.body.decisions.length,
        scenario.body.intents[0]?.id,
        scenario.body.intents[0]?.state,
      ],
      [1, id, "filled"],
    );
    const deals = await eventually(async () => {
      const { body } = await client.ask("GET", `${account}/deals`);
      return body.items.length >= 4 && body.items;
    });
    const types = deals.map((one) => `${one.type} ${one.entry}`);
    assert.deepEqual(types, ["balance in", "buy in", "sell out", "sell out"]);
    const odd = await client.ask(
      "GET",
      `${account}/deals?symbol=${encodeURIComponent("EUR/USD: b, c")}`,
    );
    assert.deepEqual([odd.status, odd.body.items], [200, []]);
    const pages = await client.ask("GET", `${account}/deals?limit=2`);
    const rest = await client.ask(
      "GET",
      `${account}/deals?limit=2&cursor=${pages.body.nextCursor}`,
    );
    assert.deepEqual([...rest.body.items, ...pages.body.items], deals);
    const intents = await client.ask("GET", `${account}/intents?limit=100`);
    assert.ok(intents.rows.length >= 6);
  });
  await step.step("the stream sent each event once", async () => {
    const events = (topic: string) =>
      stream.heard.filter((one) => one.type === "event" && one.topic === topic);
    await eventually(() => events("deals").length >= 3, { what: "three deals" });
    const tickets = events("deals").map(({ event }) => (event as { ticket: string }).ticket);
    assert.equal(new Set(tickets).size, tickets.length);
    assert.ok(events("risk").length >= 2, "the decisions");
    const states = events("orders").map(({ event }) => event as { id: string; state: string })
      .filter((one) => one.id === id).map(({ state }) => state);
    assert.deepEqual([states[0], states.at(-1)], ["sent", "filled"]);
  });
});

Deno.test("an order refused by risk gets every reason, even when repeated", async () => {
  const client = await clientOf(sharedBridge());
  const order = { ...await buyOrder(client, 1_000) };
  const refused = async () =>
    (await client.ask("GET", `${account}/decisions?outcome=refused`)).rows.length;
  const before = await refused();
  const first = await client.ask("POST", `${account}/orders`, { key: "huge-00001", body: order });
  assert.deepEqual([first.status, first.body.code], [422, "refused_by_risk"]);
  assert.ok(first.body.refusals.length > 0);
  const again = await client.ask("POST", `${account}/orders`, { key: "huge-00001", body: order });
  assert.deepEqual(again, first);
  assert.equal(await refused(), before + 1, "it was decided once");
});

Deno.test("a halt refuses orders, closes open positions and lasts until it is ended", async () => {
  const client = await clientOf(sharedBridge());
  const order = await buyOrder(client);
  const placed = await client.ask("POST", `${account}/orders`, { key: "before-001", body: order });
  assert.equal(placed.status, 200, JSON.stringify(placed.body));
  const halt = { terminal: paper, policy: "flatten", reason: "Enough for today" };
  const halted = await client.ask("POST", "/risk/halt", { body: halt });
  assert.deepEqual(halted.rows.map((one) => one.terminal), [paper]);
  const refused = await client.ask("POST", `${account}/orders`, { key: "during-001", body: order });
  assert.equal(refused.status, 422);
  const flat = await eventually(async () => {
    const { body } = await client.ask("GET", "/risk");
    return body.halts[0]?.flatMs;
  }, { what: "flat confirmed" });
  assert.ok(flat > 0);
  assert.deepEqual((await client.ask("GET", "/positions")).rows, []);
  const body = { terminal: paper, cause: "command", reason: "from the dashboard" };
  const resumed = await client.ask("POST", "/risk/resume", { body });
  assert.equal(resumed.body.ended[0]?.endedBy, "from the dashboard");
  assert.match(resumed.body.granted[0] ?? "", /keep counting as before/);
  const after = await client.ask("POST", `${account}/orders`, { key: "after-0001", body: order });
  assert.equal(after.status, 200, JSON.stringify(after.body));
});

const wrongCommands: readonly [
  what: string,
  method: string,
  path: string,
  body: unknown,
  status: number,
][] = [
  ["an unknown account", "POST", "/terminals/1@Nowhere/close-all", undefined, 404],
  ["the day of an unknown account", "POST", "/risk/day", {
    ...{ terminal: "1@Nowhere", from: "2036-01-01", to: "2026-03-02" },
  }, 404],
  ["a day that is not far ahead", "POST", "/risk/day", {
    ...{ terminal: paper, from: "2036-01-01", to: "2026-03-02" },
  }, 409],
  ["a day that is none", "POST", "/risk/day", {
    ...{ terminal: paper, from: "2036-01-32", to: "2026-03-02" },
  }, 400],
  ["an unknown position", "POST", `${account}/positions/42/close`, {}, 404],
  ["an unknown order", "DELETE", `${account}/orders/42`, undefined, 404],
  ["a limit order without a price", "POST", `${account}/orders`, {
    symbol: "BTCUSD",
    type: "buy_limit",
  }, 400],
  ["a negative volume", "POST", `${account}/orders`, {
    symbol: "BTCUSD",
    type: "buy",
    volumeLots: -1,
  }, 400],
  [
    "a misspelt field",
    "POST",
    `${account}/orders`,
    { symbol: "BTCUSD", type: "buy", stoploss: 1 },
    400,
  ],
  ["a ticket that is none", "POST", `${account}/positions/x/close`, {}, 400],
];

Deno.test("invalid commands are refused with an explanation", async (step) => {
  const client = await clientOf(sharedBridge());
  for (const [at, [what, method, path, body, status]] of wrongCommands.entries()) {
    await step.step(what, async () => {
      const answer = await client.ask(method, path, { key: `wrong-000${at}`, body });
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      assert.ok(answer.body.detail.length > 10);
    });
  }
});
