/**
 * Every route of the API, checked against its own document on a running system; hostile input never
 * breaks it.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Operation, operationsOf } from "../support/api_document.ts";
import {
  type BridgeStage,
  bridgeStage,
  sharedStage,
  stageToken,
  stageWithPrices,
} from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";

const terminal = "5012345@Stage";

/** A value for each path parameter, by name. */
const places: Readonly<Record<string, string>> = {
  actor: "price",
  job: "prune_store",
  terminal,
  symbol: "EURUSD",
  timeframe: "M1",
  trace: "none",
  strategy: "breakout",
};

/** Commands need bodies, keys and tickets: `api_trading_test.ts` tests them. */
function needsMore({ path, body, parameters }: Operation): boolean {
  return body !== null || /\{(?:ticket|intent)\}/.test(path) ||
    parameters.some((one) => one.in === "header");
}

function urlOf(stage: BridgeStage, path: string): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(places[name] ?? name));
  return `http://127.0.0.1:${stage.settings.http.port}${filled}`;
}

async function documentOf(stage: BridgeStage): Promise<Operation[]> {
  return operationsOf(await (await fetch(urlOf(stage, "/api/v1/openapi.json"))).json());
}

const authorized = { authorization: `Bearer ${stageToken}` };

/** A system with prices, bars and an account in its store. */
const sharedBridge = sharedStage(stageWithPrices);

Deno.test("every route with an unknown name returns a problem, as documented", async () => {
  const stage = sharedBridge();
  for (const { method, path, check } of await documentOf(stage)) {
    if (!/\{(?:actor|job|strategy)\}/.test(path)) continue;
    const url = urlOf(stage, path.replaceAll(/\{(actor|job|strategy)\}/g, "no_such"));
    const response = await fetch(url, { method, headers: authorized });
    const body = await response.json();
    assert.equal(response.status, 404, `${method} ${url}`);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    check(404, body);
  }
});

Deno.test("every change needs the token", async () => {
  const stage = sharedBridge();
  const changing = (await documentOf(stage)).filter(({ method }) => method !== "GET");
  assert.ok(changing.length > 0);
  for (const { method, path } of changing) {
    const without = await fetch(urlOf(stage, path), { method });
    assert.deepEqual([without.status, (await without.json()).code], [401, "token_needed"], path);
    const origin = { ...authorized, origin: "https://evil.example" };
    const foreign = await fetch(urlOf(stage, path), { method, headers: origin });
    assert.deepEqual([foreign.status, (await foreign.json()).code], [403, "foreign_site"], path);
  }
});

Deno.test("a wrong token many times is refused and counted each time, and logged once", async () => {
  await using stage = await bridgeStage({ source: null });
  const url = urlOf(stage, "/api/v1/jobs/prune_store/run");
  const guess = { method: "POST", headers: { authorization: "Bearer a-guess-of-mine" } };
  const statuses = new Set<number>();
  for (let round = 0; round < 5; round += 1) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => fetch(url, guess)));
    for (const answer of answers) {
      statuses.add(answer.status);
      await answer.body?.cancel();
    }
  }
  assert.deepEqual([...statuses].sort(), [401, 429]);
  assert.equal((await stage.status()).counters.httpWrongTokens, 250);
  const logged = stage.log.filter(({ source, level }) => source === "http" && level === "warning");
  assert.deepEqual(logged.map(({ code }) => code), ["http_wrong_token", "http_throttled"]);
  assert.ok(!JSON.stringify(stage.log).includes("a-guess-of-mine"));
});

Deno.test("pages continue where the last one ended", async () => {
  const stage = sharedBridge();
  const times: number[] = [];
  let cursor = "";
  do {
    const url = urlOf(stage, `/api/v1/terminals/{terminal}/bars/{symbol}/{timeframe}`);
    const page = await (await fetch(`${url}?limit=30${cursor}`)).json();
    times.unshift(...page.items.map((bar: { brokerMs: number }) => bar.brokerMs));
    cursor = page.nextCursor === null ? "" : `&cursor=${page.nextCursor}`;
  } while (cursor !== "");
  assert.ok(times.length >= 100);
  assert.deepEqual(times, [...new Set(times)].sort((a, b) => a - b));
});

Deno.test("an actor is restarted on request, and a job paused, run and resumed", async () => {
  const stage = sharedBridge();
  const post = async (path: string) => {
    const response = await fetch(urlOf(stage, path), { method: "POST", headers: authorized });
    return [response.status, await response.json()];
  };
  assert.deepEqual(await post("/api/v1/actors/price/restart"), [200, { done: true }]);
  await stage.statusWhen(
    "price is back",
    ({ actors }) =>
      actors.some((one) => one.name === "price" && one.restarts > 0 && one.state === "running"),
  );
  const jobs = async () => await (await fetch(urlOf(stage, "/api/v1/jobs"))).json();
  const stateOf = async () =>
    (await jobs()).find((one: { name: string }) => one.name === "prune_store").state;
  assert.deepEqual(await post("/api/v1/jobs/prune_store/pause"), [200, { done: true }]);
  assert.equal(await stateOf(), "paused");
  const [, run] = await post("/api/v1/jobs/prune_store/run");
  assert.equal(run.outcome, "completed");
  assert.deepEqual(await post("/api/v1/jobs/prune_store/resume"), [200, { done: true }]);
  assert.equal(await stateOf(), "waiting");
  assert.deepEqual(await post("/api/v1/actors/http/restart"), [200, { done: true }]);
  await eventually(
    async () =>
      (await stage.status()).actors.some((one) => one.name === "http" && one.restarts > 0),
    { what: "the http actor back" },
  );
});

Deno.test("an actor that restarts is not restarted again: 409 until it runs", async () => {
  const stage = sharedBridge();
  const price = async () => {
    const { actors } = await stage.status();
    return actors.find((one) => one.name === "price")!;
  };
  const before = (await price()).restarts;
  const logged = () => stage.log.filter(({ code }) => code === "actor_restarting").length;
  const loggedBefore = logged();
  const url = urlOf(stage, "/api/v1/actors/price/restart");
  const answers = await Promise.all(Array.from({ length: 6 }, async () => {
    const response = await fetch(url, { method: "POST", headers: authorized });
    return { status: response.status, detail: (await response.json()).detail };
  }));
  const done = answers.filter(({ status }) => status === 200).length;
  const refused = answers.filter(({ status }) => status === 409);
  assert.equal(done + refused.length, 6);
  for (const { detail } of refused) assert.match(detail, /^price is already restarting; GET/);
  await eventually(async () => {
    const { restarts, state } = await price();
    return state === "running" && restarts === before + done;
  }, { what: "one restart for each request that was accepted" });
  assert.equal(logged(), loggedBefore + done);
});

Deno.test("a strategy is disabled and enabled manually, with its parameters to read", async () => {
  const stage = sharedBridge();
  const breakout = async () =>
    await (await fetch(urlOf(stage, "/api/v1/strategies/breakout"))).json();
  const post = async (what: string) => {
    const url = urlOf(stage, `/api/v1/strategies/breakout/${what}`);
    return await (await fetch(url, { method: "POST", headers: authorized })).json();
  };
  const before = await breakout();
  assert.deepEqual([before.state, before.parameters.length > 0], ["enabled", true]);
  assert.deepEqual(await post("disable"), { done: true });
  const { state, problem } = await breakout();
  assert.deepEqual([state, problem], ["disabled", "was disabled manually"]);
  assert.deepEqual(await post("enable"), { done: true });
  assert.equal((await breakout()).state, "enabled");
});

/** It disables the strategy and pauses the job again: no later test needs them. */
Deno.test("every route responds as documented", async (step) => {
  const stage = sharedBridge();
  const operations = await documentOf(stage);
  assert.ok(operations.length >= 15, `only ${operations.length} operations`);
  for (const operation of operations) {
    const { method, path, check } = operation;
    // a restart would end the requests of others; no file, backtest or task is there to be used, no
    // account to be read again and no channel to be tested
    if (/\/(?:restart|take-up|reload)$|\/(?:backtests|tasks)\/\{id\}/.test(path)) continue;
    if (path.endsWith("/alerts/test")) continue;
    if (needsMore(operation)) continue;
    await step.step(`${method} ${path}`, async () => {
      const response = await fetch(urlOf(stage, path), { method, headers: authorized });
      const body = await response.json();
      assert.equal(response.status, 200, JSON.stringify(body));
      check(200, body);
    });
  }
});

/** Bodies and methods that no route accepts. */
const refusedBodies: readonly [what: string, init: RequestInit, status: number, code: string][] = [
  ["text", { body: "x", headers: { "content-type": "text/plain" } }, 415, "not_json"],
  [
    "a form",
    { body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } },
    415,
    "not_json",
  ],
  [
    "half of JSON",
    { body: "{", headers: { "content-type": "application/json" } },
    400,
    "bad_request",
  ],
  [
    "bytes",
    { body: new Uint8Array([0xff, 0xfe]), headers: { "content-type": "application/json" } },
    400,
    "bad_request",
  ],
  [
    "much",
    { body: JSON.stringify("x".repeat(70_000)), headers: { "content-type": "application/json" } },
    413,
    "body_too_large",
  ],
];

Deno.test("bodies that are not JSON, or too large, are refused", async (step) => {
  const stage = sharedBridge();
  for (const [what, init, status, code] of refusedBodies) {
    await step.step(what, async () => {
      const headers = { ...authorized, ...init.headers as Record<string, string> };
      const url = urlOf(stage, "/api/v1/jobs/prune_store/run");
      const response = await fetch(url, { method: "POST", ...init, headers });
      assert.deepEqual([response.status, (await response.json()).code], [status, code]);
    });
  }
  await step.step("a method that the path does not support", async () => {
    const response = await fetch(urlOf(stage, "/api/v1/jobs"), {
      method: "PUT",
      headers: authorized,
    });
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "GET, HEAD"]);
    await response.body?.cancel();
  });
});

/** A value close to what a schema describes, or far from it. */
function valueFor(schema: Record<string, unknown>): fc.Arbitrary<string> {
  const near: fc.Arbitrary<unknown>[] = [fc.string(), fc.string({ unit: "grapheme" }), fc.double()];
  if (Array.isArray(schema.enum)) near.push(fc.constantFrom(...schema.enum));
  if (schema.type === "integer") near.push(fc.integer(), fc.bigInt(), fc.constantFrom(0, -1, 1e21));
  const hostile = fc.constantFrom(
    terminal,
    "EURUSD",
    "' OR 1=1 --",
    "../../etc/passwd",
    "%00",
    "\u0000",
    "__proto__",
    "[object Object]",
    "NaN",
    "9".repeat(400),
    "1.1",
    "a@b (paper)",
    "paper:paper:1@b",
    "paper:5012345@Nowhere",
  );
  return fc.oneof(hostile, ...near).map(String);
}

function requestFor({ method, path, parameters, body }: Operation) {
  const values = fc.record(
    Object.fromEntries(parameters.map((one) => [one.name, valueFor(one.schema)])),
    { requiredKeys: parameters.filter((one) => one.in === "path").map((one) => one.name) },
  );
  const bodies = body === null ? fc.constantFrom(undefined, "null", "[]") : fc.json();
  const extra = fc.option(fc.tuple(fc.string({ minLength: 1 }), fc.string()), { freq: 4 });
  return fc.tuple(values, bodies, extra).map(([given, text, more]) => {
    const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(given[name] ?? "x"));
    const query = new URLSearchParams();
    for (const one of parameters) {
      const value = given[one.name];
      if (one.in === "query" && value !== undefined) query.append(one.name, value);
    }
    if (more !== null) query.append(more[0].toWellFormed(), more[1].toWellFormed());
    const headers = Object.fromEntries(
      parameters.filter((one) => one.in === "header").map(({ name }) => [
        name,
        (given[name] ?? "a-key-of-mine").replaceAll(/[^\x20-\x7e]/g, "?").trim(),
      ]),
    );
    const sent = method === "GET" ? undefined : text;
    return { method, path: `${filled}?${query}`, headers, body: sent };
  });
}

Deno.test("no input, however hostile, causes a 5xx, and every response is as documented", async () => {
  const stage = sharedBridge();
  const operations = (await documentOf(stage)).filter(({ path }) => !/restart$/.test(path));
  const anyRequest = fc.constantFrom(...operations).chain((operation) =>
    requestFor(operation).map((request) => ({ operation, request }))
  );
  const origin = `http://127.0.0.1:${stage.settings.http.port}`;
  const restarts = async () =>
    (await stage.status()).actors.find((one) => one.name === "http")?.restarts;
  const before = await restarts();
  await fc.assert(
    fc.asyncProperty(anyRequest, async ({ operation, request }) => {
      const response = await fetch(
        new Request(`${origin}${request.path}`, {
          method: request.method,
          headers: { ...request.headers, ...authorized, "content-type": "application/json" },
          ...(request.body === undefined ? {} : { body: request.body }),
        }),
      );
      const body = await response.json();
      assert.ok(response.status < 500, `${response.status}: ${JSON.stringify(body)}`);
      operation.check(response.status, body);
    }),
    { seed: 20_261_122, numRuns: 600 },
  );
  assert.equal(await restarts(), before);
});

Deno.test("the reference page works offline: no script, no external resources, every route in it", async () => {
  const stage = sharedBridge();
  const response = await fetch(urlOf(stage, "/api/v1/docs"));
  const page = await response.text();
  assert.match(
    response.headers.get("content-security-policy") ?? "",
    /^default-src 'none'; style-src 'self'/,
  );
  assert.doesNotMatch(page, /<script|src=|https?:/i);
  for (const { path } of await documentOf(stage)) assert.ok(page.includes(path), path);
  const style = await fetch(urlOf(stage, "/api/v1/docs.css"));
  assert.equal(style.headers.get("content-type"), "text/css");
  await style.body?.cancel();
});
