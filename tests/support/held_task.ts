/** Tasks that end when the test decides, and that record when they were started and aborted. */

import { err, ok, type Result } from "../../src/models/result.ts";
import type { Priority } from "../../src/runtime/priority.ts";
import type { Failure, Task } from "../../src/runtime/scheduler/task.ts";

/** One attempt in progress. */
export interface HeldAttempt {
  readonly name: string;
  readonly signal: AbortSignal;
  complete(): void;
  fail(): void;
  throw(error: unknown): void;
}

export class HeldTasks {
  /** All attempts so far, in the order of their starts. */
  readonly started: HeldAttempt[] = [];

  task(
    name: string,
    priority: Priority,
    options: Pick<Task<string, Failure>, "retry" | "timeoutMs"> = {},
  ): Task<string, Failure> {
    return { name, priority, run: (signal) => this.run(name, signal), ...options };
  }

  run(name: string, signal: AbortSignal): Promise<Result<string, Failure>> {
    const { promise, resolve, reject } = Promise.withResolvers<Result<string, Failure>>();
    this.started.push({
      name,
      signal,
      complete: () => resolve(ok(name)),
      fail: () => resolve(err({ code: "no_reply" })),
      throw: reject,
    });
    return promise;
  }

  names(): string[] {
    return this.started.map((attempt) => attempt.name);
  }

  /** The newest attempt with that name. */
  attempt(name: string): HeldAttempt {
    const found = this.started.findLast((attempt) => attempt.name === name);
    if (found === undefined) throw new Error(`${name} was not started`);
    return found;
  }
}
