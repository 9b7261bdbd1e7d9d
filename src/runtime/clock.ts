/**
 * Time as a value that is handed in. Only this file reads the system's clock or sets its timers.
 */

import { setImmediate } from "node:timers";
import { type UnixMs, unixMs } from "../models/time.ts";

/** A timer that runs, to be cleared. */
export type TimerId = { readonly timer: number };

/** Wall clock, steady clock and timers. `xstate` actors take one as their `clock` option too. */
export interface Clock {
  /** UTC now. May jump when the system's clock is set. */
  nowMs(): UnixMs;
  /** Milliseconds from an arbitrary start; never jumps. For durations. */
  steadyMs(): number;
  /** Calls back once after `delayMs`. */
  setTimeout(callback: () => void, delayMs: number): TimerId;
  /** Ends a timer before it calls back; without effect when it has. */
  clearTimeout(id: TimerId | undefined): void;
  /**
   * Calls back once the events and timers that wait have been handled: microseconds when there are
   * none, where `setTimeout` takes a millisecond or two. For long work that lets others in between.
   */
  nextTurn(callback: () => void): void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  nowMs: () => unixMs(Date.now()),
  steadyMs: () => performance.now(),
  setTimeout: (callback, delayMs) => ({
    timer: setTimeout(callback, Math.max(0, delayMs)) as unknown as number,
  }),
  clearTimeout: (id) => {
    if (id !== undefined) clearTimeout(id.timer);
  },
  nextTurn: (callback) => void setImmediate(callback),
};

/** Resolves after `delayMs` on `clock`. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimeout(resolve, delayMs));
}

/**
 * Resolves after the messages and timers that are due have been handled: lets others have the
 * thread without sleeping.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

const napping = new Int32Array(new SharedArrayBuffer(4));

/**
 * Lets other threads have the processor, and holds this one, for a fraction of a millisecond: where
 * timers are too coarse. Not for longer, as messages of other actors wait meanwhile.
 */
export function nap(durationMs: number): void {
  Atomics.wait(napping, 0, 0, durationMs);
}
