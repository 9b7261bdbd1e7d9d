/** The worker of the alerts actor. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import { startAlerts } from "./actor.ts";

hostActor(startAlerts);
