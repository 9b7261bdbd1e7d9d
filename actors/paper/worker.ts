/** The paper actor's worker. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import { startPaper } from "./actor.ts";

hostActor(startPaper);
