/**
 * Requests history from one terminal, with a limited number of retries while it is loading, after a
 * peer restart or for a lost reply; a refusal is final. An empty reply counts as complete.
 */

import {
  ok,
  type Result,
  type SeriesKey,
  type SymbolName,
  type TerminalId,
  timeframeMs,
} from "../../src/models/mod.ts";
import {
  type GivenBars,
  type SensibleBars,
  sensibleBars,
} from "../../src/price/bar_plausibility.ts";
import type { BarRequest } from "../../src/price/bar_plan.ts";
import type { TickCursor } from "../../src/price/tick_sequence.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { retry } from "../../src/runtime/retry.ts";
import type { CallError, FetchedBars, FetchedTicks } from "../mt5/protocol.ts";
import { callAttemptsMax, callBackoff, callDeadlineMs } from "./timeouts.ts";
import type { PriceContext } from "./price_context.ts";

/** A page without the bars that make no sense. */
export interface SensibleBarsPage extends FetchedBars {
  /** Open times of all bars of the page whose time is believed. */
  readonly times: Float64Array;
}

export type HistoryError = CallError | AskError;

type Believed = Pick<FetchedBars, "believedToMs">;

export class TerminalHistory {
  readonly #terminal: TerminalId;
  readonly #context: PriceContext;

  constructor(terminal: TerminalId, context: PriceContext) {
    this.#terminal = terminal;
    this.#context = context;
  }

  /** Gives up when `signal` is aborted, because the terminal is gone. */
  async bars(
    key: SeriesKey,
    request: BarRequest,
    signal: AbortSignal,
  ): Promise<Result<SensibleBarsPage, HistoryError>> {
    const { mt5, barCalls } = this.#context;
    const { symbol, timeframe } = key;
    const wanted = { terminal: this.#terminal, symbol, timeframe, ...request };
    const fetched = await this.#withRetries(
      () => barCalls.run(() => mt5.ask("fetch_bars", wanted, { timeoutMs: callDeadlineMs })),
      signal,
    );
    return fetched.ok ? ok({ ...fetched.value, ...this.sensible(key, fetched.value) }) : fetched;
  }

  /** The bars that make sense; the others are counted and reported. */
  sensible({ symbol, timeframe }: SeriesKey, given: GivenBars & Believed): SensibleBars {
    const { believedToMs } = given;
    const judged = sensibleBars(given, { lengthMs: timeframeMs(timeframe), believedToMs });
    this.#context.refusals.refusedBars(this.#terminal, symbol, judged.refused);
    return judged;
  }

  ticks(
    symbol: SymbolName,
    page: { readonly cursor: TickCursor; readonly limit: number },
    signal: AbortSignal,
  ): Promise<Result<FetchedTicks, HistoryError>> {
    const { mt5, tickCalls } = this.#context;
    const { brokerMs: fromBrokerMs, seen: skip } = page.cursor;
    const wanted = { terminal: this.#terminal, symbol, fromBrokerMs, skip, limit: page.limit };
    return this.#withRetries(
      () => tickCalls.run(() => mt5.ask("fetch_ticks", wanted, { timeoutMs: callDeadlineMs })),
      signal,
    );
  }

  #withRetries<T>(
    ask: () => Promise<Result<T, HistoryError>>,
    signal: AbortSignal,
  ): Promise<Result<T, HistoryError>> {
    const { clock, random } = this.#context;
    const bounds = { backoff: callBackoff, attemptsMax: callAttemptsMax };
    return retry(ask, { clock, random, ...bounds, signal, isFinal });
  }
}

/** A repeat would get the same reply. */
function isFinal(error: HistoryError): boolean {
  return error.code === "call_refused" || error.code === "reply_malformed";
}
