/** Starts a runner: a worker without any permission. */

import type { RunnerCommand } from "../../../src/strategy/runner/runner_messages.ts";

/** Handle of a running worker or process. */
export interface RunnerHandle {
  post(command: RunnerCommand): void;
  terminate(): void;
  /** Resolves when nothing of it is left. */
  readonly ended: Promise<void>;
}

export interface RunnerEvents {
  /** A message of the runner, not validated. */
  onMessage(message: unknown): void;
  /** The runner died of an error. */
  onLost(error: string): void;
}

export type SpawnRunner = (events: RunnerEvents) => RunnerHandle;

/**
 * `module` is the URL of another runner module; null starts the one with the built-in strategies.
 */
export function runnerSpawner(module: string | null): SpawnRunner {
  return (events) => {
    const worker = module === null ? builtInRunner() : runnerOf(module);
    worker.onmessage = (event) => events.onMessage(event.data);
    worker.onerror = (event) => {
      event.preventDefault(); // an unhandled error would end the program
      events.onLost(event.message);
    };
    worker.onmessageerror = () => events.onLost("sent a message that cannot be read");
    return {
      post: (command) => worker.postMessage(command),
      terminate: () => worker.terminate(),
      ended: Promise.resolve(),
    };
  };
}

function builtInRunner(): Worker {
  return new Worker(new URL("./runner.ts", import.meta.url), {
    type: "module",
    deno: { permissions: "none" },
  });
}

function runnerOf(module: string): Worker {
  return new Worker(new URL(module), { type: "module", deno: { permissions: "none" } });
}
