/**
 * The Content-Type of a request never decides whether it is carried out: every operation of the
 * document with every kind of Content-Type, with an empty body and with odd ones. An empty body is
 * `{}`.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Operation, operationsOf } from "../support/api_document.ts";
import {
  type BridgeStage,
  bridgeStage,
  randomMarket,
  sharedStage,
  stageToken,
} from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";

const paper = "paper:5012345@Stage";
const account = `/api/v1/terminals/${encodeURIComponent(paper)}`;

async function paperStage(): Promise<BridgeStage> {
  const stage = await bridgeStage({
    source: randomMarket(1),
    settings: { TRADING_MODE: "paper", STRATEGIES: "", MAX_ORDERS_PER_MINUTE: "100" },
  });
  const prices = `http://127.0.0.1:${stage.settings.http.port}/api/v1/prices?symbol=BTCUSD`;
  await eventually(async () => {
    const accounts = await (await fetch(prices.replace(/prices.*/, "accounts"))).json();
    return (await (await fetch(prices)).json()).length > 0 &&
      accounts.some((one: { terminal: string; isReconciled: boolean }) =>
        one.terminal === paper && one.isReconciled
      );
  }, { what: "the paper account" });
  return stage;
}

const sharedBridge = sharedStage(paperStage);

/** Null: no header at all. */
const contentTypes: readonly (string | null)[] = [
  null,
  "application/json",
  "application/json; charset=utf-8",
  "application/json; odd",
  "APPLICATION/JSON",
  "application/merge-patch+json",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "multipart/form-data; boundary=x",
  "text/plain;charset=UTF-8",
  "application/octet-stream",
  "nonsense",
  "/;=",
];

const places: Readonly<Record<string, string>> = {
  actor: "no_such",
  job: "prune_store",
  terminal: paper,
  symbol: "EURUSD",
  timeframe: "M1",
  strategy: "breakout",
  ticket: "42",
  intent: "000000000000",
};

let keys = 0;

async function send(
  stage: BridgeStage,
  { method, path }: Pick<Operation, "method" | "path">,
  { type, body }: { readonly type: string | null; readonly body: string | Uint8Array<ArrayBuffer> },
) {
  const filled = path.replace(
    /\{(\w+)\}/g,
    (_, name) => encodeURIComponent(places[name] ?? name),
  );
  keys += 1;
  const response = await fetch(`http://127.0.0.1:${stage.settings.http.port}${filled}`, {
    method,
    headers: {
      authorization: `Bearer ${stageToken}`,
      "idempotency-key": `form-${String(keys).padStart(8, "0")}`,
      ...(type === null ? {} : { "content-type": type }),
    },
    ...(method === "GET" ? {} : {
      body: typeof body === "string" ? new TextEncoder().encode(body) : body,
    }),
  });
  return { status: response.status, body: await response.json() };
}

async function operations(stage: BridgeStage): Promise<Operation[]> {
  const url = `http://127.0.0.1:${stage.settings.http.port}/api/v1/openapi.json`;
  return operationsOf(await (await fetch(url)).json());
}

const json = "application/json";

Deno.test("an empty body is {} to every operation, whatever its Content-Type", async () => {
  const stage = sharedBridge();
  for (const operation of await operations(stage)) {
    const { method, path, check } = operation;
    const usual = await send(stage, operation, { type: json, body: "{}" });
    assert.ok(usual.status < 500, `${method} ${path}: ${JSON.stringify(usual.body)}`);
    if (method === "GET") continue;
    for (const type of contentTypes) {
      const answer = await send(stage, operation, { type, body: "" });
      assert.equal(answer.status, usual.status, `${method} ${path} as ${type}`);
      check(answer.status, answer.body);
    }
  }
});

Deno.test("no content type or body causes a 5xx, and every answer is as documented", async () => {
  const stage = sharedBridge();
  const changing = (await operations(stage)).filter(({ method }) => method !== "GET");
  const odd = fc.constantFrom(
    "{}",
    " {}\n",
    "\ufeff{}",
    "null",
    "[]",
    "0",
    '""',
    "{",
    "a=b&c=d",
    "--x\r\n\r\n--x--",
    '{"__proto__":{"policy":"flatten"}}',
    '{"policy":"block","policy":"block"}',
    "[".repeat(20_000),
    `${"[".repeat(9_000)}${"]".repeat(9_000)}`,
    '{"reason":"\\ud800"}',
    '{"volumeLots":1e400}',
  );
  const body = fc.oneof(odd, fc.json(), fc.string(), fc.uint8Array().map((one) => one.slice()));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...changing),
      fc.constantFrom(...contentTypes),
      body,
      async (operation, type, body) => {
        const answer = await send(stage, operation, { type, body });
        assert.ok(answer.status < 500, `${answer.status}: ${JSON.stringify(answer.body)}`);
        operation.check(answer.status, answer.body);
      },
    ),
    { seed: 20_261_129, numRuns: 1_000 },
  );
});

Deno.test("halt, resume and close act, whatever the Content-Type of their body", async () => {
  const stage = sharedBridge();
  const post = (path: string, body: unknown, type: string | null) =>
    send(stage, { method: "POST", path }, { type, body: body === "" ? "" : JSON.stringify(body) });
  const get = async (path: string) => (await send(stage, { method: "GET", path }, empty)).body;
  const empty = { type: null, body: "" };
  const halts = async () => (await get("/api/v1/risk")).generalHalts.length;
  const { bid } = (await get("/api/v1/prices?symbol=BTCUSD"))[0];
  await post("/api/v1/risk/resume", { cause: "command" }, json);
  for (const type of contentTypes) {
    const order = { symbol: "BTCUSD", type: "buy", volumeLots: 0.01, stopLoss: bid * 0.9 };
    const placed = await post(`${account}/orders`, order, type);
    assert.equal(placed.body.state, "filled", `${type}: ${JSON.stringify(placed.body)}`);
    const [{ ticket }] = await get("/api/v1/positions");
    const closed = await post(`${account}/positions/${ticket}/close`, "", type);
    assert.equal(closed.body.state, "filled", `${type}: ${JSON.stringify(closed.body)}`);
    assert.deepEqual(await get("/api/v1/positions"), [], "what is read behind it shows it");
    assert.equal((await post("/api/v1/risk/halt", "", type)).status, 200);
    assert.equal(await halts(), 1, `${type}`);
    assert.equal((await post("/api/v1/risk/resume", { cause: "command" }, type)).status, 200);
    assert.equal(await halts(), 0, `${type}`);
  }
});

const haltForms: readonly [path: string, body: string][] = [
  ["/api/v1/risk/halt", " "],
  ["/api/v1/risk/halt", "\r\n"],
  ["/api/v1/risk/halt", "null"],
  ["/api/v1/risk/halt", '{"reason":""}'],
  ["/api/v1/risk/halt", '{"reason":null}'],
  ["/api/v1/risk/halt", JSON.stringify({ reason: "x".repeat(201) })],
  ["/api/v1/risk/halt?x=1", ""],
  ["/api/v1/risk/halt/", "{}"],
  ["/api/v1/risk/halt/?x=1", " null "],
];

Deno.test("a halt never fails for its form: blank, null, no reason, a query, a slash", async () => {
  const stage = sharedBridge();
  const post = (path: string, body: string) =>
    send(stage, { method: "POST", path }, { type: json, body });
  for (const [path, body] of haltForms) {
    const halted = await post(path, body);
    assert.equal(halted.status, 200, `${path} ${body}: ${JSON.stringify(halted.body)}`);
    const shown = await send(stage, { method: "GET", path: "/api/v1/risk" }, { type: null, body });
    const reasons = shown.body.generalHalts.map((one: { reason: string }) => one.reason);
    assert.deepEqual(reasons, ["through the API"]);
    assert.equal((await post("/api/v1/risk/resume", '{"cause":"command"}')).status, 200);
  }
});
