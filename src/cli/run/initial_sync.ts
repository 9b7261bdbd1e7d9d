/**
 * Runs the jobs once as soon as the first terminal is in sync, instead of waiting until they are
 * due.
 */

import type { Logger } from "../../models/logger.ts";
import { err, ok } from "../../models/result.ts";
import { constantBackoff } from "../../runtime/backoff.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { retry } from "../../runtime/retry.ts";
import type { System } from "../../system.ts";

export interface InitialSyncOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Aborted once the program has been asked to stop. */
  readonly stopping: AbortSignal;
}

/** In this order, because later jobs use the results of earlier ones. */
const jobs = ["sync_metrics", "fetch_prices", "analyze_forex", "analyze_crypto"] as const;

/** A terminal may connect hours later, but polling is cheap. */
const lookAgain = constantBackoff(250);

export async function initialSync(system: System, options: InitialSyncOptions): Promise<void> {
  const { clock, random, log, stopping: signal } = options;
  const look = async () => await isTerminalInSync(system) ? ok(null) : err("none_in_sync");
  await retry(look, { clock, random, backoff: lookAgain, signal });
  if (signal.aborted) return;
  const startedMs = clock.steadyMs();
  let tasks = 0;
  let failed = 0;
  for (const name of jobs) {
    const run = await system.scheduler.runJobNow(name);
    if (signal.aborted) return;
    if (!run.ok) continue; // the job does not exist, or is already running
    tasks += run.value.tasks;
    failed += run.value.failedTasks;
  }
  const durationMs = Math.round(clock.steadyMs() - startedMs);
  log.info("initial_sync_done", { tasks, failed, durationMs });
}

async function isTerminalInSync({ supervisor }: System): Promise<boolean> {
  const asked = await supervisor.peer("mt5").ask("terminals", {}, {
    timeoutMs: 1_000,
  });
  return asked.ok && asked.value.some(({ state }) => state === "in_sync");
}
