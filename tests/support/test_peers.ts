/** The peers of an actor under test: what stands in for them, by their names. */

import assert from "node:assert/strict";

/**
 * Both ways to a peer, as an actor's context has them. An optional one that is not among `peers` is
 * null.
 */
export function peersAmong(peers: Readonly<Record<string, unknown>> = {}) {
  return {
    // They stand in for typed peers; what they are told and asked is checked by the tests.
    peer: <P>(name: string) => (peers[name] ?? assert.fail(`Nothing stands in for ${name}`)) as P,
    optionalPeer: <P>(name: string) => (peers[name] ?? null) as P | null,
  };
}
