/**
 * The states of a terminal's connection. A rejection ends it, because its cause stays until
 * somebody fixes it; except `hello_expected` after a welcome, which means that the bridge was
 * restarted and does not know this terminal any more.
 */

import { assign, setup } from "xstate";
import type { RejectCode } from "../../src/mt5/wire.ts";
import { type Backoff, backoffMs } from "../../src/runtime/backoff.ts";
import type { Random } from "../../src/runtime/random.ts";

/** A running bridge replies to a hello within milliseconds. */
const welcomeTimeoutMs = 2_000;

export type TerminalState =
  | "connecting"
  | "shaking_hands"
  | "streaming"
  | "finished"
  | "waiting_to_reconnect"
  | "rejected";

export interface ConnectionLife {
  readonly reconnect: Backoff;
  readonly random: Random;
  /** Opens a new connection; the hello is sent as soon as it can send. */
  readonly open: () => void;
  readonly close: () => void;
  readonly onConnected: () => void;
  readonly onLost: (reason: string) => void;
  readonly onRejected: (code: RejectCode, message: string) => void;
  readonly onFinished: () => void;
}

interface Context {
  /** Failed connections in a row. */
  readonly attempt: number;
  readonly isWelcome: boolean;
  /** How long to stay away; null uses the backoff. */
  readonly awayMs: number | null;
}

export type SimulatedTerminalEvent =
  | { readonly type: "hello_sent" }
  | { readonly type: "welcome_received" }
  | { readonly type: "reject_received"; readonly code: RejectCode; readonly message: string }
  /** The bridge has sent nothing for too long. */
  | { readonly type: "bridge_silent" }
  /** Everything was played. */
  | { readonly type: "feed_ended" }
  | { readonly type: "disconnect"; readonly awayMs: number };

export function simulatedTerminalMachine(life: ConnectionLife) {
  return terminalSetup(life).createMachine({
    id: "simulated_terminal",
    context: { attempt: 0, isWelcome: false, awayMs: null },
    initial: "connected",
    states: {
      connected: {
        entry: "open",
        exit: ["close", "forgetWelcome"],
        initial: "connecting",
        on: {
          reject_received: [
            { guard: "isForgotten", target: "connected", reenter: true, actions: "onForgotten" },
            { target: "rejected" },
          ],
          bridge_silent: {
            target: "waiting_to_reconnect",
            actions: ["countAttempt", "onSilence"],
          },
          disconnect: { target: "waiting_to_reconnect", actions: "stayAway" },
        },
        states: {
          connecting: { on: { hello_sent: "shaking_hands" } },
          shaking_hands: {
            on: { welcome_received: { target: "streaming", actions: "onConnected" } },
            after: {
              welcome: {
                target: "#simulated_terminal.waiting_to_reconnect",
                actions: "countAttempt",
              },
            },
          },
          streaming: { entry: "rememberWelcome", on: { feed_ended: "finished" } },
          finished: { entry: "onFinished" },
        },
      },
      waiting_to_reconnect: { after: { reconnect: "connected" } },
      rejected: { entry: "onRejected" },
    },
  });
}

function terminalSetup(life: ConnectionLife) {
  return setup({
    types: {} as { context: Context; events: SimulatedTerminalEvent },
    actions: {
      open: life.open,
      close: life.close,
      onConnected: life.onConnected,
      onFinished: life.onFinished,
      onForgotten: () => life.onLost("it was restarted"),
      onSilence: () => life.onLost("it stopped responding"),
      onRejected: ({ event }) => {
        if (event.type === "reject_received") life.onRejected(event.code, event.message);
      },
      countAttempt: assign({ attempt: ({ context }) => context.attempt + 1, awayMs: null }),
      rememberWelcome: assign({ attempt: 0, isWelcome: true, awayMs: null }),
      forgetWelcome: assign({ isWelcome: false }),
      stayAway: assign({
        awayMs: ({ event }) => event.type === "disconnect" ? event.awayMs : null,
      }),
    },
    guards: {
      isForgotten: ({ context, event }) =>
        context.isWelcome && event.type === "reject_received" && event.code === "hello_expected",
    },
    delays: {
      welcome: welcomeTimeoutMs,
      reconnect: ({ context }) =>
        context.awayMs ?? backoffMs(life.reconnect, Math.max(1, context.attempt), life.random),
    },
  });
}
