/**
 * The strategy actor with its surroundings under control of the test: real runners, a store in
 * memory with the database's protocol, and the log as a list.
 */

import {
  type BarColumns,
  barsOf,
  type BrokerMs,
  brokerMs,
  err,
  ok,
  ownerText,
  type Result,
  type Signal,
  type StrategyOwner,
  type StrategyOwnTrades,
  symbolName,
  terminalId,
  type Tick,
  type TickBatch,
  tickBatch,
  unixMs,
} from "../../src/models/mod.ts";
import { barColumns } from "../../src/models/bar.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { LogRecord } from "../../src/models/logger.ts";
import type { Behaviour, Peer } from "../../src/runtime/actor.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { recordLogger } from "../../src/runtime/record_logger.ts";
import type { DatabaseProtocol } from "../../actors/database/protocol.ts";
import type { StrategyConfig, StrategyProtocol } from "../../actors/strategy/protocol.ts";
import { runnerSpawners } from "../../actors/strategy/runner/runner_spawners.ts";
import type { CommandError, StepsToCarryOut, TradeProtocol } from "../../actors/trade/protocol.ts";
import type { StrategyDecided, StrategyDecisionRow } from "../../src/database/strategy_rows.ts";
import { startStrategy } from "../../actors/strategy/actor.ts";
import { ownProgram } from "../support/own_program.ts";
import { peersAmong } from "../support/test_peers.ts";
import { answerOf } from "../../src/runtime/answer.ts";
import type { ContextOf } from "../../actors/actor_map.ts";

export const terminal = terminalId("5012345", "MetaQuotes-Demo");
export const eurusd = symbolName("EURUSD");
export const btcusd = symbolName("BTCUSD");

const misbehaving = new URL("./misbehaving_runner.ts", import.meta.url).href;

/** What the actor stores and loads; like the real store, it outlives the actor. */
class MemoryStore {
  readonly signals = new Map<string, Signal>();
  /** By owner. */
  readonly decisions = new Map<string, StrategyDecisionRow>();
  /** Returned instead of a reply while it is set. */
  failure: StoreError | null = null;
  readonly asked: string[] = [];
  #bars = new Map<string, BarColumns>();

  setBars(symbol: string, bars: BarColumns): void {
    this.#bars.set(symbol, bars);
  }

  answer(question: string, request: unknown): unknown {
    this.asked.push(question);
    if (this.failure !== null) return { ok: false, error: this.failure };
    switch (question) {
      case "load_bars":
        return ok(this.#load(request as DatabaseProtocol["ask"]["load_bars"]["request"]));
      case "bar_times": {
        const { symbol, fromBrokerMs } = request as DatabaseProtocol["ask"]["bar_times"]["request"];
        return ok(this.#bars.get(symbol)!.brokerMs.filter((time) => time >= fromBrokerMs));
      }
      case "strategy_decision":
        return ok(this.decisions.get(ownerText(request as StrategyOwner)) ?? null);
      case "store_strategy_decision": {
        const { decision, signals } = request as StrategyDecided;
        this.decisions.set(ownerText(decision.owner), decision);
        return this.answer("store_signals", { signals });
      }
      case "store_signals": {
        const { signals } = request as DatabaseProtocol["ask"]["store_signals"]["request"];
        const added = signals.filter(({ id }) => !this.signals.has(id));
        for (const signal of added) this.signals.set(signal.id, signal);
        return ok({ added: added.map(({ id }) => id) });
      }
    }
    throw new TypeError(`Unexpected question ${question}`);
  }

  #load(
    { symbol, toBrokerMs, limit }: DatabaseProtocol["ask"]["load_bars"]["request"],
  ): BarColumns {
    const bars = barsOf(this.#bars.get(symbol)!);
    return barColumns(
      bars.filter((bar) => toBrokerMs === null || bar.brokerMs <= toBrokerMs).slice(-limit),
    );
  }
}

export class StrategyWorld {
  readonly store: MemoryStore;
  readonly log: LogRecord[] = [];
  /** Signals that the trade actor received. */
  readonly published: Signal[] = [];
  /** What strategies with columns wanted to have carried out. */
  readonly carried: StepsToCarryOut[] = [];
  /** What they are shown. */
  ownTrades: StrategyOwnTrades = { positions: [], orders: [], closedTrades: [] };
  /** The trade actor's reply while it is set. */
  tradeFailure: CommandError | null = null;
  /** The reply to what is wanted to have carried out while it is set. */
  carryOutFailure: CommandError | null = null;
  readonly actor: Behaviour<StrategyProtocol>;

  constructor(config: Partial<StrategyConfig>, store = new MemoryStore()) {
    this.store = store;
    const context: ContextOf<"strategy", StrategyConfig> = {
      name: "strategy",
      config: {
        wanted: [
          { symbol: eurusd, assetClass: "forex", timeframe: "M1" },
          { symbol: btcusd, assetClass: "crypto", timeframe: "M1" },
        ],
        strategies: [],
        tradingMode: "safety",
        maxSignalAgeMs: 60_000,
        runners: 2,
        analysisTimeoutMs: 10_000,
        loadTimeoutMs: 10_000,
        runnerModule: misbehaving,
        ownProgram,
        filesPerProcess: 1,
        filesAtOnce: 2,
        strategiesOff: null,
        folder: null,
        ...config,
      },
      clock: systemClock,
      random: seededRandom(1),
      log: recordLogger({
        source: "strategy",
        clock: systemClock,
        emit: (record) => this.log.push(record),
      }),
      ...peersAmong({ trade: this.#trade(), database: this.#database() }),
    };
    this.actor = startStrategy(context, runnerSpawners(context));
  }

  /**
   * The series has bars in the store up to and including number `last`, which closed `ageMs` ago.
   */
  async tellBar(bars: BarColumns, last: number, symbol = eurusd, ageMs = 0): Promise<void> {
    this.store.setBars(symbol, bars);
    await this.actor.onTell?.({
      type: "bar_stored",
      terminal,
      series: { symbol, timeframe: "M1" },
      lastBarBrokerMs: bars.brokerMs[last] as BrokerMs,
      digits: 5,
      serverNowMs: brokerMs(bars.brokerMs[last]! + 60_000 + ageMs),
    });
  }

  async tellTicks(ticks: readonly Tick[]): Promise<void> {
    const batches: TickBatch[] = [tickBatch(eurusd, ticks)];
    const receivedMs = unixMs(systemClock.nowMs());
    const serverNowMs = ticks.at(-1)!.brokerMs;
    const event = { type: "ticks_accepted", terminal, batches, receivedMs, serverNowMs } as const;
    await this.actor.onTell?.(event);
  }

  async analyze(assetClass: "forex" | "crypto" = "forex") {
    const answer = await this.actor.onAsk.analyze({ assetClass });
    if (!answer.ok) throw new Error(`analyze: ${answer.error.code}`);
    return answer.value;
  }

  /** Bar numbers of the signals in the store, by strategy. */
  signalBars(firstMs: number): Record<string, number[]> {
    const found: Record<string, number[]> = {};
    for (const signal of this.store.signals.values()) {
      (found[signal.strategy] ??= []).push((signal.barBrokerMs - firstMs) / 60_000);
    }
    return found;
  }

  logged(code: string): LogRecord[] {
    return this.log.filter((record) => record.code === code);
  }

  #trade(): Pick<Peer<TradeProtocol>, "tell" | "ask"> {
    return {
      ask: (question, request) => {
        const answer = this.#tradeAnswer(question, request);
        return Promise.resolve(answerOf(structuredClone(answer)) as Result<never, never>);
      },
      tell: (event) => {
        if (event.type === "signal_published") this.published.push(event.signal);
      },
    };
  }

  #tradeAnswer(question: string, request: unknown): unknown {
    if (this.tradeFailure !== null) return err(this.tradeFailure);
    if (question === "own_trades") return ok(this.ownTrades);
    if (question !== "carry_out") throw new TypeError(`Unexpected question ${question}`);
    this.carried.push(request as StepsToCarryOut);
    return this.carryOutFailure === null ? ok(null) : err(this.carryOutFailure);
  }

  #database(): Pick<Peer<DatabaseProtocol>, "ask"> {
    const answer = (question: string, request: unknown) => this.store.answer(question, request);
    return {
      ask: (question, request) =>
        Promise.resolve(
          answerOf(structuredClone(answer(question, request))) as Result<never, never>,
        ),
    };
  }
}
