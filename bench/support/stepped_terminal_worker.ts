/** The worker of the simulated terminal with a clock of its own. */

import { startTerminal } from "../../actors/terminal/actor.ts";
import type { TerminalConfig } from "../../actors/terminal/protocol.ts";
import { zeromqTransport } from "../../src/mt5/zeromq_transport.ts";
import { hostActor } from "../../src/runtime/actor_host.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { SteppedClock } from "./stepped_clock.ts";
import type { SteppedTerminalProtocol } from "./stepped_terminal.ts";

const transport = zeromqTransport(systemClock);

hostActor<SteppedTerminalProtocol, TerminalConfig>(async (context) => {
  const clock = new SteppedClock();
  const terminal = await startTerminal({ ...context, clock }, transport);
  return {
    ...terminal,
    onAsk: {
      ...terminal.onAsk,
      step_time: ({ byMs }) => {
        clock.step(byMs);
        return null;
      },
      stop_time: () => {
        clock.stop();
        return null;
      },
    },
  };
});
