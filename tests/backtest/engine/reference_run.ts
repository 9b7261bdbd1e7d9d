/**
 * What the engine must do, in the plainest way: the simulated broker gets each tick of each bar in
 * order of time, and the requests that the engine's decider made at the same bars.
 */

import {
  brokerMs,
  type BrokerSymbol,
  type Deal,
  fromPoints,
  isPendingType,
  toPoints,
} from "../../../src/models/mod.ts";
import type { Mark } from "../../../src/backtest/account/marks.ts";
import type { PointRequest } from "../../../src/backtest/account/point_request.ts";
import { EquityTrack } from "../../../src/backtest/engine/equity_track.ts";
import { type EngineSeries, SeriesClock } from "../../../src/backtest/engine/series_clock.ts";
import type { FeedBlock } from "../../../src/backtest/engine/bar_feed.ts";
import { type TickModel, TickPath } from "../../../src/backtest/ticks/tick_path.ts";
import { SimulatedBroker, type TradingSymbol } from "../../../src/simulation/trading/mod.ts";
import { brokerRequestOf } from "../broker_request.ts";
import { marketStartMs } from "../markets.ts";
import type { World } from "../worlds.ts";

/** What the decider asked for at one bar. */
export interface LoggedDecision {
  readonly series: number;
  readonly bar: number;
  readonly requests: readonly PointRequest[];
  /** As long as `requests`. */
  readonly delaysMs: readonly number[];
}

export interface ReferenceRun {
  readonly deals: readonly Deal<BrokerSymbol>[];
  readonly balance: number;
  readonly equities: readonly number[];
  readonly track: EquityTrack;
}

export interface ReferenceOptions {
  readonly world: World;
  readonly model: TickModel;
  readonly series: readonly EngineSeries[];
  readonly blocks: readonly FeedBlock[];
  readonly log: readonly LoggedDecision[];
  readonly marks: readonly Mark[];
}

interface PlainTick {
  readonly symbol: number;
  readonly ms: number;
  readonly bid: number;
  readonly ask: number;
  /** The minute of the bar that it opens; null inside a bar. */
  readonly opens: number | null;
  /** The price has been everywhere since the tick before. */
  readonly isOnTheWay: boolean;
}

function ticksOf({ bars, ticks }: FeedBlock, symbol: number, model: TickModel): PlainTick[] {
  const path = new TickPath(1);
  const minuteOf = (index: number) => Math.floor(ticks!.brokerMs[index]! / 60_000);
  const inMinute = model === "real" && ticks !== undefined
    ? Map.groupBy(ticks.brokerMs.keys(), minuteOf)
    : new Map<number, number[]>();
  return Array.from({ length: bars.length }, (_, at): PlainTick[] => {
    const minute = bars.minute[at]!;
    path.play(bars, at, model === "real" ? "generated" : model);
    const opens = (index: number) => index === 0 ? minute : null;
    const recorded = inMinute.get(minute) ?? [];
    if (recorded.length > 0 && ticks !== undefined) {
      return recorded.map((index, count) => ({
        symbol,
        ms: ticks.brokerMs[index]!,
        bid: ticks.bid[index]!,
        ask: ticks.ask[index]!,
        opens: opens(count),
        isOnTheWay: false,
      }));
    }
    return Array.from(path.bid.subarray(0, path.count), (bid, index) => ({
      symbol,
      ms: minute * 60_000 + path.offsetMs[index]!,
      bid,
      ask: bid + bars.spread[at]!,
      opens: opens(index),
      isOnTheWay: index > 0,
    }));
  }).flat();
}

/** Bids at which something waits between the latest quote and a tick, the nearest one first. */
function bidsBetween(
  broker: SimulatedBroker,
  { name, digits }: TradingSymbol,
  { bid: to, ask }: PlainTick,
): readonly number[] {
  const from = toPoints(broker.quote(name)!.bid, digits);
  const bidOf = (level: number, isAsk: boolean) => toPoints(level, digits) - (isAsk ? ask - to : 0);
  const held = broker.positions().filter(({ symbol }) => symbol === name).flatMap((one) =>
    [one.stopLoss, one.takeProfit].flatMap((level) =>
      level === null ? [] : [bidOf(level, one.direction === "sell")]
    )
  );
  const waiting = broker.orders()
    .filter(({ symbol, type }) => symbol === name && isPendingType(type))
    .map(({ price, type }) => bidOf(price!, type.startsWith("buy")));
  return [...held, ...waiting]
    .filter((bid) => bid > Math.min(from, to) && bid < Math.max(from, to))
    .toSorted((one, other) => Math.abs(one - from) - Math.abs(other - from));
}

export function referenceRun(options: ReferenceOptions): ReferenceRun {
  const { world, model, series, blocks, log, marks } = options;
  const { symbols, rules } = world;
  const broker = new SimulatedBroker({
    symbols,
    startMs: brokerMs(marketStartMs),
    account: rules,
    historyRowsMax: 1_000_000,
  });
  const scale = 10 ** broker.rules.currencyDigits;
  const amount = world.depositMinor / scale;
  broker.apply({ kind: "money", type: "balance", amount, comment: "" });
  const track = new EquityTrack(world.depositMinor);
  const clocks = series.map((one) => new SeriesClock(one));
  const equities: number[] = [];
  const look = () => {
    const { equity, margin } = broker.account();
    track.look(Math.round(equity * scale), Math.round(margin * scale));
  };
  const send = ({ requests, delaysMs }: LoggedDecision) => {
    for (const [at, request] of requests.entries()) {
      const delayMs = delaysMs[at]!;
      if (delayMs > 0) broker.apply({ kind: "fault", fault: { kind: "delay", delayMs } });
      broker.apply({
        kind: "request",
        id: String(at),
        origin: "expert",
        request: brokerRequestOf(request, { symbols, marks }),
      });
    }
  };
  const ticks = blocks.flatMap((block, symbol) => ticksOf(block, symbol, model))
    .toSorted((a, b) => a.ms - b.ms || a.symbol - b.symbol);
  const sample = ({ symbol, opens }: PlainTick) => {
    const [first] = clocks;
    const isEnd = opens !== null && first!.symbol === symbol && first!.isClosedBy(opens);
    if (isEnd && first!.bar >= 0) equities.push(broker.account().equity);
  };
  const quote = (tick: PlainTick) => {
    const { symbol, ms, bid, ask, isOnTheWay } = tick;
    const { name, digits } = symbols[symbol]!;
    // What arrives until then may be met on the way.
    if (isOnTheWay) broker.apply({ kind: "time", brokerMs: brokerMs(ms) });
    const levels = isOnTheWay ? bidsBetween(broker, symbols[symbol]!, tick) : [];
    if (levels.length > 0) {
      const next = levels[0]!;
      quote({ ...tick, bid: next, ask: next + ask - bid, isOnTheWay: false });
      return quote(tick);
    }
    broker.apply({
      kind: "quote",
      symbol: name,
      bid: fromPoints(bid, digits),
      ask: fromPoints(ask, digits),
      brokerMs: brokerMs(ms),
    });
    look();
  };
  let next = 0;
  const decide = ({ symbol, opens }: PlainTick) => {
    if (opens === null) return;
    for (const [index, clock] of clocks.entries()) {
      if (clock.symbol !== symbol || !clock.isClosedBy(opens)) continue;
      const { bar } = clock;
      clock.open(opens);
      const decided = log[next];
      if (bar < 0 || decided?.series !== index || decided.bar !== bar) continue;
      next++;
      send(decided);
      look();
    }
  };
  // The opens of all symbols are known before anything is decided.
  const turnOf = (tick: PlainTick, at: number) =>
    tick.opens === null || model === "real" ? `tick ${at}` : `open ${tick.opens}`;
  for (const turn of Map.groupBy(ticks, turnOf).values()) {
    turn.forEach(sample);
    turn.forEach(quote);
    turn.forEach(decide);
  }
  return {
    deals: broker.deals({ fromMs: brokerMs(0), toMs: brokerMs(Number.MAX_SAFE_INTEGER) }),
    balance: broker.account().balance,
    equities,
    track,
  };
}
