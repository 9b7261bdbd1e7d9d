/** The TypeScript client on a running bridge: calls, commands whose answers are lost, errors. */

import assert from "node:assert/strict";
import {
  BridgeClient,
  BridgeError,
  type CallOptions,
  type ClientOptions,
} from "../../clients/typescript/mod.ts";
import { operations } from "../../clients/typescript/calls.ts";
import { compareVersions } from "../../clients/typescript/versions.ts";
import { sharedStage, stageToken } from "../support/bridge_stage.ts";
import { clientStage, httpRelay, paperAccount, stageReadToken } from "../support/client_stage.ts";
import { eventually } from "../support/eventually.ts";

const sharedBridge = sharedStage(clientStage);
const terminal = paperAccount;
const backoff = { firstMs: 20, factor: 2, maxMs: 200 };

function clientOf(options: ClientOptions = {}): BridgeClient {
  const url = `http://127.0.0.1:${sharedBridge().settings.http.port}`;
  return new BridgeClient({ url, token: stageToken, backoff, ...options });
}

function relayed(): { relay: ReturnType<typeof httpRelay>; client: BridgeClient } {
  const relay = httpRelay(sharedBridge().settings.http.port);
  return { relay, client: clientOf({ url: `http://127.0.0.1:${relay.port}` }) };
}

/** The same in every order: a repeated key stands for the same command. */
let stopLoss: number | null = null;

async function buy(client: BridgeClient, options: CallOptions = {}, volumeLots = 0.01) {
  if (stopLoss === null) {
    const [price] = await clientOf().listPrices({ symbol: "BTCUSD" });
    stopLoss = Math.round(price!.bid * 0.95);
  }
  const order = { symbol: "BTCUSD", type: "buy", volumeLots, stopLoss } as const;
  return await client.placeOrder({ terminal, ...order }, options);
}

async function failed(call: Promise<unknown>): Promise<BridgeError> {
  const error = await call.then(() => null, (error) => error);
  assert.ok(error instanceof BridgeError, String(error));
  return error;
}

async function intentsOf(key: string) {
  const intents = await clientOf().listIntents({ terminal, limit: 500 });
  return intents.filter(({ trace }) => trace === `command/${key}`);
}

Deno.test("client: every operation of the served document has a method", async () => {
  const url = `http://127.0.0.1:${sharedBridge().settings.http.port}/api/v1/openapi.json`;
  const { paths } = await (await fetch(url)).json();
  const named = Object.entries(paths as Record<string, Record<string, { operationId: string }>>)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map((
        [method, { operationId }],
      ) => [operationId, `${method.toUpperCase()} ${path}`])
    );
  const known = Object.entries(operations).map((
    [name, { method, path }],
  ) => [name, `${method} ${path}`]);
  assert.deepEqual(known, named);
  const client = clientOf();
  for (const [name] of known) assert.equal(typeof client[name as keyof BridgeClient], "function");
});

Deno.test("client: it reads, and follows pages to their end", async () => {
  const client = clientOf();
  assert.equal((await client.getStatus()).demo, true);
  const input = { terminal: "5012345@Stage", symbol: "BTCUSD", timeframe: "M1" } as const;
  const times = new Set<number>();
  for await (const bar of client.everyItem(client.listBars, { ...input, limit: 30 })) {
    times.add(bar.brokerMs);
  }
  assert.ok(times.size >= 100, `${times.size} bars`);
});

Deno.test("client: problems are told apart by their code, and carry their lists", async () => {
  const client = clientOf();
  const unknown = await failed(client.getTerminal({ terminal: "1@Nowhere" }));
  assert.deepEqual([unknown.code, unknown.mayBeExecuted], ["not_found", false]);
  const refused = await failed(buy(client, {}, 5_000));
  assert.ok(refused.failure.code === "refused_by_risk");
  assert.ok(refused.failure.refusals!.length > 0);
  const invalid = await failed(client.listBars({ terminal, symbol: "", timeframe: "M1" }));
  assert.equal(invalid.code, "unusable_option");
  const wrong = await failed(client.getLog({ limit: -1 }));
  assert.ok(wrong.failure.code === "bad_request");
  assert.equal(wrong.failure.mistakes![0]!.where, "query.limit");
});

Deno.test("client: a token that may only read, a wrong one, and none have errors of their own", async () => {
  const codes = [];
  for (const options of [{ token: stageReadToken }, { token: "not-the-token" }]) {
    codes.push((await failed(buy(clientOf(options)))).code);
  }
  const url = `http://127.0.0.1:${sharedBridge().settings.http.port}`;
  codes.push((await failed(buy(new BridgeClient({ url })))).code);
  assert.deepEqual(codes, ["read_only_token", "token_needed", "token_needed"]);
});

Deno.test("client: no error contains the token, and no option that cannot be used is sent", async () => {
  const secret = "s3cret-of-a-trader";
  const texts: string[] = [];
  for (
    const options of [
      { token: `${secret}\nmore` },
      { url: `http://me:${secret}@127.0.0.1:1` },
      { url: "ftp://127.0.0.1" },
      { timeoutMs: 0 },
    ]
  ) {
    assert.throws(() => new BridgeClient(options), (error) => {
      texts.push(Deno.inspect(error));
      return error instanceof BridgeError && error.code === "unusable_option";
    });
  }
  const gone = new BridgeClient({ url: "http://127.0.0.1:1", token: secret });
  const error = await failed(gone.getStatus());
  assert.equal(error.code, "no_answer");
  texts.push(Deno.inspect(error), Deno.inspect(gone));
  texts.push(Deno.inspect(await failed(clientOf({ token: secret }).pauseJob({ job: "none" }))));
  for (const text of texts) assert.ok(!text.includes(secret), text);
});

Deno.test("client: a command whose answer is lost is repeated with its key, and executed once", async () => {
  const { relay, client } = relayed();
  await using _ = relay;
  let answers = 0;
  relay.onSaid = (_chunk, from) => {
    if (from === "bridge" && ++answers <= 2) relay.cut();
  };
  const intent = await buy(client, { key: "lost-answer-1" });
  assert.equal(intent.state, "filled");
  assert.ok(answers > 2);
  assert.deepEqual((await intentsOf("lost-answer-1")).map(({ id }) => id), [intent.id]);
});

Deno.test("client: at its deadline a command says that its outcome is not known, and its key finds out", async () => {
  const { relay, client } = relayed();
  await using _ = relay;
  relay.stall();
  const error = await failed(buy(client, { timeoutMs: 300 }));
  assert.deepEqual([error.code, error.mayBeExecuted], ["outcome_unknown", true]);
  assert.match(error.key!, /^client-/);
  relay.cut();
  relay.resume();
  const key = error.key!;
  assert.deepEqual(await intentsOf(key), []);
  const intent = await buy(client, { key });
  assert.deepEqual([intent.state, (await intentsOf(key)).length], ["filled", 1]);
});

Deno.test("client: a key of another command is refused, and an unusable one is not sent", async () => {
  const client = clientOf();
  const first = await buy(client, { key: "own-key-1" });
  const again = await failed(
    client.closePosition({ terminal, ticket: first.position! }, { key: "own-key-1" }),
  );
  assert.deepEqual([again.code, again.key, again.mayBeExecuted], [
    "key_reused",
    "own-key-1",
    false,
  ]);
  assert.equal((await failed(buy(client, { key: "short" }))).code, "unusable_option");
  const closed = await client.closePosition({ terminal, ticket: first.position! });
  assert.equal(closed.state, "filled");
});

Deno.test("client: a caller who ends a command is told that it may have been executed", async () => {
  const { relay, client } = relayed();
  await using _ = relay;
  relay.stall();
  const ending = new AbortController();
  const call = failed(buy(client, { signal: ending.signal }));
  await eventually(() => relay.connections > 0);
  ending.abort();
  const error = await call;
  assert.deepEqual([error.code, error.mayBeExecuted], ["cancelled", true]);
});

Deno.test("client: trading is halted and resumed", async () => {
  const client = clientOf();
  await client.haltTrading({ reason: "a test of the client" });
  const { failure } = await failed(buy(client));
  assert.ok(failure.code === "refused_by_risk" && /halt/i.test(JSON.stringify(failure.refusals)));
  assert.equal((await client.resumeTrading({ cause: "command" })).ended.length > 0, true);
  assert.equal((await buy(client)).state, "filled");
});

Deno.test("client: a bridge of another main version is refused, another second number warned about", async () => {
  const { url } = { url: `http://127.0.0.1:${sharedBridge().settings.http.port}` };
  const error = await failed(BridgeClient.connect({ url }));
  assert.equal(error.code, "wrong_version");
  assert.match(error.message, /The bridge has version 0\.0\.0, this client \d+\.\d+\.\d+/);
  const states = ["3.0.7", "3.1.0", "4.0.0"].map((bridge) =>
    compareVersions(bridge, "3.0.0").state
  );
  assert.deepEqual(states, ["same", "different", "incompatible"]);
});
