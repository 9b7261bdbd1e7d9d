/**
 * Runs one job when it is due, never twice at a time, and records the outcome. The first of several
 * failures and the recovery are logged, failures in between only counted. Skipped runs are counted
 * as well, and logged when a run lasts unusually long.
 */

import { err, ok, type Result } from "../../models/result.ts";
import type { Logger } from "../../models/logger.ts";
import type { Clock } from "../clock.ts";
import type { Job } from "./job.ts";
import type { JobError, JobReport, JobStatus } from "../scheduler_status.ts";
import { expandJob } from "./expand_job.ts";
import { reportRun } from "./job_report.ts";
import { JobTimer } from "./job_timer.ts";
import type { Failure, Task, TaskError } from "./task.ts";

/** A run that ends a little late is normal; one that lasts for this many due times is logged. */
const lastingOverruns = 3;

export interface JobRunnerOptions {
  readonly job: Job;
  readonly clock: Clock;
  readonly log: Logger;
  readonly submit: (task: Task<unknown, Failure>) => Promise<Result<unknown, TaskError>>;
}

export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #timer: JobTimer;
  #isStarted = false;
  #isPaused = false;
  #runningSinceMs: number | undefined;
  #last: JobReport | undefined;
  #runs = 0;
  #failedRuns = 0;
  #failedInARow = 0;
  #skippedRuns = 0;
  /** Due times that passed during the current run. */
  #overruns = 0;

  /** Throws a `RangeError` for an invalid timetable. */
  constructor(options: JobRunnerOptions) {
    this.#options = options;
    this.#timer = new JobTimer({
      clock: options.clock,
      every: options.job.every,
      onDue: (missed) => this.#onDue(missed),
    });
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    if (this.#isPaused) return;
    this.#timer.start();
    if (this.#options.job.runAtStart === true) void this.runNow();
  }

  /** A running task continues. */
  stop(): void {
    this.#timer.stop();
    this.#isStarted = false;
  }

  /** Skips due runs until `resume()`; `runNow()` still works. */
  pause(): void {
    this.#timer.stop();
    this.#isPaused = true;
  }

  /** Missed runs are not made up for. */
  resume(): void {
    if (this.#isPaused && this.#isStarted) this.#timer.start();
    this.#isPaused = false;
  }

  /** Resolves when the run has ended. */
  async runNow(): Promise<Result<JobReport, JobError>> {
    const { job, clock } = this.#options;
    if (this.#runningSinceMs !== undefined) return err({ code: "job_running", job: job.name });
    const startedMs = clock.nowMs();
    const startedSteadyMs = clock.steadyMs();
    this.#runningSinceMs = startedSteadyMs;
    this.#runs += 1;
    const results = await this.#runTasks();
    const durationMs = Math.round(clock.steadyMs() - startedSteadyMs);
    const report = reportRun(results, { startedMs, durationMs });
    this.#runningSinceMs = undefined;
    this.#remember(report);
    return ok(report);
  }

  status(): JobStatus {
    const { job } = this.#options;
    return {
      name: job.name,
      priority: job.priority,
      every: "cron" in job.every ? `${job.every.cron} (UTC)` : `${job.every.intervalMs / 1_000} s`,
      state: this.#state(),
      lastRunMs: this.#last?.startedMs ?? null,
      lastDurationMs: this.#last?.durationMs ?? null,
      lastOutcome: this.#last?.outcome ?? null,
      lastError: this.#last?.error ?? null,
      nextRunMs: this.#timer.nextRunMs(),
      runs: this.#runs,
      failedRuns: this.#failedRuns,
      skippedRuns: this.#skippedRuns,
    };
  }

  #state(): JobStatus["state"] {
    if (this.#runningSinceMs !== undefined) return "running";
    if (!this.#isStarted) return "stopped";
    return this.#isPaused ? "paused" : "waiting";
  }

  async #runTasks(): Promise<Result<unknown, TaskError>[]> {
    const tasks = expandJob(this.#options.job);
    if (!tasks.ok) return [tasks];
    return await Promise.all(tasks.value.map((task) => this.#options.submit(task)));
  }

  #onDue(missed: number): void {
    this.#skippedRuns += missed;
    if (this.#runningSinceMs === undefined) {
      this.#overruns = 0;
      void this.runNow();
      return;
    }
    this.#skippedRuns += 1;
    this.#overruns += 1;
    const { clock, job, log } = this.#options;
    const fields = {
      job: job.name,
      runningMs: Math.round(clock.steadyMs() - this.#runningSinceMs),
    };
    if (this.#overruns === lastingOverruns) log.warning("job_skipped", fields);
    else if (this.#overruns === 1) log.debug("job_skipped", fields);
  }

  #remember(report: JobReport): void {
    const { job, log } = this.#options;
    this.#last = report;
    if (report.outcome === "failed") {
      this.#failedRuns += 1;
      this.#failedInARow += 1;
      if (this.#failedInARow > 1) return;
      const { tasks, failedTasks, error } = report;
      log.warning("job_failed", { job: job.name, error, failedTasks, tasks });
    } else if (report.outcome === "completed" && this.#failedInARow > 0) {
      log.info("job_recovered", { job: job.name, failedRuns: this.#failedInARow });
      this.#failedInARow = 0;
    }
  }
}
