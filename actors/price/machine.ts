/**
 * The two machines of the price actor. They see connections and states, never single ticks.
 * A terminal is `away`, `restoring` (the store is asked how far it is) or `in_sync`. A symbol of it is `waiting` for
 * its terminal, `backfilling` (history is fetched while its live ticks are held) or `live`.
 */

import { fromPromise, setup } from "xstate";

type Work = (signal: AbortSignal) => Promise<void>;
/** Rejections are programmer errors: they crash the actor. */
const work = fromPromise<void, { work: Work }>(({ input, signal }) => input.work(signal));

export const priceTerminalMachine = setup({
  types: {
    input: {} as { restore: Work; onInSync: () => void },
    context: {} as { restore: Work; onInSync: () => void },
    events: {} as { type: "synced" } | { type: "lost" },
  },
  actors: { work },
  actions: { onInSync: ({ context }) => context.onInSync() },
}).createMachine({
  id: "price_terminal",
  context: ({ input }) => input,
  initial: "away",
  on: { synced: { target: ".restoring", reenter: true }, lost: ".away" },
  states: {
    away: {},
    restoring: {
      invoke: {
        src: "work",
        input: ({ context }) => ({ work: context.restore }),
        onDone: "in_sync",
      },
    },
    in_sync: { entry: "onInSync" },
  },
});

export const priceSymbolMachine = setup({
  types: {
    input: {} as { join: Work },
    context: {} as { join: Work },
    events: {} as /** History must be fetched before live ticks go on. */
    | { type: "stream_broken" }
    | { type: "stream_ended" },
  },
  actors: { work },
}).createMachine({
  id: "price_symbol",
  context: ({ input }) => input,
  initial: "waiting",
  on: { stream_broken: { target: ".backfilling", reenter: true }, stream_ended: ".waiting" },
  states: {
    waiting: {},
    backfilling: {
      invoke: { src: "work", input: ({ context }) => ({ work: context.join }), onDone: "live" },
    },
    live: {},
  },
});
