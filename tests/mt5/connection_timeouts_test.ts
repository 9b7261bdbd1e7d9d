/**
 * How long a connection of the link may take for its handshake, its hello, its silence and its
 * leaving. The test plays the socket and the clock.
 */

import assert from "node:assert/strict";
import { LinkConnection } from "../../src/mt5/deno_link_connection.ts";
import { asciiBytes, greeting, joinedBytes, message, ready } from "../support/zmtp_bytes.ts";

const timeouts = { handshakeMs: 5_000, helloMs: 15_000, idleMs: 30_000, leavingMs: 1_000 };

/** Lets what the connection does with its bytes come to an end. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** Bytes arrive when the test says so; nothing more is accepted once it is `full`. */
class PlayedSocket {
  isFull = false;
  #arrived: Uint8Array[] = [];
  #wake: () => void = () => {};
  #isClosed = false;

  async arrive(bytes: Uint8Array): Promise<void> {
    this.#arrived.push(bytes);
    this.#wake();
    await settled();
  }

  readonly read = async (buffer: Uint8Array): Promise<number | null> => {
    while (this.#arrived.length === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    const bytes = this.#arrived.shift();
    if (bytes === undefined) return null;
    buffer.set(bytes);
    return bytes.length;
  };

  readonly write = (bytes: Uint8Array): Promise<number> =>
    this.isFull ? new Promise(() => {}) : Promise.resolve(bytes.length);

  readonly close = (): void => {
    this.#isClosed = true;
    this.#wake();
  };
}

function played() {
  const clock = { ms: 0 };
  const socket = new PlayedSocket();
  const connection = new LinkConnection(socket, {
    ...{ steadyMs: () => clock.ms },
    ...{ onFirstBytes: () => {}, onReady: () => {}, onMessages: () => {}, onFault: () => {} },
    onEnd: () => {},
  });
  /** What is overdue then, and a millisecond earlier. */
  const after = (ms: number) => {
    clock.ms += ms;
    const before = connection.overdue(timeouts);
    clock.ms += 1;
    return [before, connection.overdue(timeouts)];
  };
  return { clock, socket, connection, after };
}

const shaken = joinedBytes(greeting, ready());

Deno.test("a peer that never says a word has the time of the handshake", () => {
  const { after } = played();
  assert.deepEqual(after(timeouts.handshakeMs), [null, "handshake_timeout"]);
});

Deno.test("a peer that says its handshake byte by byte has no more time for it", async () => {
  const { clock, socket, after } = played();
  for (const byte of shaken.subarray(0, 10)) {
    clock.ms += 400;
    await socket.arrive(Uint8Array.of(byte));
  }
  assert.deepEqual(after(timeouts.handshakeMs - 4_000), [null, "handshake_timeout"]);
});

Deno.test("a peer without a hello has its time from the end of the handshake on, whatever it says", async () => {
  const { clock, socket, connection, after } = played();
  clock.ms = 4_000;
  await socket.arrive(shaken);
  clock.ms += 14_000;
  await socket.arrive(message(asciiBytes("chatter")));
  clock.ms += 100_000;
  assert.equal(connection.overdue(timeouts), null, "its message waits for the bridge");
  assert.equal(connection.take(9).length, 1);
  await settled();
  assert.equal(connection.overdue(timeouts), "handshake_timeout");
  assert.deepEqual(after(0), ["handshake_timeout", "handshake_timeout"]);
});

Deno.test("a welcomed terminal may be silent for its time, and each byte begins it anew", async () => {
  const { clock, socket, connection, after } = played();
  await socket.arrive(shaken);
  connection.welcome();
  clock.ms = 29_000;
  await socket.arrive(message(asciiBytes("heartbeat")));
  connection.take(9);
  await settled();
  assert.deepEqual(after(timeouts.idleMs), [null, "idle"]);
});

Deno.test("a welcomed terminal that takes nothing is idle, even while it talks", async () => {
  const { clock, socket, connection } = played();
  await socket.arrive(shaken);
  connection.welcome();
  socket.isFull = true;
  assert.ok(connection.send(asciiBytes("a call")));
  clock.ms = timeouts.idleMs;
  await socket.arrive(message(asciiBytes("heartbeat")));
  connection.take(9);
  await settled();
  assert.equal(connection.overdue(timeouts), null);
  clock.ms += 1;
  assert.equal(connection.overdue(timeouts), "idle");
});

Deno.test("a peer that is sent away has a moment to read why", async () => {
  const { clock, socket, connection, after } = played();
  await socket.arrive(shaken);
  clock.ms = 2_000;
  connection.leave();
  assert.deepEqual(after(timeouts.leavingMs), [null, "idle"]);
  connection.end();
  assert.equal(connection.overdue(timeouts), null);
});
