/**
 * Closes an account as a halt requires: `idle`, `working` (one round of reading and closing),
 * `pausing` (before the next round), `done` (as the policy requires, until the halt ends or
 * something new is open).
 */

import { assign, fromPromise, setup } from "xstate";
import { backoffMs } from "../../../src/runtime/backoff.ts";
import type { Random } from "../../../src/runtime/random.ts";

/** `progress`: requests were accepted; `stuck`: nothing could be done now. */
export type FlattenOutcome = "done" | "progress" | "stuck";

interface FlattenInput {
  readonly round: () => Promise<FlattenOutcome>;
  readonly random: Random;
  readonly onDone: () => void;
}

/** A closed market opens after hours: then one attempt every 30 s. */
const stuckBackoff = { firstMs: 500, factor: 2, maxMs: 30_000, jitter: 0.2 };
/** Accepted requests are executed within a moment. */
const progressMs = 200;

export const tradeFlattenerMachine = setup({
  types: {
    input: {} as FlattenInput,
    context: {} as FlattenInput & { readonly stuckRounds: number },
    events: {} as
      | { type: "halted" }
      | { type: "resumed" }
      /** Something is open that must be closed. */
      | { type: "not_flat" }
      /** The account can be traded again: ends the pause. */
      | { type: "ready" },
  },
  actors: {
    round: fromPromise<FlattenOutcome, FlattenInput>(({ input }) => input.round()),
  },
  actions: { onDone: ({ context }) => context.onDone() },
  delays: {
    pause: ({ context: { stuckRounds, random } }) =>
      stuckRounds === 0 ? progressMs : backoffMs(stuckBackoff, Math.min(stuckRounds, 12), random),
  },
}).createMachine({
  id: "trade_flattener",
  context: ({ input }) => ({ ...input, stuckRounds: 0 }),
  initial: "idle",
  on: { resumed: ".idle" },
  states: {
    idle: { on: { halted: "working" } },
    working: {
      invoke: {
        src: "round",
        input: ({ context }) => context,
        onDone: [
          {
            guard: ({ event }) => event.output === "done",
            target: "done",
            actions: [assign({ stuckRounds: 0 }), "onDone"],
          },
          {
            guard: ({ event }) => event.output === "progress",
            target: "pausing",
            actions: assign({ stuckRounds: 0 }),
          },
          {
            target: "pausing",
            actions: assign({ stuckRounds: ({ context }) => context.stuckRounds + 1 }),
          },
        ],
      },
    },
    pausing: { on: { ready: "working" }, after: { pause: "working" } },
    done: { on: { halted: "working", not_flat: "working" } },
  },
});
