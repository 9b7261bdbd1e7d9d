/** The simulated terminal's worker. */

import { denoLinkClient } from "../../src/mt5/deno_link_client.ts";
import { hostActor } from "../../src/runtime/actor_host.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import type { ContextOf } from "../actor_map.ts";
import { startSimulatedTerminal } from "./actor.ts";
import type { TerminalConfig } from "./protocol.ts";

const transport = denoLinkClient(systemClock);
hostActor((context: ContextOf<"simulated_terminal", TerminalConfig>) =>
  startSimulatedTerminal(context, transport)
);
