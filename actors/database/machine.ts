/**
 * The states of the store: opening, open, degraded (waiting to retry, or hopeless), closed. The
 * machine decides when the file is opened and closed; the actor handles requests with the open
 * store.
 */

import { assign, setup } from "xstate";
import { type Backoff, backoffMs } from "../../src/runtime/backoff.ts";
import type { Random } from "../../src/runtime/random.ts";
import type { Result } from "../../src/models/mod.ts";
import { mayRecover, type StoreError } from "../../src/database/store_error.ts";

/** The part of the store that the machine uses. */
interface Closable {
  close(): void;
}

/**
 * Delays before reopening the file. Short at first, because the worker that held the file before a
 * restart may still be ending. At most half a minute, so that a trader who has freed disk space
 * does not wait long.
 */
const retry: Backoff = { firstMs: 50, factor: 3, maxMs: 30_000, jitter: 0.2 };

/**
 * After this time the store counts as stable, and the next failure is retried with a short delay
 * again.
 */
const stableAfterMs = 60_000;

/** Callbacks of the machine. */
export interface StoreLife<Store extends Closable> {
  /** Blocks until the store is open; safe to repeat. */
  readonly open: () => Result<Store, StoreError>;
  readonly random: Random;
  readonly onOpened: (store: Store) => void;
  /** The store is about to be closed and must not be used any more. */
  readonly onClosing: () => void;
  readonly onDegraded: (error: StoreError) => void;
}

interface Context<Store> {
  readonly store: Store | null;
  /** Why the store is not open. */
  readonly error: StoreError | null;
  /** Failures since the store was last stable. */
  readonly failures: number;
}

type Event<Store> =
  | { readonly type: "opened"; readonly store: Store }
  | { readonly type: "failed"; readonly error: StoreError }
  | { readonly type: "stop" };

/**
 * Opens the store when started. Send `failed` when the open store returns an error, `stop` at the
 * end.
 */
export function databaseMachine<Store extends Closable>(life: StoreLife<Store>) {
  return setup({
    types: {} as { context: Context<Store>; events: Event<Store> },
    actions: {
      open: ({ self }) => {
        const opened = life.open();
        if (opened.ok) self.send({ type: "opened", store: opened.value });
        else self.send({ type: "failed", error: opened.error });
      },
      close: ({ context }) => {
        if (context.store === null) return;
        life.onClosing();
        context.store.close();
      },
      noteFailure: assign(({ context, event }) =>
        event.type === "failed" ? { error: event.error, failures: context.failures + 1 } : {}
      ),
      announceOpened: ({ context }) => context.store !== null && life.onOpened(context.store),
      announceDegraded: ({ context }) => context.error !== null && life.onDegraded(context.error),
    },
    guards: {
      mayRecover: ({ context }) => context.error !== null && mayRecover(context.error),
    },
    delays: {
      retry: ({ context }) => backoffMs(retry, context.failures, life.random),
      stable: stableAfterMs,
    },
  }).createMachine({
    id: "database",
    context: { store: null, error: null, failures: 0 },
    initial: "opening",
    on: { stop: ".closed" },
    states: {
      opening: {
        entry: "open",
        on: {
          opened: {
            target: "open",
            actions: assign(({ event }) => ({ store: event.store, error: null })),
          },
          failed: { target: "degraded", actions: "noteFailure" },
        },
      },
      open: {
        entry: "announceOpened",
        exit: ["close", assign({ store: null })],
        after: { stable: { actions: assign({ failures: 0 }) } },
        on: { failed: { target: "degraded", actions: "noteFailure" } },
      },
      degraded: {
        entry: "announceDegraded",
        initial: "deciding",
        states: {
          deciding: { always: [{ guard: "mayRecover", target: "waiting" }, "hopeless"] },
          waiting: { after: { retry: "#database.opening" } },
          hopeless: {},
        },
      },
      closed: { type: "final" },
    },
  });
}
