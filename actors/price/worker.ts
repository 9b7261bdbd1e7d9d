/** The worker of the price actor. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import { startPrice } from "./price_actor.ts";

hostActor(startPrice);
