/**
 * Stands for a peer that this tree does not have, for those who would treat it as one that is not
 * running.
 */

import { err } from "../models/result.ts";
import type { Peer } from "./actor.ts";
import type { Protocol } from "./protocol.ts";

/** Takes no message, and answers no question. */
export function absentPeer<P extends Protocol>(name: string): Peer<P> {
  return {
    tell: () => {},
    ask: () => Promise.resolve(err({ code: "peer_unavailable", peer: name })),
    drained: () => Promise.resolve(),
    waiting: 0,
  };
}
