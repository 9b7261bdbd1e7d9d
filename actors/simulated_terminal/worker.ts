/** The simulated terminal's worker. */

import { zeromqTransport } from "../../src/mt5/zeromq_transport.ts";
import { hostActor } from "../../src/runtime/actor_host.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { startSimulatedTerminal } from "./actor.ts";
import type { TerminalConfig, TerminalProtocol } from "./protocol.ts";

const transport = zeromqTransport(systemClock);
hostActor<TerminalProtocol, TerminalConfig>((context) =>
  startSimulatedTerminal(context, transport)
);
