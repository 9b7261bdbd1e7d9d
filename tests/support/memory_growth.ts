/**
 * Shows that work keeps nothing of what it is given. How much memory a process takes depends on the
 * machine and on its collector, so no number of bytes is a bound: the growth by four times the work
 * is compared with the growth by the work, measured by what the work weighs.
 */

import assert from "node:assert/strict";
import v8 from "node:v8";
import vm from "node:vm";

export interface MeasuredWork {
  readonly what: string;
  /** What is handed over once and must not stay in memory: so much that it stands out. */
  readonly bytes: number;
  /** Hands over so many times the bytes, in one piece or one after the other. */
  readonly work: (times: number) => Promise<void> | void;
}

const moreTimes = 4;

/**
 * Whoever kept everything would grow by three times the bytes more; half of that is far from both.
 * The first time is not counted: it fills what any of it needs.
 */
export async function assertKeepsNothing({ what, bytes, work }: MeasuredWork): Promise<void> {
  await work(1);
  const byOnce = await growthBy(() => work(1));
  const byMore = await growthBy(() => work(moreTimes));
  assert.ok(
    byMore - byOnce < (moreTimes - 1) * bytes / 2,
    `${what}: ${moreTimes} times ${bytes} bytes grew by ${byMore}, once by ${byOnce}`,
  );
}

async function growthBy(work: () => Promise<void> | void): Promise<number> {
  const before = memoryInUseBytes();
  await work();
  return memoryInUseBytes() - before;
}

v8.setFlagsFromString("--expose_gc");
const collectGarbage: () => void = vm.runInNewContext("gc");

/** What is still held: a collector that has not come by yet would look like work that keeps. */
function memoryInUseBytes(): number {
  collectGarbage();
  return Deno.memoryUsage().rss;
}

/** One round after the other. */
export function repeated(round: () => Promise<void>): MeasuredWork["work"] {
  return async (times) => {
    for (let done = 0; done < times; done++) await round();
  };
}
