/**
 * Ticks of a terminal's history for those who read it page by page: without the ones that no market
 * can have made. The stream goes through `TickFilter` instead.
 */

import { priceMax, type TickColumns, tradedVolumeMax } from "../models/mod.ts";
import { QuoteCheck } from "./quote_check.ts";
import { isPlausibleTime } from "./tick_filter.ts";

export interface SensibleTicks {
  readonly ticks: TickColumns;
  readonly refused: number;
}

/** `latestMs`: the latest time that a tick can have. Without a refusal nothing is copied. */
export function sensibleTicks(ticks: TickColumns, latestMs: number): SensibleTicks {
  const { brokerMs, bid, ask, last, volume, flags } = ticks;
  const quotes = new QuoteCheck(Infinity);
  const kept: number[] = [];
  let lastMs = 0;
  for (let at = 0; at < brokerMs.length; at++) {
    const ms = brokerMs[at]!;
    if (ms < lastMs || !isPlausibleTime(ms, latestMs)) continue;
    lastMs = ms;
    if (quotes.judge(bid[at]!, ask[at]!) !== null) continue;
    if (!(last[at]! >= 0 && last[at]! <= priceMax)) continue;
    if (!(volume[at]! >= 0 && volume[at]! <= tradedVolumeMax)) continue;
    kept.push(at);
  }
  const refused = brokerMs.length - kept.length;
  if (refused === 0) return { ticks, refused };
  const pick = (column: Float64Array) => Float64Array.from(kept, (at) => column[at]!);
  return {
    ticks: {
      brokerMs: pick(brokerMs),
      bid: pick(bid),
      ask: pick(ask),
      last: pick(last),
      volume: pick(volume),
      flags: Uint8Array.from(kept, (at) => flags[at]!),
    },
    refused,
  };
}
