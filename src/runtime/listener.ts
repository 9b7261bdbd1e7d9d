/**
 * A peer that is only informed: nothing depends on it, and it may be missing from the tree, slow,
 * or failed for good. What it cannot take is let go, so that whoever informs it never waits and
 * never fails for it.
 */

import type { Coalesce, Peer } from "./actor.ts";
import type { Protocol } from "./protocol.ts";

export interface Listener<P extends Protocol> {
  tell(message: P["tell"], coalesce?: Coalesce<P["tell"]>): void;
}

/**
 * A listener that keeps up has a few messages waiting; with so many it is away, and will ask or be
 * told anew.
 */
const waitingMax = 2_000;

/** Null is a peer that this tree does not have. */
export function listener<P extends Protocol>(peer: Peer<P> | null): Listener<P> {
  return {
    tell: (message, coalesce) => {
      if (peer !== null && peer.waiting < waitingMax) peer.tell(message, coalesce);
    },
  };
}
