/** The strategy actor's worker. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import type { ContextOf } from "../actor_map.ts";
import type { StrategyConfig } from "./protocol.ts";
import { residentMemory } from "./resident_memory.ts";
import { processSpawner } from "./spawn_process.ts";
import { runnerSpawner } from "./spawn_runner.ts";
import { startStrategy } from "./actor.ts";

hostActor((context: ContextOf<"strategy", StrategyConfig>) =>
  startStrategy(context, {
    worker: runnerSpawner(context.config.runnerModule),
    process: processSpawner({
      program: context.config.ownProgram,
      memory: residentMemory(Deno.build.os),
      clock: context.clock,
    }),
  })
);
