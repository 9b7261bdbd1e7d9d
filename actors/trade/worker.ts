/** The worker of the trade actor. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import { startTrade } from "./actor.ts";

hostActor(startTrade);
