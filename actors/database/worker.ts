/** The database actor's worker: nothing but its start. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import { startDatabase } from "./actor.ts";

hostActor(startDatabase);
