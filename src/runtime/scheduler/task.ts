/**
 * A unit of work for the scheduler, and the ways it can end. A task says how it failed by returning
 * an error; a throw is taken for a defect and reported with its stack.
 */

import type { Result } from "../../models/result.ts";
import { assertNever } from "../../models/assert_never.ts";
import type { Priority } from "./priority.ts";
import type { RetryPolicy } from "./retry_policy.ts";

/** What a task's own errors have in common; `AskError` is one. */
export type Failure = { readonly code: string };

/**
 * The work. The signal is aborted when the deadline passes or the scheduler stops; a result that
 * comes after that is discarded. With a retry policy the work must be safe to repeat, as after a
 * timeout it may have acted.
 */
export type TaskRun<T, E extends Failure> = (signal: AbortSignal) => Promise<Result<T, E>>;

/** One piece of work for the scheduler. */
export interface Task<T, E extends Failure> {
  /** For logs and errors, such as `fetch_prices EURUSD`. */
  readonly name: string;
  /** Which tasks it goes before. */
  readonly priority: Priority;
  /** The work. */
  readonly run: TaskRun<T, E>;
  /** Deadline of one attempt, counted from its start; the scheduler's own when left out. */
  readonly timeoutMs?: number;
  /** Left out: one attempt only. */
  readonly retry?: RetryPolicy;
}

/** What is known of a throw. */
export type Thrown = {
  /** With the error's class, such as `TypeError: x is undefined`. */
  readonly message: string;
  /** The topmost line of the stack. */
  readonly thrownAt: string;
};

/** Why a task gave no result. `attempts` above zero: it may or may not have acted. */
export type TaskError<E extends Failure = Failure> =
  & { readonly task: string; readonly attempts: number }
  & (
    | { readonly code: "task_failed"; readonly cause: E }
    | { readonly code: "task_threw" } & Thrown
    | { readonly code: "task_timeout"; readonly timeoutMs: number }
    /** As many tasks of this priority wait as the queue holds. */
    | { readonly code: "queue_full"; readonly priority: Priority; readonly limit: number }
    /** Never started, or under way when the stop's deadline passed. */
    | { readonly code: "scheduler_stopped" }
  );

/** For a log line: `fetch_prices EURUSD: no result within 60000 ms`. */
export function describeTaskError(error: TaskError): string {
  switch (error.code) {
    case "task_failed":
      return `${error.task}: ${error.cause.code}`;
    case "task_threw":
      return `${error.task}: ${error.message} (${error.thrownAt})`;
    case "task_timeout":
      return `${error.task}: no result within ${error.timeoutMs} ms`;
    case "queue_full":
      return `${error.task}: ${error.limit} ${error.priority} tasks are waiting already`;
    case "scheduler_stopped":
      return `${error.task}: the scheduler has stopped`;
    default:
      return assertNever(error);
  }
}

export function describeThrown(error: unknown): Thrown {
  const stack = error instanceof Error ? error.stack ?? "" : "";
  const frame = stack.split("\n").find((line) => line.trimStart().startsWith("at "));
  return { message: String(error), thrownAt: frame?.trim() ?? "no stack" };
}
