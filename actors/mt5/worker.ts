/** The mt5 actor in its worker: the code of `actor.ts` over TCP. */

import { denoLinkServer } from "../../src/mt5/deno_link_server.ts";
import { hostActor } from "../../src/runtime/actor_host.ts";
import type { ContextOf } from "../actor_map.ts";
import { startMt5 } from "./actor.ts";
import type { Mt5Config } from "./protocol.ts";

hostActor((context: ContextOf<"mt5", Mt5Config>) => startMt5(context, denoLinkServer(context)));
