/**
 * A peer that only receives: nothing depends on it, and it may be missing from the tree, slow or
 * failed. Messages that it cannot take are dropped, so that the sender never waits and never fails
 * because of it.
 */

import type { Coalesce, Peer } from "./actor.ts";
import type { Protocol } from "./protocol.ts";

export interface Listener<P extends Protocol> {
  tell(message: P["tell"], coalesce?: Coalesce<P["tell"]>): void;
}

/**
 * A listener that keeps up has only a few messages waiting; with this many it is down and will
 * resynchronise after its restart.
 */
const waitingMax = 2_000;

/** Null for a peer that is not in this tree. */
export function listener<P extends Protocol>(peer: Peer<P> | null): Listener<P> {
  return {
    tell: (message, coalesce) => {
      if (peer !== null && peer.waiting < waitingMax) peer.tell(message, coalesce);
    },
  };
}
