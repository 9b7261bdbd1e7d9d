/**
 * The link's transport and codec between two workers: parsed messages per second, the round trip of
 * one message, CPU use when idle.
 */

import { sleep, systemClock } from "../src/runtime/clock.ts";
import { type BenchLine, median, percentile, repeat } from "./measure.ts";
import type { ClientCommand } from "./support/link_client.ts";

export const name = "link";

const floodMessages = 20_000;
const rounds = 2_000;
const idleMs = 3_000;

class Pair {
  readonly #server = new Worker(new URL("./support/link_server.ts", import.meta.url), {
    type: "module",
  });
  readonly #client = new Worker(new URL("./support/link_client.ts", import.meta.url), {
    type: "module",
  });

  async open(): Promise<void> {
    const port = await answer<number>(this.#server);
    this.#tell({ kind: "connect", port });
  }

  /** Messages per second, from the first one sent to the last one parsed. */
  async flood(messages: number, ticksEach: number): Promise<number> {
    this.#server.postMessage(messages * ticksEach);
    await answer(this.#server);
    const startMs = systemClock.steadyMs();
    this.#tell({ kind: "flood", messages, ticksEach });
    await answer(this.#server);
    return messages / (systemClock.steadyMs() - startMs) * 1_000;
  }

  async echo(): Promise<readonly number[]> {
    this.#tell({ kind: "echo", rounds });
    return await answer<readonly number[]>(this.#client);
  }

  close(): void {
    this.#server.terminate();
    this.#client.terminate();
  }

  #tell(command: ClientCommand): void {
    this.#client.postMessage(command);
  }
}

/** The worker's next message. */
function answer<T>(worker: Worker): Promise<T> {
  return new Promise((resolve) => {
    worker.onmessage = (event: MessageEvent<T>) => resolve(event.data);
  });
}

/** The CPU time this process uses while both ends wait, in percent of one core. */
async function idleCpuPct(): Promise<number> {
  const before = Deno.env.get("OS") === "Windows_NT" ? null : cpuMs();
  await sleep(systemClock, idleMs);
  return before === null ? Number.NaN : (cpuMs() - before) / idleMs * 100;
}

/** User and system time of this process, from `/proc`, where the unit is 10 ms. */
function cpuMs(): number {
  const fields = Deno.readTextFileSync("/proc/self/stat").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

export async function run(): Promise<readonly BenchLine[]> {
  const pair = new Pair();
  await pair.open();
  const small = await repeat({ runs: 5 }, () => pair.flood(floodMessages, 1));
  const large = await repeat({ runs: 5 }, () => pair.flood(floodMessages, 20));
  const trips = await pair.echo();
  const idle = await repeat({ runs: 3, warmups: 0 }, idleCpuPct);
  pair.close();
  const perSecond = (what: string, samples: readonly number[], unit: string) => ({
    what,
    unit,
    median: median(samples),
    samples: samples.length,
  });
  return [
    perSecond("messages of 1 tick, encoded to parsed", small, "messages/s"),
    perSecond("ticks, 20 a message, encoded to parsed", large.map((one) => one * 20), "ticks/s"),
    {
      what: "round trip of one message",
      unit: "ms",
      median: median(trips),
      p99: percentile(trips, 99),
      samples: trips.length,
    },
    perSecond("CPU of one core while both ends wait", idle, "%"),
  ];
}
