/**
 * The exits of freqtrade on candles, for comparing a strategy with results made there: prices and
 * profits as doubles, one position at a time, entered at the open after a signal. Within a candle
 * it asks in a fixed order: the exit signal, the stop loss, the table of returns, the trailing
 * stop. Where it cannot know what came first, it takes what is worse for the trader.
 */

import type { PriceBar } from "./bar_broker.ts";

/** A candle, with the signals that its close gives. */
export interface SignalCandle extends PriceBar {
  readonly entersLong: boolean;
  readonly exitsLong: boolean;
  readonly entersShort: boolean;
  readonly exitsShort: boolean;
}

export interface TrailingRules {
  /** The distance once the offset is reached; null for that of the stop loss. */
  readonly positive: number | null;
  /** The profit from which the distance is `positive`. */
  readonly offset: number;
  /** Whether the stop follows only from the offset on. */
  readonly isFromOffset: boolean;
}

/** Shares of the price, such as 0.01; the profit that counts is multiplied by the leverage. */
export interface CandleRules {
  readonly stopLoss: number;
  /** Minutes since the entry, and the profit that is enough from then on. */
  readonly returns: readonly (readonly [minutes: number, profit: number])[];
  readonly periodMinutes: number;
  readonly trailing: TrailingRules | null;
  /** Whether the stop is set by the strategy as well. */
  readonly hasCustomStop: boolean;
  readonly leverage: number;
  /** Limit prices instead of the opens; null for those. */
  readonly entryPrice: number | null;
  readonly exitPrice: number | null;
  /** The price of an entry that was not filled in its candle; null withdraws it. */
  readonly laterEntryPrice: number | null;
}

export type CandleExit = "exit_signal" | "stop_loss" | "returns" | "trailing_stop" | "force_exit";

export interface CandleTrade {
  readonly isShort: boolean;
  readonly entry: number;
  readonly exit: number;
  readonly reason: CandleExit;
  readonly profit: number;
}

interface OpenPosition {
  /** 1 for a long, -1 for a short. */
  readonly side: 1 | -1;
  /** The candle for which the entry was meant. */
  readonly entry: number;
  /** Null while the entry waits. */
  price: number | null;
  stop: number;
  /** The distance that set the stop. */
  distance: number;
  isTrailing: boolean;
  /** The exit waits at its limit price. */
  waitsAt: number | null;
}

interface Exit {
  readonly reason: CandleExit;
  readonly price: number;
}

export function candleTrades(
  candles: readonly SignalCandle[],
  rules: CandleRules,
): readonly CandleTrade[] {
  const trades: CandleTrade[] = [];
  let open: OpenPosition | null = null;
  for (let at = 1; at < candles.length; at++) {
    const [before, candle] = [candles[at - 1]!, candles[at]!];
    open = open === null ? enteredOn(before, at) : open;
    if (open === null) continue;
    fill(open, { candle, at, rules });
    if (open.price === null) {
      if (at > open.entry) open = null;
      continue;
    }
    const exit = exitOf(open, { before, candle, at, rules }) ??
      (at === candles.length - 1 ? { reason: "force_exit" as const, price: candle.open } : null);
    if (exit === null) continue;
    trades.push(tradeOf(open, exit, { at, leverage: rules.leverage }));
    open = null;
  }
  return trades;
}

function enteredOn(before: SignalCandle, at: number): OpenPosition | null {
  if (!before.entersLong && !before.entersShort) return null;
  const side = before.entersLong ? 1 : -1;
  return {
    ...{ side, entry: at, price: null, stop: NaN, distance: 0 },
    ...{ isTrailing: false, waitsAt: null },
  };
}

interface Moment {
  readonly candle: SignalCandle;
  readonly at: number;
  readonly rules: CandleRules;
}

/** Fills an entry whose limit is within the candle; a limit beyond it is filled at its edge. */
function fill(open: OpenPosition, { candle, at, rules }: Moment): void {
  if (open.price !== null) return;
  const { side } = open;
  const isFirst = at === open.entry;
  const wanted = isFirst ? rules.entryPrice ?? candle.open : rules.laterEntryPrice;
  if (wanted === null) return;
  const [best, worst] = side > 0 ? [candle.low, candle.high] : [candle.high, candle.low];
  const price = side * wanted > side * worst ? worst : wanted;
  if (side * price < side * best) return;
  open.price = price;
  open.distance = rules.stopLoss;
  open.stop = price * (1 - side * rules.stopLoss / rules.leverage);
}

function exitOf(
  open: OpenPosition,
  moment: Moment & { readonly before: SignalCandle },
): Exit | null {
  const waiting = waitingExit(open, moment);
  if (waiting !== null) return waiting;
  const stop = stopReached(open, moment);
  if (isExitWanted(open, moment.before)) {
    const exit = signalExit(open, moment);
    if (exit !== null) return exit;
  }
  if (stop?.reason === "stop_loss") return stop;
  return returnsExit(open, moment) ?? stop;
}

/** An exit signal, unless the same candle enters. */
function isExitWanted({ side }: OpenPosition, before: SignalCandle): boolean {
  return side > 0
    ? before.exitsLong && !before.entersLong
    : before.exitsShort && !before.entersShort;
}

/** At the open, or at a limit price, which waits when the candle does not reach it. */
function signalExit(open: OpenPosition, { candle, rules }: Moment): Exit | null {
  if (rules.exitPrice === null) return { reason: "exit_signal", price: candle.open };
  const edge = open.side > 0 ? candle.low : candle.high;
  open.waitsAt = open.side > 0 ? Math.max(rules.exitPrice, edge) : Math.min(rules.exitPrice, edge);
  return waitingExit(open, { candle });
}

function waitingExit(
  { side, waitsAt }: OpenPosition,
  { candle }: Pick<Moment, "candle">,
): Exit | null {
  if (waitsAt === null) return null;
  const isReached = side > 0 ? waitsAt <= candle.high : waitsAt >= candle.low;
  return isReached ? { reason: "exit_signal", price: waitsAt } : null;
}

/** Moves the trailing stop, and whether the stop was reached. */
function stopReached(open: OpenPosition, moment: Moment): Exit | null {
  const { candle, rules } = moment;
  const worst = open.side > 0 ? candle.low : candle.high;
  if (rules.trailing !== null && open.side * open.stop < open.side * worst) {
    trail(open, rules.trailing, moment);
  }
  if (open.side * open.stop < open.side * worst) return null;
  const reason = open.isTrailing ? "trailing_stop" : "stop_loss";
  return { reason, price: stopPrice(open, moment) };
}

function trail(open: OpenPosition, trailing: TrailingRules, { candle, rules }: Moment): void {
  const { side } = open;
  const best = side > 0 ? candle.high : candle.low;
  const gained = profitOf(open, best, rules.leverage);
  if (trailing.isFromOffset && gained < trailing.offset) return;
  const isTight = trailing.positive !== null && gained > trailing.offset;
  const distance = isTight ? trailing.positive! : rules.stopLoss;
  const stop = best * (1 - side * distance / rules.leverage);
  if (side * stop <= side * open.stop) return;
  open.stop = stop;
  open.distance = distance;
  open.isTrailing = true;
}

/** The open after a gap; in the candle of the entry, a trailing stop is taken at its worst. */
function stopPrice(open: OpenPosition, { candle, at, rules }: Moment): number {
  const { side, stop } = open;
  const isGap = side > 0 ? stop > candle.high : stop < candle.low;
  if (isGap) return candle.open;
  if (!open.isTrailing || at > open.entry) return stop;
  const { trailing, leverage, hasCustomStop } = rules;
  const armsAtOffset = !hasCustomStop && trailing!.isFromOffset && trailing!.positive !== null;
  const share = armsAtOffset
    ? trailing!.offset - trailing!.positive! / leverage
    : 0 - open.distance / leverage;
  const price = candle.open * (1 + side * share);
  return side > 0 ? Math.max(candle.low, price) : Math.min(candle.high, price);
}

/** The profit that is enough by now, at the best price of the candle. */
function returnsExit(open: OpenPosition, { candle, at, rules }: Moment): Exit | null {
  const { periodMinutes, leverage, returns } = rules;
  const minutes = (at - open.entry) * periodMinutes;
  const reached = returns.filter(([from]) => from <= minutes)
    .toSorted(([one], [other]) => other - one)[0];
  const best = open.side > 0 ? candle.high : candle.low;
  if (reached === undefined || profitOf(open, best, leverage) <= reached[1]) return null;
  const [from, profit] = reached;
  const isOnOpen = from % periodMinutes === 0;
  if (profit === -1 && isOnOpen) return { reason: "returns", price: candle.open };
  const price = open.price! * (1 + open.side * profit / leverage);
  const isBeyond = open.side * candle.open > open.side * price;
  if (minutes > 0 && minutes === from && isOnOpen && isBeyond) {
    return { reason: "returns", price: candle.open };
  }
  if (minutes === 0 && isAgainst(open, candle, price)) return null;
  return { reason: "returns", price: Math.min(Math.max(price, candle.low), candle.high) };
}

/** A candle that ends against an entry within it may have had its best price before. */
function isAgainst({ side, price }: OpenPosition, candle: PriceBar, wanted: number): boolean {
  return side * candle.open > side * candle.close && side * price! < side * candle.open &&
    side * wanted > side * candle.close;
}

function profitOf({ side, price }: OpenPosition, exit: number, leverage: number): number {
  return side * (exit - price!) / price! * leverage;
}

function tradeOf(
  open: OpenPosition,
  { reason, price }: Exit,
  { at, leverage }: { readonly at: number; readonly leverage: number },
): CandleTrade {
  const profit = profitOf(open, price, leverage);
  return { isShort: open.side < 0, entry: open.entry, exit: at, reason, profit };
}
