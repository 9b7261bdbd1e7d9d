/** Time as an injected dependency. Only this file reads the system clock or sets system timers. */

import { setImmediate } from "node:timers";
import { type UnixMs, unixMs } from "../models/time.ts";

/** The handle of a running timer. */
export type TimerId = { readonly timer: number };

/** A longer delay makes the runtime's timers fire at once. */
const longestDelayMs = 2 ** 31 - 1;

/** Wall clock, steady clock and timers. Also works as the `clock` option of `xstate` actors. */
export interface Clock {
  /** Current UTC. May jump when the system clock is set. */
  nowMs(): UnixMs;
  /** Milliseconds from an arbitrary start; never jumps. For durations. */
  steadyMs(): number;
  /** Calls back once after `delayMs`. */
  setTimeout(callback: () => void, delayMs: number): TimerId;
  /** Cancels a timer; does nothing if it has already fired. */
  clearTimeout(id: TimerId | undefined): void;
  /**
   * Calls back once pending events and timers have been handled: within microseconds when there are
   * none, where `setTimeout` takes a millisecond or two. For long work that yields in between.
   */
  nextTurn(callback: () => void): void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  nowMs: () => unixMs(Date.now()),
  steadyMs: () => performance.now(),
  setTimeout(callback, delayMs) {
    const id = { timer: 0 };
    const wait = (leftMs: number) => {
      const nextMs = Math.min(leftMs, longestDelayMs);
      const then = nextMs < leftMs ? () => wait(leftMs - nextMs) : callback;
      id.timer = setTimeout(then, nextMs) as unknown as number;
    };
    wait(Math.max(0, delayMs));
    return id;
  },
  clearTimeout: (id) => {
    if (id !== undefined) clearTimeout(id.timer);
  },
  nextTurn: (callback) => void setImmediate(callback),
};

/** Resolves after `delayMs` on `clock`. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimeout(resolve, delayMs));
}

/** Resolves after due messages and timers have been handled: yields the thread without sleeping. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

const napping = new Int32Array(new SharedArrayBuffer(4));

/**
 * Blocks this thread for a fraction of a millisecond, where timers are too coarse, so that other
 * threads can run. Must be short, because messages of other actors have to wait.
 */
export function nap(durationMs: number): void {
  Atomics.wait(napping, 0, 0, durationMs);
}
