/**
 * One run of a task's work with a deadline. It ends exactly once: by its result, at the deadline,
 * or by `abort()`. The latter two abort the signal without waiting for the work; a later result is
 * reported as late and otherwise ignored.
 */

import { err, type Result } from "../../models/result.ts";
import type { Deadlines } from "./deadlines.ts";
import { describeThrown, type Failure, type TaskRun, type Thrown } from "./task.ts";

/** How an attempt ended without a result of the task. */
export type AttemptError<E extends Failure> =
  | { readonly code: "task_failed"; readonly cause: E }
  | { readonly code: "task_threw" } & Thrown
  | { readonly code: "task_timeout"; readonly timeoutMs: number }
  | { readonly code: "scheduler_stopped" };

export interface AttemptOptions<T, E extends Failure> {
  readonly deadlines: Deadlines;
  readonly timeoutMs: number;
  readonly run: TaskRun<T, E>;
  readonly onEnd: (result: Result<T, AttemptError<E>>) => void;
  /** The work ended after the attempt. */
  readonly onLate: () => void;
}

export interface Attempt {
  /** Ends the attempt because the scheduler stops; does nothing if it has ended. */
  abort(): void;
}

export function startAttempt<T, E extends Failure>(options: AttemptOptions<T, E>): Attempt {
  const { deadlines, timeoutMs, run, onEnd, onLate } = options;
  const controller = new AbortController();
  let hasEnded = false;
  const deadline = deadlines.add(timeoutMs, () => giveUp({ code: "task_timeout", timeoutMs }));

  const end = (result: Result<T, AttemptError<E>>) => {
    if (hasEnded) return onLate();
    hasEnded = true;
    deadlines.delete(deadline);
    onEnd(result);
  };
  const giveUp = (error: AttemptError<E>) => {
    if (hasEnded) return;
    controller.abort(new DOMException(error.code, "AbortError"));
    end(err(error));
  };

  settle(run, controller.signal).then(end);
  return { abort: () => giveUp({ code: "scheduler_stopped" }) };
}

/** Never rejects: what the work throws becomes a value, whether it throws at once or later. */
async function settle<T, E extends Failure>(
  run: TaskRun<T, E>,
  signal: AbortSignal,
): Promise<Result<T, AttemptError<E>>> {
  try {
    const result = await run(signal);
    return result.ok ? result : err({ code: "task_failed", cause: result.error });
  } catch (error) {
    return err({ code: "task_threw", ...describeThrown(error) });
  }
}
