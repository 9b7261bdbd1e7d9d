/**
 * A unit of work for the scheduler, and the ways it can end. A task reports a failure by returning
 * an error; a throw counts as a bug and is reported with its stack.
 */

import type { Result } from "../../models/result.ts";
import { assertNever } from "../../models/assert_never.ts";
import { thrownText } from "../../models/thrown.ts";
import type { Priority } from "../priority.ts";
import type { RetryPolicy } from "./retry_policy.ts";

/** The common shape of task errors; `AskError` is one. */
export type Failure = { readonly code: string };

/**
 * The work. The signal is aborted when the deadline passes or the scheduler stops; a later result
 * is discarded. With a retry policy the work must be safe to repeat, because it may have acted
 * before a timeout.
 */
export type TaskRun<T, E extends Failure> = (signal: AbortSignal) => Promise<Result<T, E>>;

/** One piece of work for the scheduler. */
export interface Task<T, E extends Failure> {
  /** For logs and errors, such as `fetch_prices EURUSD`. */
  readonly name: string;
  /** Its urgency compared with other tasks. */
  readonly priority: Priority;
  /** The work. */
  readonly run: TaskRun<T, E>;
  /** Deadline of one attempt, counted from its start; the scheduler's default when omitted. */
  readonly timeoutMs?: number;
  /** When omitted: only one attempt. */
  readonly retry?: RetryPolicy;
}

/** Details of a throw. */
export type Thrown = {
  /** With the error's class, such as `TypeError: x is undefined`. */
  readonly message: string;
  /** The topmost line of the stack. */
  readonly thrownAt: string;
};

/** Why a task has no result. If `attempts` is above zero, it may or may not have acted. */
export type TaskError<E extends Failure = Failure> =
  & { readonly task: string; readonly attempts: number }
  & (
    | { readonly code: "task_failed"; readonly cause: E }
    | { readonly code: "task_threw" } & Thrown
    | { readonly code: "task_timeout"; readonly timeoutMs: number }
    /** The queue of this priority is full. */
    | { readonly code: "queue_full"; readonly priority: Priority; readonly limit: number }
    /** Never started, or still running at the deadline of the stop. */
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
  const message = error instanceof Error ? String(error) : thrownText(error);
  return { message, thrownAt: frame?.trim() ?? "no stack" };
}
