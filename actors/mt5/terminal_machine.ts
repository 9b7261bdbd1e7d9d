/**
 * The states of one terminal's session: syncing after each hello, in sync while heartbeats arrive,
 * silent when some are missing, lost when the connection is given up. Single messages are not its
 * events.
 */

import { assign, fromPromise, setup } from "xstate";
import type { Result } from "../../src/models/mod.ts";
import { grown } from "../../src/runtime/backoff.ts";
import type { SyncedSession, SyncFailure } from "./terminal_sync.ts";

/**
 * A failed sync (store away, a call without reply) is retried while the connection lasts: after
 * one, two, four seconds, and so on up to this. A sync that waits for the clock asks nothing of the
 * terminal and is retried each second.
 */
const syncRetryMs = { first: 1_000, factor: 2, max: 16_000 };

export type TerminalEvent =
  /** A hello was accepted. */
  | { readonly type: "connected" }
  /** Heartbeats are missing. */
  | { readonly type: "silent" }
  /** A message has arrived again. */
  | { readonly type: "message_arrived" }
  | { readonly type: "lost"; readonly reason: string };

export type SyncOutcome = Result<SyncedSession, SyncFailure>;

export const terminalSessionMachine = setup({
  types: {
    context: {} as {
      readonly syncFailure: string | null;
      /** In a row, without those that waited for the clock. */
      readonly failures: number;
    },
    events: {} as TerminalEvent,
  },
  actors: {
    /** Brings the session in sync; must respect its signal. */
    sync: fromPromise<SyncOutcome>(() => Promise.reject(new Error("Not provided"))),
  },
  actions: {
    announceSynced: (_, _params: { readonly synced: SyncedSession }) => {},
    announceLost: (_, _params: { readonly reason: string }) => {},
    announceSyncFailed: (_, _params: { readonly failure: SyncFailure }) => {},
    announceSilent: () => {},
    announceBack: () => {},
  },
  delays: { syncRetry: ({ context }) => grown(syncRetryMs, context.failures) },
}).createMachine({
  id: "terminal_session",
  context: { syncFailure: null, failures: 0 },
  initial: "lost",
  on: {
    connected: { target: ".syncing", reenter: true, actions: assign({ failures: 0 }) },
    lost: {
      target: ".lost",
      actions: { type: "announceLost", params: ({ event }) => ({ reason: event.reason }) },
    },
  },
  states: {
    syncing: {
      initial: "attempting",
      states: {
        attempting: {
          invoke: {
            src: "sync",
            onDone: [
              {
                guard: ({ event }) => event.output.ok,
                target: "#terminal_session.in_sync",
                actions: [
                  assign({ syncFailure: null }),
                  {
                    type: "announceSynced",
                    params: ({ event }) => ({ synced: valueOf(event.output) }),
                  },
                ],
              },
              {
                target: "waiting",
                actions: [
                  assign({
                    syncFailure: ({ event }) => failureOf(event.output).detail,
                    failures: ({ context, event }) =>
                      failureOf(event.output).step === "clock" ? 0 : context.failures + 1,
                  }),
                  {
                    type: "announceSyncFailed",
                    params: ({ event }) => ({ failure: failureOf(event.output) }),
                  },
                ],
              },
            ],
          },
        },
        waiting: { after: { syncRetry: "attempting" } },
      },
    },
    in_sync: { on: { silent: { target: "silent", actions: "announceSilent" } } },
    silent: { on: { message_arrived: { target: "in_sync", actions: "announceBack" } } },
    lost: { on: { lost: {} } },
  },
});

function valueOf(outcome: SyncOutcome): SyncedSession {
  if (!outcome.ok) throw new TypeError("Not synced");
  return outcome.value;
}

function failureOf(outcome: SyncOutcome): SyncFailure {
  if (outcome.ok) throw new TypeError("Synced");
  return outcome.error;
}
