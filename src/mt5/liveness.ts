/**
 * Whether a terminal is still there, and how far away: from its messages and the nonces it echoes.
 * Steady clock.
 */

/** Missed heartbeats after which a terminal counts as silent: one late one means nothing. */
const silentAfterHeartbeats = 3;
/** Missed heartbeats after which its connection is given up. */
const lostAfterHeartbeats = 10;

export type Presence = "present" | "silent" | "lost";

export class Liveness {
  readonly #heartbeatMs: number;
  #heardMs: number;
  #nonce = 0;
  #sentMs: number | null = null;
  #roundTripMs: number | null = null;

  /** `heartbeatMs`: what the welcome asks of the terminal. */
  constructor(heartbeatMs: number, nowMs: number) {
    this.#heartbeatMs = heartbeatMs;
    this.#heardMs = nowMs;
  }

  /** Any message has come. */
  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  presence(nowMs: number): Presence {
    const silentMs = this.silentMs(nowMs);
    if (silentMs > lostAfterHeartbeats * this.#heartbeatMs) return "lost";
    return silentMs > silentAfterHeartbeats * this.#heartbeatMs ? "silent" : "present";
  }

  silentMs(nowMs: number): number {
    return nowMs - this.#heardMs;
  }

  /** The nonce of a heartbeat that is sent now. */
  nextNonce(nowMs: number): string {
    this.#nonce += 1;
    this.#sentMs = nowMs;
    return String(this.#nonce);
  }

  /** The terminal has echoed `nonce`; only the first echo of the latest one measures. */
  echoed(nonce: string, nowMs: number): void {
    if (this.#sentMs === null || nonce !== String(this.#nonce)) return;
    this.#roundTripMs = nowMs - this.#sentMs;
    this.#sentMs = null;
  }

  /** Of the latest heartbeat that was echoed; null before the first. */
  get roundTripMs(): number | null {
    return this.#roundTripMs;
  }
}
