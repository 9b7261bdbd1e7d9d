/** Force index as Elder has it. */

import type { BarSeries } from "./bar_series.ts";
import { checkLength, emptyColumn } from "./column.ts";
import { ema } from "./ema.ts";
import type { FlavourChoice } from "./flavour.ts";

/**
 * Force index by Elder: the exponential average of volume times the change of the close. The
 * flavours differ as those of `ema`.
 *
 * Unit: that of the prices times volume. Warm-up: `length` bars. A gap begins it again.
 * Source: Elder, Trading for a Living; TradingView's Elder Force Index.
 */
export function elderForceIndex(
  { close, volume }: Pick<BarSeries, "close" | "volume">,
  length = 13,
  choice: FlavourChoice = {},
): Float64Array {
  checkLength("elderForceIndex", length);
  const force = emptyColumn(close.length);
  for (let index = 1; index < close.length; index++) {
    force[index] = volume[index]! * (close[index]! - close[index - 1]!);
  }
  return ema(force, length, choice);
}
