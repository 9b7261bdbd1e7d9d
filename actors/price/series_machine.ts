/**
 * The states of one series of a terminal: `away` with its terminal, else `in_sync`. In sync its
 * work is `idle`, `fetching` what is new, `storing` bars sent by the terminal, or `pausing` before
 * a retry; and the store is `behind` the terminal or has `caught_up` with it. A request during work
 * marks it as `outdated`, so that a fetch follows.
 */

import { assertEvent, assign, enqueueActions, fromPromise, or, setup, stateIn } from "xstate";
import type { BarColumns, Result } from "../../src/models/mod.ts";
import { backoffMs } from "../../src/runtime/backoff.ts";
import type { Random } from "../../src/runtime/random.ts";
import { callAttemptsMax, callBackoff } from "./timeouts.ts";

/** Result of a fetch or a write; its value is not used here. */
type Outcome = Result<unknown, { readonly code: string }>;
type Work = (signal: AbortSignal) => Promise<Outcome>;

/** Closed bars sent by the terminal itself. */
export interface ReportedBars {
  readonly bars: BarColumns;
  readonly utcMs: Float64Array;
}

export interface SeriesInput {
  readonly random: Random;
  /** Fetches and stores all that is new; ends when its signal is aborted. */
  readonly fetch: Work;
  readonly store: (reported: ReportedBars) => Promise<Outcome>;
  readonly onCaughtUp: () => void;
  /** The first of several attempts has failed. */
  readonly onFailing: (code: string) => void;
}

interface SeriesContext extends SeriesInput {
  /** Why the last work failed; null when it succeeded. */
  readonly error: string | null;
  /** Attempt number of the current fetch. */
  readonly attempt: number;
  readonly attemptsMax: number;
}

type SeriesEvent =
  /** The terminal is in sync, or has described the symbol again. */
  | { readonly type: "synced" }
  | { readonly type: "lost" }
  /** Fetch once, unless a fetch is in progress. */
  | { readonly type: "fetch" }
  /** Fetch what is new from now on, with a limited number of retries. */
  | { readonly type: "catch_up" }
  /** Bars that follow those in the store. */
  | { readonly type: "bars_reported"; readonly reported: ReportedBars }
  | { readonly type: "caught_up" };

const machineSetup = setup({
  types: {
    input: {} as SeriesInput,
    context: {} as SeriesContext,
    events: {} as SeriesEvent,
  },
  actors: {
    work: fromPromise<Outcome, { work: Work }>(({ input, signal }) => input.work(signal)),
  },
  actions: {
    once: assign({ attempt: 1, attemptsMax: 1 }),
    allowRetries: assign({ attempt: 1, attemptsMax: callAttemptsMax }),
    countAttempt: assign({ attempt: ({ context }) => context.attempt + 1 }),
    noteOutcome: assign((_, outcome: Outcome) => ({
      error: outcome.ok ? null : outcome.error.code,
    })),
    noteCaughtUp: enqueueActions(({ enqueue, context }, outcome: Outcome) => {
      if (!outcome.ok) return;
      enqueue.raise({ type: "caught_up" });
      enqueue(() => context.onCaughtUp());
    }),
    tellFailing: ({ context }, outcome: Outcome) => {
      if (!outcome.ok && context.attempt === 1) context.onFailing(outcome.error.code);
    },
  },
  guards: {
    isOutdated: or([stateIn("#fetch_outdated"), stateIn("#store_outdated")]),
    isDone: (_, outcome: Outcome) => outcome.ok,
    mustRetry: ({ context }, outcome: Outcome) =>
      !outcome.ok && context.attempt < context.attemptsMax,
  },
  delays: { pause: ({ context }) => backoffMs(callBackoff, context.attempt, context.random) },
});

type Done = { readonly event: { readonly output: Outcome } };
const outcome = ({ event }: Done) => event.output;

const mustRetry = { type: "mustRetry", params: outcome } as const;
const isDone = { type: "isDone", params: outcome } as const;
const noteOutcome = { type: "noteOutcome", params: outcome } as const;
const fetched = [noteOutcome, { type: "noteCaughtUp", params: outcome }] as const;
const failing = { type: "tellFailing", params: outcome } as const;

const fetchWithRetries = { target: "fetching", actions: "allowRetries" } as const;

export const priceSeriesMachine = machineSetup.createMachine({
  id: "price_series",
  context: ({ input }) => ({ ...input, error: null, attempt: 1, attemptsMax: 1 }),
  initial: "away",
  on: { lost: ".away" },
  states: {
    away: { on: { synced: { target: "in_sync", actions: "allowRetries" } } },
    in_sync: {
      type: "parallel",
      states: {
        work: {
          initial: "fetching",
          states: {
            idle: {
              on: {
                fetch: { target: "fetching", actions: "once" },
                catch_up: fetchWithRetries,
                synced: fetchWithRetries,
                bars_reported: "storing",
              },
            },
            fetching: {
              initial: "current",
              states: {
                current: {
                  on: { catch_up: "outdated", synced: "outdated", bars_reported: "outdated" },
                },
                outdated: { id: "fetch_outdated" },
              },
              invoke: {
                src: "work",
                input: ({ context }) => ({ work: context.fetch }),
                onDone: [
                  {
                    guard: "isOutdated",
                    target: "fetching",
                    reenter: true,
                    actions: [...fetched, "allowRetries"],
                  },
                  { guard: mustRetry, target: "pausing", actions: [...fetched, failing] },
                  { target: "idle", actions: fetched },
                ],
              },
            },
            storing: {
              initial: "current",
              states: {
                current: {
                  on: { catch_up: "outdated", synced: "outdated", bars_reported: "outdated" },
                },
                outdated: { id: "store_outdated" },
              },
              invoke: {
                src: "work",
                input: ({ context, event }) => {
                  assertEvent(event, "bars_reported");
                  const { reported } = event;
                  return { work: () => context.store(reported) };
                },
                onDone: [
                  {
                    guard: "isOutdated",
                    target: "fetching",
                    actions: [noteOutcome, "allowRetries"],
                  },
                  { guard: isDone, target: "idle", actions: noteOutcome },
                  { target: "fetching", actions: [noteOutcome, "allowRetries"] },
                ],
              },
            },
            pausing: {
              on: {
                fetch: { target: "fetching", actions: "countAttempt" },
                catch_up: fetchWithRetries,
                synced: fetchWithRetries,
                bars_reported: fetchWithRetries,
              },
              after: { pause: { target: "fetching", actions: "countAttempt" } },
            },
          },
        },
        extent: {
          initial: "behind",
          states: { behind: { on: { caught_up: "caught_up" } }, caught_up: {} },
        },
      },
    },
  },
});
