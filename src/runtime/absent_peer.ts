/** A substitute for a peer that is not in this tree: it behaves like one that is not running. */

import { err } from "../models/result.ts";
import type { Peer } from "./actor.ts";
import type { Protocol } from "./protocol.ts";

/** Discards messages and fails every ask. */
export function absentPeer<P extends Protocol>(name: string): Peer<P> {
  return {
    tell: () => {},
    ask: () => Promise.resolve(err({ code: "peer_unavailable", peer: name })),
    drained: () => Promise.resolve(),
    waiting: 0,
  };
}
