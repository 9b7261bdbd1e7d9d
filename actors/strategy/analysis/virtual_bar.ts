/** The last bar that a strategy decides on, as its virtual trades see it. */

import type { BarColumns, BrokerMs } from "../../../src/models/mod.ts";
import type { VirtualBar } from "../../../src/strategy/own_trades/virtual_trades.ts";
import type { WatchedSeries } from "./watched_series.ts";

/** `nowMs`: when it closed. */
export function virtualBar(
  bars: BarColumns,
  { progress: { digits }, nowMs }: WatchedSeries & { readonly nowMs: BrokerMs },
): VirtualBar {
  return {
    openMs: bars.brokerMs.at(-1)! as BrokerMs,
    closeMs: nowMs,
    open: bars.open.at(-1)!,
    high: bars.high.at(-1)!,
    low: bars.low.at(-1)!,
    close: bars.close.at(-1)!,
    spread: bars.spreadPoints.at(-1)! / 10 ** digits,
  };
}
