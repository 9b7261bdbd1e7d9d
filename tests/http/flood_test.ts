/**
 * Clients that flood a running bridge: halts and reads are still answered, and no more is read from
 * a client than a message may contain.
 */

import assert from "node:assert/strict";
import {
  type BridgeStage,
  sharedStage,
  stageToken,
  stageWithoutTerminal,
} from "../support/bridge_stage.ts";

const sharedBridge = sharedStage(stageWithoutTerminal);

function addressOf(stage: BridgeStage) {
  return { hostname: "127.0.0.1", port: stage.settings.http.port };
}

/** On a connection of its own. */
async function haltStatus(stage: BridgeStage, signal?: AbortSignal): Promise<number> {
  const { hostname, port } = addressOf(stage);
  const response = await fetch(`http://${hostname}:${port}/api/v1/risk/halt`, {
    method: "POST",
    headers: { authorization: `Bearer ${stageToken}`, connection: "close" },
    ...(signal === undefined ? {} : { signal }),
  });
  await response.body?.cancel();
  return response.status;
}

/** More than the server keeps open, and than a process may open on many machines. */
const heldCount = 700;

Deno.test("many half requests and wrong tokens do not keep out a halt", async () => {
  const stage = sharedBridge();
  const held: Deno.TcpConn[] = [];
  const { port } = addressOf(stage);
  const guess = { method: "POST", headers: { authorization: "Bearer a-guess" } };
  for (let count = 0; count < heldCount; count += 1) {
    const connection = await Deno.connect(addressOf(stage));
    await connection.write(new TextEncoder().encode("POST /api/v1/risk/halt HTTP/1.1\r\nHos"));
    held.push(connection);
    if (count % 100 !== 0) continue;
    const guessed = await fetch(`http://127.0.0.1:${port}/api/v1/risk/resume`, guess);
    await guessed.body?.cancel();
    assert.equal(await haltStatus(stage), 200, `with ${count} held`);
  }
  assert.equal(await haltStatus(stage), 200);
  for (const connection of held) connection.close();
});

/** More than the server keeps open. */
const readers = 600;
const haltsMeanwhile = 6;
const commandTimeoutMs = 30_000;

/** Reads that page on one connection after another, as fast as it is answered. */
async function readWithoutEnd(stage: BridgeStage, isOver: () => boolean): Promise<void> {
  const { hostname, port } = addressOf(stage);
  const request = new TextEncoder().encode(
    `GET /metrics HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`,
  );
  const page = new Uint8Array(100_000);
  while (!isOver()) {
    try {
      using connection = await Deno.connect(addressOf(stage));
      let count: number | null = 0;
      while (!isOver() && count !== null) {
        await connection.write(request);
        count = await connection.read(page);
      }
    } catch {
      // cut, or not accepted: it tries again
    }
  }
}

Deno.test("hundreds of clients that read without a pause do not keep out a halt", async () => {
  const stage = sharedBridge();
  let isOver = false;
  const reading = Array.from({ length: readers }, () => readWithoutEnd(stage, () => isOver));
  try {
    for (let count = 0; count < haltsMeanwhile; count += 1) {
      assert.equal(await haltStatus(stage, AbortSignal.timeout(commandTimeoutMs)), 200);
    }
  } finally {
    isOver = true;
  }
  await Promise.all(reading);
});

/** A masked fragment of 60,000 bytes; the first one of a message has the opcode of text. */
function fragment(opcode: 0 | 1): Uint8Array {
  const bytes = new Uint8Array(8 + 60_000);
  bytes.set([opcode, 0xfe, 60_000 >> 8, 60_000 & 0xff]);
  return bytes;
}

/** More than the system's buffers and the server together take of one connection. */
const floodBytes = 64_000_000;

/** Sends fragments without an end until the server cuts the connection; returns what it sent. */
async function floodUntilCut(stage: BridgeStage): Promise<number> {
  using connection = await Deno.connect(addressOf(stage));
  const head = `GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:${addressOf(stage).port}\r\n` +
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  await connection.write(new TextEncoder().encode(head));
  let sentBytes = 0;
  try {
    while (sentBytes < floodBytes) {
      sentBytes += await connection.write(fragment(sentBytes === 0 ? 1 : 0));
    }
  } catch (error) {
    const isCut = error instanceof Deno.errors.ConnectionReset ||
      error instanceof Deno.errors.BrokenPipe;
    if (!isCut) throw error;
  }
  return sentBytes;
}

Deno.test("messages without an end are cut while they arrive", async () => {
  const stage = sharedBridge();
  for (let round = 0; round < 5; round += 1) {
    const floods = Array.from({ length: 4 }, () => floodUntilCut(stage));
    assert.equal(await haltStatus(stage), 200);
    for (const sentBytes of await Promise.all(floods)) assert.ok(sentBytes < floodBytes);
  }
});
