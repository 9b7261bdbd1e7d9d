/** Directional movement of a bar, which the directional indices are made of. */

import type { HlcColumns } from "./bar_series.ts";
import { emptyColumn } from "./column.ts";

/** How far each bar went beyond the one before, and how far it went at all. */
export interface DirectionalMovement {
  /** How far the high rose, when that is more than the low fell; otherwise 0. */
  readonly plus: Float64Array;
  /** How far the low fell, when that is more than the high rose; otherwise 0. */
  readonly minus: Float64Array;
}

/** By Wilder. The first bar, and the first behind a gap, have none. */
export function directionalMovement({ high, low, close }: HlcColumns): DirectionalMovement {
  const plus = emptyColumn(high.length);
  const minus = emptyColumn(high.length);
  for (let index = 1; index < high.length; index++) {
    const up = high[index]! - high[index - 1]!;
    const down = low[index - 1]! - low[index]!;
    if (!Number.isFinite(up + down + close[index]! + close[index - 1]!)) continue;
    plus[index] = up > 0 && up > down ? up : 0;
    minus[index] = down > 0 && down > up ? down : 0;
  }
  return { plus, minus };
}
