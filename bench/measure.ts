/** Figures of a bench: how they are taken, summed up and written as one comparable line. */

import { systemClock } from "../src/runtime/clock.ts";

/** One figure of a bench, printed as one line. */
export interface BenchLine {
  /** What was measured, with its input: `CRITICAL start, 100,000 LOW queued`. */
  readonly what: string;
  readonly unit: string;
  readonly median: number;
  /** Where single events were timed; left out where only totals were. */
  readonly p99?: number;
  /** How many runs or events the figures come from. */
  readonly samples: number;
  /** What to reach, in words: `p99 < 5`. */
  readonly aim?: string;
}

/** From the command line. */
export interface BenchOptions {
  /** `--minutes N`: for benches that also have a long run. */
  readonly minutes: number | null;
}

/** What each `bench/<name>.ts` exports. */
export interface Bench {
  readonly name: string;
  run(options: BenchOptions): Promise<readonly BenchLine[]>;
}

export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError("No samples");
  const lower = sorted.length % 2 === 0 ? sorted[middle - 1] ?? upper : upper;
  return (lower + upper) / 2;
}

/** The smallest sample that `percent` of all samples do not exceed (nearest rank). */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  const sample = sorted[rank - 1];
  if (sample === undefined) throw new RangeError("No samples");
  return sample;
}

/** Slope of the line through the points with the least squared distances in y. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  if (points.length < 2) throw new RangeError("Fewer than two points");
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  return mean(points.map(([x, y]) => (x - meanX) * (y - meanY))) /
    mean(points.map(([x]) => (x - meanX) ** 2));
}

/** Milliseconds that `work` takes on the steady clock. */
export async function timeMs(work: () => void | Promise<void>): Promise<number> {
  const startMs = systemClock.steadyMs();
  await work();
  return systemClock.steadyMs() - startMs;
}

/** Samples of `take`, one after the other; warm-up runs, in which code is compiled, are not kept. */
export async function repeat(
  options: { readonly runs: number; readonly warmups?: number },
  take: () => number | Promise<number>,
): Promise<number[]> {
  for (let run = 0; run < (options.warmups ?? 1); run += 1) await take();
  const samples: number[] = [];
  for (let run = 0; run < options.runs; run += 1) samples.push(await take());
  return samples;
}

/** `scheduler | CRITICAL start | median 0.1 ms | p99 0.4 ms | 500 samples | aim p99 < 5`. */
export function formatLine(bench: string, line: BenchLine): string {
  const figure = (value: number) => `${Number(value.toPrecision(4))} ${line.unit}`;
  const parts = [bench, line.what, `median ${figure(line.median)}`];
  if (line.p99 !== undefined) parts.push(`p99 ${figure(line.p99)}`);
  parts.push(`${line.samples} samples`);
  if (line.aim !== undefined) parts.push(`aim ${line.aim}`);
  return parts.join(" | ");
}
