/**
 * When a bridge that has accepted the terminal said last that it watches the limits, and that it
 * moves the stops. What acts without the bridge asks here whether it is alone.
 */

import type { WatchedPart } from "../../mt5/wire.ts";

/** After a start the bridge has this long to accept the terminal. */
const firstChanceMs = 10_000;

export class LastHeard {
  #startedMs: number | null = null;
  readonly #saidMs = new Map<WatchedPart, number>();
  #wasAccepted = false;
  /** Another terminal of the account is connected instead, and acts. */
  #isReplaced = false;

  /** Call on each turn: the first one is the start. */
  look(steadyMs: number): void {
    this.#startedMs ??= steadyMs;
  }

  /** The bridge has accepted the terminal. */
  accepted(): void {
    this.#wasAccepted = true;
    this.#isReplaced = false;
  }

  watched(part: WatchedPart, steadyMs: number): void {
    this.#saidMs.set(part, steadyMs);
  }

  /** The bridge has rejected it for another one; it does not ask again. */
  replaced(): void {
    this.#isReplaced = true;
  }

  /** Nobody else has done this part for so long. */
  isUnwatched(part: WatchedPart, steadyMs: number, silenceSeconds: number): boolean {
    const sinceMs = this.#saidMs.get(part) ?? this.#startedMs;
    return !this.#isReplaced && sinceMs !== null && steadyMs - sinceMs > silenceSeconds * 1_000;
  }

  /** Whether no bridge has accepted it since the start, although it had the time. */
  isUnheard(steadyMs: number): boolean {
    const startedMs = this.#startedMs ?? steadyMs;
    return !this.#isReplaced && !this.#wasAccepted && steadyMs - startedMs > firstChanceMs;
  }
}
