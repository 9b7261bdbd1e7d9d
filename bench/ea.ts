/** The Expert Advisor's real source in a hosted terminal: calls there and back with the timer of Windows and a fast one. */

import { sleep, systemClock } from "../src/runtime/clock.ts";
import { systemRandom } from "../src/runtime/random.ts";
import { ExpertStage } from "../tools/mql5_host/expert_stage.ts";
import { type BenchLine, median, percentile } from "./measure.ts";
import { CallingBridge } from "./support/calling_bridge.ts";

export const name = "ea";

const calls = 500;

/** Round trips of calls that come at moments of their own, so that none keeps step with the timer. */
async function roundTrips(timerMs: number, isHeld: boolean): Promise<number[]> {
  const bridge = await CallingBridge.listen();
  await using stage = new ExpertStage({ linkPort: bridge.port, timerMs, isSanitized: false });
  const terminal = await stage.start();
  if (isHeld) terminal.program.tell("quirk", "heldSends", 1);
  await bridge.welcomed;
  const samples: number[] = [];
  for (let call = 0; call < calls; call++) {
    await sleep(systemClock, 20 * systemRandom());
    samples.push(await bridge.roundTripMs("account"));
  }
  await bridge.close();
  return samples;
}

function line(what: string, samples: readonly number[], aim?: string): BenchLine {
  return {
    what,
    unit: "ms",
    median: median(samples),
    p99: percentile(samples, 99),
    samples: samples.length,
    ...(aim === undefined ? {} : { aim }),
  };
}

export async function run(): Promise<readonly BenchLine[]> {
  return [
    line("call and reply, timer 16 ms", await roundTrips(16, false)),
    line("call and reply, timer 1 ms", await roundTrips(1, false), "median < 5"),
    line("call and reply, timer 1 ms, small sends held (Nagle)", await roundTrips(1, true)),
  ];
}
