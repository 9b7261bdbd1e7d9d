/**
 * The state machine of something that must be prepared each time it appears, such as an account
 * after each connect: `away`, `preparing` or `ready`.
 */

import { fromPromise, setup } from "xstate";

export interface ReadinessInput {
  /**
   * Resolves when it is ready; must end when its signal is aborted. A rejection is a bug and
   * crashes the actor.
   */
  readonly prepare: (signal: AbortSignal) => Promise<void>;
  readonly onReady?: () => void;
  /** Called when it is no longer ready. */
  readonly onUnready?: () => void;
}

export const readinessMachine = setup({
  types: {
    input: {} as ReadinessInput,
    context: {} as ReadinessInput,
    events: {} as /** It is prepared from the start, even when it is ready or being prepared. */
    | { readonly type: "begin" }
    | { readonly type: "end" },
  },
  actors: {
    prepare: fromPromise<void, ReadinessInput>(({ input, signal }) => input.prepare(signal)),
  },
  actions: {
    onReady: ({ context }) => context.onReady?.(),
    onUnready: ({ context }) => context.onUnready?.(),
  },
}).createMachine({
  id: "readiness",
  context: ({ input }) => input,
  initial: "away",
  on: { begin: { target: ".preparing", reenter: true }, end: ".away" },
  states: {
    away: {},
    preparing: {
      invoke: { src: "prepare", input: ({ context }) => context, onDone: "ready" },
    },
    ready: { entry: "onReady", exit: "onUnready" },
  },
});

export type Readiness = "away" | "preparing" | "ready";
