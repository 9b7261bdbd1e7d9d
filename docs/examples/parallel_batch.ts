/** Submits a batch of tasks, runs four of them at a time, and waits for all. */

import { err, ok, recordLogger, Scheduler, systemClock, systemRandom } from "mt5-bridge";

/** The lengths of the texts, in the same order; -1 for an empty one. */
export async function lengthsOf(texts: readonly string[]): Promise<number[]> {
  const clock = systemClock;
  const log = recordLogger({ source: "batch", clock, emit: () => {} });
  const scheduler = new Scheduler({
    clock,
    random: systemRandom,
    log,
    maxWorkers: 4,
    taskTimeoutMs: 1_000,
    statisticsIntervalMs: 60_000,
  });
  scheduler.start();
  const results = await scheduler.submitAll(texts.map((text) => ({
    name: `length of "${text}"`,
    priority: "NORMAL" as const,
    run: () => Promise.resolve(text === "" ? err({ code: "empty_text" }) : ok(text.length)),
  })));
  await scheduler.stop({ deadlineMs: 1_000 });
  return results.map((result) => result.ok ? result.value : -1);
}
