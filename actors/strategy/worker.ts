/** The strategy actor's worker. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import type { ContextOf } from "../actor_map.ts";
import type { StrategyConfig } from "./protocol.ts";
import { runnerSpawner } from "./spawn_runner.ts";
import { startStrategy } from "./actor.ts";

hostActor((context: ContextOf<"strategy", StrategyConfig>) =>
  startStrategy(context, runnerSpawner(context.config.runnerModule))
);
