/** The strategy actor's worker. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import type { StrategyConfig, StrategyProtocol } from "./protocol.ts";
import { runnerSpawner } from "./spawn_runner.ts";
import { startStrategyActor } from "./strategy_actor.ts";

hostActor<StrategyProtocol, StrategyConfig>((context) =>
  startStrategyActor(context, runnerSpawner(context.config.runnerModule))
);
