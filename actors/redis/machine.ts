/**
 * The states of the connection: connecting, refreshing (everything is written again), ready; away
 * after any failure, with growing delays and no limit on retries.
 */

import { assign, fromPromise, setup } from "xstate";
import type { Result } from "../../src/models/mod.ts";
import type { RedisConnection } from "../../src/redis/redis_connection.ts";
import type { RedisFailure } from "../../src/redis/redis_failure.ts";
import { type Backoff, backoffMs } from "../../src/runtime/backoff.ts";
import type { Random } from "../../src/runtime/random.ts";

/** A server restart takes a second or two; after a long failure half a minute does not matter. */
const reconnect: Backoff = { firstMs: 100, factor: 2, maxMs: 30_000, jitter: 0.2 };

export interface RedisLife {
  readonly random: Random;
  /** Resolves within its own timeout. */
  readonly connect: () => Promise<Result<RedisConnection, RedisFailure>>;
  readonly onConnected: (connection: RedisConnection) => void;
  /** Everything known has been written since the connection was made. */
  readonly onReady: () => void;
  readonly onAway: (failure: RedisFailure) => void;
}

interface Context extends RedisLife {
  readonly connection: RedisConnection | null;
  /** Why Redis is not used; null once everything has been written. */
  readonly failure: RedisFailure | null;
  /** Failures in a row. */
  readonly attempts: number;
}

type Event =
  | { readonly type: "refreshed" }
  | { readonly type: "failed"; readonly failure: RedisFailure }
  | { readonly type: "stop" };

/**
 * Connects when started. Send `refreshed` once everything is written, `failed` after an error in
 * use.
 */
export const redisConnectionMachine = setup({
  types: {} as { input: RedisLife; context: Context; events: Event },
  actors: {
    connect: fromPromise<Result<RedisConnection, RedisFailure>, RedisLife>(({ input }) =>
      input.connect()
    ),
    end: fromPromise<RedisFailure, Context>(({ input: { connection } }) =>
      connection === null ? new Promise<RedisFailure>(() => {}) : connection.ended
    ),
  },
  actions: {
    noteFailure: assign(({ context }, failure: RedisFailure) => ({
      failure,
      attempts: context.attempts + 1,
    })),
    announceConnected: ({ context }) => {
      if (context.connection !== null) context.onConnected(context.connection);
    },
    announceReady: ({ context }) => context.onReady(),
    announceAway: ({ context }) => {
      if (context.failure !== null) context.onAway(context.failure);
    },
    close: ({ context }) => context.connection?.close(),
  },
  delays: { retry: ({ context }) => backoffMs(reconnect, context.attempts, context.random) },
}).createMachine({
  id: "redis_connection",
  context: ({ input }) => ({ ...input, connection: null, failure: null, attempts: 0 }),
  initial: "connecting",
  on: { stop: ".stopped" },
  states: {
    connecting: {
      invoke: {
        src: "connect",
        input: ({ context }) => context,
        onDone: [
          {
            guard: ({ event }) => event.output.ok,
            target: "connected",
            actions: assign(({ event }) =>
              event.output.ok ? { connection: event.output.value } : {}
            ),
          },
          {
            target: "away",
            actions: assign(({ context, event }) =>
              event.output.ok ? {} : { failure: event.output.error, attempts: context.attempts + 1 }
            ),
          },
        ],
      },
    },
    connected: {
      entry: "announceConnected",
      exit: ["close", assign({ connection: null })],
      invoke: {
        src: "end",
        input: ({ context }) => context,
        onDone: {
          target: "away",
          actions: { type: "noteFailure", params: ({ event }) => event.output },
        },
      },
      on: {
        failed: {
          target: "away",
          actions: { type: "noteFailure", params: ({ event }) => event.failure },
        },
      },
      initial: "refreshing",
      states: {
        refreshing: {
          on: { refreshed: { target: "ready", actions: assign({ failure: null, attempts: 0 }) } },
        },
        ready: { entry: "announceReady" },
      },
    },
    away: { entry: "announceAway", after: { retry: "connecting" } },
    stopped: { type: "final" },
  },
});
