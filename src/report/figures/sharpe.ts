/**
 * The Sharpe ratio of equity: the mean of the changes from row to row (logarithms, rows without a
 * change left out), divided by their deviation, for a year of rows. MetaTrader's own constant is
 * not published, so that its figure is not claimed.
 */

import { dayMs } from "../../models/time.ts";
import type { EquitySeries } from "./equity_series.ts";

const yearMs = 365.25 * dayMs;

/** Null when equity was lost, or changed less than twice, or always by the same part. */
export function equitySharpe({ timeMs, equity }: EquitySeries): number | null {
  let [count, sum, squares] = [0, 0, 0];
  for (let i = 1; i < equity.length; i++) {
    if (!(equity[i]! > 0) || !(equity[i - 1]! > 0)) return null;
    if (equity[i] === equity[i - 1]) continue;
    const change = Math.log(equity[i]! / equity[i - 1]!);
    count++;
    sum += change;
    squares += change * change;
  }
  if (count < 2) return null;
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  const lastedMs = timeMs[timeMs.length - 1]! - timeMs[0]!;
  if (!(deviation > 1e-12) || !(lastedMs > 0)) return null;
  const rowsPerYear = (equity.length - 1) * yearMs / lastedMs;
  return mean / deviation * Math.sqrt(rowsPerYear);
}
