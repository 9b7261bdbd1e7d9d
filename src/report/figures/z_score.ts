/**
 * The Z-score: whether wins and losses follow one another in more runs (above 0) or fewer runs
 * (below 0) than chance would make, and how sure that is, as MetaTrader prints it.
 */

export interface ZScore {
  readonly z: number;
  /** In percent, 99.74 at most: MetaTrader reads it from the rounded score, up to 3.01. */
  readonly confidencePct: number;
}

const highestScore = 3.01;

/** Null when there are too few wins or losses to compare. */
export function zScore(counts: { won: number; lost: number; runs: number }): ZScore | null {
  const { won, lost, runs } = counts;
  const trades = won + lost;
  const pairs = 2 * won * lost;
  const variance = pairs * (pairs - trades) / (trades - 1);
  if (!(variance > 0)) return null;
  const z = (trades * (runs - 0.5) - pairs) / Math.sqrt(variance);
  const counted = Math.min(Math.abs(Math.round(z * 100) / 100), highestScore);
  return { z, confidencePct: 100 * errorFunction(counted / Math.SQRT2) };
}

/** The error function by its series: exact to the last digits for small values such as these. */
function errorFunction(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17; n++) {
    term *= -x * x / n;
    sum += term / (2 * n + 1);
  }
  return 2 / Math.sqrt(Math.PI) * sum;
}
