/**
 * Stores signals, and reports each new one to the log and the trade actor; the store recognizes
 * those of earlier runs by their ids.
 */

import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";
import {
  ok,
  type OpeningType,
  type Result,
  type Signal,
  type SymbolName,
  type TerminalId,
} from "../../../src/models/mod.ts";
import { durationText } from "../../../src/models/figure_text.ts";
import type { Logger } from "../../../src/models/logger.ts";
import type { Peer } from "../../../src/runtime/actor.ts";
import type { Listener } from "../../../src/runtime/listener.ts";
import type { StrategyDecided } from "../../../src/database/strategy_rows.ts";
import type { DatabaseProtocol } from "../../database/protocol.ts";
import type { RedisProtocol } from "../../redis/protocol.ts";
import type { TradeProtocol } from "../../trade/protocol.ts";
import type { AnalysisError, StrategyConfig } from "../protocol.ts";

export interface SignalPublisherOptions {
  readonly database: Peer<DatabaseProtocol>;
  readonly redis: Listener<RedisProtocol>;
  readonly trade: Peer<TradeProtocol>;
  readonly log: Logger;
  readonly tradingMode: StrategyConfig["tradingMode"];
}

interface LateSignals {
  count: number;
  /** The age of the oldest. */
  ageMs: number;
  readonly symbols: Set<SymbolName>;
}

export class SignalPublisher {
  readonly #options: SignalPublisherOptions;
  /** Found since the last report. */
  readonly #late = new Map<TerminalId, LateSignals>();

  constructor(options: SignalPublisherOptions) {
    this.#options = options;
  }

  /** Returns the new signals. Idempotent: after an error all may be published again. */
  async publish(
    signals: readonly Signal[],
    digits: number,
  ): Promise<Result<readonly Signal[], AnalysisError>> {
    if (signals.length === 0) return ok([]);
    const { database } = this.#options;
    const answer = await database.ask("store_signals", { signals }, { timeoutMs: storeTimeoutMs });
    if (!answer.ok) return answer;
    const added = new Set(answer.value.added);
    const fresh = signals.filter(({ id }) => added.has(id));
    for (const signal of fresh.filter(({ isLate }) => !isLate)) {
      this.#tell(signal, digits);
      this.#options.trade.tell({ type: "signal_published", signal });
    }
    return ok(fresh);
  }

  /**
   * Stores a decision with its entries, and reports those that are new; the caller sees to it that
   * they are traded.
   */
  async publishDecision(
    decided: StrategyDecided,
    digits: number,
  ): Promise<Result<readonly Signal[], AnalysisError>> {
    const { database } = this.#options;
    const answer = await database.ask("store_strategy_decision", decided, {
      timeoutMs: storeTimeoutMs,
    });
    if (!answer.ok) return answer;
    const added = new Set(answer.value.added);
    const fresh = decided.signals.filter(({ id }) => added.has(id));
    for (const signal of fresh.filter(({ isLate }) => !isLate)) this.#tell(signal, digits);
    return ok(fresh);
  }

  /** For the next report. */
  noteLate(signals: readonly Signal[]): void {
    for (const { terminal, symbol, ageMs } of signals) {
      const late = this.#late.get(terminal) ?? { count: 0, ageMs: 0, symbols: new Set() };
      late.count += 1;
      late.ageMs = Math.max(late.ageMs, ageMs ?? 0);
      late.symbols.add(symbol);
      this.#late.set(terminal, late);
    }
  }

  /** One log line per terminal: an outage is reported as a whole, not bar by bar. */
  reportLate(): void {
    for (const [terminal, { count, ageMs, symbols }] of this.#late) {
      const names = [...symbols].sort().join(", ");
      const age = durationText(ageMs);
      this.#options.log.info("signals_late", { terminal, count, symbols: names, age });
    }
    this.#late.clear();
  }

  #tell(signal: Signal, digits: number): void {
    const { tradingMode, log, redis } = this.#options;
    redis.tell({ type: "signal_published", signal });
    log.info(tradingMode === "safety" ? "signal_not_executed" : "signal", {
      terminal: signal.terminal,
      symbol: signal.symbol,
      timeframe: signal.timeframe,
      direction: words(signal.entry?.type ?? signal.direction),
      price: signal.price.toFixed(digits),
      stopLoss: levelText(signal.stopLoss, digits),
      takeProfit: levelText(signal.takeProfit, digits),
      strategy: signal.strategy,
      reason: signal.reason,
      age: durationText(signal.ageMs ?? 0),
      barBrokerMs: signal.barBrokerMs,
    });
  }
}

function levelText(level: number | null, digits: number): string {
  return level === null ? "none" : level.toFixed(digits);
}

function words(type: OpeningType): string {
  return type.replaceAll("_", " ");
}
