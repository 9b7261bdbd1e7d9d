/**
 * The figures of a bench: how they are measured, summarised and formatted as one comparable line.
 */

import { systemClock } from "../src/runtime/clock.ts";

/** One figure of a bench, printed as one line. */
export interface BenchLine {
  /** What was measured, including its input: `CRITICAL start, 100,000 LOW queued`. */
  readonly what: string;
  readonly unit: string;
  readonly median: number;
  /** Set when single events were timed; omitted when there are only totals. */
  readonly p99?: number;
  /** The number of runs or events that the figures are based on. */
  readonly samples: number;
  /** The target, in words: `p99 < 5`. */
  readonly aim?: string;
}

/** Options from the command line. */
export interface BenchOptions {
  /** `--minutes N`: for benches that also have a long run. */
  readonly minutes: number | null;
}

/** The exports of each `bench/<name>.ts`. */
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

/** The slope of the least-squares line through the points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  if (points.length < 2) throw new RangeError("Fewer than two points");
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  return mean(points.map(([x, y]) => (x - meanX) * (y - meanY))) /
    mean(points.map(([x]) => (x - meanX) ** 2));
}

/** How many milliseconds `work` takes, on the steady clock. */
export async function timeMs(work: () => void | Promise<void>): Promise<number> {
  const startMs = systemClock.steadyMs();
  await work();
  return systemClock.steadyMs() - startMs;
}

/**
 * Calls `take` repeatedly and returns its samples. Warm-up runs, during which code is compiled, are
 * discarded.
 */
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
