/** The peers that an actor may ask and tell: those in its child specification. */

import type { ChildSpec } from "./child_spec.ts";

type Declaration = Pick<ChildSpec, "name" | "talksTo" | "mayTalkTo">;

export interface DeclaredPeers {
  readonly present: readonly string[];
  /** Named in `mayTalkTo`, but not in this tree. */
  readonly absent: readonly string[];
}

export function peersInTree(
  { talksTo, mayTalkTo }: Declaration,
  tree: readonly Pick<ChildSpec, "name">[],
): DeclaredPeers {
  const isPresent = (name: string) => tree.some((spec) => spec.name === name);
  return {
    present: [...talksTo, ...mayTalkTo.filter(isPresent)],
    absent: mayTalkTo.filter((name) => !isPresent(name)),
  };
}

/**
 * Whether the tree has that peer of `actor`. Throws a `RangeError` when the actor did not declare
 * it.
 */
export function hasPeer(actor: string, { present, absent }: DeclaredPeers, peer: string): boolean {
  if (present.includes(peer)) return true;
  if (absent.includes(peer)) return false;
  throw new RangeError(`Actor "${actor}" talks to "${peer}", which is missing from its talksTo`);
}

/** Whether one of the two talks to the other: then a bidirectional channel connects them. */
export function areConnected(one: Declaration, other: Declaration): boolean {
  const names = (from: Declaration, to: Declaration) =>
    from.talksTo.includes(to.name) || from.mayTalkTo.includes(to.name);
  return names(one, other) || names(other, one);
}
