/** Every kind of request to the routes: paths, methods, hosts, failures, headers. */

import assert from "node:assert/strict";
import { Access } from "../../src/http/access.ts";
import { composeStatus } from "../../src/http/compose_status.ts";
import { nothingKnown } from "../../src/http/last_known.ts";
import { type HealthVerdict, serverApp } from "../../src/http/server_app.ts";
import { statusDocument } from "../../src/http/status_document.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const identity = {
  version: "3.0.0",
  mode: "safety",
  demo: true,
  dataDir: "data/demo",
  process: { id: 1, restarts: 0, lastExit: null },
} as const;
const unknown = {
  system: nothingKnown,
  terminals: nothingKnown,
  symbols: nothingKnown,
  checks: nothingKnown,
};

interface Answers {
  readonly healthy?: HealthVerdict;
  readonly ready?: HealthVerdict;
  readonly status?: () => never | Promise<never>;
}

const token = "0123456789abcdef";

const readToken = "fedcba9876543210";

function serverWith(answers: Answers = {}, areReadsOpen = true) {
  const clock = new SimulatedClock();
  const seen = { requests: 0, refused: 0, failures: [] as string[] };
  const handle = serverApp({
    questions: {
      status: () =>
        Promise.resolve(
          answers.status?.() ?? composeStatus(identity, unknown, { utcMs: 5, steadyMs: 5 }),
        ),
      healthy: () => Promise.resolve(answers.healthy ?? { yes: true }),
      ready: () => Promise.resolve(answers.ready ?? { yes: true }),
    },
    access: new Access({
      token,
      readToken,
      areReadsOpen,
      listening: () => ({ host: "127.0.0.1", port: 8765 }),
    }),
    enterStream: ({ needsProof }) => Response.json({ needsProof }),
    metrics: () => Promise.resolve(new Response("up 1")),
    api: { fetch: () => Response.json({ api: true }) },
    answerMcp: (_, { mayChange }) => Promise.resolve(Response.json({ mayChange })),
    clock,
    onRequest: () => seen.requests += 1,
    onRefused: () => seen.refused += 1,
    onFailure: (path, error) => seen.failures.push(`${path}: ${error.message}`),
  });
  const send = async (
    method: string,
    path: string,
    { isWaiting = true, headers = { host: "localhost:8765" } }: {
      readonly isWaiting?: boolean;
      readonly headers?: Record<string, string>;
    },
  ) =>
    await handle(
      new Request(`http://localhost:8765${path}`, { method, headers }),
      { address: "127.0.0.1", upgrade: null, isWaiting: () => isWaiting },
    );
  const fetch = (method: string, path: string, host: string | null = "localhost:8765") => {
    const authorization = `Bearer ${token}`;
    return send(method, path, { headers: { authorization, ...(host === null ? {} : { host }) } });
  };
  return { fetch, send, seen, clock };
}

const requests: readonly [method: string, path: string, host: string | null, status: number][] = [
  ["GET", "/status", "localhost:8765", 200],
  ["GET", "/status?x=1", "127.0.0.1:8765", 200],
  ["HEAD", "/status", "[::1]:8765", 200],
  ["GET", "/healthz", "localhost:8765", 200],
  ["GET", "/api/v1/status", "localhost:8765", 200],
  ["POST", "/api/v1/status", "evil.example:8765", 421],
  ["GET", "/metrics", "localhost:8765", 200],
  ["POST", "/metrics", "localhost:8765", 405],
  ["GET", "/api/v1/stream", "evil.example:8765", 421],
  ["GET", "/readyz", "localhost:8765", 200],
  ["GET", "/", "localhost:8765", 200],
  ["GET", "/status/", "localhost:8765", 404],
  ["GET", "/STATUS", "localhost:8765", 404],
  ["GET", "/status/../../etc/passwd", "localhost:8765", 404],
  ["GET", "/%2fstatus", "localhost:8765", 404],
  ["GET", "//status", "localhost:8765", 404],
  ["POST", "/nothing", "localhost:8765", 404],
  ["POST", "/status", "localhost:8765", 405],
  ["PUT", "/healthz", "localhost:8765", 405],
  ["DELETE", "/readyz", "localhost:8765", 405],
  ["PATCH", "/status", "localhost:8765", 405],
  ["OPTIONS", "/status", "localhost:8765", 405],
  ["BREW", "/status", "localhost:8765", 405],
  ["GET", "/status", "evil.example:8765", 421],
  ["GET", "/status", "evil.example", 421],
  ["GET", "/healthz", "localhost", 421],
  ["GET", "/readyz", null, 421],
  ["GET", "/", "evil.example", 421],
  ["POST", "/status", "evil.example", 421],
  ["OPTIONS", "/status", "evil.example", 421],
];

for (const [method, path, host, status] of requests) {
  Deno.test(`${method} ${path} for ${host ?? "no host"} returns ${status}`, async () => {
    const { fetch, seen } = serverWith();
    const response = await fetch(method, path, host);
    assert.equal(response.status, status);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.equal(response.headers.get("x-frame-options"), "DENY");
    assert.equal(response.headers.get("referrer-policy"), "no-referrer");
    assert.equal(response.headers.get("cross-origin-resource-policy"), "same-origin");
    assert.match(response.headers.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.equal(response.headers.get("access-control-allow-origin"), null);
    assert.deepEqual([seen.requests, seen.refused], [1, status === 421 ? 1 : 0]);
    if (status === 405) assert.equal(response.headers.get("allow"), "GET, HEAD");
    if (status === 200) return assert.deepEqual(seen.failures, []);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.equal((await response.json()).status, status);
  });
}

Deno.test("beyond the usual number, requests without a right token wait, and those with it do not", async () => {
  const { fetch, clock, send } = serverWith();
  const statusesOf: number[] = [];
  const stranger = (isWaiting = true) =>
    void send("GET", "/status", { isWaiting }).then(({ status }) => statusesOf.push(status));
  for (let count = 0; count < 1_000; count += 1) stranger();
  stranger(false);
  await clock.advance(0);
  const atOnce = statusesOf.length;
  assert.ok(atOnce >= 400 && atOnce < 500, `${atOnce} at once`);
  assert.equal((await fetch("GET", "/status")).status, 200);
  await clock.advance(1_000);
  assert.ok(statusesOf.length > atOnce + 150 && statusesOf.length < atOnce + 250);
  await clock.advance(1_000);
  assert.equal(statusesOf.length, 1_001, "nobody waits for longer than two seconds");
  assert.deepEqual([...new Set(statusesOf)], [200, 503], "who is gone gets nothing");
});

Deno.test("few requests without a right token are in work at once, and those with it are not counted", async () => {
  const work = Promise.withResolvers<never>();
  let begun = 0;
  const { fetch, clock, send } = serverWith({
    status: () => {
      begun += 1;
      return work.promise;
    },
  });
  const answers = Array.from({ length: 300 }, () => send("GET", "/status", {}));
  await clock.advance(0);
  assert.ok(begun > 0 && begun <= 8, `${begun} in work`);
  const before = begun;
  const trader = Array.from({ length: 20 }, () => fetch("GET", "/status"));
  await clock.advance(0);
  assert.equal(begun, before + 20);
  await clock.advance(300);
  assert.ok(begun > before + 20 && begun <= before + 28, "those that hang hold up nobody for ever");
  work.reject(new Error("it is over"));
  await clock.advance(0);
  const statuses = (await Promise.all([...answers, ...trader])).map(({ status }) => status);
  assert.deepEqual([...new Set(statuses)], [500]);
  assert.equal(begun, 320);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("of requests without a right token that take long, few are in work as well", async () => {
  const works: PromiseWithResolvers<never>[] = [];
  const { clock, send } = serverWith({
    status: () => {
      const work = Promise.withResolvers<never>();
      works.push(work);
      return work.promise;
    },
  });
  const answers = Array.from({ length: 100 }, () => send("GET", "/status", {}));
  for (let passedMs = 0; passedMs < 60_000; passedMs += 100) await clock.advance(100);
  assert.equal(works.length, 16);
  for (let ended = 0; ended < 100; ended += 1) {
    works[ended]!.reject(new Error("it is over"));
    await clock.advance(300);
    assert.equal(works.length, Math.min(100, 17 + ended));
  }
  assert.equal((await Promise.all(answers)).length, 100);
});

Deno.test("a refused request does not reach the actors", async () => {
  const { fetch, seen } = serverWith({
    status: () => assert.fail("asked"),
  });
  assert.equal((await fetch("GET", "/status", "evil.example:8765")).status, 421);
  assert.deepEqual(seen.failures, []);
});

Deno.test("a failed check is a 503 with the reason", async () => {
  const no = { yes: false, reason: "No terminal is in sync." } as const;
  const { fetch } = serverWith({ healthy: no, ready: no });
  for (const path of ["/healthz", "/readyz"]) {
    const response = await fetch("GET", path);
    assert.equal(response.status, 503);
    assert.equal((await response.json()).detail, no.reason);
  }
});

Deno.test("an unexpected error is a 500 whose reason is only logged", async () => {
  const { fetch, seen } = serverWith({
    status: () => {
      throw new Error("a secret detail");
    },
  });
  const response = await fetch("GET", "/status");
  assert.equal(response.status, 500);
  assert.doesNotMatch(await response.text(), /secret/);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.deepEqual(seen.failures, ["/status: a secret detail"]);
});

/** What Hono would hand on to whoever called it. */
const oddities: readonly [name: string, thrown: unknown, told: string][] = [
  ["a text", "no error", "no error"],
  ["nothing", undefined, "undefined"],
  ["an object without a prototype", Object.create(null), "threw something unreadable"],
];

for (const [name, thrown, told] of oddities) {
  Deno.test(`${name} that is thrown is a 500 with the usual body and headers`, async () => {
    const { fetch, seen } = serverWith({
      status: () => {
        throw thrown;
      },
    });
    const response = await fetch("GET", "/status");
    assert.equal(response.status, 500);
    assert.equal((await response.json()).code, "internal");
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("x-frame-options"), "DENY");
    assert.deepEqual(seen.failures, [`/status: ${told}`]);
  });
}

Deno.test("the status document is complete before anything is known", async () => {
  const { fetch } = serverWith();
  const found = statusDocument.parse(await (await fetch("GET", "/status")).json());
  assert.deepEqual([found.state, found.demo, found.terminals], ["starting", true, []]);
  assert.deepEqual(found.freshness.system, { ageMs: null, error: "not asked yet" });
});

const assistants = [
  ["no token where reading is open", true, null, 200, false],
  ["no token where it is not", false, null, 401, false],
  ["the token for reading", false, readToken, 200, false],
  ["the token for changes", false, token, 200, true],
  ["a wrong token, also where reading is open", true, "wrong", 401, false],
] as const;

for (const [who, isOpen, given, status, mayChange] of assistants) {
  Deno.test(`Model Context Protocol with ${who}: ${status}, changes: ${mayChange}`, async () => {
    const { send } = serverWith({}, isOpen);
    const headers = {
      host: "localhost:8765",
      ...(given === null ? {} : { authorization: `Bearer ${given}` }),
    };
    const response = await send("POST", "/mcp", { headers });
    assert.equal(response.status, status);
    if (status === 200) assert.deepEqual(await response.json(), { mayChange });
  });
}

Deno.test("Model Context Protocol: no page of another site, and no other name of this machine", async () => {
  const { send } = serverWith();
  const foreign = { host: "localhost:8765", origin: "https://evil.example" };
  assert.equal((await send("POST", "/mcp", { headers: foreign })).status, 403);
  assert.equal((await send("POST", "/mcp", { headers: { host: "evil.example" } })).status, 421);
});
