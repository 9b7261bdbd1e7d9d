/** Status of the price actor. */

import { addRefusals, noRefusals } from "../../src/price/refusal.ts";
import type { ActorStatus, Json } from "../../src/runtime/actor.ts";
import type { SeriesFeed } from "./series_feed.ts";
import type { TerminalFeed } from "./terminal_feed.ts";
import type { PriceContext } from "./price_context.ts";

export function priceStatus(
  terminals: readonly TerminalFeed[],
  { tickWriter, refusals }: PriceContext,
): ActorStatus {
  const detail = {
    ...totalsOf(terminals),
    barsRefused: { ...refusals.bars },
    ticks: ticksOf(terminals, tickWriter),
    terminals: Object.fromEntries(terminals.map((feed) => [feed.terminal, terminalDetail(feed)])),
  };
  const state = stateOf(terminals);
  const counters = {
    ticks: detail.ticks.accepted,
    ticksRefused: sumOf(detail.refused),
    barsRefused: sumOf(detail.barsRefused),
  };
  return tickWriter.isFailing
    ? {
      state,
      health: "degraded",
      reason: "Ticks cannot be saved; they are kept in memory",
      detail,
      counters,
    }
    : { state, health: "ok", detail, counters };
}

/** `live` as soon as one terminal is: a disconnected one does not make prices unready. */
function stateOf(terminals: readonly TerminalFeed[]): string {
  const states = terminals.map((feed) => feed.state);
  if (states.includes("in_sync")) return "live";
  return states.includes("restoring") ? "backfilling" : "waiting";
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function ticksOf(terminals: readonly TerminalFeed[], tickWriter: PriceContext["tickWriter"]) {
  const sum = (of: (feed: TerminalFeed) => number) =>
    terminals.reduce((total, feed) => total + of(feed), 0);
  return {
    accepted: sum((feed) => feed.counts.accepted),
    gaps: sum((feed) => feed.counts.tickGaps),
    ...tickWriter.counts,
  };
}

function totalsOf(terminals: readonly TerminalFeed[]) {
  const refused = noRefusals();
  const bars = { confirmed: 0, mismatched: 0, unconfirmed: 0 };
  const holes = { missing: 0, believedEmpty: 0, filled: 0 };
  let ticksFetched = 0;
  for (const { feed, series } of terminals.flatMap((one) => [...one.symbols.values()])) {
    addRefusals(refused, feed.refused);
    ticksFetched += feed.fetched;
    for (const one of series) {
      addCounts(bars, one.check.counts);
      addCounts(holes, one.audit.counts);
    }
  }
  return { refused, bars, holes, ticksFetched };
}

function addCounts(total: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
}

function terminalDetail(feed: TerminalFeed): Json {
  return {
    state: feed.state,
    symbols: Object.fromEntries(
      Array.from(feed.symbols, ([symbol, { feed: ticks, series }]) => [symbol, {
        state: ticks.state,
        refused: { ...ticks.refused },
        series: Object.fromEntries(series.map((one) => [one.key.timeframe, seriesDetail(one)])),
      }]),
    ),
  };
}

function seriesDetail(series: SeriesFeed): Json {
  return {
    lastBarBrokerMs: series.lastStoredMs,
    caughtUp: series.isCaughtUp,
    lastError: series.lastError,
    ...series.check.counts,
    ...series.audit.counts,
  };
}
