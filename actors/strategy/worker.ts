/** The strategy actor's worker. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import type { ContextOf } from "../actor_map.ts";
import type { StrategyConfig } from "./protocol.ts";
import { startStrategy } from "./actor.ts";
import { runnerSpawners } from "./runner/runner_spawners.ts";

hostActor((context: ContextOf<"strategy", StrategyConfig>) =>
  startStrategy(context, runnerSpawners(context))
);
