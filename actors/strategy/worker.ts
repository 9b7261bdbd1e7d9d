/** The strategy actor's worker. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import type { StrategyConfig, StrategyProtocol } from "./protocol.ts";
import { runnerSpawner } from "./spawn_runner.ts";
import { startStrategy } from "./actor.ts";

hostActor<StrategyProtocol, StrategyConfig>((context) =>
  startStrategy(context, runnerSpawner(context.config.runnerModule))
);
