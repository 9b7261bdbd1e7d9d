/** The worker of the http actor. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import { startHttp } from "./actor.ts";

hostActor(startHttp);
