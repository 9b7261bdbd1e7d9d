/** A task in the scheduler: its attempts so far, and the promise that its submitter awaits. */

import { err, type Result } from "../../models/result.ts";
import { type Attempt, type AttemptError, startAttempt } from "./attempt.ts";
import type { Deadlines } from "./deadlines.ts";
import type { Priority } from "../priority.ts";
import type { RetryPolicy } from "./retry_policy.ts";
import type { Failure, Task, TaskError } from "./task.ts";

/** How an attempt ended, for counting and retries. */
export type AttemptEnd = "completed" | "failed" | "timed_out" | "stopped";

export interface AttemptHandlers {
  readonly deadlines: Deadlines;
  readonly defaultTimeoutMs: number;
  readonly onEnd: (end: AttemptEnd) => void;
  readonly onLate: () => void;
}

/** A task as the pool sees it, independent of its result type. */
export interface PooledTask {
  readonly priority: Priority;
  readonly retry: RetryPolicy | undefined;
  readonly attempts: number;
  start(handlers: AttemptHandlers): Attempt;
  /** Passes the last attempt's result to the submitter. */
  finish(): void;
  /** Informs the submitter that there will be no (further) attempt. */
  refuse(reason: SubmitRefusal): void;
}

export type SubmitRefusal = { readonly code: "scheduler_stopped" } | {
  readonly code: "queue_full";
  readonly priority: Priority;
  readonly limit: number;
};

export class SubmittedTask<T, E extends Failure> implements PooledTask {
  /** Never rejects. */
  readonly result: Promise<Result<T, TaskError<E>>>;
  readonly #task: Task<T, E>;
  #resolve!: (result: Result<T, TaskError<E>>) => void;
  #attempts = 0;
  #last: Result<T, AttemptError<E>> | undefined;

  constructor(task: Task<T, E>) {
    this.#task = task;
    this.result = new Promise((resolve) => this.#resolve = resolve);
  }

  get priority(): Priority {
    return this.#task.priority;
  }

  get retry(): RetryPolicy | undefined {
    return this.#task.retry;
  }

  get attempts(): number {
    return this.#attempts;
  }

  start(handlers: AttemptHandlers): Attempt {
    this.#attempts += 1;
    return startAttempt({
      deadlines: handlers.deadlines,
      timeoutMs: this.#task.timeoutMs ?? handlers.defaultTimeoutMs,
      run: this.#task.run,
      onEnd: (result) => {
        this.#last = result;
        handlers.onEnd(endOf(result));
      },
      onLate: handlers.onLate,
    });
  }

  finish(): void {
    if (this.#last === undefined) throw new TypeError(`${this.#task.name} was never started`);
    this.#resolve(this.#last.ok ? this.#last : err(this.#describe(this.#last.error)));
  }

  refuse(reason: SubmitRefusal): void {
    this.#resolve(err(this.#describe(reason)));
  }

  #describe<R extends AttemptError<E> | SubmitRefusal>(
    reason: R,
  ): R & { readonly task: string; readonly attempts: number } {
    return { ...reason, task: this.#task.name, attempts: this.#attempts };
  }
}

function endOf(result: Result<unknown, AttemptError<Failure>>): AttemptEnd {
  if (result.ok) return "completed";
  if (result.error.code === "task_timeout") return "timed_out";
  return result.error.code === "scheduler_stopped" ? "stopped" : "failed";
}
