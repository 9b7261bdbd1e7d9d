/**
 * Signals from outside in a whole bridge, over real HTTP: two accounts, one on paper and one in
 * safety mode, with other names of symbols.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { PositionDocument } from "../../src/http/api/trading_schemas.ts";
import type {
  OutsideSignalDocument,
  SignalTrialDocument,
} from "../../src/http/api/outside_routes.ts";
import type { SignalDocument } from "../../src/http/api/signal_routes.ts";
import { freePort } from "../support/free_port.ts";
import {
  type BridgeStage,
  bridgeStage,
  randomMarket,
  sharedStage,
  stageToken,
} from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";

const hookPort = freePort();
const hookToken = "a-token-of-the-web-hooks-only";
const account = "5012345@Stage";
const paper = `paper:${account}`;
const other = "777@Stage";

const roomFile = {
  rules: [{
    text: "{{action}} {{symbol}} SL {{sl}} {{*}}",
    signal: {
      action: "{{action}}",
      symbol: "{{symbol}}",
      stop: "{{sl}} points",
      sentAt: "{{at?}}",
    },
  }],
};

const shared = sharedStage(async () => {
  const stage = await bridgeStage({
    source: randomMarket(1),
    terminals: [{}, { login: "777" }],
    settings: {
      ...{ ACCOUNTS: "main,prop", STRATEGIES: "", SIGNAL_SOURCES: "tv,room", RISK_PER_TRADE: "1%" },
      ...{ MAIN_LOGIN: "5012345", MAIN_SERVER: "Stage", MAIN_TRADING_MODE: "paper" },
      ...{ PROP_LOGIN: "777", PROP_SERVER: "Stage", PROP_SIGNAL_SOURCES: "tv" },
      ...{ MAIN_SIGNAL_SYMBOL_MAP: "EUR=EURUSD", MAX_ORDERS_PER_MINUTE: "500" },
      ...{ MAX_SIMULTANEOUS_TRADES: "20", MAX_FOREX_SPREAD_PCT: "1", MAX_PRICE_AGE: "60" },
      ...{ SIGNAL_HOOK_PORT: String(hookPort), SIGNAL_HOOK_TOKEN: hookToken },
    },
  });
  const folder = join(stage.dataDir, "signals");
  await Deno.mkdir(folder);
  await Deno.writeTextFile(join(folder, "room.json"), JSON.stringify(roomFile));
  await eventually(async () => {
    const { body } = await send(stage, { dryRun: true });
    return body.trial?.accounts.every((one) => one.refusal === null && one.steps.length > 0);
  }, { what: "both accounts are ready" });
  return stage;
});

/** The fields of the answers that are looked at. */
interface Answer {
  readonly code: string;
  readonly isNew: boolean;
  readonly signal: OutsideSignalDocument;
  readonly trial: SignalTrialDocument | null;
  readonly refusals?: readonly { readonly code: string; readonly message: string }[];
}

interface Items<T> {
  readonly items: readonly T[];
}

async function api<T = Answer>(stage: BridgeStage, path: string, init: RequestInit = {}) {
  const url = `http://127.0.0.1:${stage.settings.http.port}/api/v1${path}`;
  const headers = { authorization: `Bearer ${stageToken}`, ...init.headers };
  const response = await fetch(url, { ...init, headers });
  return { status: response.status, body: await response.json() as T };
}

let keys = 0;

/** An entry on EURUSD unless other fields are given. */
function send(stage: BridgeStage, fields: object, key = `key-${keys += 1}-of-the-test`) {
  const body = {
    ...{ source: "tv", symbol: "EURUSD", action: "buy", stop: "200 points" },
    ...{ sentAt: Date.now(), ...fields },
  };
  return api(stage, "/signals", {
    method: "POST",
    headers: { "idempotency-key": key },
    body: JSON.stringify(body),
  });
}

function change(stage: BridgeStage, fields: object) {
  return send(stage, { stop: undefined, ...fields });
}

async function positions(stage: BridgeStage): Promise<PositionDocument[]> {
  const { body } = await api<PositionDocument[]>(stage, "/positions");
  return body.filter((one) => one.terminal === paper);
}

async function received(stage: BridgeStage): Promise<readonly OutsideSignalDocument[]> {
  const path = "/signals/outside?limit=500";
  return (await api<Items<OutsideSignalDocument>>(stage, path)).body.items;
}

async function hook(
  body: string | Uint8Array<ArrayBuffer>,
  path = `/hook/tv/${hookToken}`,
  init = {},
) {
  const url = `http://127.0.0.1:${hookPort}${path}`;
  const response = await fetch(url, { method: "POST", body, ...init });
  return { status: response.status, text: await response.text() };
}

function outcome({ signal }: Answer, terminal: string) {
  return signal.accounts.find((one) => one.terminal === terminal)!;
}

async function closeAll(stage: BridgeStage): Promise<void> {
  if ((await positions(stage)).length > 0) await change(stage, { action: "close" });
  assert.deepEqual(await positions(stage), []);
}

Deno.test("outside signals: an entry is traded on paper, stored in safety mode, and sent once", async () => {
  const stage = shared();
  const sentAt = Date.now();
  const fields = { symbol: "FX:EURUSD", target: "1 %", sentAt, reason: "Breakout" };
  const first = await send(stage, fields, "the-same-key");
  assert.equal(first.status, 200, JSON.stringify(first.body));
  assert.equal(outcome(first.body, account).state, "done", JSON.stringify(first.body));
  assert.equal(outcome(first.body, other).state, "stored");
  const again = await send(stage, fields, "the-same-key");
  assert.equal(again.body.isNew, false);
  assert.deepEqual(again.body.signal, first.body.signal);
  const [position, ...more] = await positions(stage);
  assert.deepEqual(more, []);
  assert.equal(position?.direction, "buy");
  const reused = await send(stage, { ...fields, reason: "Another" }, "the-same-key");
  assert.equal(reused.body.code, "key_reused");
  const { body } = await api<Items<SignalDocument>>(stage, `/signals?strategy=outside:tv&limit=2`);
  assert.deepEqual(body.items.map((one) => one.terminal).sort(), [account, other]);
  const trace = encodeURIComponent(outcome(first.body, account).traces[0]!);
  const traced = await api<{ decisions: { refusals: unknown[] }[] }>(stage, `/traces/${trace}`);
  assert.equal(traced.body.decisions[0]?.refusals.length, 0, JSON.stringify(traced.body));
  await closeAll(stage);
});

Deno.test("outside signals: parts, stops, a reversal and pending orders", async () => {
  const stage = shared();
  await send(stage, { lots: 0.1 });
  await change(stage, { action: "close", part: 0.5 });
  assert.deepEqual((await positions(stage)).map(({ volumeLots }) => volumeLots), [0.05]);
  const [before] = await positions(stage);
  const moved = await change(stage, { action: "move", stop: "50 points" });
  assert.equal(outcome(moved.body, account).state, "done", JSON.stringify(moved.body));
  const [after] = await positions(stage);
  assert.ok(after?.stopLoss && before?.stopLoss && after.stopLoss > before.stopLoss);
  const widened = await change(stage, { action: "move", stop: "5000 points" });
  assert.equal(widened.body.refusals?.[0]?.code, "change_refused", JSON.stringify(widened.body));
  const reversed = await send(stage, { action: "sell", reverse: true, lots: 0.03 });
  assert.equal(outcome(reversed.body, account).state, "done", JSON.stringify(reversed.body));
  const open = await positions(stage);
  assert.deepEqual(open.map((one) => [one.direction, one.volumeLots]), [["sell", 0.03]]);
  await closeAll(stage);
  const waiting = await send(stage, {
    order: "limit",
    price: before.openPrice * 0.9,
    stop: "1 %",
  });
  assert.equal(outcome(waiting.body, account).state, "done", JSON.stringify(waiting.body));
  const cancelled = await change(stage, { action: "cancel" });
  assert.equal(outcome(cancelled.body, account).state, "done", JSON.stringify(cancelled.body));
});

const refusals: readonly (readonly [what: string, fields: () => object, code: string])[] = [
  ["an old one", () => ({ symbol: "BTCUSD", sentAt: Date.now() - 3_600_000 }), "too_old"],
  ["one dated ahead", () => ({ sentAt: Date.now() + 60_000 }), "future_dated"],
  ["an unknown symbol", () => ({ symbol: "GBPUSD" }), "symbol_unknown"],
  ["an unknown source", () => ({ source: "stranger" }), "not_configured"],
  [
    "nothing to close",
    () => ({ action: "close", stop: undefined, symbol: "BTCUSD" }),
    "nothing_open",
  ],
  ["no stop", () => ({ source: "room", stop: undefined }), "refused_by_risk"],
  ["a stop on the wrong side", () => ({ stop: 5 }), "wrong_side"],
  ["nonsense", () => ({ action: "hodl" }), "bad_signal"],
];

Deno.test("outside signals: each refusal has its code, for the sender and on the list", async () => {
  const stage = shared();
  for (const [what, fields, code] of refusals) {
    const { status, body } = await send(stage, fields());
    // What risk or an account refuses may be taken by the other account.
    const found = body.refusals?.[0]?.code ?? outcome(body, account).refusal?.code;
    assert.equal(found, code, `${what}: ${JSON.stringify(body)}`);
    assert.ok(status === 422 || status === 200, what);
  }
  assert.deepEqual(await positions(stage), []);
  const { body } = await api<Items<OutsideSignalDocument>>(stage, "/signals/outside?limit=20");
  const shown = body.items.map((one) => one.refusal?.code ?? one.accounts[0]?.refusal?.code);
  for (const [, , code] of refusals) assert.ok(shown.some((one) => one === code), code);
  const unkeyed = await api(stage, "/signals", { method: "POST", body: "{}" });
  assert.equal(unkeyed.status, 400);
});

Deno.test("outside signals: an entry that something sent later has overtaken is not traded", async () => {
  const stage = shared();
  const now = Date.now();
  const symbol = "BTCUSD";
  await change(stage, { action: "close", symbol, sentAt: now });
  const late = await send(stage, { symbol, sentAt: now - 1_000, stop: "2 %" });
  assert.equal(late.body.refusals?.[0]?.code, "overtaken", JSON.stringify(late.body));
});

Deno.test("outside signals: a halt stops entries and no close", async () => {
  const stage = shared();
  await send(stage, { lots: 0.01 });
  assert.equal((await positions(stage)).length, 1);
  const halt = await api(stage, "/risk/halt", { method: "POST", body: '{"policy":"block"}' });
  assert.equal(halt.status, 200);
  const entry = await send(stage, { lots: 0.01 });
  assert.match(outcome(entry.body, account).refusal?.message ?? "", /halt/i);
  await closeAll(stage);
  await api(stage, "/risk/resume", { method: "POST", body: '{"cause":"command"}' });
});

Deno.test("outside signals: a dry run tells what risk would say, and changes nothing", async () => {
  const stage = shared();
  const before = (await received(stage)).length;
  const alert = JSON.stringify({
    action: "buy",
    symbol: "EUR",
    sentAt: Date.now(),
    stop: "100 points",
  });
  const tried = await api<SignalTrialDocument>(stage, "/signals/try", {
    method: "POST",
    body: JSON.stringify({ source: "tv", text: alert }),
  });
  const [main, prop] = tried.body.accounts;
  const [step] = main?.steps ?? [];
  assert.deepEqual(step?.refusals, [], JSON.stringify(tried.body));
  assert.ok((step.volumeLots ?? 0) > 0 && (step.riskMoney ?? 0) > 0);
  assert.equal(prop?.refusal?.code, "symbol_unknown");
  const template = JSON.stringify({
    rules: [{ text: "{{a}} {{s}}", signal: { action: "{{a}}", symbol: "{{s}}", stop: "1 %" } }],
  });
  const undated = await api(stage, "/signals/try", {
    method: "POST",
    body: JSON.stringify({ source: "tv", text: "buy EURUSD", template }),
  });
  assert.equal(undated.body.refusals?.[0]?.code, "not_dated");
  assert.deepEqual(await positions(stage), []);
  assert.equal((await received(stage)).length, before);
});

Deno.test("outside signals: a web hook opens the way for signals and for nothing else", async () => {
  const stage = shared();
  const alert = (fields: object) =>
    JSON.stringify({
      ...{ action: "buy", symbol: "EURUSD", stop: "200 points", lots: 0.01 },
      ...{ sentAt: new Date().toISOString(), ...fields },
    });
  const text = alert({ token: hookToken });
  const accepted = await hook(text, "/hook/tv");
  assert.equal(accepted.status, 200, accepted.text);
  const again = await hook(text, "/hook/tv");
  assert.equal(again.text, accepted.text);
  assert.equal((await positions(stage)).length, 1);
  assert.ok(!accepted.text.includes("5012345"), "no account is named outside");
  const nothing = await hook("{}", "/");
  const strangers: readonly (readonly [string, string, RequestInit])[] = [
    ["a wrong token", "/hook/tv/a-wrong-token", {}],
    ["no token", "/hook/tv", {}],
    ["an unknown source without a token", "/hook/none/x", {}],
    ["another method", `/hook/tv/${hookToken}`, { method: "PUT" }],
    ["the API", "/api/v1/risk/halt", { headers: { authorization: `Bearer ${stageToken}` } }],
    ["the API's token", `/hook/tv/${stageToken}`, {}],
  ];
  for (const [what, path, init] of strangers) {
    const answer = await hook(alert({}), path, init);
    assert.deepEqual(answer, nothing, what);
  }
  assert.equal(nothing.status, 404);
  const bad: readonly (readonly [string, string | Uint8Array<ArrayBuffer>, number])[] = [
    ["nonsense", "\u0000\u0007 buy!", 422],
    ["an empty body", "", 422],
    ["bad UTF-8", new Uint8Array([0xff, 0xfe, 0x00]), 400],
    ["deep JSON", "[".repeat(20_000), 422],
  ];
  for (const [what, body, status] of bad) {
    const answer = await hook(body);
    assert.equal(answer.status, status, `${what}: ${answer.text}`);
  }
  const huge = await hook("x".repeat(10_000_000)).catch(() => ({ status: 413 }));
  assert.equal(huge.status, 413);
  await closeAll(stage);
  const list = JSON.stringify(await received(stage));
  assert.ok(!list.includes(hookToken) && !JSON.stringify(stage.log).includes(hookToken));
});
