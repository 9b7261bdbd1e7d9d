/** Stand-ins for the peers of an actor under test, by name. */

import assert from "node:assert/strict";

/**
 * Both ways to get a peer, as in an actor's context. An optional peer that is not in `peers` is
 * null.
 */
export function peersAmong(peers: Readonly<Record<string, unknown>> = {}) {
  return {
    // They stand in for typed peers; the tests check the messages and requests they receive.
    peer: <P>(name: string) => (peers[name] ?? assert.fail(`Nothing stands in for ${name}`)) as P,
    optionalPeer: <P>(name: string) => (peers[name] ?? null) as P | null,
  };
}
