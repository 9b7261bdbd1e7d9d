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
let tradeToldMs = 0;

/** Calls that open or close. */
const orderVerbs: ReadonlySet<string> = new Set(["order_send", "position_close"]);

/** The verb of a call is in its third frame. */
function noteOrder(messages: readonly Frames[]): void {
  const isOrder = messages.some(([, , verb]) =>
    verb !== undefined && orderVerbs.has(new TextDecoder().decode(verb))
  );
  if (isOrder) orderArrivedMs = preciseUtcMs();
}

/** The kind of a message is in its first frame. */
function noteTrade([kind]: Frames): void {
  const isTrade = kind !== undefined && new TextDecoder().decode(kind) === "trade";
  if (isTrade && tradeToldMs === 0) tradeToldMs = preciseUtcMs();
}

const transport: LinkConnector = {
  ...zeromqTransport(systemClock),
  connect: (options) => {
    const client = zeromqTransport(systemClock).connect({
      ...options,
      deliver: (messages) => {
        noteOrder(messages);
        return options.deliver(messages);
      },
    });
    return {
      send: (frames) => {
        noteTrade(frames);
        return client.send(frames);
      },
      close: () => client.close(),
    };
  },
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
      trade_told: () => tradeToldMs,
      forget_times: () => {
        [orderArrivedMs, tradeToldMs] = [0, 0];
        return null;
      },
      stop_time: () => {
        clock.stop();
        return null;
      },
    },
  };
});
