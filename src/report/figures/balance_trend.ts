/**
 * How straight the balance rose: the correlation of balance and trade number, and how far balances
 * lie from the straight line through them. Point 0 is the deposit.
 */

import { correlation, meanOf } from "./correlation.ts";
import type { ExitColumns } from "./exit_columns.ts";

export interface BalanceTrend {
  readonly correlation: number | null;
  /** In money; null with fewer than three points. */
  readonly standardError: number | null;
}

export function balanceTrend({ deposit, balances }: ExitColumns): BalanceTrend {
  const points = balances.length + 1;
  const numbers = Float64Array.from({ length: points }, (_, i) => i);
  const values = new Float64Array(points);
  values[0] = deposit;
  values.set(balances, 1);
  return {
    correlation: correlation(numbers, values),
    standardError: points > 2 ? Math.sqrt(squaredErrors(values) / (points - 2)) : null,
  };
}

/** The sum of the squared distances from the best straight line. */
function squaredErrors(values: Float64Array): number {
  const middle = (values.length - 1) / 2;
  const mean = meanOf(values);
  let [across, along] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    across += (i - middle) * (i - middle);
    along += (i - middle) * (values[i]! - mean);
  }
  const slope = along / across;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const error = values[i]! - mean - slope * (i - middle);
    sum += error * error;
  }
  return sum;
}
