/**
 * The life of an account at the risk actor. It is `away`, `restoring` what the store knows of it,
 * `beginning` its day with the venue, or `watching`: `sure` of its figures, `inquiring` after a
 * change that no known deal explains, or `doubting` when that took too long.
 */

import { fromPromise, setup } from "xstate";
import { doubtRetryMs } from "./timeouts.ts";

type Work = (signal: AbortSignal) => Promise<void>;
/** Rejections are programmer errors: they crash the actor. */
const work = fromPromise<void, { work: Work }>(({ input, signal }) => input.work(signal));

export interface AccountWork {
  /** Reads what the store knows; ends when it has. */
  readonly restore: Work;
  /** Begins the day, or finds the one it is. */
  readonly begin: Work;
  /** Asks the venue for what explains the account, for a bounded time. */
  readonly inquire: Work;
}

export const riskAccountMachine = setup({
  types: {
    input: {} as AccountWork,
    context: {} as AccountWork,
    events: {} as
      | { type: "synced" }
      | { type: "lost" }
      | { type: "day_ended" }
      | { type: "doubted" }
      | { type: "explained" },
  },
  actors: { work },
  delays: { doubtRetry: doubtRetryMs },
}).createMachine({
  id: "risk_account",
  context: ({ input }) => input,
  initial: "away",
  on: { synced: { target: ".restoring", reenter: true }, lost: ".away" },
  states: {
    away: {},
    restoring: {
      invoke: {
        src: "work",
        input: ({ context }) => ({ work: context.restore }),
        onDone: "beginning",
      },
    },
    beginning: {
      invoke: {
        src: "work",
        input: ({ context }) => ({ work: context.begin }),
        onDone: "watching",
      },
    },
    watching: {
      initial: "sure",
      on: { day_ended: "beginning" },
      states: {
        sure: { on: { doubted: "inquiring" } },
        inquiring: {
          on: { explained: "sure" },
          invoke: {
            src: "work",
            input: ({ context }) => ({ work: context.inquire }),
            onDone: "doubting",
          },
        },
        doubting: {
          on: { explained: "sure" },
          after: { doubtRetry: "asking_again" },
        },
        asking_again: {
          on: { explained: "sure" },
          invoke: {
            src: "work",
            input: ({ context }) => ({ work: context.inquire }),
            onDone: "doubting",
          },
        },
      },
    },
  },
});
