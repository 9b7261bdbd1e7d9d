/** The TypeScript client's live stream: it resumes, or says that it could not. */

import assert from "node:assert/strict";
import {
  BridgeClient,
  BridgeError,
  type ClientOptions,
  type StreamItem,
  type StreamOptions,
} from "../../clients/typescript/mod.ts";
import { streamTopics } from "../../clients/typescript/stream_messages.ts";
import { streamTopics as topicsOfBridge } from "../../src/http/stream/topics.ts";
import { sharedStage, stageToken } from "../support/bridge_stage.ts";
import { clientStage, httpRelay, paperAccount as terminal } from "../support/client_stage.ts";
import { eventually } from "../support/eventually.ts";

const sharedBridge = sharedStage(clientStage);
const backoff = { firstMs: 20, factor: 2, maxMs: 200 };

function clientOf(options: ClientOptions = {}): BridgeClient {
  const url = `http://127.0.0.1:${sharedBridge().settings.http.port}`;
  return new BridgeClient({ url, token: stageToken, backoff, ...options });
}

/** Reads the stream into a list until the test is over. */
class Reader implements AsyncDisposable {
  readonly items: StreamItem[] = [];
  readonly #stream;
  readonly #done: Promise<unknown>;

  constructor(client: BridgeClient, options: StreamOptions = {}) {
    this.#stream = client.stream(options);
    this.#done = this.#read();
  }

  async has(type: StreamItem["type"], times = 1): Promise<void> {
    const count = () => this.items.filter((item) => item.type === type).length;
    await eventually(() => count() >= times, { what: `${times} ${type}` });
  }

  subscribe(...given: Parameters<ReturnType<BridgeClient["stream"]>["subscribe"]>): void {
    this.#stream.subscribe(...given);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stream.close();
    await this.#done;
  }

  async #read(): Promise<void> {
    for await (const item of this.#stream) this.items.push(item);
  }
}

/** Two deals. */
async function buyAndClose(): Promise<void> {
  const client = clientOf();
  const [price] = await client.listPrices({ symbol: "BTCUSD" });
  const stopLoss = Math.round(price!.bid * 0.95);
  const order = { symbol: "BTCUSD", type: "buy", volumeLots: 0.01, stopLoss } as const;
  const { position } = await client.placeOrder({ terminal, ...order });
  await client.closePosition({ terminal, ticket: position! });
}

function dealsIn(items: readonly StreamItem[]): StreamItem[] {
  return items.filter((item) => item.type === "event" && item.topic === "deals");
}

Deno.test("stream: the client knows the topics of the bridge", () => {
  assert.deepEqual(streamTopics, topicsOfBridge);
});

Deno.test("stream: after a lost connection it resumes, and no event is missing", async () => {
  await using relay = httpRelay(sharedBridge().settings.http.port);
  const url = `http://127.0.0.1:${relay.port}`;
  await using reader = new Reader(clientOf({ url }), { topics: ["deals"] });
  await reader.has("hello");
  relay.redirect(1);
  relay.cut();
  await reader.has("lost", 2);
  await buyAndClose();
  relay.redirect(sharedBridge().settings.http.port);
  await reader.has("hello", 2);
  await eventually(() => dealsIn(reader.items).length >= 2, {
    what: "the deals of the time between",
  });
  assert.equal(reader.items.findLast((item) => item.type === "hello")?.resumed, true);
  assert.deepEqual(reader.items.filter(({ type }) => type === "reset"), []);
  assert.equal(dealsIn(reader.items).length, 2);
});

Deno.test("stream: when the bridge cannot resume, the reader is told to read the lists again", async () => {
  await using reader = new Reader(clientOf(), { topics: ["system"] });
  await reader.has("hello");
  await clientOf().restartActor({ actor: "http" });
  await reader.has("reset");
  const types = reader.items.map(({ type }) => type)
    .filter((type) => ["hello", "lost", "reset"].includes(type));
  assert.deepEqual([types[0], types[1], types.at(-1)], ["hello", "lost", "reset"]);
});

Deno.test("stream: another subscription holds after a lost connection, too", async () => {
  await using relay = httpRelay(sharedBridge().settings.http.port);
  const url = `http://127.0.0.1:${relay.port}`;
  await using reader = new Reader(clientOf({ url }), { topics: ["deals"] });
  await reader.has("hello");
  reader.subscribe(["prices"], ["BTCUSD"]);
  await reader.has("changes");
  relay.cut();
  await reader.has("hello", 2);
  const hello = reader.items.findLast((item) => item.type === "hello");
  assert.deepEqual([hello?.topics, hello?.symbols], [["prices"], ["BTCUSD"]]);
});

Deno.test("stream: a slow reader misses no event, though little waits for it", async () => {
  await using quick = new Reader(clientOf(), { topics: ["deals"] });
  await quick.has("hello");
  const stream = clientOf().stream({ topics: ["deals"], waitingMax: 2 });
  const deals: StreamItem[] = [];
  let hellos = 0;
  for await (const item of stream) {
    if (item.type === "hello") {
      hellos += 1;
      // More deals arrive than may wait for this reader, so its connection is closed.
      if (hellos === 1) {
        for (let count = 0; count < 3; count += 1) await buyAndClose();
        await eventually(() => dealsIn(quick.items).length === 6, { what: "six deals" });
      }
    }
    assert.notEqual(item.type, "reset");
    deals.push(...dealsIn([item]));
    if (deals.length === 6) break;
  }
  assert.ok(hellos > 1);
});

Deno.test("stream: a wrong token ends it with an error, and an unknown topic is not sent", async () => {
  const read = async () => {
    for await (const item of clientOf({ token: "not-the-token" }).stream()) void item;
  };
  const error = await read().then(() => null, (error) => error);
  assert.ok(error instanceof BridgeError && error.code === "stream_refused", String(error));
  assert.ok(!error.message.includes("not-the-token"));
  for (const options of [{ topics: ["nothing" as never] }, { symbols: ["EUR,USD"] }]) {
    assert.throws(() => clientOf().stream(options), { name: "BridgeError" });
  }
});

Deno.test("stream: the caller's signal ends it, also before it is read", async () => {
  for (const signal of [AbortSignal.abort(), AbortSignal.timeout(100)]) {
    for await (const item of clientOf().stream({ signal })) void item;
  }
});
