/** WebSockets of the stream on a simulated clock: who gets in, who is closed, and when. */

import assert from "node:assert/strict";
import { type Duplex, duplexPair } from "node:stream";
import { StreamHub } from "../../src/http/stream/stream_hub.ts";
import { StreamUpgrader } from "../../src/http/stream_upgrader.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

interface Client {
  readonly status: number;
  readonly wire: Duplex;
  /** What the server has sent. */
  readonly heard: Uint8Array[];
}

function stream() {
  const clock = new SimulatedClock();
  const hub = new StreamHub(clock, "s");
  const upgrader = new StreamUpgrader({
    hub,
    clock,
    fed: () => Promise.resolve(),
    tokenProblem: () => null,
  });
  const enter = (
    { isPage = false, isKnown = false, needsProof = false }: {
      isPage?: boolean;
      isKnown?: boolean;
      needsProof?: boolean;
    } = {},
  ): Client => {
    const [wire, connection] = duplexPair();
    const heard: Uint8Array[] = [];
    wire.on("data", (bytes: Uint8Array) => heard.push(bytes));
    wire.on("error", () => {});
    const response = upgrader.enter({
      request: new Request("http://localhost/api/v1/stream", {
        headers: isPage ? { origin: "http://localhost:8765" } : {},
      }),
      address: "127.0.0.1",
      isKnown,
      needsProof,
      upgrade: () => ({ connection, head: new Uint8Array() }),
    });
    return { status: response.status, wire, heard };
  };
  return { clock, enter, upgrader };
}

/** What was written has reached the other end. */
async function delivered(clock: SimulatedClock, passedMs = 0): Promise<void> {
  await clock.advance(passedMs);
  await new Promise<void>((resolve) => systemClock.nextTurn(resolve));
}

/** The code of the close frame that the server sent last; null when there is none. */
function closeCode({ heard }: Client): number | null {
  const last = heard.at(-1);
  return last?.[0] === 0x88 ? last[2]! * 256 + last[3]! : null;
}

function pings({ heard }: Client): number {
  return heard.filter((bytes) => bytes[0] === 0x89).length;
}

function say({ wire }: Client, message: object): void {
  const text = new TextEncoder().encode(JSON.stringify(message));
  wire.write(new Uint8Array([0x81, 0x80 | text.length, 0, 0, 0, 0, ...text]));
}

/** How many messages of this type the server has sent. */
function messages({ heard }: Client, type: string): number {
  const text = heard.map((bytes) => new TextDecoder().decode(bytes)).join("");
  return text.split(`{"type":"${type}"`).length - 1;
}

Deno.test("without a token nobody uses all connections, whatever origin they name", async () => {
  const { clock, enter, upgrader } = stream();
  const programs = Array.from({ length: 240 }, () => enter());
  assert.equal(programs.filter(({ status }) => status === 204).length, 224);
  assert.equal(programs.at(-1)?.status, 503);
  const pages = Array.from({ length: 300 }, () => enter({ isPage: true }));
  assert.deepEqual([...new Set(pages.map(({ status }) => status))], [204]);
  assert.equal(upgrader.counters.streamClients, 224 + 32);
  const known = Array.from({ length: 64 }, () => enter({ isKnown: true }));
  assert.deepEqual([...new Set(known.map(({ status }) => status))], [204]);
  await delivered(clock);
  assert.ok(known.every((one) => closeCode(one) === null && messages(one, "hello") === 1));
});

Deno.test("a page without a token gets a place when others hold them all, and keeps it with one", async () => {
  const { clock, enter, upgrader } = stream();
  const [first] = Array.from({ length: 224 }, () => enter());
  const pages = Array.from({ length: 32 }, () => enter({ isPage: true }));
  await delivered(clock, 5_000);
  const owner = enter({ isPage: true });
  await delivered(clock);
  assert.equal(messages(owner, "hello"), 1, "it has to prove nothing");
  assert.deepEqual([closeCode(first!), closeCode(pages[0]!)], [4403, null], "programs give way");
  say(owner, { type: "authenticate", token: "t" });
  await delivered(clock);
  for (let count = 0; count < 600; count += 1) enter({ isPage: true });
  await delivered(clock);
  assert.equal(closeCode(owner), null);
  assert.equal(closeCode(pages[0]!), 4403);
  assert.equal(upgrader.counters.streamClients, 224 + 32);
});

Deno.test("clients without a token share a pace of messages; one with it is handled at once", async () => {
  const { clock, enter } = stream();
  const [owner, ...strangers] = [
    enter({ isKnown: true }),
    ...Array.from({ length: 50 }, () => enter()),
  ];
  await delivered(clock);
  const sendAll = () => {
    for (const one of strangers) {
      for (let count = 0; count < 20; count += 1) say(one, { type: "ping" });
    }
  };
  const answered = () => strangers.reduce((sum, one) => sum + messages(one, "pong"), 0);
  sendAll();
  await delivered(clock);
  assert.equal(answered(), 150, "the burst without the fifty that have come");
  say(owner!, { type: "ping" });
  await delivered(clock);
  assert.equal(messages(owner!, "pong"), 1);
  await delivered(clock, 1_000);
  const inOneSecond = answered() - 150;
  assert.ok(inOneSecond >= 95 && inOneSecond <= 105, `${inOneSecond} in a second`);
  const each = strangers.map((one) => messages(one, "pong"));
  assert.ok(Math.max(...each) - Math.min(...each) <= 5, `one after the other: ${each}`);
  for (let passedMs = 0; passedMs < 10_000; passedMs += 10) await delivered(clock, 10);
  assert.equal(answered(), 1_000, "none is lost");
});

Deno.test("clients that do not send the token make room for later ones", async () => {
  const { clock, enter } = stream();
  const silent = Array.from({ length: 33 }, () => enter({ needsProof: true }));
  await delivered(clock, 1);
  assert.equal(closeCode(silent[0]!), 4401);
  assert.equal(closeCode(silent[1]!), null);
  await delivered(clock, 5_000);
  assert.ok(silent.every((one) => closeCode(one) === 4401), "after five seconds all of them");
});

Deno.test("a message without an end is closed at its limit", async () => {
  const { clock, enter } = stream();
  const client = enter();
  const fragment = (opcode: number) => {
    const head = [opcode, 0xfe, 10_000 >> 8, 10_000 & 0xff, 0, 0, 0, 0];
    return new Uint8Array([...head, ...new Uint8Array(10_000)]);
  };
  client.wire.write(fragment(1));
  for (let sent = 1; sent < 50; sent += 1) client.wire.write(fragment(0));
  await delivered(clock, 1);
  assert.equal(closeCode(client), 1009);
});

Deno.test("empty fragments and pings count as messages", async () => {
  const { clock, enter } = stream();
  const client = enter({ isKnown: true });
  const ping = [0x89, 0x80, 0, 0, 0, 0];
  client.wire.write(new Uint8Array(Array.from({ length: 201 }, () => ping).flat()));
  await delivered(clock, 1);
  assert.equal(closeCode(client), 4429);
});

Deno.test("a silent client is pinged, and cut when it does not answer", async () => {
  const { clock, enter, upgrader } = stream();
  const [silent, alive] = [enter(), enter()];
  await delivered(clock, 15_000);
  assert.deepEqual([pings(silent), pings(alive)], [1, 1]);
  alive.wire.write(new Uint8Array([0x8a, 0x80, 0, 0, 0, 0]));
  await delivered(clock, 15_000);
  assert.equal(upgrader.counters.streamClients, 1);
  assert.equal(pings(alive), 2);
});
