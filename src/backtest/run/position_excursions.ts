/**
 * The best and the worst floating result of each position of a backtest (MFE and MAE), from the
 * prices that were played: the ticks of its first and last bar, and the extremes of the bars
 * between. Without swaps. A long position is valued at the bid, a short one at the ask. Positions
 * that grew or were reversed have no single opening price and are left out. Pure.
 */

import type { PositionId } from "../../models/mod.ts";
import { minuteMs } from "../../models/time.ts";
import type { PositionDetail } from "../../report/trades/position_detail.ts";
import type { ReportDeal } from "../../report/trades/report_deal.ts";
import type { PositionDetails } from "../../report/trades/trades_of_deals.ts";
import type { PointBars } from "../ticks/point_bars.ts";
import { barDirection, type TickModel, TickPath } from "../ticks/tick_path.ts";

export interface PlayedBarsOf {
  readonly name: string;
  readonly digits: number;
  /** What one lot earns for a whole unit of price, in the account's currency. */
  readonly valuePerPrice: number;
  readonly bars: PointBars;
}

export interface PlayedBars {
  readonly symbols: readonly PlayedBarsOf[];
  readonly periodMinutes: number;
  readonly model: Exclude<TickModel, "real">;
}

/** One position from its only opening deal to its last closing one. */
interface Holding {
  readonly symbol: string;
  /** 1 for long, -1 for short. */
  readonly sign: number;
  readonly lots: number;
  readonly openPrice: number;
  readonly openMs: number;
  readonly closeMs: number;
  readonly comment: string;
  readonly closing: readonly ReportDeal[];
}

export function positionExcursions(
  deals: readonly ReportDeal[],
  prices: PlayedBars,
): PositionDetails {
  const details = new Map<PositionId, PositionDetail>();
  for (const [position, own] of Map.groupBy(deals, (deal) => deal.position)) {
    const holding = holdingOf(own);
    const symbol = prices.symbols.find(({ name }) => name === holding?.symbol);
    if (position === null || holding === null || symbol === undefined) continue;
    details.set(position, detailOf(holding, symbol, prices));
  }
  return details;
}

function holdingOf(deals: readonly ReportDeal[]): Holding | null {
  const [open, ...closing] = deals;
  const last = closing.at(-1);
  if (open?.entry !== "in" || open.symbol === null || last === undefined) return null;
  if (closing.some(({ entry }) => entry === "in" || entry === "inout")) return null;
  return {
    symbol: open.symbol,
    sign: open.type === "buy" ? 1 : -1,
    lots: open.volumeLots,
    openPrice: open.price,
    openMs: open.brokerMs,
    closeMs: last.brokerMs,
    comment: open.comment,
    closing,
  };
}

function detailOf(holding: Holding, symbol: PlayedBarsOf, prices: PlayedBars): PositionDetail {
  const { sign, lots, openPrice, closing, comment } = holding;
  const seen = new Extremes();
  for (const { price } of closing) seen.add(price);
  seen.add(openPrice);
  addBars(seen, holding, { ...prices, ...symbol });
  const value = valuePerPrice(holding) ?? symbol.valuePerPrice;
  const result = (price: number) => sign * (price - openPrice) * lots * value;
  const [best, worst] = sign > 0 ? [seen.high, seen.low] : [seen.low, seen.high];
  return { bestProfit: result(best), worstProfit: result(worst), strategy: comment };
}

class Extremes {
  high = -Infinity;
  low = Infinity;

  add(price: number): void {
    if (price > this.high) this.high = price;
    if (price < this.low) this.low = price;
  }
}

/** As its closing deals were converted to the account's currency; null when they moved nothing. */
function valuePerPrice({ sign, openPrice, closing }: Holding): number | null {
  let profit = 0;
  let moved = 0;
  for (const deal of closing) {
    profit += deal.profit;
    moved += sign * (deal.price - openPrice) * deal.volumeLots;
  }
  return moved === 0 || profit === 0 ? null : profit / moved;
}

function addBars(
  seen: Extremes,
  { sign, openMs, closeMs }: Holding,
  { bars, digits, periodMinutes, model }: PlayedBarsOf & PlayedBars,
): void {
  const scale = 10 ** digits;
  const path = new TickPath(periodMinutes);
  const first = barAt(bars, openMs);
  const last = barAt(bars, closeMs);
  for (let index = first; index <= last; index++) {
    const spread = sign > 0 ? 0 : bars.spread[index]!;
    const add = (bid: number) => seen.add((bid + spread) / scale);
    if (index > first && index < last && model !== "open") {
      add(bars.high[index]!);
      add(bars.low[index]!);
      continue;
    }
    path.before = index === 0 ? path.before : barDirection(bars, index - 1, path.before);
    path.play(bars, index, model);
    const startMs = bars.minute[index]! * minuteMs;
    for (let tick = 0; tick < path.count; tick++) {
      const timeMs = startMs + path.offsetMs[tick]!;
      if (timeMs >= openMs && timeMs <= closeMs) add(path.bid[tick]!);
    }
  }
}

/** The last bar that began at that time or before; -1 without one. */
function barAt({ minute, length }: PointBars, brokerMs: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (minute[middle]! * minuteMs <= brokerMs) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
