/**
 * How much was open at a time: positions and lots, from the trades and what is still open. Lots
 * that were added to a position later count from its opening. Pure.
 */

import type { OpenPart, ReportTrade } from "../trades/trade.ts";

/** Steps: row `i` holds from `timeMs[i]` until the next row. */
export interface Exposure {
  readonly timeMs: Float64Array;
  /** Lots of long positions less those of short ones. */
  readonly netLots: Float64Array;
  readonly positions: Float64Array;
  readonly mostPositions: number;
  readonly mostLots: number;
  /** The part of the time in which something was open, in percent. */
  readonly timeInMarketPct: number;
}

interface Change {
  readonly atMs: number;
  readonly lots: number;
  readonly positions: number;
}

/** Trades whose opening is not known are left out. */
export function exposureOf(
  trades: readonly ReportTrade[],
  open: readonly OpenPart[],
  lastMs: number,
): Exposure {
  const changes = changesOf(trades, open).sort((one, other) => one.atMs - other.atMs);
  const timeMs = new Float64Array(changes.length);
  const netLots = new Float64Array(changes.length);
  const positions = new Float64Array(changes.length);
  let [lots, count, mostLots, mostPositions, openForMs] = [0, 0, 0, 0, 0];
  changes.forEach((change, i) => {
    if (count > 0) openForMs += change.atMs - changes[i - 1]!.atMs;
    lots += change.lots;
    count += change.positions;
    timeMs[i] = change.atMs;
    netLots[i] = lots;
    positions[i] = count;
    const isLastOfMoment = changes[i + 1]?.atMs !== change.atMs;
    if (isLastOfMoment) mostPositions = Math.max(mostPositions, count);
    if (isLastOfMoment) mostLots = Math.max(mostLots, Math.abs(lots));
  });
  const firstMs = changes[0]?.atMs ?? lastMs;
  if (count > 0) openForMs += Math.max(0, lastMs - changes.at(-1)!.atMs);
  const wholeMs = Math.max(lastMs, changes.at(-1)?.atMs ?? lastMs) - firstMs;
  return {
    timeMs,
    netLots,
    positions,
    mostPositions,
    mostLots: Math.round(mostLots * 1e8) / 1e8,
    timeInMarketPct: wholeMs > 0 ? openForMs / wholeMs * 100 : 0,
  };
}

/** Each part of a position counts by its lots; the position counts once. */
function changesOf(trades: readonly ReportTrade[], open: readonly OpenPart[]): Change[] {
  const parts = [
    ...trades.map((trade) => ({ ...trade, closeMs: trade.closeMs as number | null })),
    ...open.map((part) => ({ ...part, closeMs: null, isPartial: false })),
  ];
  return parts.flatMap(({ openMs, closeMs, side, lots, isPartial }) => {
    if (openMs === null) return [];
    const signed = side === "long" ? lots : -lots;
    const positions = isPartial ? 0 : 1;
    const opened = { atMs: openMs, lots: signed, positions };
    return closeMs === null ? [opened] : [
      opened,
      { atMs: closeMs, lots: -signed, positions: -positions },
    ];
  });
}
