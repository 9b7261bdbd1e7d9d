/**
 * The hub of the stream: states may be skipped, events may not; a slow client affects only itself.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { StreamSocket } from "../../src/http/stream/stream_client.ts";
import { type JoinRequest, StreamHub } from "../../src/http/stream/stream_hub.ts";
import { streamTopics, usualTopics } from "../../src/http/stream/topics.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

interface Message {
  readonly type: string;
  readonly seq: number;
  readonly resumed?: boolean;
  readonly event?: { readonly n: number };
  readonly changes?: readonly {
    readonly topic: string;
    readonly symbol?: string;
    readonly n?: number;
  }[];
}

/** A socket whose other end reads, or does not. */
class TestSocket implements StreamSocket {
  readonly messages: Message[] = [];
  closed: { readonly code: number; readonly reason: string } | null = null;
  isStuck = false;
  bufferedBytes = 0;

  send(text: string): void {
    this.messages.push(JSON.parse(text));
    if (this.isStuck) this.bufferedBytes += text.length;
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }

  recover(): void {
    this.isStuck = false;
    this.bufferedBytes = 0;
  }

  get events(): number[] {
    return this.messages.flatMap(({ event }) => event === undefined ? [] : [event.n]);
  }

  get lastSeq(): number {
    return Math.max(...this.messages.map(({ seq }) => seq ?? 0));
  }
}

const everything: JoinRequest = {
  subscription: { topics: new Set(streamTopics), symbols: null },
  resume: null,
};

function stage() {
  const clock = new SimulatedClock();
  const hub = new StreamHub(clock, "life-1");
  const join = (request: Partial<JoinRequest> = {}) => {
    const socket = new TestSocket();
    const client = hub.join(socket, { ...everything, ...request });
    return { socket, client };
  };
  const price = (symbol: string, n: number) =>
    hub.setState({ topic: "prices", key: symbol, symbol }, { symbol, n });
  return { clock, hub, join, price };
}

Deno.test("a thousand changes at once are one message with the newest of each", async () => {
  const { clock, join, price } = stage();
  const { socket } = join();
  for (let n = 0; n < 1_000; n += 1) price(n % 2 === 0 ? "EURUSD" : "BTCUSD", n);
  await clock.advance(100);
  assert.deepEqual(socket.messages.map(({ type }) => type), ["hello", "changes"]);
  assert.deepEqual(socket.messages[1]?.changes?.map(({ n }) => n), [998, 999]);
});

Deno.test("events are sent at once and in order, between the changes", async () => {
  const { clock, hub, join, price } = stage();
  const { socket } = join();
  price("EURUSD", 1);
  for (let n = 0; n < 5; n += 1) hub.publish("deals", { n });
  await clock.advance(0);
  assert.deepEqual(socket.events, [0, 1, 2, 3, 4]);
  await clock.advance(100);
  const seqs = socket.messages.map(({ seq }) => seq);
  assert.deepEqual(seqs, seqs.toSorted((a, b) => a - b));
});

Deno.test("a client gets its topics and symbols, and those it subscribes to later", async () => {
  const { clock, hub, join, price } = stage();
  const { socket, client } = join({
    subscription: { topics: new Set(["prices"]), symbols: new Set(["EURUSD"]) },
  });
  price("EURUSD", 1);
  price("BTCUSD", 2);
  hub.publish("deals", { n: 1 });
  await clock.advance(100);
  assert.deepEqual(socket.events, []);
  assert.deepEqual(socket.messages.at(-1)?.changes?.map(({ n }) => n), [1]);
  hub.subscribe(client, { topics: new Set(["prices", "deals"]), symbols: null });
  await clock.advance(100);
  assert.equal(socket.messages.at(-1)?.type, "subscribed");
  assert.deepEqual(socket.messages.at(-1)?.changes?.map(({ n }) => n), [1, 2]);
  hub.publish("deals", { n: 2 });
  await clock.advance(100);
  assert.deepEqual(socket.events, [2]);
});

Deno.test("subscribing again and again sends the states once, and the newest answer", async () => {
  const { clock, hub, join, price } = stage();
  const { socket, client } = join();
  price("EURUSD", 1);
  await clock.advance(100);
  const before = socket.messages.length;
  const wanted = { topics: new Set(["prices"] as const), symbols: null };
  for (let round = 0; round < 190; round += 1) hub.subscribe(client, wanted);
  await clock.advance(100);
  hub.subscribe(client, wanted);
  await clock.advance(100);
  const answers = socket.messages.slice(before);
  assert.deepEqual(answers.map(({ type }) => type), ["subscribed", "subscribed"]);
  assert.deepEqual(answers.map(({ changes }) => changes?.length), [1, 0]);
});

Deno.test("clients without a token share a budget of answers; one with it is answered at once", async () => {
  const { clock, hub, join, price } = stage();
  for (let n = 0; n < 20; n += 1) price(`S${n}`, n);
  const crowd = Array.from({ length: 100 }, () => join());
  const trader = join();
  trader.client.isKnown = true;
  await clock.advance(100);
  const answersOf = ({ socket }: typeof trader) =>
    socket.messages.filter(({ type }) => type === "subscribed").length;
  const total = () => crowd.reduce((sum, one) => sum + answersOf(one), 0);
  const rounds = 100;
  for (let round = 0; round < rounds; round += 1) {
    const symbols = new Set([`S${round % 20}`]);
    for (const { client } of [...crowd, trader]) {
      hub.subscribe(client, { topics: new Set(["prices"]), symbols });
    }
    await clock.advance(100);
    assert.equal(answersOf(trader), round + 1);
  }
  const seconds = rounds / 10;
  assert.ok(total() <= 50 + seconds * 50, `${total()} answers`);
  const each = crowd.map(answersOf);
  assert.ok(Math.max(...each) - Math.min(...each) <= 1, "they take turns");
  await clock.advance(3_000);
  const symbolsOf = crowd.map(({ client }) => [...client.subscription.symbols ?? []]);
  assert.ok(symbolsOf.every(([symbol]) => symbol === "S19"), "the newest wish of each");
});

Deno.test("the log is not among the default topics", () => {
  assert.ok(!usualTopics.includes("log") && usualTopics.includes("orders"));
});

Deno.test("a stuck client is closed with a reason, with a short queue, and without affecting others", async () => {
  const { clock, hub, join, price } = stage();
  const { socket: stuck } = join();
  const { socket: healthy } = join();
  stuck.isStuck = true;
  let told = 0;
  for (let round = 0; round < 300; round += 1) {
    for (let n = 0; n < 50; n += 1) price(`S${n}`, round);
    hub.publish("deals", { n: round, text: "x".repeat(5_000) });
    told += 1;
    await clock.advance(100);
  }
  assert.equal(healthy.events.length, told);
  assert.equal(healthy.closed, null);
  assert.equal(stuck.closed?.code, 4408);
  assert.match(stuck.closed?.reason ?? "", /Too slow.*Reconnect/);
  assert.ok(stuck.bufferedBytes < 400_000, `${stuck.bufferedBytes} bytes wait`);
  assert.deepEqual([hub.clients, hub.counters.streamTooSlow], [1, 1]);
});

Deno.test("a client that was slow for a moment misses no event and gets the newest prices", async () => {
  const { clock, hub, join, price } = stage();
  const { socket } = join();
  socket.isStuck = true;
  for (let n = 0; n < 100; n += 1) {
    price("EURUSD", n);
    hub.publish("orders", { n, text: "x".repeat(5_000) });
    await clock.advance(60);
  }
  assert.ok(socket.events.length < 100);
  socket.recover();
  await clock.advance(100);
  assert.deepEqual(socket.events, Array.from({ length: 100 }, (_, n) => n));
  assert.equal(socket.messages.at(-1)?.changes?.at(-1)?.n, 99);
  assert.equal(socket.closed, null);
});

Deno.test("a client that lost events is closed instead of left with a gap", async () => {
  const { clock, hub, join } = stage();
  const { socket } = join();
  socket.isStuck = true;
  for (let n = 0; n < 60_000; n += 1) hub.publish("orders", { n, text: "x".repeat(400) });
  await clock.advance(0);
  socket.recover();
  for (let n = 0; n < 60_000; n += 1) hub.publish("orders", { n, text: "x".repeat(400) });
  await clock.advance(100);
  assert.equal(socket.closed?.code, 4408);
  const { events } = socket;
  assert.deepEqual(events, Array.from(events, (_, n) => n), "no hole before the close");
});

Deno.test("a client that disconnects at any point and resumes gets every event once, in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("event", "price", "wait", "leave"), { maxLength: 60 }),
      async (steps) => {
        const { clock, hub, join, price } = stage();
        let { socket, client } = join();
        const heard: number[] = [];
        let told = 0;
        const leave = () => {
          hub.leave(client);
          heard.push(...socket.events);
          return socket.lastSeq;
        };
        for (const step of steps) {
          if (step === "event") hub.publish("deals", { n: told++ });
          if (step === "price") price("EURUSD", told);
          if (step === "wait") await clock.advance(70);
          if (step !== "leave") continue;
          const seq = leave();
          hub.publish("deals", { n: told++ });
          ({ socket, client } = join({ resume: { stream: "life-1", seq } }));
          assert.equal(socket.messages[0]?.resumed, true);
        }
        await clock.advance(200);
        leave();
        assert.deepEqual(heard, Array.from({ length: told }, (_, n) => n));
      },
    ),
    { seed: 20_261_122, numRuns: 200 },
  );
});

Deno.test("an invalid resume position starts over", async () => {
  const { clock, hub, join } = stage();
  const { socket, client } = join();
  hub.publish("deals", { n: 1 });
  await clock.advance(10);
  const { lastSeq } = socket;
  hub.leave(client);
  const resumedFrom = (stream: string, seq: number) =>
    join({ resume: { stream, seq } }).socket.messages[0]?.resumed;
  assert.equal(resumedFrom("life-1", lastSeq), true);
  assert.equal(resumedFrom("life-0", lastSeq), false);
  assert.equal(resumedFrom("life-1", lastSeq + 1_000), false);
  hub.forget();
  assert.equal(resumedFrom("life-1", lastSeq), false);
});

Deno.test("an unchanged state is not sent again", async () => {
  const { clock, hub, join } = stage();
  const { socket } = join();
  for (let n = 0; n < 5; n += 1) {
    hub.setIfDiffers("system", "system", { state: "running" });
    await clock.advance(60);
  }
  assert.equal(socket.messages.filter(({ type }) => type === "changes").length, 1);
});

Deno.test("an idle client gets a heartbeat, and a message when the bridge stops", async () => {
  const { clock, hub, join } = stage();
  const { socket } = join();
  await clock.advance(20_000);
  assert.equal(socket.messages.filter(({ type }) => type === "heartbeat").length, 2);
  hub.stop("The bridge is stopping.");
  assert.deepEqual(socket.closed, { code: 1001, reason: "The bridge is stopping." });
  assert.deepEqual([hub.clients, clock.pendingTimers], [0, 0]);
});
