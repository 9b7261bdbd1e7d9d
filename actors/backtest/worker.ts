/** The worker of the backtest actor. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import { startBacktest } from "./actor.ts";

hostActor(startBacktest);
