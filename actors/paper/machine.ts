/**
 * The life of one paper account. It stands beside a real terminal: `away` without it; then it is `loading` from the store, and new
 * ones are `waiting` until a price or the server's clock says when they begin. `open` ones trade. `refused`: what is stored
 * cannot be gone on from, and is left as it is.
 */

import { fromPromise, setup } from "xstate";

export type Loaded = "opened" | "new" | "refused";

export interface AccountLife {
  /** Reads the stored state, as often as it takes; ends early when it is aborted. */
  readonly load: (signal: AbortSignal) => Promise<Loaded>;
  readonly onLoaded: () => void;
  readonly onOpen: () => void;
  readonly onEnd: () => void;
}

export type AccountEvent =
  | { readonly type: "terminal_synced" }
  | { readonly type: "terminal_lost" }
  /** It is known when a new account begins. */
  | { readonly type: "time_known" };

export const paperAccountMachine = setup({
  types: {
    input: {} as AccountLife,
    context: {} as AccountLife,
    events: {} as AccountEvent,
  },
  actors: {
    load: fromPromise<Loaded, AccountLife>(({ input, signal }) => input.load(signal)),
  },
  actions: {
    onLoaded: ({ context }) => context.onLoaded(),
    onOpen: ({ context }) => context.onOpen(),
    onEnd: ({ context }) => context.onEnd(),
  },
}).createMachine({
  id: "paper_account",
  context: ({ input }) => input,
  initial: "away",
  on: { terminal_synced: { target: ".loading", reenter: true }, terminal_lost: ".away" },
  states: {
    away: {},
    loading: {
      invoke: {
        src: "load",
        input: ({ context }) => context,
        onDone: [
          { guard: ({ event }) => event.output === "opened", target: "open" },
          { guard: ({ event }) => event.output === "new", target: "waiting" },
          { target: "refused" },
        ],
      },
    },
    waiting: { entry: "onLoaded", on: { time_known: "open" } },
    open: { entry: "onOpen", exit: "onEnd" },
    refused: {},
  },
});
