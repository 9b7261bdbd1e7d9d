/** The worker of the signals actor. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import { startSignals } from "./actor.ts";

hostActor(startSignals);
