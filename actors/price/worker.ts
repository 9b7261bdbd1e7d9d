/** The worker of the price actor. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import { startPrice } from "./actor.ts";

hostActor(startPrice);
