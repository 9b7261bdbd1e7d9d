/** The worker of the risk actor. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import { startRisk } from "./actor.ts";

hostActor(startRisk);
