/**
 * The state machine of one child: waiting for its turn, starting, running, backing off between
 * restarts, failed permanently, stopping, stopped. `child.ts` provides the entry actions.
 */

import { assign, setup } from "xstate";
import type { ChildSpec } from "./child_spec.ts";
import type { Random } from "./random.ts";
import { decideRestart, type ExitCause, type RestartDecision } from "./restart_decision.ts";

export type ChildEvent =
  /** Its wave is started, or a restart of a failed child was requested. */
  | { readonly type: "start" }
  | { readonly type: "started" }
  | { readonly type: "ended"; readonly cause: ExitCause; readonly error: string }
  | { readonly type: "stop" }
  | { readonly type: "stopped" };

export interface ChildInput {
  readonly spec: ChildSpec;
  readonly random: Random;
  /** Steady time. */
  readonly now: () => number;
}

interface ChildContext extends ChildInput {
  readonly decision: RestartDecision | null;
  readonly restartedAtMs: readonly number[];
  /** Starts in a row that did not end in time. */
  readonly slowStarts: number;
}

type Ended = Extract<ChildEvent, { type: "ended" }>;

/** The longest time to start, as a multiple of the child's own: a slow machine needs more of it. */
const startTimeoutFactorMax = 8;

const startTimeout: Ended = {
  type: "ended",
  cause: "start_failed",
  error: "Did not start in time",
};

export const childMachine = setup({
  types: {
    context: {} as ChildContext,
    events: {} as ChildEvent,
    input: {} as ChildInput,
  },
  actions: {
    /** Makes the worker and introduces it to its peers. */
    spawn: () => {},
    sendStart: () => {},
    sendStop: () => {},
    /** Ends the worker and tells its peers. */
    kill: () => {},
    noteEnd: (_, _end: { cause: ExitCause; error: string }) => {},
    noteGiveUp: () => {},
    noteRunning: () => {},
    noteStopTimeout: () => {},
    decide: assign(({ context }, end: { cause: ExitCause }) => {
      const { spec, random, now, restartedAtMs: earlierMs } = context;
      const exit = { cause: end.cause, nowMs: now(), earlierMs };
      const decision = decideRestart(spec, exit, random);
      const restartedAtMs = decision.type === "leave" ? earlierMs : decision.restartedAtMs;
      return { decision, restartedAtMs };
    }),
    forgive: assign({ restartedAtMs: [], decision: null }),
    noteSlowStart: assign({ slowStarts: ({ context }) => context.slowStarts + 1 }),
    noteStarted: assign({ slowStarts: 0 }),
  },
  guards: {
    restarts: ({ context }) => context.decision?.type === "restart",
    leaves: ({ context }) => context.decision?.type === "leave",
  },
  delays: {
    startTimeout: ({ context: { spec, slowStarts } }) =>
      spec.startTimeoutMs * Math.min(2 ** slowStarts, startTimeoutFactorMax),
    shutdown: ({ context }) => context.spec.shutdownMs,
    backoff: ({ context }) => context.decision?.type === "restart" ? context.decision.delayMs : 0,
  },
}).createMachine({
  id: "child",
  context: ({ input }) => ({ ...input, decision: null, restartedAtMs: [], slowStarts: 0 }),
  initial: "waiting",
  states: {
    waiting: {
      entry: "spawn",
      on: {
        start: "starting",
        // Its modules are still loading: the worker may finish that before it is terminated.
        stop: "stopping",
        ended: { target: "ended", actions: endActions() },
      },
    },
    starting: {
      entry: "sendStart",
      after: {
        startTimeout: {
          target: "ended",
          actions: [
            "noteSlowStart",
            { type: "decide", params: startTimeout },
            { type: "noteEnd", params: startTimeout },
          ],
        },
      },
      on: {
        started: { target: "running", actions: "noteStarted" },
        stop: "stopping",
        ended: { target: "ended", actions: endActions() },
      },
    },
    running: {
      entry: "noteRunning",
      on: {
        stop: "stopping",
        ended: { target: "ended", actions: endActions() },
      },
    },
    ended: {
      entry: "kill",
      always: [
        { guard: "restarts", target: "backing_off" },
        { guard: "leaves", target: "stopped" },
        { target: "failed", actions: "noteGiveUp" },
      ],
    },
    backing_off: {
      after: { backoff: { target: "starting", actions: "spawn" } },
      on: { stop: "stopped" },
    },
    failed: {
      on: {
        start: { target: "starting", actions: ["forgive", "spawn"] },
        stop: "stopped",
      },
    },
    stopping: {
      entry: "sendStop",
      after: { shutdown: { target: "stopped", actions: "noteStopTimeout" } },
      on: {
        stopped: "stopped",
        ended: {
          target: "stopped",
          actions: {
            type: "noteEnd",
            params: ({ event }: { event: Ended }) => event,
          },
        },
      },
    },
    stopped: { type: "final", entry: "kill" },
  },
});

function endActions() {
  const params = ({ event }: { event: Ended }) => event;
  return [{ type: "decide", params }, { type: "noteEnd", params }] as const;
}
