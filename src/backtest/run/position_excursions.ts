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

/** A symbol, and how its bars were played. */
export interface PlayedSymbol {
  readonly digits: number;
  /** What one lot earns for a whole unit of price, in the account's currency. */
  readonly valuePerPrice: number;
  readonly periodMinutes: number;
  readonly model: Exclude<TickModel, "real">;
}

/** One position from its only opening deal to its last closing one. */
interface Holding {
  readonly position: PositionId;
  /** 1 for long, -1 for short. */
  readonly sign: number;
  readonly lots: number;
  readonly openPrice: number;
  readonly openMs: number;
  readonly closeMs: number;
  readonly comment: string;
  readonly closing: readonly ReportDeal[];
  readonly seen: Extremes;
}

/** The positions of one symbol; takes the bars of the symbol block by block. */
export class PositionExcursions {
  readonly #played: PlayedSymbol;
  readonly #path: TickPath;
  readonly #all: readonly Holding[];
  /** Those that are held in the bars that come next; the others have not begun. */
  #held: Holding[] = [];
  #begun = 0;

  /** All deals of the symbol. */
  constructor(deals: readonly ReportDeal[], played: PlayedSymbol) {
    this.#played = played;
    this.#path = new TickPath(played.periodMinutes);
    this.#all = Array.from(Map.groupBy(deals, ({ position }) => position))
      .flatMap(([position, own]) => holdingOf(position, own) ?? [])
      .sort((one, other) => one.openMs - other.openMs);
  }

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  /** The next bars, oldest first. */
  add(bars: PointBars): void {
    if (bars.length === 0) return;
    const endMs = (bars.minute[bars.length - 1]! + this.#played.periodMinutes) * minuteMs;
    while ((this.#all[this.#begun]?.openMs ?? Infinity) < endMs) {
      this.#held.push(this.#all[this.#begun++]!);
    }
    for (const holding of this.#held) this.#addBars(holding, bars);
    this.#held = this.#held.filter(({ closeMs }) => closeMs >= endMs);
    this.#path.before = barDirection(bars, bars.length - 1, this.#path.before);
  }

  details(): PositionDetails {
    return new Map(this.#all.map((holding) => [holding.position, this.#detailOf(holding)]));
  }

  #addBars({ seen, sign, openMs, closeMs }: Holding, bars: PointBars): void {
    const { digits, periodMinutes, model } = this.#played;
    const scale = 10 ** digits;
    const before = this.#path.before;
    for (let at = firstEndingAfter(bars, openMs / minuteMs - periodMinutes);; at++) {
      if (at >= bars.length || bars.minute[at]! * minuteMs > closeMs) break;
      const startMs = bars.minute[at]! * minuteMs;
      const spread = sign > 0 ? 0 : bars.spread[at]!;
      const isWhole = startMs > openMs && startMs + periodMinutes * minuteMs <= closeMs;
      if (isWhole && model !== "open") {
        seen.add((bars.high[at]! + spread) / scale);
        seen.add((bars.low[at]! + spread) / scale);
        continue;
      }
      const path = this.#path;
      if (at > 0) path.before = barDirection(bars, at - 1, before);
      path.play(bars, at, model);
      path.before = before;
      for (let tick = 0; tick < path.count; tick++) {
        const timeMs = startMs + path.offsetMs[tick]!;
        // At the time of its last deal the price goes on without it.
        if (timeMs >= openMs && timeMs < closeMs) seen.add((path.bid[tick]! + spread) / scale);
      }
    }
  }

  #detailOf({ sign, lots, openPrice, closing, comment, seen }: Holding): PositionDetail {
    const value = valuePerPrice({ sign, openPrice, closing }) ?? this.#played.valuePerPrice;
    const result = (price: number) => sign * (price - openPrice) * lots * value;
    const [best, worst] = sign > 0 ? [seen.high, seen.low] : [seen.low, seen.high];
    return { bestProfit: result(best), worstProfit: result(worst), strategy: comment };
  }
}

/** Null for one that grew, was reversed or is still open. */
function holdingOf(position: PositionId | null, deals: readonly ReportDeal[]): Holding | null {
  const [open, ...closing] = deals;
  const last = closing.at(-1);
  if (position === null || last === undefined) return null;
  if (open?.entry !== "in" || open.symbol === null) return null;
  if (closing.some(({ entry }) => entry === "in" || entry === "inout")) return null;
  const seen = new Extremes();
  for (const { price } of [open, ...closing]) seen.add(price);
  return {
    position,
    sign: open.type === "buy" ? 1 : -1,
    lots: open.volumeLots,
    openPrice: open.price,
    openMs: open.brokerMs,
    closeMs: last.brokerMs,
    comment: open.comment,
    ...{ closing, seen },
  };
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
function valuePerPrice(
  { sign, openPrice, closing }: Pick<Holding, "sign" | "openPrice" | "closing">,
): number | null {
  let profit = 0;
  let moved = 0;
  for (const deal of closing) {
    profit += deal.profit;
    moved += sign * (deal.price - openPrice) * deal.volumeLots;
  }
  return moved === 0 || profit === 0 ? null : profit / moved;
}

/** The first bar that begins after a minute. */
function firstEndingAfter({ minute, length }: PointBars, after: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (minute[middle]! <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
