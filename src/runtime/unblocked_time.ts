/**
 * Timers that do not count the time in which their own thread was blocked. A timeout for another
 * thread must not pass while this one could not have noticed the answer: making a worker blocks the
 * main thread for seconds on a busy machine.
 */

import type { Clock, TimerId } from "./clock.ts";

/** A blocked thread loses one slice, however long it was blocked. */
const sliceMs = 250;

export interface Wait {
  id: TimerId | undefined;
  isCleared: boolean;
}

export interface UnblockedTime {
  setTimeout(callback: () => void, delayMs: number): Wait;
  clearTimeout(timer: Wait): void;
}

export function unblockedTime(clock: Clock): UnblockedTime {
  return {
    setTimeout(callback, delayMs) {
      const timer: Wait = { id: undefined, isCleared: false };
      // What arrived during the last slice is handled first.
      const fire = () => {
        if (!timer.isCleared) callback();
      };
      const wait = (leftMs: number) => {
        if (leftMs <= 0) return clock.nextTurn(fire);
        const nextMs = Math.min(leftMs, sliceMs);
        timer.id = clock.setTimeout(() => wait(leftMs - nextMs), nextMs);
      };
      wait(delayMs);
      return timer;
    },
    clearTimeout(timer) {
      timer.isCleared = true;
      clock.clearTimeout(timer.id);
    },
  };
}
