/** The worker of the fleet actor. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import { startFleet } from "./actor.ts";

hostActor(startFleet);
