/** Pearson's correlation of two columns. */

/** From -1 to 1; null when there are fewer than two rows or one column does not change. */
export function correlation(xs: Float64Array, ys: Float64Array): number | null {
  const { length } = xs;
  const [meanX, meanY] = [meanOf(xs), meanOf(ys)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    const [x, y] = [xs[i]! - meanX, ys[i]! - meanY];
    xx += x * x;
    yy += y * y;
    xy += x * y;
  }
  if (length < 2 || !(xx > 0) || !(yy > 0)) return null;
  return xy / Math.sqrt(xx * yy);
}

/** NaN without a row. */
export function meanOf(column: Float64Array): number {
  let sum = 0;
  for (const value of column) sum += value;
  return sum / column.length;
}
