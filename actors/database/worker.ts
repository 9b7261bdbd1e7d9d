/** The database actor's worker. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import { startDatabase } from "./actor.ts";

hostActor(startDatabase);
