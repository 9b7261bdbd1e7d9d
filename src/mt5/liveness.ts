/**
 * Whether a terminal is still responding, and its round-trip time, from its messages and the nonces
 * it echoes. Uses the steady clock.
 */

/** Missed heartbeats after which the other side counts as silent: a single late one is normal. */
export const silentAfterHeartbeats = 3;
/** Missed heartbeats after which its connection is closed. */
const lostAfterHeartbeats = 10;

export type Presence = "present" | "silent" | "lost";

export class Liveness {
  readonly #heartbeatMs: number;
  #lastMessageMs: number;
  #nonce = 0;
  #sentMs: number | null = null;
  #roundTripMs: number | null = null;

  /** `heartbeatMs`: the interval that the welcome message sets. */
  constructor(heartbeatMs: number, nowMs: number) {
    this.#heartbeatMs = heartbeatMs;
    this.#lastMessageMs = nowMs;
  }

  /** A message of any kind has arrived. */
  messageArrived(nowMs: number): void {
    this.#lastMessageMs = nowMs;
  }

  presence(nowMs: number): Presence {
    const silentMs = this.silentMs(nowMs);
    if (silentMs > lostAfterHeartbeats * this.#heartbeatMs) return "lost";
    return silentMs > silentAfterHeartbeats * this.#heartbeatMs ? "silent" : "present";
  }

  silentMs(nowMs: number): number {
    return nowMs - this.#lastMessageMs;
  }

  /** The nonce for the heartbeat being sent now. */
  nextNonce(nowMs: number): string {
    this.#nonce += 1;
    this.#sentMs = nowMs;
    return String(this.#nonce);
  }

  /** The terminal has echoed `nonce`; only the first echo of the latest one is measured. */
  echoed(nonce: string, nowMs: number): void {
    if (this.#sentMs === null || nonce !== String(this.#nonce)) return;
    this.#roundTripMs = nowMs - this.#sentMs;
    this.#sentMs = null;
  }

  /** Round trip of the latest echoed heartbeat; null before the first. */
  get roundTripMs(): number | null {
    return this.#roundTripMs;
  }
}
