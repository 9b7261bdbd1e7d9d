/** Which rows of a long column must be drawn so that no high and no low is lost. */

const stretchesMax = 600;

/** All rows of a short column; of a long one the first, lowest, highest, last of a stretch. */
export function thinned(values: Float64Array): number[] {
  const { length } = values;
  if (length <= 4 * stretchesMax) return Array.from({ length }, (_, row) => row);
  const rows: number[] = [];
  for (let stretch = 0; stretch < stretchesMax; stretch++) {
    const from = Math.floor(stretch * length / stretchesMax);
    const end = Math.floor((stretch + 1) * length / stretchesMax);
    let [low, high] = [from, from];
    for (let row = from; row < end; row++) {
      if (values[row]! < values[low]! || Number.isNaN(values[low]!)) low = row;
      if (values[row]! > values[high]! || Number.isNaN(values[high]!)) high = row;
    }
    const wanted = [from, Math.min(low, high), Math.max(low, high), end - 1];
    rows.push(...wanted.filter((row, i) => row !== wanted[i - 1]));
  }
  return rows;
}
