/**
 * The life of something that has to be prepared whenever what it stands for begins, such as an
 * account with its connection: it is `away`, `preparing` or `ready`.
 */

import { fromPromise, setup } from "xstate";

export interface ReadinessInput {
  /**
   * Resolves when it is ready; must end when its signal is aborted. A rejection is a programmer's
   * error: it crashes the actor.
   */
  readonly prepare: (signal: AbortSignal) => Promise<void>;
  readonly onReady?: () => void;
  /** It was ready, and is no longer. */
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
