/**
 * The link's server over real sockets, with ZeroMQ's Dealer as the terminal: order, refusals,
 * reconnects, backpressure, a free port.
 */

import assert from "node:assert/strict";
import { denoLinkServer } from "../../src/mt5/deno_link_server.ts";
import { textFrames } from "../../src/mt5/frame_text.ts";
import type { LinkServer, PeerId, PeerMessage } from "../../src/mt5/transport.ts";
import { zeromqTransport } from "../../src/mt5/zeromq_transport.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { eventually } from "../support/eventually.ts";

const transport = { ...zeromqTransport(systemClock), ...denoLinkServer({ clock: systemClock }) };
const host = "127.0.0.1";
const fail = (error: unknown) => {
  throw error;
};

async function listening(
  deliver: (messages: readonly PeerMessage[]) => void | Promise<void>,
  port = 0,
): Promise<LinkServer> {
  const server = await transport.listen({ host, port, deliver, onFailure: fail });
  if (!server.ok) throw new Error(JSON.stringify(server.error));
  return server.value;
}

const text = (frames: readonly Uint8Array[]) =>
  frames.map((frame) => new TextDecoder().decode(frame)).join("|");

Deno.test("messages travel both ways, whole and in order", async () => {
  const arrived: string[] = [];
  let peer: PeerId | undefined;
  const server = await listening((messages) => {
    for (const message of messages) {
      arrived.push(text(message.frames));
      peer = message.peer;
    }
  });
  const answers: string[] = [];
  const client = transport.connect({
    host,
    port: server.port,
    deliver: (messages) => void answers.push(...messages.map(text)),
    onFailure: fail,
  });
  const expected: string[] = [];
  for (let index = 0; index < 5_000; index++) {
    await eventually(async () => await client.send(textFrames(["n", `${index}`])) === "sent");
    expected.push(`n|${index}`);
  }
  await eventually(() => arrived.length === 5_000);
  assert.deepEqual(arrived, expected);
  assert.equal(await server.send(peer!, textFrames(["a", "b"])), "sent");
  await eventually(() => answers.length === 1);
  assert.deepEqual(answers, ["a|b"]);
  await client.close();
  await server.close();
});

Deno.test("send() returns peer_gone for an unknown peer, and after one has left", async () => {
  let peer: PeerId | undefined;
  const server = await listening((messages) => {
    peer = messages[0]?.peer;
  });
  assert.equal(await server.send("00aabbccdd" as PeerId, textFrames(["x"])), "peer_gone");
  const client = transport.connect({ host, port: server.port, deliver() {}, onFailure: fail });
  await eventually(async () => await client.send(textFrames(["x"])) === "sent");
  await eventually(() => peer !== undefined);
  await client.close();
  await eventually(async () => await server.send(peer!, textFrames(["x"])) === "peer_gone");
  await server.close();
});

Deno.test("a client without a server is busy, and connects automatically when one appears", async () => {
  const first = await listening(() => {});
  const { port } = first;
  await first.close();
  const client = transport.connect({ host, port, deliver() {}, onFailure: fail });
  assert.equal(await client.send(textFrames(["lost"])), "busy");
  const arrived: string[] = [];
  const second = await listening((messages) => {
    arrived.push(...messages.map(({ frames }) => text(frames)));
  }, port);
  await eventually(async () => await client.send(textFrames(["found"])) === "sent");
  await eventually(() => arrived.length > 0);
  assert.equal(arrived[0], "found");
  await client.close();
  await second.close();
});

Deno.test("a closed server's port is free at once, repeatedly", async () => {
  let server = await listening(() => {});
  const { port } = server;
  for (let round = 0; round < 20; round++) {
    await server.close();
    server = await listening(() => {}, port);
  }
  assert.equal(server.port, port);
  await server.close();
});

Deno.test("listen() names the setting when the port is taken or the address is not ours", async () => {
  const server = await listening(() => {});
  const { port } = server;
  const taken = await transport.listen({ host, port, deliver() {}, onFailure: fail });
  assert.deepEqual(taken, {
    ok: false,
    error: { code: "port_taken", host, port, setting: "MT5_LINK_PORT" },
  });
  await server.close();
  const foreign = { host: "192.0.2.1", port, deliver() {}, onFailure: fail };
  const refused = await transport.listen(foreign);
  assert.equal(refused.ok ? "" : refused.error.code, "listen_refused");
  assert.equal(refused.ok ? "" : refused.error.setting, "MT5_LINK_HOST");
});

Deno.test("a slow receiver holds up further messages until it is done", async () => {
  const turns: number[] = [];
  const gate = Promise.withResolvers<void>();
  const server = await listening((messages) => {
    turns.push(messages.length);
    return gate.promise;
  });
  const client = transport.connect({ host, port: server.port, deliver() {}, onFailure: fail });
  await eventually(async () => await client.send(textFrames(["1"])) === "sent");
  await eventually(() => turns.length === 1);
  for (const name of ["2", "3"]) assert.equal(await client.send(textFrames([name])), "sent");
  assert.deepEqual(turns, [1]);
  gate.resolve();
  await eventually(() => turns.reduce((sum, count) => sum + count, 0) === 3);
  await client.close();
  await server.close();
});

Deno.test("a receiver that throws ends the delivery and is reported", async () => {
  const failures: unknown[] = [];
  const cause = new Error("receiver failed");
  const server = await transport.listen({
    host,
    port: 0,
    deliver: () => {
      throw cause;
    },
    onFailure: (error) => void failures.push(error),
  });
  assert.ok(server.ok);
  const { port } = server.value;
  const client = transport.connect({ host, port, deliver() {}, onFailure: fail });
  await eventually(async () => await client.send(textFrames(["x"])) === "sent");
  await eventually(() => failures.length === 1);
  assert.equal(failures[0], cause);
  await client.close();
  await server.value.close();
});
