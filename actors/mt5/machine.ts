/** The link itself: binds its port, listens, and tries again while another program has the port. */

import { assign, fromPromise, setup } from "xstate";
import type { Result } from "../../src/models/mod.ts";
import type { LinkServer, ListenError } from "../../src/mt5/transport.ts";

/** Soon enough for a trader who closes the other program, seldom enough to cost nothing. */
const bindRetryMs = 2_000;

type Bound = Result<LinkServer, ListenError>;

export const linkServerMachine = setup({
  types: {
    context: {} as { readonly server: LinkServer | null; readonly error: ListenError | null },
    events: {} as { readonly type: "stop" },
  },
  actors: { bind: fromPromise<Bound>(() => Promise.reject(new Error("Not provided"))) },
  actions: {
    announceListening: (_, _params: { readonly server: LinkServer }) => {},
    announcePortTaken: (_, _params: { readonly error: ListenError }) => {},
  },
  delays: { bindRetry: bindRetryMs },
}).createMachine({
  id: "link_server",
  context: { server: null, error: null },
  initial: "binding",
  on: { stop: ".stopped" },
  states: {
    binding: {
      invoke: {
        src: "bind",
        onDone: [
          {
            guard: ({ event }) => event.output.ok,
            target: "listening",
            actions: [
              assign({ server: ({ event }) => serverOf(event.output), error: null }),
              {
                type: "announceListening",
                params: ({ event }) => ({ server: serverOf(event.output) }),
              },
            ],
          },
          {
            target: "port_taken",
            actions: [
              assign({ error: ({ event }) => errorOf(event.output) }),
              {
                type: "announcePortTaken",
                params: ({ event }) => ({ error: errorOf(event.output) }),
              },
            ],
          },
        ],
      },
    },
    listening: {},
    port_taken: { after: { bindRetry: "binding" } },
    stopped: { type: "final" },
  },
});

function serverOf(bound: Bound): LinkServer {
  if (!bound.ok) throw new TypeError("Not bound");
  return bound.value;
}

function errorOf(bound: Bound): ListenError {
  if (bound.ok) throw new TypeError("Bound");
  return bound.error;
}
