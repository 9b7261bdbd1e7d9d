/** Peers that were refused: each receives the reason, at a limited rate. Bounded. */

import type { PeerId } from "./transport.ts";

/** Peers remembered at once; the oldest is dropped and then counts as new. */
const peersMax = 256;
/** A peer receives the reason at most this often. */
const tellEveryMs = 1_000;
/** What a terminal that does not know yet that it must say hello may have sent already. */
const refusalsMax = 64;

export type PeerTreatment =
  /** The reason may be sent (again). */
  | "tell"
  | "ignore"
  /** It does not listen: its connection is to be closed. */
  | "dismiss";

interface Refused {
  readonly answeredMs: number;
  readonly count: number;
}

export class RefusedPeers {
  readonly #peers = new Map<PeerId, Refused>();
  #count = 0;

  /** A message of `peer` was refused. */
  refuse(peer: PeerId, nowMs: number): PeerTreatment {
    this.#count += 1;
    const last = this.#peers.get(peer);
    const count = (last?.count ?? 0) + 1;
    if (count > refusalsMax) {
      this.#peers.delete(peer);
      return "dismiss";
    }
    const isAnswered = last !== undefined && nowMs - last.answeredMs < tellEveryMs;
    if (!isAnswered) this.#peers.delete(peer); // the oldest was answered longest ago
    this.#peers.set(peer, { answeredMs: isAnswered ? last.answeredMs : nowMs, count });
    const [oldest] = this.#peers.keys();
    if (oldest !== undefined && this.#peers.size > peersMax) this.#peers.delete(oldest);
    return isAnswered ? "ignore" : "tell";
  }

  /** The peer was accepted, or its connection is being closed. */
  forget(peer: PeerId): void {
    this.#peers.delete(peer);
  }

  /** Messages refused so far. */
  get count(): number {
    return this.#count;
  }
}
