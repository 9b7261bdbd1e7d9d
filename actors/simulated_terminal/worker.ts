/** The simulated terminal's worker. */

import { zeromqTransport } from "../../src/mt5/zeromq_transport.ts";
import { hostActor } from "../../src/runtime/actor_host.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import type { ContextOf } from "../actor_map.ts";
import { startSimulatedTerminal } from "./actor.ts";
import type { TerminalConfig } from "./protocol.ts";

const transport = zeromqTransport(systemClock);
hostActor((context: ContextOf<"simulated_terminal", TerminalConfig>) =>
  startSimulatedTerminal(context, transport)
);
