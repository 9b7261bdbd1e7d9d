/**
 * The two machines of an account at the trade actor.
 *
 * `accountMachine`: `away`, `reconciling` (read until it succeeds; nothing is sent), `ready`.
 * `flattenerMachine`: `idle`, `working` (one round of reading and closing), `pausing` (before the next), `done` (as the policy wants it,
 * until the halt ends or something appears).
 */

import { assign, fromPromise, setup } from "xstate";
import { backoffMs } from "../../src/runtime/backoff.ts";
import type { Random } from "../../src/runtime/random.ts";

interface AccountInput {
  /** Reads until it has succeeded, or is aborted. Rejections are programmer errors: they crash the actor. */
  readonly reconcile: (signal: AbortSignal) => Promise<void>;
  readonly onReady: () => void;
}

export const tradingAccountMachine = setup({
  types: {
    input: {} as AccountInput,
    context: {} as AccountInput,
    events: {} as { type: "synced" } | { type: "lost" },
  },
  actors: {
    reconcile: fromPromise<void, AccountInput>(({ input, signal }) => input.reconcile(signal)),
  },
  actions: { onReady: ({ context }) => context.onReady() },
}).createMachine({
  id: "trading_account",
  context: ({ input }) => input,
  initial: "away",
  on: { synced: { target: ".reconciling", reenter: true }, lost: ".away" },
  states: {
    away: {},
    reconciling: {
      invoke: { src: "reconcile", input: ({ context }) => context, onDone: "ready" },
    },
    ready: { entry: "onReady" },
  },
});

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
