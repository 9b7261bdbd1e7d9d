/** The browser's clocks and timers: no other part of the page reads them. */

import { signal } from "@preact/signals";
import type { Moment } from "../../models/time.ts";

/** UTC, updated every second; used for times of day. */
export const now = signal(Date.now());
/** Not affected when the computer's clock is set; updated every second; used for ages. */
export const steadyNow = signal(performance.now());

setInterval(() => {
  now.value = Date.now();
  steadyNow.value = performance.now();
}, 1_000);

export function thisMoment(): Moment {
  return { utcMs: Date.now(), steadyMs: performance.now() };
}

/**
 * Calls back every `periodMs`, the first time immediately, until the returned function is called.
 * While a call is still under way there is no other.
 */
export function every(periodMs: number, callback: () => Promise<void>): () => void {
  let isBusy = false;
  const call = async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      await callback();
    } finally {
      isBusy = false;
    }
  };
  void call();
  const timer = setInterval(() => void call(), periodMs);
  return () => clearInterval(timer);
}

/** Calls back once, unless the returned function is called before. */
export function after(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}
