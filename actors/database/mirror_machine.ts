/**
 * The life of the mirror's connection: connecting, idle, shipping, waiting to connect again. Whatever fails, the
 * connection is closed and made anew after a while, for ever: the store keeps what is to be sent.
 */

import { assign, fromPromise, setup } from "xstate";
import type { MirrorError } from "../../src/database/mirror_error.ts";
import type { Result } from "../../src/models/mod.ts";
import { type Backoff, backoffMs } from "../../src/runtime/backoff.ts";
import type { Random } from "../../src/runtime/random.ts";

/** A restarted server is back within seconds; a wrong password is not right sooner by asking often. */
const RETRY: Backoff = { firstMs: 250, factor: 2, maxMs: 30_000, jitter: 0.2 };

/** Rows of a burst travel together; short enough to be in the mirror well within a quarter of a second. */
const GATHER_MS = 25;

/** Between two looks at an idle connection, so that one that was lost is known before it is needed. */
const KEEP_ALIVE_MS = 15_000;

/** How the machine acts on the world; nothing here rejects. */
export interface MirrorLife {
  readonly random: Random;
  connect(): Promise<Result<void, MirrorError>>;
  /** Sends some rows; says whether there are more. */
  ship(): Promise<Result<{ readonly isMore: boolean }, MirrorError>>;
  /** Whether something may have been written since `ship` last took rows. */
  hasNews(): boolean;
  checkHealth(): Promise<Result<void, MirrorError>>;
  disconnect(): void;
  onConnected(): void;
  onFailed(error: MirrorError): void;
}

interface Context {
  readonly error: MirrorError | null;
  /** In a row, without a row sent in between. */
  readonly failures: number;
}

/** `work`: there may be rows to send. */
type Event = { readonly type: "work" } | { readonly type: "stop" };

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
      checkHealth: fromPromise<Step>(() => step(life.checkHealth())),
    },
    actions: {
      noteFailure: assign(({ context }, step: Step) =>
        step.ok ? {} : { error: step.error, failures: context.failures + 1 }
      ),
      noteConnected: assign({ error: null }),
      noteSuccess: assign({ error: null, failures: 0 }),
      tellFailure: (_, step: Step) => step.ok || life.onFailed(step.error),
      tellConnected: () => life.onConnected(),
      disconnect: () => life.disconnect(),
    },
    guards: {
      hasNews: () => life.hasNews(),
      isDone: (_, step: Step) => step.ok,
      isMore: (_, step: Step) => step.ok && step.value.isMore,
    },
    delays: {
      retry: ({ context }) => backoffMs(RETRY, context.failures, life.random),
      gather: GATHER_MS,
      keepAlive: KEEP_ALIVE_MS,
    },
  });
}

/** Connects at once when started. */
export function mirrorMachine(life: MirrorLife) {
  return mirrorSetup(life).createMachine({
    id: "mirror",
    context: { error: null, failures: 0 },
    initial: "connecting",
    on: { stop: ".stopped" },
    states: {
      connecting: {
        invoke: {
          src: "connect",
          onDone: [
            { guard: isDone, target: "shipping", actions: ["tellConnected", "noteConnected"] },
            { target: "waiting", actions: failed },
          ],
        },
      },
      shipping: {
        invoke: {
          src: "ship",
          onDone: [
            { guard: isMore, target: "shipping", reenter: true, actions: "noteSuccess" },
            { guard: isDone, target: "idle", actions: "noteSuccess" },
            { target: "waiting", actions: failed },
          ],
        },
      },
      idle: {
        always: { guard: "hasNews", target: "gathering" },
        on: { work: "gathering" },
        after: { keepAlive: "checking" },
      },
      gathering: { after: { gather: "shipping" } },
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
const isMore = { type: "isMore", params: stepOf } as const;
const failed = [
  { type: "noteFailure", params: stepOf },
  { type: "tellFailure", params: stepOf },
] as const;
