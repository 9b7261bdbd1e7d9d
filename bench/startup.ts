/**
 * The program as a user starts it, `demo` with its eight pairs: from the start of the process to
 * Running, and the memory it uses; with `--minutes N` also how that memory grows.
 */

import { sleep, systemClock } from "../src/runtime/clock.ts";
import { type BenchLine, type BenchOptions, median, percentile, repeat, slope } from "./measure.ts";
import { DemoProcess } from "./support/demo_process.ts";

export const name = "startup";

const starts = 9;
const memoryRuns = 3;
const settledMs = 20_000;
const sampleMs = 5_000;

export async function run({ minutes }: BenchOptions): Promise<readonly BenchLine[]> {
  const runningMs = await repeat({ runs: starts }, timeToRunning);
  const lines: BenchLine[] = [{
    what: "process start to Running, compiled sources cached",
    unit: "ms",
    median: median(runningMs),
    p99: percentile(runningMs, 99),
    samples: starts,
    aim: "< 1500 ms",
  }];
  if (Deno.build.os !== "linux") return lines;
  lines.push(...await memoryAfterStart());
  if (minutes !== null) lines.push(...await memoryOverTime(minutes));
  return lines;
}

async function timeToRunning(): Promise<number> {
  await using demo = new DemoProcess([]);
  return await demo.saysAfterMs(/^\s*Running$/m);
}

async function memoryAfterStart(): Promise<BenchLine[]> {
  const samples: { readonly bridge: number; readonly watchdog: number }[] = [];
  for (let taken = 0; taken < memoryRuns; taken++) {
    await using demo = new DemoProcess([]);
    await sleep(systemClock, settledMs);
    samples.push(demo.residentMb());
  }
  const line = (whose: string, mb: readonly number[]) => ({
    what: `resident memory of ${whose}, demo with 8 pairs, after 20 s`,
    unit: "MB",
    median: median(mb),
    samples: mb.length,
  });
  return [
    { ...line("the bridge", samples.map(({ bridge }) => bridge)), aim: "< 300 MB" },
    line("its watchdog", samples.map(({ watchdog }) => watchdog)),
  ];
}

async function memoryOverTime(minutes: number): Promise<BenchLine[]> {
  await using demo = new DemoProcess([]);
  await sleep(systemClock, settledMs);
  const samples: { readonly minute: number; readonly mb: number }[] = [];
  const startMs = systemClock.steadyMs();
  const minute = () => (systemClock.steadyMs() - startMs) / 60_000;
  while (minute() < minutes) {
    samples.push({ minute: minute(), mb: demo.residentMb().bridge });
    await sleep(systemClock, sampleMs);
  }
  const mb = samples.map((sample) => sample.mb);
  const what = `resident memory of the demo over ${minutes} min after that`;
  return [
    { what, unit: "MB", median: median(mb), p99: percentile(mb, 99), samples: mb.length },
    {
      what: `${what}: slope of its second half`,
      unit: "MB/min",
      median: slope(
        samples.slice(Math.floor(samples.length / 2)).map(({ minute, mb }) => [minute, mb]),
      ),
      samples: Math.ceil(samples.length / 2),
      aim: "flat",
    },
  ];
}
