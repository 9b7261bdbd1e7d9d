/** The watch over accepting, when the thread was blocked: it cuts no connection that waits. */

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { AcceptWatch } from "../../src/http/accept_watch.ts";
import { eventually } from "../support/eventually.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

Deno.test("a blocked thread that could not accept yet does not listen again", async () => {
  const clock = new SimulatedClock();
  const server = createServer((socket) => void socket.destroy());
  let accepted = 0;
  let listened = 0;
  server.on("connection", () => accepted += 1);
  server.on("listening", () => listened += 1);
  server.listen(0, "127.0.0.1");
  await eventually(() => listened === 1);
  const watch = new AcceptWatch(server, clock, { intervalMs: 100, timeoutMs: 50 });
  // The connection is made, and its time passes without a turn for the server.
  await clock.advance(150);
  await eventually(() => accepted === 1);
  await clock.advance(50);
  assert.deepEqual([server.listening, listened], [true, 1]);
  watch.stop();
  await new Promise((resolve) => server.close(resolve));
});
