/** Finds the name a person probably meant, for misspelt settings, commands and options. */

/**
 * The known name nearest to `given`, or null when none is near enough. Names are compared word by
 * word, and one slip (a letter added, omitted, changed, or two swapped) is allowed for every four
 * letters of a word: `REDIS_PROT` means `REDIS_PORT`, `REDIS_POOL` does not. Words may be written
 * together, and the last words may be missing.
 */
export function nearestName(given: string, known: Iterable<string>): string | null {
  let nearest: string | null = null;
  let nearestSlips = Infinity;
  for (const name of known) {
    const slips = slipsOfWords(wordsOf(given), wordsOf(name));
    if (slips < nearestSlips) [nearest, nearestSlips] = [name, slips];
  }
  return nearest;
}

function wordsOf(name: string): string[] {
  return name.toUpperCase().split(/[_-]/);
}

/** Infinity when the words are too different. */
function slipsOfWords(given: readonly string[], known: readonly string[]): number {
  if (given.length === known.length) {
    return given.reduce((sum, word, index) => sum + slipsOfWord(word, known[index]!), 0);
  }
  const isBeginning = given.length >= 2 && given.every((word, index) => word === known[index]);
  if (isBeginning) return known.length - given.length;
  return given.join("") === known.join("") ? 1 : Infinity;
}

function slipsOfWord(given: string, known: string): number {
  const slips = slipsBetween(given, known);
  return slips <= Math.max(1, Math.floor(known.length / 4)) ? slips : Infinity;
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
