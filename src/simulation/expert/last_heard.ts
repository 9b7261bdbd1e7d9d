/**
 * When a bridge that has accepted the terminal was heard last. What acts without the bridge asks
 * here whether it is alone.
 */

/** After a start the bridge has this long to accept the terminal. */
const firstChanceMs = 10_000;

export class LastHeard {
  #startedMs: number | null = null;
  #heardMs: number | null = null;
  /** Another terminal of the account is connected instead, and acts. */
  #isReplaced = false;

  /** Call on each turn: the first one is the start. */
  look(steadyMs: number): void {
    this.#startedMs ??= steadyMs;
  }

  hear(steadyMs: number): void {
    this.#heardMs = steadyMs;
    this.#isReplaced = false;
  }

  /** The bridge has rejected it for another one; it does not ask again. */
  replaced(): void {
    this.#isReplaced = true;
  }

  isGone(steadyMs: number, silenceSeconds: number): boolean {
    const sinceMs = this.#heardMs ?? this.#startedMs;
    return !this.#isReplaced && sinceMs !== null && steadyMs - sinceMs > silenceSeconds * 1_000;
  }

  /** Whether no bridge has accepted it since the start, although it had the time. */
  isUnheard(steadyMs: number): boolean {
    const startedMs = this.#startedMs ?? steadyMs;
    return !this.#isReplaced && this.#heardMs === null && steadyMs - startedMs > firstChanceMs;
  }
}
