/** The mt5 actor in its worker: the code of `actor.ts` over ZeroMQ. */

import { zeromqTransport } from "../../src/mt5/zeromq_transport.ts";
import { hostActor } from "../../src/runtime/actor_host.ts";
import { startMt5 } from "./actor.ts";
import type { Mt5Config, Mt5Protocol } from "./protocol.ts";

hostActor<Mt5Protocol, Mt5Config>((context) => startMt5(context, zeromqTransport(context.clock)));
