/**
 * The states of one runner, which is started when it first has work. A runner that breaks during a
 * turn is replaced at once, and the strategy is blamed. One that breaks at another time is
 * restarted after a pause, and given up when that happens too often. `runner_slot.ts` implements
 * the actions.
 */

import { assign, setup } from "xstate";
import { secondsText } from "../../src/models/figure_text.ts";
import { type Backoff, backoffMs } from "../../src/runtime/backoff.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { Random } from "../../src/runtime/random.ts";
import { countRestart, type RestartIntensity } from "../../src/runtime/restart_intensity.ts";

/**
 * A worker starts in a tenth of a second; on a loaded machine it may take a hundred times as long.
 */
const startTimeoutMs = 10_000;

/** As for actors: a runner that cannot start must not restart forever. */
const intensity: RestartIntensity = { maxRestarts: 5, windowMs: 30_000 };
const backoff: Backoff = { firstMs: 20, factor: 3, maxMs: 5_000, jitter: 0.2 };

export interface RunnerInput {
  readonly turnTimeoutMs: number;
  readonly clock: Clock;
  readonly random: Random;
}

interface RunnerContext extends RunnerInput {
  /** Steady times of losses for which no strategy is to blame. */
  readonly lostAtMs: readonly number[];
  readonly tooOften: boolean;
  readonly restarts: number;
  readonly lastError: string | null;
}

export type RunnerEvent =
  | { readonly type: "work_arrived" }
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
    /** Starts the next turn if one is queued. */
    takeTurn: () => {},
    /** Ends the current turn, in which the strategy broke the runner. */
    blame: (_, _cause: "timed_out" | "crashed") => {},
    /** Refuses all work from now on. */
    giveUp: () => {},
    countRestart: assign({ restarts: ({ context }) => context.restarts + 1 }),
    countLoss: assign(({ context }) => {
      const { restartedAtMs, tooOften } = countRestart(
        context.lostAtMs,
        context.clock.steadyMs(),
        intensity,
      );
      return { lostAtMs: restartedAtMs, tooOften };
    }),
    noteError: assign((_, lastError: string) => ({ lastError })),
  },
  guards: { tooOften: ({ context }) => context.tooOften },
  delays: {
    startTimeout: startTimeoutMs,
    turnTimeout: ({ context }) => context.turnTimeoutMs,
    backoff: ({ context }) => backoffMs(backoff, context.lostAtMs.length, context.random),
  },
});

export const strategyRunnerMachine = machineSetup.createMachine({
  id: "strategy_runner",
  context: ({ input }) => ({
    ...input,
    lostAtMs: [],
    tooOften: false,
    restarts: 0,
    lastError: null,
  }),
  initial: "absent",
  states: {
    absent: { on: { work_arrived: "starting" } },
    starting: {
      entry: "spawn",
      on: {
        runner_ready: "idle",
        runner_lost: {
          target: "lost",
          actions: { type: "noteError", params: ({ event }) => event.error },
        },
      },
      after: {
        startTimeout: {
          target: "lost",
          actions: {
            type: "noteError",
            params: `did not start within ${secondsText(startTimeoutMs)}`,
          },
        },
      },
    },
    idle: {
      entry: "takeTurn",
      on: {
        work_arrived: { actions: "takeTurn" },
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
    broken: { entry: ["terminate", "countRestart"], always: "starting" },
    lost: {
      entry: ["terminate", "countLoss"],
      always: [{ guard: "tooOften", target: "failed" }, "backing_off"],
    },
    backing_off: { after: { backoff: { target: "starting", actions: "countRestart" } } },
    failed: { type: "final", entry: "giveUp" },
  },
});
