/** A program that only waits to be stopped; run by `stop_signals_test.ts`. */

import { listenForStop } from "../../src/cli/process/stop_signals.ts";
import { systemClock } from "../../src/runtime/clock.ts";

const write = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
const keepAlive = setInterval(() => {}, 1000);

const stopListening = listenForStop({
  clock: systemClock,
  os: Deno.build.os,
  onStop: ({ signal }) => {
    write(`stop ${signal}`);
    clearInterval(keepAlive);
    stopListening();
  },
  onForce: () => Deno.exit(7),
});
write("ready");
