/**
 * Fetches a series up to its newest closed bar: page by page, each stored before the next is
 * requested.
 */

import {
  type BarColumns,
  type BrokerMs,
  brokerMs,
  err,
  ok,
  type Result,
  type SeriesKey,
  type TerminalId,
  timeframeMs,
} from "../../src/models/mod.ts";
import type { AskedSpans } from "../../src/price/bar_holes.ts";
import {
  type BarRequest,
  coveredBy,
  earlierRequest,
  type FirstBar,
  firstRequest,
  nextRequest,
} from "../../src/price/bar_plan.ts";
import type { BarsStored } from "../../src/database/store_rows.ts";
import type { PriceContext } from "./price_context.ts";
import type { FetchError } from "./protocol.ts";
import type { SeriesStore } from "./series_store.ts";
import type { SensibleBarsPage, TerminalHistory } from "./terminal_history.ts";

/** A million bars in one catch-up: two years of M1. The next catch-up fetches the rest. */
const pagesMax = 1_000;

export interface SeriesReport {
  readonly barsStored: number;
  readonly barsCorrected: number;
}

export type CaughtUp = Result<SeriesReport, FetchError>;

/** The terminal is not connected. */
export const noTerminal: CaughtUp = err({ code: "no_terminal" });

export interface SeriesCatchUpOptions {
  readonly key: SeriesKey;
  readonly terminal: TerminalId;
  readonly context: PriceContext;
  readonly history: TerminalHistory;
  readonly store: SeriesStore;
  readonly asked: AskedSpans;
  /** Called with every page before it is stored. */
  readonly onBars: (bars: BarColumns) => void;
}

export class SeriesCatchUp {
  readonly #options: SeriesCatchUpOptions;
  /** Open time of the first bar that a new series must have, if the terminal has it. */
  #sinceMs = brokerMs(Infinity);

  constructor(options: SeriesCatchUpOptions) {
    this.#options = options;
  }

  /** A terminal's clock may be ahead of its bars, so the earliest time counts. */
  noteSince(openMs: number): void {
    this.#sinceMs = brokerMs(Math.min(this.#sinceMs, openMs));
  }

  async run(signal: AbortSignal): Promise<CaughtUp> {
    const { key, terminal, context, history, store } = this.#options;
    let barsStored = 0;
    let barsCorrected = 0;
    const isUnknown = store.lastMs === null;
    const reading = store.doubt.read(store.lastMs);
    let newestMs: BrokerMs | null = null;
    let request: BarRequest | null = firstRequest(reading.fromMs, context.config.backfillBars);
    for (let page = 1; page <= pagesMax && request !== null; page++) {
      if (signal.aborted) return noTerminal;
      const fetched = await history.bars(key, request, signal);
      if (!fetched.ok) return fetched;
      const last = fetched.value.times.at(-1);
      if (last !== undefined) newestMs = brokerMs(last);
      const earlier = earlierRequest(request, timesOf(fetched.value), this.#beginning());
      if (earlier !== null) {
        request = earlier;
        continue;
      }
      const stored = await this.#storePage(fetched.value, request);
      if (!stored.ok) return stored;
      barsStored += stored.value.inserted;
      barsCorrected += stored.value.corrected;
      request = nextRequest(request, timesOf(fetched.value));
    }
    store.wasRead(reading, newestMs);
    if (isUnknown && barsStored > 0) {
      context.log.info("bars_backfilled", { terminal, ...key, bars: barsStored });
    }
    return ok({ barsStored, barsCorrected });
  }

  #beginning(): FirstBar {
    const { key, context } = this.#options;
    const { backfillBars } = context.config;
    return { sinceMs: this.#sinceMs, backfillBars, lengthMs: timeframeMs(key.timeframe) };
  }

  async #storePage(
    page: SensibleBarsPage,
    request: BarRequest,
  ): Promise<Result<BarsStored, FetchError>> {
    const { store, asked, onBars } = this.#options;
    onBars(page.bars);
    const covered = coveredBy(request, timesOf(page));
    if (covered === null) return ok({ inserted: 0, corrected: 0, unchanged: 0 });
    const stored = await store.store(page.bars, page.utcMs);
    if (stored.ok) asked.add(covered);
    return stored;
  }
}

/** Paging continues after a bar whose prices are refused, but never from a refused time. */
function timesOf({ times, more }: SensibleBarsPage) {
  return { times, more };
}
