/** The worker of the simulated terminal, with a clock of its own for the market. */

import { startSimulatedTerminal } from "../../actors/simulated_terminal/actor.ts";
import type { TerminalConfig } from "../../actors/simulated_terminal/protocol.ts";
import { zeromqTransport } from "../../src/mt5/zeromq_transport.ts";
import type { Frames } from "../../src/mt5/frame_text.ts";
import type { LinkConnector } from "../../src/mt5/transport.ts";
import { hostActor } from "../../src/runtime/actor_host.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { preciseUtcMs } from "./precise_utc.ts";
import { SteppedClock } from "./stepped_clock.ts";
import type { SteppedTerminalProtocol } from "./stepped_terminal.ts";

let orderArrivedMs = 0;

/** The verb of a call is in its third frame. */
function noteOrder(messages: readonly Frames[]): void {
  const isOrder = messages.some(([, , verb]) =>
    verb !== undefined && new TextDecoder().decode(verb) === "order_send"
  );
  if (isOrder) orderArrivedMs = preciseUtcMs();
}

const transport: LinkConnector = {
  ...zeromqTransport(systemClock),
  connect: (options) =>
    zeromqTransport(systemClock).connect({
      ...options,
      deliver: (messages) => {
        noteOrder(messages);
        return options.deliver(messages);
      },
    }),
};

hostActor<SteppedTerminalProtocol, TerminalConfig>(async (context) => {
  const clock = new SteppedClock();
  const terminal = await startSimulatedTerminal({ ...context }, transport, clock);
  return {
    ...terminal,
    onAsk: {
      ...terminal.onAsk,
      step_time: ({ byMs }) => {
        clock.step(byMs);
        return null;
      },
      order_arrived: () => orderArrivedMs,
      stop_time: () => {
        clock.stop();
        return null;
      },
    },
  };
});
