/** Finds the name a person probably meant: for misspelt settings, commands and options. */

/**
 * The known name nearest to `given`, or null when none is near enough to be meant: at most one slip
 * (a letter added, left out, changed, or two swapped) for each four letters, and never more than three.
 */
export function nearestName(given: string, known: Iterable<string>): string | null {
  const limit = Math.min(3, Math.max(1, Math.floor(given.length / 4)));
  let nearest: string | null = null;
  let nearestSlips = limit + 1;
  for (const name of known) {
    const slips = slipsBetween(given.toUpperCase(), name.toUpperCase());
    if (slips < nearestSlips) [nearest, nearestSlips] = [name, slips];
  }
  return nearest;
}

/** Optimal string alignment distance: insertions, deletions, changes and swaps of neighbours. */
function slipsBetween(left: string, right: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const changed = left[row - 1] === right[column - 1] ? 0 : 1;
      let slips = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + changed,
      );
      const swapped = row > 1 && column > 1 && left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1];
      if (swapped) slips = Math.min(slips, beforePrevious[column - 2]! + 1);
      current.push(slips);
    }
    [beforePrevious, previous] = [previous, current];
  }
  return previous[right.length]!;
}
