/**
 * The states of the mirror's connection: connecting, idle, shipping, comparing, waiting to
 * reconnect. After any failure the connection is closed and opened again later, without limit: the
 * store keeps the rows until they are sent.
 */

import { assign, fromPromise, setup } from "xstate";
import type { MirrorError } from "../../src/database/mirror_error.ts";
import type { Result } from "../../src/models/mod.ts";
import { type Backoff, backoffMs } from "../../src/runtime/backoff.ts";
import type { Random } from "../../src/runtime/random.ts";

/** A restarted server is back within seconds; a wrong password does not need frequent retries. */
const retry: Backoff = { firstMs: 250, factor: 2, maxMs: 30_000, jitter: 0.2 };

/** Interval of checks on an idle connection, so that a lost one is noticed before it is needed. */
const keepAliveMs = 15_000;

/** Callbacks of the machine; none of them rejects. */
export interface MirrorLife {
  readonly random: Random;
  connect(): Promise<Result<void, MirrorError>>;
  /** Sends some rows; returns whether there are more. */
  ship(): Promise<Result<{ readonly isMore: boolean }, MirrorError>>;
  /** Whether something may have been written since `ship` last read rows. */
  hasChanges(): boolean;
  /** Whether a page is to be compared once nothing is left to send. */
  isPageWanted(): boolean;
  /** Compares a page. Rows are sent only before and after. */
  compare(): Promise<Result<void, MirrorError>>;
  /** How long rows are collected before they are sent. */
  gatherMs(): number;
  checkHealth(): Promise<Result<void, MirrorError>>;
  disconnect(): void;
  /** Connected, and the server accepts writes. */
  onConnected(): void;
  onFailed(error: MirrorError): void;
}

interface Context {
  readonly error: MirrorError | null;
  /** Failures in a row, with no row sent in between. */
  readonly failures: number;
  /** True when this connection has taken rows, or there were none to send. */
  readonly isProven: boolean;
}

/** `work`: there may be rows to send. `check`: there is a page to compare. */
type Event = { readonly type: "work" | "check" | "stop" };

type Step = Result<{ readonly isMore: boolean }, MirrorError>;

async function step(work: Promise<Result<unknown, MirrorError>>): Promise<Step> {
  const done = await work;
  return done.ok ? { ok: true, value: { isMore: true } } : done;
}

function mirrorSetup(life: MirrorLife) {
  return setup({
    types: {} as { context: Context; events: Event },
    actors: {
      connect: fromPromise<Step>(() => step(life.connect())),
      ship: fromPromise<Step>(() => life.ship()),
      compare: fromPromise<Step>(() => step(life.compare())),
      checkHealth: fromPromise<Step>(() => step(life.checkHealth())),
    },
    actions: {
      noteFailure: assign(({ context }, step: Step) =>
        step.ok ? {} : { error: step.error, failures: context.failures + 1 }
      ),
      noteSuccess: assign({ error: null, failures: 0, isProven: true }),
      tellFailure: (_, step: Step) => step.ok || life.onFailed(step.error),
      tellProven: ({ context }) => context.isProven || life.onConnected(),
      disconnect: () => life.disconnect(),
    },
    guards: {
      hasChanges: () => life.hasChanges(),
      isPageWanted: () => life.isPageWanted(),
      isPageDue: (_, step: Step) => step.ok && life.isPageWanted(),
      isDone: (_, step: Step) => step.ok,
      isMore: (_, step: Step) => step.ok && step.value.isMore,
    },
    delays: {
      retry: ({ context }) => backoffMs(retry, context.failures, life.random),
      gather: () => life.gatherMs(),
      keepAlive: keepAliveMs,
    },
  });
}

/** Connects when started. */
export function databaseMirrorMachine(life: MirrorLife) {
  return mirrorSetup(life).createMachine({
    id: "database_mirror",
    context: { error: null, failures: 0, isProven: false },
    initial: "connecting",
    on: { stop: ".stopped" },
    states: {
      connecting: {
        invoke: {
          src: "connect",
          onDone: [
            { guard: isDone, target: "shipping", actions: assign({ isProven: false }) },
            { target: "waiting", actions: failed },
          ],
        },
      },
      shipping: {
        invoke: {
          src: "ship",
          onDone: [
            { guard: isMore, target: "shipping", reenter: true, actions: succeeded },
            { guard: isPageDue, target: "comparing", actions: succeeded },
            { guard: isDone, target: "idle", actions: succeeded },
            { target: "waiting", actions: failed },
          ],
        },
      },
      idle: {
        always: [
          { guard: "isPageWanted", target: "comparing" },
          { guard: "hasChanges", target: "gathering" },
        ],
        on: { work: "gathering", check: "comparing" },
        after: { keepAlive: "checking" },
      },
      gathering: { after: { gather: "shipping" } },
      comparing: {
        invoke: {
          src: "compare",
          onDone: [
            { guard: isDone, target: "shipping" },
            { target: "waiting", actions: failed },
          ],
        },
      },
      checking: {
        invoke: {
          src: "checkHealth",
          onDone: [
            { guard: isDone, target: "shipping" },
            { target: "waiting", actions: failed },
          ],
        },
      },
      waiting: { entry: "disconnect", after: { retry: "connecting" } },
      stopped: { type: "final", entry: "disconnect" },
    },
  });
}

type Done = { readonly event: { readonly output: Step } };
const stepOf = ({ event }: Done) => event.output;

const isDone = { type: "isDone", params: stepOf } as const;
const isPageDue = { type: "isPageDue", params: stepOf } as const;
const isMore = { type: "isMore", params: stepOf } as const;
const succeeded = ["tellProven", "noteSuccess"] as const;
const failed = [
  { type: "noteFailure", params: stepOf },
  { type: "tellFailure", params: stepOf },
] as const;
