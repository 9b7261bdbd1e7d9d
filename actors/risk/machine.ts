/**
 * The states of an account in the risk actor: `away`, `restoring` its stored state, `beginning` its
 * day with the venue, or `watching`. While watching it is `sure` of its figures, `inquiring` after
 * a change that no known deal explains, or `doubting` when no explanation came in time.
 */

import { fromPromise, setup } from "xstate";
import { doubtRetryMs } from "./timeouts.ts";

type Work = (signal: AbortSignal) => Promise<void>;
/** A rejection is a programming error and crashes the actor. */
const work = fromPromise<void, { work: Work }>(({ input, signal }) => input.work(signal));

export interface AccountWork {
  /** Reads the stored state; resolves when done. */
  readonly restore: Work;
  /** Starts the day, or finds the one already started. */
  readonly begin: Work;
  /** Asks the venue for deals that explain the account, up to a timeout. */
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
          on: { explained: "sure", doubted: "inquiring" },
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
