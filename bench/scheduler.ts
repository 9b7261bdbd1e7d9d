/**
 * The task scheduler on the real clock: how soon a CRITICAL task starts while LOW ones flood the queue, and what
 * a task costs from submission to result at two lengths of the queue.
 */

import { ok } from "../src/models/result.ts";
import { sleep, systemClock } from "../src/runtime/clock.ts";
import { seededRandom } from "../src/runtime/random.ts";
import type { Task } from "../src/runtime/scheduler/task.ts";
import { TaskPool } from "../src/runtime/scheduler/task_pool.ts";
import { type BenchLine, median, percentile, repeat, timeMs } from "./measure.ts";

export const name = "scheduler";

const FLOOD = 100_000;
const CRITICAL_TASKS = 500;
const CRITICAL_EVERY_MS = 2;
/** As long as reading a reply and handing it on takes at the most. */
const BUSY_MS = 0.2;

type Low = Task<number, never>;

const endsAtOnce: Low = { name: "low", priority: "LOW", run: () => Promise.resolve(ok(0)) };
const busyFirst: Low = {
  name: "low",
  priority: "LOW",
  run: () => {
    const untilMs = systemClock.steadyMs() + BUSY_MS;
    while (systemClock.steadyMs() < untilMs);
    return Promise.resolve(ok(0));
  },
};

export async function run(): Promise<readonly BenchLine[]> {
  return [
    await criticalLine("LOW tasks that end at once", endsAtOnce),
    await criticalLine(`LOW tasks that compute ${BUSY_MS} ms`, busyFirst),
    ...await costLines(),
  ];
}

function makePool(): TaskPool {
  const random = seededRandom(1);
  return new TaskPool({ clock: systemClock, random, maxWorkers: 4, taskTimeoutMs: 60_000 });
}

/** Counted from when the timer that submits the task was due, so that a held event loop shows. */
async function criticalLine(flood: string, low: Low): Promise<BenchLine> {
  const pool = makePool();
  pool.start();
  const startsMs: number[] = [];
  for (let index = 0; index < CRITICAL_TASKS; index += 1) {
    for (let queued = pool.counts().LOW.queued; queued < FLOOD; queued += 1) pool.submit(low);
    const dueMs = systemClock.steadyMs() + CRITICAL_EVERY_MS;
    await sleep(systemClock, CRITICAL_EVERY_MS);
    const run = () => {
      startsMs.push(systemClock.steadyMs() - dueMs);
      return Promise.resolve(ok(0));
    };
    await pool.submit({ name: "critical", priority: "CRITICAL", run });
  }
  await pool.stop(1_000);
  return {
    what: `start of a CRITICAL task, ${FLOOD} ${flood} in the queue`,
    unit: "ms",
    median: median(startsMs),
    p99: percentile(startsMs, 99),
    samples: startsMs.length,
    aim: "p99 < 5",
  };
}

async function costLines(): Promise<BenchLine[]> {
  const few = await repeat({ runs: 50, warmups: 50 }, () => costPerTaskUs(1_000));
  const many = await repeat({ runs: 7 }, () => costPerTaskUs(100_000));
  const line = (count: number, samples: readonly number[]): BenchLine => ({
    what: `cost of a task, ${count} queued`,
    unit: "us",
    median: median(samples),
    samples: samples.length,
  });
  return [line(1_000, few), line(100_000, many), {
    what: "cost of a task, 100000 queued to 1000 queued",
    unit: "times",
    median: median(many) / median(few),
    samples: few.length + many.length,
    aim: "< 2",
  }];
}

/** From the first submission to the last result, by task. */
async function costPerTaskUs(count: number): Promise<number> {
  const pool = makePool();
  const totalMs = await timeMs(async () => {
    const results = Array.from({ length: count }, () => pool.submit(endsAtOnce));
    pool.start();
    await Promise.all(results);
  });
  await pool.stop(0);
  return totalMs * 1_000 / count;
}
