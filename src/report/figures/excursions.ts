/**
 * The best and the worst floating result of positions (MFE, MAE) against what became of them, where
 * both are known.
 */

import type { ReportTrade } from "../trades/trade.ts";
import { correlation } from "./correlation.ts";

export interface ExcursionCorrelations {
  readonly profitAndBest: number | null;
  readonly profitAndWorst: number | null;
  readonly bestAndWorst: number | null;
}

/** One point a position: its result with swap, over all its parts. */
export interface ExcursionPoint {
  readonly profit: number;
  readonly best: number;
  readonly worst: number;
}

export function excursionPoints(trades: readonly ReportTrade[]): ExcursionPoint[] {
  const points = new Map<string, ExcursionPoint>();
  for (const { position, profit, swap, bestProfit, worstProfit } of trades) {
    if (bestProfit === null || worstProfit === null) continue;
    const before = points.get(position)?.profit ?? 0;
    points.set(position, {
      profit: before + profit + swap,
      best: bestProfit,
      worst: worstProfit,
    });
  }
  return [...points.values()];
}

export function excursionCorrelations(points: readonly ExcursionPoint[]): ExcursionCorrelations {
  const profits = Float64Array.from(points, ({ profit }) => profit);
  const bests = Float64Array.from(points, ({ best }) => best);
  const worsts = Float64Array.from(points, ({ worst }) => worst);
  return {
    profitAndBest: correlation(profits, bests),
    profitAndWorst: correlation(profits, worsts),
    bestAndWorst: correlation(bests, worsts),
  };
}
