/**
 * Collects a thread's garbage from time to time. V8 leaves that of a small heap for hours: the
 * threads of a bridge that is idle grew by a megabyte a minute together, although what they hold
 * did not grow. A collection takes some ten milliseconds, so it waits for a moment in which nothing
 * is to be done.
 */

import { minuteMs } from "../models/time.ts";
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

/** A thread makes less than a megabyte of garbage in this time while nothing happens. */
const roundMs = 5 * minuteMs;
/** How soon a busy thread is looked at again. */
const busyMs = 1_000;
/** After this many looks a thread that is always busy is collected all the same. */
const looksMax = 60;

export interface GarbageRoundsOptions {
  readonly clock: Clock;
  /** Spreads the threads over the time. */
  readonly random: Random;
  readonly isBusy: () => boolean;
  /** The runtime's own collection; undefined where the program was started without it. */
  readonly collect: (() => void) | undefined;
}

/** Goes on as long as the thread lives. */
export function startGarbageRounds({ clock, random, isBusy, collect }: GarbageRoundsOptions): void {
  if (collect === undefined) return;
  const look = (looks: number) => {
    if (isBusy() && looks < looksMax) {
      clock.setTimeout(() => look(looks + 1), busyMs);
      return;
    }
    collect();
    clock.setTimeout(() => look(0), roundMs);
  };
  clock.setTimeout(() => look(0), roundMs * (0.5 + random() / 2));
}

/** The collection of this thread; undefined unless V8 was started with `--expose-gc`. */
export function ownCollection(): (() => void) | undefined {
  const { gc } = globalThis as { gc?: () => void };
  return gc;
}
