/**
 * The task scheduler on the real clock: how soon a CRITICAL task starts while LOW ones flood the
 * queue, and what a task costs from submission to result, at two queue lengths.
 */

import { cpuUsage } from "node:process";
import { ok } from "../src/models/result.ts";
import { sleep, systemClock } from "../src/runtime/clock.ts";
import { seededRandom } from "../src/runtime/random.ts";
import type { Task } from "../src/runtime/scheduler/task.ts";
import { TaskPool } from "../src/runtime/scheduler/task_pool.ts";
import { type BenchLine, median, percentile, repeat } from "./measure.ts";

export const name = "scheduler";

const floodTasks = 100_000;
const tasks = 100_000;
const criticalTasks = 500;
const criticalEveryMs = 2;
/** The longest time that reading a reply and passing it on takes. */
const busyMs = 0.2;

type Low = Task<number, never>;

const endsAtOnce: Low = { name: "low", priority: "LOW", run: () => Promise.resolve(ok(0)) };
const busyFirst: Low = {
  name: "low",
  priority: "LOW",
  run: () => {
    const untilMs = systemClock.steadyMs() + busyMs;
    while (systemClock.steadyMs() < untilMs);
    return Promise.resolve(ok(0));
  },
};

export async function run(): Promise<readonly BenchLine[]> {
  return [
    await criticalLine("empty queue (the noise of this machine)", undefined),
    await criticalLine(`${floodTasks} LOW tasks that compute ${busyMs} ms queued`, busyFirst),
    await criticalLine(`${floodTasks} LOW tasks that end at once queued`, endsAtOnce),
    ...await costLines(),
  ];
}

function makePool(): TaskPool {
  const random = seededRandom(1);
  return new TaskPool({ clock: systemClock, random, maxWorkers: 4, taskTimeoutMs: 60_000 });
}

/**
 * Counted from when the timer that submits the task was due, so that a blocked event loop shows.
 */
async function criticalLine(flood: string, low: Low | undefined): Promise<BenchLine> {
  const pool = makePool();
  pool.start();
  const startsMs: number[] = [];
  for (let index = 0; index < criticalTasks; index += 1) {
    if (low !== undefined) fillUp(pool, low);
    const dueMs = systemClock.steadyMs() + criticalEveryMs;
    await sleep(systemClock, criticalEveryMs);
    const run = () => {
      startsMs.push(systemClock.steadyMs() - dueMs);
      return Promise.resolve(ok(0));
    };
    await pool.submit({ name: "critical", priority: "CRITICAL", run });
  }
  await pool.stop(1_000);
  return {
    what: `start of a CRITICAL task, ${flood}`,
    unit: "ms",
    median: median(startsMs),
    p99: percentile(startsMs, 99),
    samples: startsMs.length,
    ...(low === undefined ? {} : { aim: "p99 < 5" }),
  };
}

function fillUp(pool: TaskPool, low: Low): void {
  for (let queued = pool.counts().LOW.queued; queued < floodTasks; queued += 1) pool.submit(low);
}

async function costLines(): Promise<BenchLine[]> {
  const few = await repeat({ runs: 7 }, () => costPerTaskUs(1_000));
  const many = await repeat({ runs: 7 }, () => costPerTaskUs(tasks));
  const line = (count: number, samples: readonly number[]): BenchLine => ({
    what: `CPU time of a task, ${count} queued`,
    unit: "us",
    median: median(samples),
    samples: samples.length,
  });
  return [line(1_000, few), line(tasks, many), {
    what: `CPU time of a task, ${tasks} queued to 1000 queued`,
    unit: "times",
    median: median(many) / median(few),
    samples: few.length + many.length,
    aim: "< 2",
  }];
}

/**
 * From submission to result, including garbage collection, with the same number of tasks at both
 * queue lengths.
 */
async function costPerTaskUs(queued: number): Promise<number> {
  const before = cpuUsage();
  for (let done = 0; done < tasks; done += queued) {
    const pool = makePool();
    const results = Array.from({ length: queued }, () => pool.submit(endsAtOnce));
    pool.start();
    await Promise.all(results);
    await pool.stop(0);
  }
  const { user, system } = cpuUsage(before);
  return (user + system) / tasks;
}
