/**
 * The link's client over real sockets, with ZeroMQ's Router as the bridge: order, both directions,
 * reconnects, a receiver that is slow or throws, a server that never speaks.
 */

import assert from "node:assert/strict";
import { Router } from "zeromq";
import { denoLinkClient } from "../../src/mt5/deno_link_client.ts";
import { type Frames, textFrames } from "../../src/mt5/frame_text.ts";
import type { LinkClient } from "../../src/mt5/transport.ts";
import { argumentsMax } from "../../src/mt5/wire_limits.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { eventually } from "../support/eventually.ts";

const hostname = "127.0.0.1";
const fail = (error: unknown) => {
  throw error;
};

/** Sockets are kept: one that is collected as garbage ends the process. */
const routers: Router[] = [];

/** Port 0 lets the system choose. */
async function listening(port = 0): Promise<{ readonly router: Router; readonly port: number }> {
  const router = new Router({ receiveTimeout: 0, sendTimeout: 0, linger: 0 });
  routers.push(router);
  await eventually(async () => {
    await router.bind(`tcp://${hostname}:${port === 0 ? "*" : port}`);
    return true;
  });
  return { router, port: Number(router.lastEndpoint?.split(":").at(-1)) };
}

function connected(
  port: number,
  deliver: (messages: readonly Frames[]) => void | Promise<void> = () => {},
  onFailure: (error: unknown) => void = fail,
): LinkClient {
  return denoLinkClient(systemClock).connect({ host: hostname, port, deliver, onFailure });
}

async function sent(client: LinkClient, texts: readonly string[]): Promise<void> {
  await eventually(async () => await client.send(textFrames(texts)) === "sent");
}

const text = (frames: readonly Uint8Array[]) =>
  frames.map((frame) => new TextDecoder().decode(frame)).join("|");

/** The next message, its sender first. */
async function received(router: Router): Promise<Buffer[]> {
  await eventually(() => router.readable);
  return await router.receive();
}

Deno.test("a client of the link exchanges messages with ZeroMQ, whole and in order", async () => {
  const { router, port } = await listening();
  const arrived: string[] = [];
  const client = connected(port, (messages) => void arrived.push(...messages.map(text)));
  const long = "x".repeat(100_000);
  for (const body of ["1", "", long]) await sent(client, ["n", body]);
  const [peer] = await received(router).then((first) => {
    assert.equal(text(first.slice(1)), "n|1");
    return first;
  });
  assert.equal(text((await received(router)).slice(1)), "n|");
  assert.equal(text((await received(router)).slice(1)), `n|${long}`);
  const expected = Array.from({ length: 2_000 }, (_, index) => `a|${index}`);
  for (let index = 0; index < 2_000; index++) {
    await eventually(() => router.writable);
    await router.send([peer!, "a", String(index)]);
  }
  await router.send([peer!, long.slice(0, 100), long]);
  const call = Array.from({ length: 3 + argumentsMax }, (_, index) => `argument${index}`);
  await router.send([peer!, ...call]);
  await eventually(() => arrived.length === 2_002);
  assert.deepEqual(arrived.slice(0, -2), expected);
  assert.deepEqual(arrived.slice(-2), [`${long.slice(0, 100)}|${long}`, call.join("|")]);
  await client.close();
  router.close();
});

Deno.test("a client of the link is busy without a server, and connects when it returns", async () => {
  const first = await listening();
  first.router.close();
  const client = connected(first.port);
  assert.equal(await client.send(textFrames(["lost"])), "busy");
  const second = await listening(first.port);
  await sent(client, ["found"]);
  assert.equal(text((await received(second.router)).slice(1)), "found");
  second.router.close();
  await eventually(async () => await client.send(textFrames(["gone"])) === "busy");
  const third = await listening(first.port);
  await sent(client, ["again"]);
  assert.equal(text((await received(third.router)).slice(1)), "again");
  await client.close();
  third.router.close();
});

Deno.test("a slow receiver of the link's client holds up further messages", async () => {
  const { router, port } = await listening();
  const turns: string[][] = [];
  const gate = Promise.withResolvers<void>();
  const client = connected(port, (messages) => {
    turns.push(messages.map(text));
    return gate.promise;
  });
  await sent(client, ["hello"]);
  const [peer] = await received(router);
  await router.send([peer!, "1"]);
  await eventually(() => turns.length === 1);
  for (const name of ["2", "3"]) await router.send([peer!, name]);
  await sent(client, ["more"]);
  await received(router);
  assert.deepEqual(turns, [["1"]]);
  gate.resolve();
  await eventually(() => turns.flat().length === 3);
  assert.deepEqual(turns.flat(), ["1", "2", "3"]);
  await client.close();
  router.close();
});

Deno.test("a receiver that throws ends the link's client and is reported", async () => {
  const { router, port } = await listening();
  const cause = new Error("receiver failed");
  const failures: unknown[] = [];
  const receive = () => {
    throw cause;
  };
  const client = connected(port, receive, (error) => void failures.push(error));
  await sent(client, ["hello"]);
  const [peer] = await received(router);
  await router.send([peer!, "x"]);
  await eventually(() => failures.length === 1);
  assert.equal(failures[0], cause);
  assert.equal(await client.send(textFrames(["more"])), "busy");
  await client.close();
  router.close();
});

Deno.test("the link's client leaves a server that never speaks, and tries again", async () => {
  const server = Deno.listen({ hostname, port: 0 });
  const hurried = {
    ...systemClock,
    setTimeout: (callback: () => void, ms: number) => systemClock.setTimeout(callback, ms / 100),
  };
  const { port } = server.addr;
  const client = denoLinkClient(hurried).connect({
    ...{ host: hostname, port, deliver() {}, onFailure: fail },
  });
  const first = await server.accept();
  const greeting = new Uint8Array(100);
  assert.equal(await first.read(greeting), 64);
  assert.equal(await first.read(greeting), null);
  const second = await server.accept();
  await client.close();
  first.close();
  second.close();
  server.close();
});
