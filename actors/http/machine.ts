/**
 * The states of the server: binding, listening, and waiting to bind again when the port is taken or
 * the server has stopped unexpectedly. It retries without limit at growing intervals, because the
 * port may become free.
 */

import { assign, fromCallback, setup } from "xstate";
import type { BindError, BoundServer } from "../../src/http/node_server.ts";
import type { Result } from "../../src/models/result.ts";
import { type Backoff, backoffMs } from "../../src/runtime/backoff.ts";
import type { Random } from "../../src/runtime/random.ts";

/** Soon enough after a restart of the bridge, rare enough to run for days unnoticed. */
const rebind: Backoff = { firstMs: 250, factor: 2, maxMs: 15_000, jitter: 0.2 };

export interface ServerMachineInput {
  readonly random: Random;
  readonly bind: () => Promise<Result<BoundServer, BindError>>;
  /** Called with a server that was bound after the machine had stopped. */
  readonly onUnwanted: (server: BoundServer) => void;
  readonly onListening: (server: BoundServer) => void;
  /** Called once for each distinct reason in a row, not for each attempt. */
  readonly onBindFailed: (error: BindError) => void;
}

type ServerEvent =
  | { readonly type: "bound"; readonly server: BoundServer }
  | { readonly type: "bind_failed"; readonly error: BindError }
  | { readonly type: "ended" };

interface ServerContext extends ServerMachineInput {
  /** The server while it listens. */
  readonly server: BoundServer | null;
  /** Why it does not listen; null once it does. */
  readonly failure: BindError | null;
  /** Attempts in a row without a server that lasted. */
  readonly attempt: number;
}

const endedByItself: BindError = {
  code: "http_bind_failed",
  reason: "the server stopped unexpectedly and is being restarted",
};

export const httpServerMachine = setup({
  types: {
    input: {} as ServerMachineInput,
    context: {} as ServerContext,
    events: {} as ServerEvent,
  },
  actors: {
    server: fromCallback<ServerEvent, ServerMachineInput>(({ input, sendBack }) => {
      let isStopped = false;
      void input.bind().then((bound) => {
        if (!bound.ok) return sendBack({ type: "bind_failed", error: bound.error });
        if (isStopped) return input.onUnwanted(bound.value);
        sendBack({ type: "bound", server: bound.value });
        void bound.value.ended.then(() => sendBack({ type: "ended" }));
      });
      return () => {
        isStopped = true;
      };
    }),
  },
  actions: {
    tellFailure: ({ context }, failure: BindError) => {
      if (context.failure?.reason !== failure.reason) context.onBindFailed(failure);
    },
    noteFailure: assign(({ context }, failure: BindError) => ({
      server: null,
      failure,
      attempt: context.attempt + 1,
    })),
  },
  delays: {
    rebindDelay: ({ context }) => backoffMs(rebind, context.attempt, context.random),
  },
}).createMachine({
  id: "http_server",
  context: ({ input }) => ({ ...input, server: null, failure: null, attempt: 0 }),
  initial: "binding",
  states: {
    binding: {
      invoke: { src: "server", input: ({ context }) => context },
      initial: "trying",
      states: {
        trying: {
          on: {
            bound: {
              target: "listening",
              actions: [
                assign({ server: ({ event }) => event.server, failure: null, attempt: 0 }),
                ({ event, context }) => context.onListening(event.server),
              ],
            },
          },
        },
        listening: {},
      },
      on: {
        bind_failed: {
          target: "waiting",
          actions: [
            { type: "tellFailure", params: ({ event }) => event.error },
            { type: "noteFailure", params: ({ event }) => event.error },
          ],
        },
        ended: {
          target: "waiting",
          actions: [
            { type: "tellFailure", params: endedByItself },
            { type: "noteFailure", params: endedByItself },
          ],
        },
      },
    },
    waiting: { after: { rebindDelay: "binding" } },
  },
});
