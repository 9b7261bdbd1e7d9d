/** The live stream of a running system: greeting, changes, resume, and refused clients. */

import assert from "node:assert/strict";
import {
  type BridgeStage,
  bridgeStage,
  randomMarket,
  sharedStage,
  stageToken,
} from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";
import { type Heard, StreamListener } from "../support/stream_listener.ts";

function listen(stage: BridgeStage, query = ""): StreamListener {
  return new StreamListener(`ws://127.0.0.1:${stage.settings.http.port}/api/v1/stream${query}`);
}

interface Change {
  readonly topic: string;
  readonly symbol?: string;
}

function changesOf(message: Heard): Change[] {
  return (message.changes ?? []) as Change[];
}

/**
 * The market follows the clock, so the number of bars before a signal is random: this market has
 * ten a second.
 */
async function livingStage(): Promise<BridgeStage> {
  const stage = await bridgeStage({ source: randomMarket(600) });
  await stage.statusWhen(
    "both symbols live",
    ({ symbols }) => symbols.length === 2 && symbols.every((one) => one.state === "live"),
  );
  return stage;
}

const sharedBridge = sharedStage(livingStage);

Deno.test("a client first gets the complete state, then the changes", async () => {
  const stage = sharedBridge();
  using client = listen(stage);
  const hello = await client.hello();
  // Accounts, positions and risk are included as soon as their actors have replied once.
  const topics = new Set(changesOf(hello).map(({ topic }) => topic));
  assert.deepEqual([...topics].filter((topic) => topic === "prices" || topic === "system").sort(), [
    "prices",
    "system",
  ]);
  assert.equal(changesOf(hello).filter(({ topic }) => topic === "prices").length, 2);
  assert.deepEqual([hello.resumed, typeof hello.stream], [false, "string"]);
  const later = await client.hears(
    "a price",
    ({ type, changes }) => type === "changes" && JSON.stringify(changes).includes("prices"),
  );
  assert.ok((later.seq ?? 0) > (hello.seq ?? 0));
  await eventually(() => client.heard.filter(({ type }) => type === "changes").length > 5);
  const seqs = client.heard.map(({ seq }) => seq ?? 0);
  assert.deepEqual(seqs, seqs.toSorted((a, b) => a - b));
});

Deno.test("topics and symbols are chosen in the address, and changed by a message", async () => {
  const stage = sharedBridge();
  using client = listen(stage, "?topics=prices&symbols=EURUSD");
  await eventually(() => client.heard.length > 5);
  const heard = client.heard.flatMap(changesOf);
  assert.deepEqual([...new Set(heard.map((one) => `${one.topic} ${one.symbol}`))], [
    "prices EURUSD",
  ]);
  client.say({ type: "subscribe", topics: ["system", "log"] });
  const subscribed = await client.hears("the answer", ({ type }) => type === "subscribed");
  assert.deepEqual(changesOf(subscribed).map(({ topic }) => topic), ["system"]);
  await fetch(`http://127.0.0.1:${stage.settings.http.port}/api/v1/jobs`, { method: "PUT" })
    .then((answer) => answer.body?.cancel());
  const after = client.heard.indexOf(subscribed);
  client.say({ type: "ping" });
  await client.hears("the pong", ({ type }) => type === "pong");
  assert.ok(client.heard.slice(after + 1).every((one) => !JSON.stringify(one).includes("EURUSD")));
});

Deno.test("after a disconnect a client continues where it was; after a restart of the stream it starts over", async () => {
  const stage = sharedBridge();
  using first = listen(stage);
  const hello = await first.hello();
  await eventually(() => first.heard.length > 3);
  const { lastSeq } = first;
  first.socket.close();
  using second = listen(stage, `?resume=${hello.stream}.${lastSeq}`);
  const again = await second.hello();
  assert.deepEqual([again.stream, again.resumed, again.seq], [hello.stream, true, lastSeq]);
  using third = listen(stage, `?resume=another-life.${lastSeq}`);
  assert.equal((await third.hello()).resumed, false);
  using fourth = listen(stage, `?resume=${hello.stream}.999999999`);
  assert.equal((await fourth.hello()).resumed, false);
});

Deno.test("a signal is sent once", async () => {
  const stage = sharedBridge();
  using client = listen(stage, "?topics=signals");
  await client.hello();
  const { port } = stage.settings.http;
  const event = await client.hears("a signal", ({ type }) => type === "event");
  assert.equal(event.topic, "signals");
  const { id } = event.event as { id: string };
  const page = await (await fetch(`http://127.0.0.1:${port}/api/v1/signals`)).json();
  assert.ok(page.items.some((one: { id: string }) => one.id === id));
  const ids = client.heard.map((one) => (one.event as { id?: string } | undefined)?.id);
  assert.equal(ids.filter((one) => one === id).length, 1);
});

const badQueries = ["?topics=nothing", "?symbols=", "?resume=x", "?topic=prices"];

Deno.test("a wrong address, a plain request and another site's page are refused", async (step) => {
  const stage = sharedBridge();
  const url = `http://127.0.0.1:${stage.settings.http.port}/api/v1/stream`;
  const upgrade = {
    upgrade: "websocket",
    connection: "Upgrade",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-version": "13",
  };
  for (const query of badQueries) {
    await step.step(query, async () => {
      const response = await fetch(`${url}${query}`);
      assert.deepEqual([response.status, (await response.json()).code], [400, "bad_request"]);
    });
  }
  await step.step("no upgrade", async () => {
    const response = await fetch(url);
    assert.deepEqual([response.status, (await response.json()).code], [400, "bad_request"]);
  });
  await step.step("another site", async () => {
    const { hostname, port, host } = new URL(url);
    using connection = await Deno.connect({ hostname, port: Number(port) });
    const lines = Object.entries({ ...upgrade, host, origin: "https://evil.example" })
      .map(([name, value]) => `${name}: ${value}\r\n`);
    await connection.write(
      new TextEncoder().encode(`GET /api/v1/stream HTTP/1.1\r\n${lines.join("")}\r\n`),
    );
    const answer = new Uint8Array(1_000);
    const length = await connection.read(answer) ?? 0;
    assert.match(new TextDecoder().decode(answer.subarray(0, length)), /^HTTP\/1.1 403 /);
  });
});

const badMessages: readonly [what: string, message: unknown][] = [
  ["no JSON", "x"],
  ["no message", {}],
  ["an unknown type", { type: "shout" }],
  ["an unknown topic", { type: "subscribe", topics: ["everything"] }],
  ["more than a message has", "x".repeat(30_000)],
];

Deno.test("a client that sends invalid messages is closed with a reason", async (step) => {
  const stage = sharedBridge();
  for (const [what, message] of badMessages) {
    await step.step(what, async () => {
      using client = listen(stage);
      await client.hello();
      client.say(message);
      assert.equal((await client.closedWith()).code, 4400);
    });
  }
  await step.step("too many messages", async () => {
    using client = listen(stage);
    await client.hello();
    for (let count = 0; count <= 200; count += 1) client.say({ type: "ping" });
    assert.equal((await client.closedWith()).code, 4429);
  });
});

Deno.test("on a network address a client must send the token first", async () => {
  await using stage = await bridgeStage({ source: null, settings: { HTTP_HOST: "0.0.0.0" } });
  using right = listen(stage);
  await eventually(() => right.socket.readyState === WebSocket.OPEN);
  assert.deepEqual(right.heard, []);
  right.say({ type: "authenticate", token: stageToken });
  await right.hello();
  using wrong = listen(stage);
  await eventually(() => wrong.socket.readyState === WebSocket.OPEN);
  wrong.say({ type: "authenticate", token: "guess" });
  assert.equal((await wrong.closedWith()).code, 4401);
  assert.deepEqual(wrong.heard, []);
  using silent = listen(stage);
  assert.equal((await silent.closedWith()).code, 4401);
});
