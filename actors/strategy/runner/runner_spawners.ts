/** How runners are started: workers for built-in strategies, processes for the trader's files. */

import type { Clock } from "../../../src/runtime/clock.ts";
import type { StrategyConfig } from "../protocol.ts";
import { residentMemory } from "./resident_memory.ts";
import { processSpawner } from "./spawn_process.ts";
import { runnerSpawner, type SpawnRunner } from "./spawn_runner.ts";

export interface RunnerSpawners {
  readonly worker: SpawnRunner;
  /** Starts a runner of the trader's files. */
  readonly process: SpawnRunner;
}

export function runnerSpawners(
  { config, clock }: {
    readonly config: Pick<StrategyConfig, "runnerModule" | "ownProgram">;
    readonly clock: Clock;
  },
): RunnerSpawners {
  return {
    worker: runnerSpawner(config.runnerModule),
    process: processSpawner({
      program: config.ownProgram,
      memory: residentMemory(Deno.build.os),
      clock,
    }),
  };
}
