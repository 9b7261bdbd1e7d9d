/**
 * A terminal as the predecessor of the bridge talked to one: a REP socket of ZeroMQ that answers
 * each request for bars in JSON, after the time that a call takes.
 */

import { Reply } from "zeromq";
import { nextTurn, sleep, systemClock } from "../../src/runtime/clock.ts";
import type { OneByOneRow, OneByOneTask } from "./one_by_one.ts";

const minuteSeconds = 60;
/** After a while without a request it leaves the processor to others. */
const alertMs = 50;

const socket = new Reply({ receiveTimeout: 0, sendTimeout: 0, linger: 0 });

function rowsOf({ bars, fromSeconds }: OneByOneTask): OneByOneRow[] {
  return Array.from({ length: bars }, (_, at) => ({
    time: fromSeconds + at * minuteSeconds,
    ...{ open: 1.10231, high: 1.1034, low: 1.1018, close: 1.1029 },
    ...{ tick_volume: 412 + at, spread: 8, real_volume: 0 },
  }));
}

await socket.bind("tcp://127.0.0.1:*");
self.postMessage(socket.lastEndpoint);
let answeredMs = systemClock.steadyMs();
while (true) {
  while (!socket.readable) {
    const isAlert = systemClock.steadyMs() - answeredMs < alertMs;
    await (isAlert ? nextTurn() : sleep(systemClock, 1));
  }
  const [request] = await socket.receive();
  const task: OneByOneTask = JSON.parse(String(request));
  if (task.callDelayMs > 0) await sleep(systemClock, task.callDelayMs);
  await socket.send(JSON.stringify(rowsOf(task)));
  answeredMs = systemClock.steadyMs();
}
