/** High and low of a part of the day. */

import { dayMs, minuteMs } from "../models/mod.ts";
import type { BarSeries } from "./bar_series.ts";
import { checkMinute, dayNumber } from "./broker_day.ts";
import { emptyColumn } from "./column.ts";

/** The range of the session that is open, or of the last one. */
export interface SessionLines {
  /** The highest price of the session so far; after its end, of the whole session. */
  readonly high: Float64Array;
  /** The lowest price likewise. */
  readonly low: Float64Array;
  /** 1 on a bar of the session, 0 on all others. */
  readonly isOpen: Float64Array;
}

/** When a session begins and ends. */
export interface SessionHours {
  /** The minute of the broker's day at which it begins: 8 o'clock is 480. */
  readonly fromMinute: number;
  /** The minute at which it ends, the first not in it; an earlier one is on the next day. */
  readonly toMinute: number;
}

/**
 * High and low of a session, such as 8 to 16 o'clock of the broker's clock: of the one that is open
 * so far, and after its end of that one, until the next begins. A bar is in it when it opens in it.
 *
 * Unit: that of the prices; `isOpen` has none. NaN before the first session. A gap begins it again.
 * Source: the usual definition.
 */
export function sessionRange(
  { high, low, brokerMs }: Pick<BarSeries, "high" | "low" | "brokerMs">,
  { fromMinute, toMinute }: SessionHours,
): SessionLines {
  checkMinute("sessionRange (fromMinute)", fromMinute);
  checkMinute("sessionRange (toMinute)", toMinute);
  const lines = {
    high: emptyColumn(high.length),
    low: emptyColumn(high.length),
    isOpen: emptyColumn(high.length),
  };
  const lastsMs = ((toMinute - fromMinute) * minuteMs + dayMs) % dayMs || dayMs;
  let [session, top, bottom] = [NaN, NaN, NaN];
  for (let index = 0; index < high.length; index++) {
    const [highest, lowest] = [high[index]!, low[index]!];
    if (!Number.isFinite(highest + lowest)) {
      session = top = bottom = NaN;
      continue;
    }
    const sinceFirst = brokerMs[index]! - fromMinute * minuteMs;
    const number = dayNumber(brokerMs[index]!, fromMinute);
    const isOpen = sinceFirst - number * dayMs < lastsMs;
    if (isOpen && number !== session) [session, top, bottom] = [number, highest, lowest];
    else if (isOpen) [top, bottom] = [Math.max(top, highest), Math.min(bottom, lowest)];
    lines.high[index] = top;
    lines.low[index] = bottom;
    lines.isOpen[index] = isOpen ? 1 : 0;
  }
  return lines;
}
