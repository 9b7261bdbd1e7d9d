/** The start order of a tree (reversed for stopping): waves of children that may start together. */

import type { ChildSpec } from "./child_spec.ts";

type Ordered = Pick<ChildSpec, "name" | "startAfter" | "talksTo">;

/**
 * Names in waves: every child is in the first wave after those it starts after; within a wave the
 * tree's order is kept. Throws a `RangeError` for a duplicate or unknown name or a cycle.
 */
export function startWaves(tree: readonly Ordered[]): string[][] {
  checkNames(tree);
  const waves: string[][] = [];
  const placed = new Set<string>();
  while (placed.size < tree.length) {
    const wave = tree
      .filter((spec) => !placed.has(spec.name) && spec.startAfter.every((name) => placed.has(name)))
      .map((spec) => spec.name);
    if (wave.length === 0) {
      const left = tree.filter((spec) => !placed.has(spec.name)).map((spec) => spec.name);
      throw new RangeError(`Children start after each other in a cycle: ${left.join(", ")}`);
    }
    for (const name of wave) placed.add(name);
    waves.push(wave);
  }
  return waves;
}

function checkNames(tree: readonly Ordered[]): void {
  const names = new Set(["system"]); // the supervisor's own
  for (const { name } of tree) {
    if (names.has(name)) throw new RangeError(`Two children are named "${name}"`);
    names.add(name);
  }
  for (const { name, startAfter, talksTo } of tree) {
    for (const other of [...startAfter, ...talksTo]) {
      if (!names.has(other)) {
        throw new RangeError(`Child "${name}" names the unknown child "${other}"`);
      }
      if (other === name) throw new RangeError(`Child "${name}" names itself`);
    }
  }
}
