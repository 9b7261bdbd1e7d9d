/** The browser's clock and timers: the only place of the page that reads them. */

import { signal } from "@preact/signals";

/** UTC, renewed each second: what shows an age reads it. */
export const now = signal(Date.now());

setInterval(() => now.value = Date.now(), 1_000);

/** Calls back each `periodMs`, the first time at once, until the returned function is called. */
export function every(periodMs: number, callback: () => void): () => void {
  callback();
  const timer = setInterval(callback, periodMs);
  return () => clearInterval(timer);
}

export function after(delayMs: number, callback: () => void): void {
  setTimeout(callback, delayMs);
}
