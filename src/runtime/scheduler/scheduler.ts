/**
 * The task scheduler: tasks with a priority and a deadline, MAX_WORKERS at a time, and jobs that
 * become tasks when they are due. It runs on the thread that creates it; tasks wait for other
 * actors and do not compute.
 */

import { err, ok, type Result } from "../../models/result.ts";
import type { Logger } from "../../models/logger.ts";
import type { Job } from "./job.ts";
import type { JobError, JobReport, SchedulerState, SchedulerStatus } from "../scheduler_status.ts";
import { JobRunner } from "./job_runner.ts";
import { JobTimer } from "./job_timer.ts";
import type { Failure, Task, TaskError } from "./task.ts";
import { sumCounts } from "./task_counts.ts";
import { type StopReport, TaskPool, type TaskPoolOptions } from "./task_pool.ts";

/** Dependencies and limits of a scheduler. */
export interface SchedulerOptions extends TaskPoolOptions {
  /** Receives statistics and failed jobs. */
  readonly log: Logger;
  /** The interval of statistics lines in the log. */
  readonly statisticsIntervalMs: number;
}

/** Runs tasks and jobs. Accepts tasks at once and runs them from `start` to `stop`. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #pool: TaskPool;
  readonly #jobs = new Map<string, JobRunner>();
  readonly #statistics: JobTimer;
  #state: SchedulerState = "waiting";
  #stopping: Promise<StopReport> | undefined;

  /** Creates a scheduler that waits for `start`. */
  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#pool = new TaskPool(options);
    this.#statistics = new JobTimer({
      clock: options.clock,
      every: { intervalMs: options.statisticsIntervalMs },
      onDue: () => this.#logStatistics(),
    });
  }

  /**
   * Adds a job, before or after the start. Throws a `RangeError` for a name in use or an invalid
   * timetable.
   *
   *     scheduler.addJob({
   *       name: "sync_trades",
   *       every: { intervalMs: 30_000 },
   *       priority: "HIGH",
   *       run: () => trade.ask("sync", {}, { timeoutMs: 10_000 }),
   *     });
   */
  addJob(job: Job): void {
    if (this.#jobs.has(job.name)) throw new RangeError(`A job named ${job.name} already exists`);
    const { clock, log } = this.#options;
    const runner = new JobRunner({ job, clock, log, submit: (task) => this.#pool.submit(task) });
    this.#jobs.set(job.name, runner);
    if (this.#state === "running") runner.start();
  }

  /** Queues one task and resolves with its outcome. Never rejects. */
  submit<T, E extends Failure>(task: Task<T, E>): Promise<Result<T, TaskError<E>>> {
    return this.#pool.submit(task);
  }

  /**
   * Queues a batch that runs in parallel, and resolves with all results in the order of the tasks.
   */
  submitAll<T, E extends Failure>(
    tasks: readonly Task<T, E>[],
  ): Promise<Result<T, TaskError<E>>[]> {
    return Promise.all(tasks.map((task) => this.#pool.submit(task)));
  }

  /** Runs a job now, even a paused one, and resolves when that run has ended. */
  runJobNow(name: string): Promise<Result<JobReport, JobError>> {
    const job = this.#jobs.get(name);
    return job?.runNow() ?? Promise.resolve(unknownJob(name));
  }

  /** Skips the job's due runs until it is resumed. */
  pauseJob(name: string): Result<void, JobError> {
    const job = this.#jobs.get(name);
    return job === undefined ? unknownJob(name) : ok(job.pause());
  }

  /** Resumes the job's due runs. */
  resumeJob(name: string): Result<void, JobError> {
    const job = this.#jobs.get(name);
    return job === undefined ? unknownJob(name) : ok(job.resume());
  }

  /** Starts running tasks and jobs; does nothing after the first call. */
  start(): void {
    if (this.#state !== "waiting") return;
    this.#state = "running";
    this.#pool.start();
    this.#statistics.start();
    for (const job of this.#jobs.values()) job.start();
  }

  /**
   * Accepts no more tasks, refuses waiting ones, lets running ones finish and aborts the rest at
   * the deadline. Final; a second call waits for the first.
   */
  stop(options: { readonly deadlineMs: number }): Promise<StopReport> {
    this.#stopping ??= this.#drain(options.deadlineMs);
    return this.#stopping;
  }

  /** The current status. */
  status(): SchedulerStatus {
    const byPriority = this.#pool.counts();
    return {
      state: this.#state,
      slots: this.#pool.slots,
      total: sumCounts(byPriority),
      byPriority,
      jobs: [...this.#jobs.values()].map((job) => job.status()),
    };
  }

  async #drain(deadlineMs: number): Promise<StopReport> {
    this.#state = "draining";
    this.#statistics.stop();
    for (const job of this.#jobs.values()) job.stop();
    const report = await this.#pool.stop(deadlineMs);
    this.#logStatistics();
    this.#state = "stopped";
    return report;
  }

  /** Failed counts every task without a result, including timeouts. */
  #logStatistics(): void {
    const { active, queued, completed, failed, timedOut } = sumCounts(this.#pool.counts());
    const fields = { active, queued, completed, failed: failed + timedOut };
    this.#options.log.debug("worker_stats", fields);
  }
}

function unknownJob(name: string): Result<never, JobError> {
  return err({ code: "job_unknown", job: name });
}
