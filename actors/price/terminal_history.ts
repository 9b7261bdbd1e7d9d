/**
 * Asks one terminal for history, with retries: a terminal that is loading, a peer that restarts and a lost reply are
 * asked again within a bound; a refusal is final. A reply "empty" is believed.
 */

import {
  err,
  ok,
  type Result,
  type SeriesKey,
  type SymbolName,
  type TerminalId,
} from "../../src/models/mod.ts";
import type { BarRequest } from "../../src/price/bar_plan.ts";
import type { TickCursor } from "../../src/price/tick_sequence.ts";
import { backoffMs } from "../../src/runtime/backoff.ts";
import { sleep } from "../../src/runtime/clock.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { CallError, FetchedBars, FetchedTicks } from "../mt5/protocol.ts";
import { callAttemptsMax, callBackoff, callDeadlineMs } from "./timeouts.ts";
import type { PriceContext } from "./price_context.ts";

export type HistoryError = CallError | AskError;

type Asked<T> = Promise<Result<Result<T, CallError>, AskError>>;

export class TerminalHistory {
  readonly #terminal: TerminalId;
  readonly #context: PriceContext;

  constructor(terminal: TerminalId, context: PriceContext) {
    this.#terminal = terminal;
    this.#context = context;
  }

  /** `isWanted` is asked before each further attempt: the terminal may be gone meanwhile. */
  bars(
    key: SeriesKey,
    request: BarRequest,
    isWanted: () => boolean,
  ): Promise<Result<FetchedBars, HistoryError>> {
    const { mt5, barCalls } = this.#context;
    const { symbol, timeframe } = key;
    const wanted = { terminal: this.#terminal, symbol, timeframe, ...request };
    return this.#withRetries(
      isWanted,
      () => barCalls.run(() => mt5.ask("fetch_bars", wanted, { timeoutMs: callDeadlineMs })),
    );
  }

  ticks(
    symbol: SymbolName,
    page: { readonly cursor: TickCursor; readonly limit: number },
    isWanted: () => boolean,
  ): Promise<Result<FetchedTicks, HistoryError>> {
    const { mt5, tickCalls } = this.#context;
    const { brokerMs: fromBrokerMs, seen: skip } = page.cursor;
    const wanted = { terminal: this.#terminal, symbol, fromBrokerMs, skip, limit: page.limit };
    return this.#withRetries(
      isWanted,
      () => tickCalls.run(() => mt5.ask("fetch_ticks", wanted, { timeoutMs: callDeadlineMs })),
    );
  }

  async #withRetries<T>(
    isWanted: () => boolean,
    ask: () => Asked<T>,
  ): Promise<Result<T, HistoryError>> {
    const { clock, random } = this.#context;
    for (let attempt = 1;; attempt++) {
      const asked = await ask();
      if (asked.ok && asked.value.ok) return ok(asked.value.value);
      const error = asked.ok ? failureOf(asked.value) : asked.error;
      if (attempt === callAttemptsMax || isFinal(error)) return err(error);
      await sleep(clock, backoffMs(callBackoff, attempt, random));
      if (!isWanted()) return err(error);
    }
  }
}

function failureOf<T>(result: Result<T, CallError>): CallError {
  if (result.ok) throw new TypeError("Not a failure");
  return result.error;
}

/** Asking again would be answered the same. A terminal that is gone ends the wait by `isWanted`. */
function isFinal(error: HistoryError): boolean {
  return error.code === "call_refused" || error.code === "reply_malformed";
}
