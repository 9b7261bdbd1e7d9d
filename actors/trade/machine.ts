/**
 * Closes an account as a halt wants it: `idle`, `working` (one round of reading and closing),
 * `pausing` (before the next), `done` (as the policy wants it, until the halt ends or something
 * appears).
 */

import { assign, fromPromise, setup } from "xstate";
import { backoffMs } from "../../src/runtime/backoff.ts";
import type { Random } from "../../src/runtime/random.ts";

/** `progress`: requests were taken; `stuck`: nothing could be done now. */
export type FlattenOutcome = "done" | "progress" | "stuck";

interface FlattenInput {
  readonly round: () => Promise<FlattenOutcome>;
  readonly random: Random;
  readonly onDone: () => void;
}

/** A closed market opens after hours: asked twice a minute then. */
const stuckBackoff = { firstMs: 500, factor: 2, maxMs: 30_000, jitter: 0.2 };
/** What was sent is done within a moment. */
const progressMs = 200;

export const flattenerMachine = setup({
  types: {
    input: {} as FlattenInput,
    context: {} as FlattenInput & { readonly stuckRounds: number },
    events: {} as
      | { type: "halted" }
      | { type: "resumed" }
      /** Something is open that may not stay. */
      | { type: "not_flat" }
      /** The account can be traded (again): no use in waiting longer. */
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
  id: "flattener",
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
