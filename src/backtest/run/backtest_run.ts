/**
 * One backtest: strategies, their traders and one account on the engine, played block by block.
 * Pure: decisions are made by what it is given.
 */

import { timeframeMs } from "../../models/mod.ts";
import { seededRandom } from "../../runtime/random.ts";
import type { RealmDecisions } from "../../strategy/realm/realm_decisions.ts";
import { FastAccount } from "../account/fast_account.ts";
import { pointRequest } from "../account/point_request.ts";
import { BacktestEngine } from "../engine/backtest_engine.ts";
import { LiveRules } from "../trading/live_rules.ts";
import { riskSizing } from "../trading/risk_sizing.ts";
import {
  type RefusedAction,
  type SizeAnswer,
  type SizeQuestion,
  StrategyTrader,
} from "../trading/strategy_trader.ts";
import type { BacktestPlan, RequestDelay } from "./plan.ts";
import { markOf } from "./result_columns.ts";

/** A strategy of the plan that has its columns. */
export interface PreparedStrategy {
  readonly decisions: RealmDecisions;
  readonly barsNeeded: number;
}

/** How often one kind of action was refused for one reason. */
export interface RefusalTally extends RefusedAction {
  readonly strategy: string;
  count: number;
}

export class BacktestRun {
  readonly account: FastAccount;
  readonly engine: BacktestEngine;
  readonly refusals = new Map<string, RefusalTally>();
  readonly #plan: BacktestPlan;
  readonly #traders: readonly StrategyTrader[];
  /** Null without limits. */
  readonly #rules: LiveRules | null;
  readonly #size: (question: Readonly<SizeQuestion>) => SizeAnswer;
  #decidingSeries = -1;

  constructor(plan: BacktestPlan, strategies: readonly PreparedStrategy[]) {
    const { symbols, startMs, rules, model, timeframe } = plan;
    this.#plan = plan;
    this.account = new FastAccount({ symbols, rules, startMs });
    this.account.deposit(plan.depositMinor);
    const { account } = this;
    const { risk } = plan;
    if (risk.kind === "limits") {
      const flatten = () => this.#flatten();
      const limits = new LiveRules({ account, rules, policy: risk.policy, flatten });
      this.#rules = limits;
      this.#size = (question) => limits.sized(question);
    } else {
      this.#rules = null;
      this.#size = riskSizing(account, risk.riskPct);
    }
    this.engine = new BacktestEngine({
      account: this.account,
      model,
      periodMinutes: timeframeMs(timeframe) / 60_000,
      series: plan.strategies.map(({ symbol, timeframe }) => {
        return { symbol, minutes: timeframeMs(timeframe) / 60_000 };
      }),
      decide: (series, bar) => this.#decide(series, bar),
      ...(this.#rules === null ? {} : { guard: this.#rules }),
      ...(plan.delay === null ? {} : { delayMs: delaysOf(plan.delay) }),
      onDeals: () => {
        for (const trader of this.#traders) trader.readDeals();
      },
    });
    this.#traders = strategies.map((one, index) => this.#traderOf(one, index));
  }

  /** The strategy that is deciding; null between decisions. */
  get deciding(): string | null {
    return this.#plan.strategies[this.#decidingSeries]?.name ?? null;
  }

  #decide(series: number, bar: number): void {
    this.#decidingSeries = series;
    if (this.#rules !== null) this.engine.look(); // a limit that is reached now refuses its entries
    this.#traders[series]!.decide(bar);
    this.#decidingSeries = -1;
  }

  /** Closes and cancels everything, as a halt does in the running bridge. */
  #flatten(): void {
    const { account } = this;
    account.closeAll("halt");
    while (account.orderCount > 0) {
      const { ticket, symbol } = account.orderAt(0);
      account.request(pointRequest({ action: "remove", order: ticket, symbol }));
    }
    for (const trader of this.#traders) trader.readDeals();
  }

  #traderOf({ decisions, barsNeeded }: PreparedStrategy, index: number): StrategyTrader {
    const { strategies, rules } = this.#plan;
    const { name, symbol, timeframe } = strategies[index]!;
    const lengthMs = timeframeMs(timeframe);
    return new StrategyTrader({
      account: this.account,
      symbol,
      decisions,
      send: (request, onAnswer) => this.engine.send(request, onAnswer),
      mark: this.account.mark(markOf(name, index)),
      minorPerUnit: 10 ** rules.currencyDigits,
      isNetting: rules.marginMode !== "hedging",
      mayWidenStops: this.#rules === null,
      barsNeeded,
      periodMs: lengthMs,
      closeMs: (bar) => decisions.openMs(bar) + lengthMs,
      closePrice: (bar) => decisions.close(bar),
      size: this.#size,
      onRefused: (action) => this.#countRefusal(name, action),
    });
  }

  #countRefusal(strategy: string, { kind, by, refused }: RefusedAction): void {
    const key = `${strategy} ${kind} ${by} ${refused}`;
    const tally = this.refusals.get(key) ?? { strategy, kind, by, refused, count: 0 };
    tally.count++;
    this.refusals.set(key, tally);
  }
}

/** The same in each run, so that a backtest can be repeated. */
function delaysOf({ leastMs, mostMs }: RequestDelay): () => number {
  const random = seededRandom(1);
  return () => leastMs + Math.floor(random() * (mostMs - leastMs + 1));
}
