/**
 * Shows that work keeps nothing of what it is given. How much memory a process takes depends on the
 * machine and on its collector, so no number of bytes is a bound: the growth by four times the work
 * is compared with the growth by the work, measured by what the work weighs.
 */

import assert from "node:assert/strict";

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
  const before = Deno.memoryUsage().rss;
  await work();
  return Deno.memoryUsage().rss - before;
}

/** One round after the other. */
export function repeated(round: () => Promise<void>): MeasuredWork["work"] {
  return async (times) => {
    for (let done = 0; done < times; done++) await round();
  };
}
