/**
 * Terminal threads that end while their large messages are still being sent. Prints how many there
 * were.
 */

import { denoLinkServer } from "../../src/mt5/deno_link_server.ts";
import { systemClock } from "../../src/runtime/clock.ts";

const threads = 10;

const server = await denoLinkServer({ clock: systemClock }).listen({
  host: "127.0.0.1",
  port: 0,
  deliver: () => {},
  onFailure: (error) => {
    throw error;
  },
});
if (!server.ok) throw new Error(server.error.code);
for (let ended = 0; ended < threads; ended++) {
  const url = new URL("./ending_thread_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module" });
  const sent = new Promise((resolve) => worker.onmessage = resolve);
  worker.postMessage(server.value.port);
  await sent;
  worker.terminate();
}
Deno.stdout.writeSync(new TextEncoder().encode(`${threads} threads have ended\n`));
Deno.exit(0);
