/** Peers that were refused: each receives the reason, at a limited rate. Bounded. */

import type { PeerId } from "./transport.ts";

/** Peers remembered at once; the oldest is dropped and then counts as new. */
const peersMax = 256;
/** A peer receives the reason at most this often. */
const tellEveryMs = 1_000;
/** Refusals of the same kind are logged at most this often; the rest are only counted. */
const logEveryMs = 10_000;

export class RefusedPeers {
  readonly #toldMs = new Map<PeerId, number>();
  readonly #loggedMs = new Map<string, number>();
  #count = 0;
  #unlogged = 0;

  /** A message of `peer` was refused. True when the reason may be sent (again). */
  refuse(peer: PeerId, nowMs: number): boolean {
    this.#count += 1;
    const lastMs = this.#toldMs.get(peer);
    if (lastMs !== undefined && nowMs - lastMs < tellEveryMs) return false;
    this.#toldMs.delete(peer);
    this.#toldMs.set(peer, nowMs);
    const [oldest] = this.#toldMs.keys();
    if (oldest !== undefined && this.#toldMs.size > peersMax) this.#toldMs.delete(oldest);
    return true;
  }

  /** The peer was accepted. */
  forget(peer: PeerId): void {
    this.#toldMs.delete(peer);
  }

  /** Refusals of one kind since the last logged one, or null when this one must not be logged. */
  toLog(code: string, nowMs: number): { readonly collapsed: number } | null {
    const lastMs = this.#loggedMs.get(code);
    if (lastMs !== undefined && nowMs - lastMs < logEveryMs) {
      this.#unlogged += 1;
      return null;
    }
    this.#loggedMs.set(code, nowMs);
    const collapsed = this.#unlogged;
    this.#unlogged = 0;
    return { collapsed };
  }

  /** Messages refused so far. */
  get count(): number {
    return this.#count;
  }
}
