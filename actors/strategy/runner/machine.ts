/**
 * The states of one runner, which is started when it first has work, as soon as there is a
 * processor for it; each turn waits for one as well. When a runner fails during a turn, or a
 * process fails while it loads strategy files, the strategy is blamed, and the runner is restarted
 * after a growing pause if there is still work. A runner that fails too often in any other way is
 * given up. `runner_slot.ts` implements the actions.
 */

import { assign, setup } from "xstate";
import { secondsText } from "../../../src/models/figure_text.ts";
import { type Backoff, backoffMs } from "../../../src/runtime/backoff.ts";
import type { Clock } from "../../../src/runtime/clock.ts";
import type { Random } from "../../../src/runtime/random.ts";
import { countRestart, type RestartIntensity } from "../../../src/runtime/restart_intensity.ts";

/**
 * A worker starts in a tenth of a second; on a loaded machine it may take a hundred times as long.
 * A process takes three times as long.
 */
const startTimeoutMs = { worker: 10_000, process: 60_000 };

/**
 * Loading is interrupted in the runner, in at most two steps; this covers code that cannot be
 * interrupted.
 */
const loadTimeouts = 3;

/**
 * As for actors: a runner that cannot start must not restart forever. Of a process of files the
 * strategies are disabled instead (`strategy_health.ts`).
 */
const intensity: RestartIntensity = { maxRestarts: 5, windowMs: 30_000 };
const processIntensity: RestartIntensity = { maxRestarts: 5, windowMs: 600_000 };
const backoff: Backoff = { firstMs: 20, factor: 3, maxMs: 5_000, jitter: 0.2 };

export interface RunnerInput {
  readonly turnTimeoutMs: number;
  readonly loadTimeoutMs: number;
  /** Any failure is the fault of its strategies, because they are the trader's files. */
  readonly isOfFiles: boolean;
  readonly clock: Clock;
  readonly random: Random;
}

interface RunnerContext extends RunnerInput {
  /** Steady times of losses for which no strategy is to blame. */
  readonly lostAtMs: readonly number[];
  /** Steady times of the recent losses for which a strategy is to blame. */
  readonly brokenAtMs: readonly number[];
  readonly tooOften: boolean;
  readonly restarts: number;
  readonly lastError: string | null;
}

export type RunnerEvent =
  | { readonly type: "work_arrived" }
  /** None of its strategies may run. */
  | { readonly type: "rest" }
  /** It may compute now. */
  | { readonly type: "processor_free" }
  | { readonly type: "runner_loading" }
  | { readonly type: "runner_ready" }
  | { readonly type: "turn_began" }
  | { readonly type: "turn_ended" }
  | { readonly type: "runner_lost"; readonly error: string };

const machineSetup = setup({
  types: {
    context: {} as RunnerContext,
    events: {} as RunnerEvent,
    input: {} as RunnerInput,
  },
  actions: {
    /** Starts a worker. */
    spawn: () => {},
    /** Ends the worker. */
    terminate: () => {},
    /** Waits for a processor. */
    askForProcessor: () => {},
    leaveProcessor: () => {},
    /** Waits for a processor if a turn is queued. */
    askForTurn: () => {},
    /** Starts the next turn if one is still queued. */
    takeTurn: () => {},
    /** Ends the current turn or load, in which the strategy broke the runner. */
    blame: (_, _cause: "timed_out" | "crashed") => {},
    /** Refuses all work from now on. */
    giveUp: () => {},
    countRestart: assign({ restarts: ({ context }) => context.restarts + 1 }),
    countLoss: assign(({ context }) => {
      const { restartedAtMs, tooOften } = countRestart(
        context.lostAtMs,
        context.clock.steadyMs(),
        context.isOfFiles ? processIntensity : intensity,
      );
      return { lostAtMs: restartedAtMs, tooOften };
    }),
    countBreak: assign(({ context }) => {
      const { brokenAtMs, clock } = context;
      return { brokenAtMs: countRestart(brokenAtMs, clock.steadyMs(), intensity).restartedAtMs };
    }),
    noteError: assign((_, lastError: string) => ({ lastError })),
  },
  guards: {
    tooOften: ({ context }) => context.tooOften,
    isOfFiles: ({ context }) => context.isOfFiles,
    hasWork: () => true,
  },
  delays: {
    startTimeout: ({ context }) => startTimeoutOf(context),
    loadTimeout: ({ context }) => loadTimeouts * context.loadTimeoutMs,
    turnTimeout: ({ context }) => context.turnTimeoutMs,
    backoff: ({ context: { lostAtMs, brokenAtMs, random } }) =>
      backoffMs(backoff, lostAtMs.length + brokenAtMs.length, random),
  },
});

function startTimeoutOf({ isOfFiles }: RunnerInput): number {
  return isOfFiles ? startTimeoutMs.process : startTimeoutMs.worker;
}

export const strategyRunnerMachine = machineSetup.createMachine({
  id: "strategy_runner",
  context: ({ input }) => ({
    ...input,
    lostAtMs: [],
    brokenAtMs: [],
    tooOften: false,
    restarts: 0,
    lastError: null,
  }),
  initial: "absent",
  // Every strategy was switched off: the next work starts it again.
  on: { rest: { target: ".absent", actions: "terminate" } },
  states: {
    absent: { on: { work_arrived: "waiting" } },
    waiting: { entry: "askForProcessor", on: { processor_free: "starting" } },
    starting: {
      entry: "spawn",
      on: {
        runner_loading: "loading",
        runner_ready: { target: "idle", actions: "leaveProcessor" },
        runner_lost: {
          target: "lost_without_blame",
          actions: { type: "noteError", params: ({ event }) => event.error },
        },
      },
      after: {
        startTimeout: {
          target: "lost_without_blame",
          actions: {
            type: "noteError",
            params: ({ context }) => `did not start within ${secondsText(startTimeoutOf(context))}`,
          },
        },
      },
    },
    // Each file that is reported has the whole time.
    loading: {
      on: {
        runner_loading: { target: "loading", reenter: true },
        runner_ready: { target: "idle", actions: "leaveProcessor" },
        runner_lost: {
          target: "lost",
          actions: { type: "noteError", params: ({ event }) => event.error },
        },
      },
      after: {
        loadTimeout: {
          target: "lost",
          actions: {
            type: "noteError",
            params: ({ context }) =>
              `did not load within ${secondsText(loadTimeouts * context.loadTimeoutMs)}`,
          },
        },
      },
    },
    idle: {
      entry: "askForTurn",
      on: {
        work_arrived: { actions: "askForTurn" },
        processor_free: { actions: "takeTurn" },
        turn_began: "busy",
        runner_lost: {
          target: "lost",
          actions: { type: "noteError", params: ({ event }) => event.error },
        },
      },
    },
    busy: {
      on: {
        turn_ended: "idle",
        runner_lost: {
          target: "broken",
          actions: [
            { type: "noteError", params: ({ event }) => event.error },
            { type: "blame", params: "crashed" },
          ],
        },
      },
      after: {
        turnTimeout: {
          target: "broken",
          actions: [
            {
              type: "noteError",
              params: ({ context }) => `took longer than ${secondsText(context.turnTimeoutMs)}`,
            },
            { type: "blame", params: "timed_out" },
          ],
        },
      },
    },
    broken: { entry: ["terminate", "countBreak"], always: "backing_off" },
    lost: {
      always: [
        {
          guard: "isOfFiles",
          target: "broken",
          actions: { type: "blame", params: "crashed" },
        },
        "lost_without_blame",
      ],
    },
    lost_without_blame: {
      entry: ["terminate", "countLoss"],
      always: [{ guard: "tooOften", target: "failed" }, "backing_off"],
    },
    backing_off: {
      after: {
        backoff: [
          { guard: "hasWork", target: "waiting", actions: "countRestart" },
          { target: "absent" },
        ],
      },
    },
    failed: { type: "final", entry: "giveUp" },
  },
});
