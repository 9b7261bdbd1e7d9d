/** The server against clients that hold on to it: half requests, many connections, odd heads. */

import assert from "node:assert/strict";
import {
  bindServer,
  type BoundServer,
  type Handler,
  type ServerLimits,
} from "../../src/http/node_server.ts";
import { ConnectionTable } from "../../src/http/connection_table.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { eventually } from "../support/eventually.ts";

const usual: ServerLimits = {
  connectionsMax: 4,
  headTimeoutMs: 20_000,
  checkIntervalMs: 10,
};

function failedUnexpectedly(path: string, error: Error): void {
  throw new Error(`the request for ${path} failed`, { cause: error });
}

async function withServer(
  limits: ServerLimits,
  scenario: (server: BoundServer) => Promise<void>,
): Promise<void> {
  const bound = await bindServer(
    {
      host: "127.0.0.1",
      port: 0,
      clock: systemClock,
      onFailure: failedUnexpectedly,
      isKnown: (authorization) => authorization === owner,
    },
    async (request) => new Response(`${request.method} ${await request.text()}`),
    limits,
  );
  assert.ok(bound.ok);
  await scenario(bound.value);
  await bound.value.close(systemClock, 0);
}

async function send({ port }: BoundServer, text: string): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(text));
  return connection;
}

/** Everything until the server closes; empty when it cuts the connection. */
async function restOf(connection: Deno.TcpConn): Promise<string> {
  using open = connection;
  try {
    return await new Response(open.readable).text();
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionReset) return "";
    throw error;
  }
}

const owner = "Bearer of the owner";

const half = "GET /healthz HTTP/1.1\r\nHos";

Deno.test("a request whose head does not arrive is closed", () =>
  withServer({ ...usual, headTimeoutMs: 50 }, async (server) => {
    const heads = await Promise.all([half, "", "GET"].map((text) => send(server, text)));
    for (const answer of await Promise.all(heads.map(restOf))) assert.match(answer, /^$| 408 /);
  }));

Deno.test("idle connections never keep out a new one", () =>
  withServer(usual, async (server) => {
    const held: Deno.TcpConn[] = [];
    for (let count = 0; count < 20; count += 1) held.push(await send(server, half));
    const answer = await fetch(server.url, { method: "POST", body: "halt" });
    assert.equal(await answer.text(), "POST halt");
    const closed = held.slice(0, 16).map(restOf);
    assert.deepEqual(await Promise.all(closed), closed.map(() => ""));
    for (const connection of held.slice(16)) connection.close();
  }));

Deno.test("a request with very many headers is refused before they are looked at", () =>
  withServer(usual, async (server) => {
    const headed = (count: number) => {
      const others = Array.from({ length: count - 2 }, (_, at) => `X-${at}: ${at}\r\n`).join("");
      return `GET / HTTP/1.1\r\nHost: x\r\n${others}Connection: close\r\n\r\n`;
    };
    assert.match(await restOf(await send(server, headed(64))), /^HTTP\/1\.1 200 /);
    for (const count of [65, 900]) {
      const refused = await restOf(await send(server, headed(count)));
      assert.match(refused, /^HTTP\/1\.1 400 [^]*A request has at most 64 headers\./, `${count}`);
    }
    const upgrade = refusedUpgrade.replace("Host: x", `Host: x${"\r\nX: y".repeat(64)}`);
    assert.match(await restOf(await send(server, upgrade)), / 400 [^]*at most 64 headers/);
  }));

Deno.test("a connection that does not wait for its answer is cut, whatever it has sent", async () => {
  let begun = 0;
  const slow = Promise.withResolvers<void>();
  const bound = await bindServer(
    {
      host: "127.0.0.1",
      port: 0,
      clock: systemClock,
      onFailure: failedUnexpectedly,
      isKnown: () => true,
    },
    ({ url }) => {
      begun += 1;
      if (begun > 1) slow.resolve();
      const answered = () => new Response("answered");
      return url.endsWith("/slow") ? slow.promise.then(answered) : answered();
    },
  );
  assert.ok(bound.ok);
  for (const next of ["GET /slow HTTP/1.1\r\nHost: x\r\n\r\n", refusedUpgrade]) {
    begun = 0;
    const many = await send(
      bound.value,
      `GET /slow HTTP/1.1\r\nHost: x\r\n\r\n${next.repeat(2_000)}`,
    );
    assert.equal(await restOf(many), "");
    assert.equal(begun, 1);
  }
  const inTurn = await send(bound.value, "");
  for (let count = 1; count <= 50; count += 1) {
    await inTurn.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    const read = await inTurn.read(new Uint8Array(4_096));
    assert.ok(read !== null, `answer ${count} to a connection that waits for each`);
  }
  inTurn.close();
  slow.resolve();
  await bound.value.close(systemClock, 0);
});

const refusedUpgrade = "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n" +
  "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

Deno.test("refused upgrades that their clients leave half open never keep out a new one", () =>
  withServer(usual, async (server) => {
    const held: Deno.TcpConn[] = [];
    for (let count = 0; count < 20; count += 1) {
      const connection = await send(server, refusedUpgrade);
      const bytes = new Uint8Array(4_096);
      const read = await connection.read(bytes);
      assert.match(new TextDecoder().decode(bytes.subarray(0, read ?? 0)), / 200 /);
      held.push(connection);
    }
    const answer = await fetch(server.url, { method: "POST", body: "halt" });
    assert.equal(await answer.text(), "POST halt");
    for (const connection of held) await untilCut(connection);
  }));

/** Sends until the other end no longer has the connection: half closed, it would take it all. */
async function untilCut(connection: Deno.TcpConn): Promise<void> {
  using open = connection;
  await eventually(async () => {
    try {
      await open.write(new Uint8Array(1));
      return false;
    } catch {
      return true;
    }
  }, { what: "the end of the connection" });
}

const heads: readonly [what: string, request: string, answer: RegExp][] = [
  [
    "an offer of HTTP/2",
    "POST / HTTP/1.1\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n",
    / 200 .*POST x/s,
  ],
  ["TRACE", "TRACE / HTTP/1.1\r\nConnection: close\r\n", / 405 /],
  ["a whole address", "GET http://evil.example/ HTTP/1.1\r\nConnection: close\r\n", / 400 /],
  ["a star", "OPTIONS * HTTP/1.1\r\nConnection: close\r\n", / 400 /],
  ["a broken escape", "GET /%E0%A4%A HTTP/1.1\r\nConnection: close\r\n", / 200 /],
  ["an unknown method", "BREW / HTTP/1.1\r\n", / 400 /],
  [
    "a WebSocket without a key",
    "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
    / 200 .*GET $/s,
  ],
  ["a long head", `GET / HTTP/1.1\r\nx: ${"x".repeat(20_000)}\r\n`, /^$| 431 /],
];

for (const [what, request, expected] of heads) {
  Deno.test(`${what} gets an answer`, () =>
    withServer(usual, async (server) => {
      const body = request.startsWith("POST") ? "Content-Length: 1\r\n\r\nx" : "\r\n";
      const connection = await send(server, `${request}Host: x\r\n${body}`);
      const bytes = new Uint8Array(4_096);
      const count = await connection.read(bytes).catch(() => null) ?? 0;
      assert.match(new TextDecoder().decode(bytes.subarray(0, count)), expected);
      connection.close();
    }));
}

/** A stream that fails with something else than an error, after the status is known. */
function failingBody(): Response {
  return new Response(
    new ReadableStream({ pull: (controller) => controller.error("no error") }),
  );
}

const failures: readonly [what: string, handler: Handler, told: string][] = [
  ["throws a text", () => Promise.reject("no error"), "no error"],
  ["throws an error at once", () => {
    throw new TypeError("an error");
  }, "an error"],
  ["answers with a stream that fails", failingBody, "no error"],
];

for (const [what, handler, told] of failures) {
  Deno.test(`a handler that ${what} is a 500 of its request, and the next one is answered`, async () => {
    const failed: string[] = [];
    const bound = await bindServer({
      host: "127.0.0.1",
      port: 0,
      clock: systemClock,
      onFailure: (path, error) => failed.push(`${path}: ${error.message}`),
      isKnown: () => false,
    }, handler);
    assert.ok(bound.ok);
    const upgrade = refusedUpgrade.replace("/nothing", "/upgrade");
    for (const path of ["/first", "/second"]) {
      const answer: Response = await fetch(new URL(path, bound.value.url));
      assert.equal(answer.status, 500);
      assert.equal((await answer.json()).code, "internal");
      assert.match(await restOf(await send(bound.value, upgrade)), / 500 .*"internal"/s);
    }
    const paths = ["/first", "/upgrade", "/second", "/upgrade"];
    assert.deepEqual(failed, paths.map((path) => `${path}: ${told}`));
    await bound.value.close(systemClock, 0);
  });
}

Deno.test("a new connection replaces one of the address with the most idle connections", () => {
  let nowMs = 0;
  const table = new ConnectionTable<string>(4, () => nowMs);
  table.add("page", "trader");
  for (const one of ["a", "b", "c"]) table.add(one, "crowd");
  const busy = (connection: string, isStranger = false, timeoutMs = Infinity) =>
    table.busy(connection, { isStranger, timeoutMs });
  const answered = busy("a");
  assert.deepEqual(table.add("d", "crowd"), { isAdmitted: true, tooMany: "b" });
  answered?.();
  assert.deepEqual(table.add("e", "new"), { isAdmitted: true, tooMany: "c" });
  assert.deepEqual(table.all(), ["page", "d", "a", "e"]);
  for (const one of table.all()) busy(one, false, one === "a" ? 1_000 : Infinity);
  assert.deepEqual(table.add("f", "trader"), { isAdmitted: false }, "all of them are busy");
  nowMs = 1_000;
  const late = { isAdmitted: true, tooMany: "a" };
  assert.deepEqual(table.add("f", "trader"), late, "a request that hangs loses its place");
  table.remove("d");
  assert.deepEqual(table.add("g", "trader"), { isAdmitted: true });
});

Deno.test("the requests of strangers give way, then connections that are about to send one", () => {
  let nowMs = 0;
  const table = new ConnectionTable<string>(3, () => nowMs);
  const busy = (connection: string, isStranger: boolean) =>
    table.busy(connection, { isStranger, timeoutMs: Infinity });
  for (const one of ["stranger", "trader"]) table.add(one, "here");
  busy("stranger", true);
  busy("trader", false);
  table.add("halt", "here");
  assert.equal(table.add("a", "here").tooMany, "stranger", "the halt came later");
  assert.equal(table.add("b", "here").tooMany, "halt", "the older one");
  nowMs = 2_000;
  table.add("c", "here");
  busy("c", true);
  assert.equal(table.add("d", "here").tooMany, "b", "it has sent nothing for two seconds");
  table.remove("trader");
  table.add("e", "here");
  table.busy("e", { isStranger: false, timeoutMs: Infinity })?.();
  assert.equal(table.add("f", "here").tooMany, "c", "the trader's connection is kept longest");
});

Deno.test("streams of the trader do not count against their halt, and the oldest gives way", () => {
  const table = new ConnectionTable<string>(512, () => 0);
  for (const one of ["stream-1", "stream-2", "stream-3"]) {
    table.add(one, "trader");
    table.busy(one, { isStranger: false, timeoutMs: Infinity });
  }
  const crowd = (from: number, to: number) => {
    for (let n = from; n < to; n += 1) {
      const { tooMany } = table.add(`crowd-${n}`, `crowd-${n}`);
      if (tooMany !== undefined) assert.match(tooMany, /^crowd/);
    }
  };
  crowd(0, 509);
  for (const one of ["page", "halt"]) table.add(one, "trader");
  table.busy("page", { isStranger: true, timeoutMs: Infinity });
  crowd(509, 1_000);
  assert.ok(table.all().includes("halt"), "it is cut after those that were there before");
});

Deno.test("a page's request is not cut for connections of its address that came before", () => {
  const table = new ConnectionTable<string>(512, () => 0);
  for (let n = 0; n < 512; n += 1) table.add(`crowd-${n}`, "here");
  table.add("page", "here");
  table.busy("page", { isStranger: true, timeoutMs: Infinity });
  for (let n = 512; n < 1_000; n += 1) table.add(`crowd-${n}`, "here");
  assert.ok(table.all().includes("page"), "those before it went");
});
