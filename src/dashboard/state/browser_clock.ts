/** The browser's clock and timers: no other part of the page reads them. */

import { signal } from "@preact/signals";

/** UTC, updated every second, for everything that shows an age. */
export const now = signal(Date.now());

setInterval(() => now.value = Date.now(), 1_000);

/**
 * Calls back every `periodMs`, the first time immediately, until the returned function is called.
 */
export function every(periodMs: number, callback: () => void): () => void {
  callback();
  const timer = setInterval(callback, periodMs);
  return () => clearInterval(timer);
}

export function after(delayMs: number, callback: () => void): void {
  setTimeout(callback, delayMs);
}
