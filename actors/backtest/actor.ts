/**
 * The backtest actor. What it does is loaded when it is asked for the first time, or at the start
 * when there are backtests: most bridges never need it, and it takes ten megabytes.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import type { Question, ReplyOf, RequestOf } from "../../src/runtime/protocol.ts";
import type { BacktestContext, KeptBacktests } from "./kept_backtests.ts";
import type { BacktestProtocol } from "./protocol.ts";

type Asked = Question<BacktestProtocol>;

export function startBacktest(context: BacktestContext): Behaviour<BacktestProtocol> {
  return new BacktestActor(context);
}

class BacktestActor implements Behaviour<BacktestProtocol> {
  readonly #context: BacktestContext;
  #loading: Promise<KeptBacktests> | null = null;
  #kept: KeptBacktests | null = null;

  constructor(context: BacktestContext) {
    this.#context = context;
    // One of them may be under way.
    if (existsSync(join(context.config.dataDir, "backtests"))) void this.#load();
  }

  readonly onAsk: Behaviour<BacktestProtocol>["onAsk"] = {
    backtests: (request) => this.#ask("backtests", request),
    request_backtest: (request) => this.#ask("request_backtest", request),
    cancel_backtest: (request) => this.#ask("cancel_backtest", request),
    resume_backtest: (request) => this.#ask("resume_backtest", request),
    remove_backtest: (request) => this.#ask("remove_backtest", request),
    backtest_report: (request) => this.#ask("backtest_report", request),
    compare_backtests: (request) => this.#ask("compare_backtests", request),
    history_series: (request) => this.#ask("history_series", request),
    history_tasks: (request) => this.#ask("history_tasks", request),
    request_history_task: (request) => this.#ask("request_history_task", request),
    cancel_history_task: (request) => this.#ask("cancel_history_task", request),
  };

  status(): ActorStatus {
    return this.#kept?.status() ??
      { state: "idle", health: "ok", detail: { backtests: 0, waiting: 0 } };
  }

  async stop(): Promise<void> {
    await (await this.#loading)?.stop();
  }

  async #ask<Q extends Asked>(
    question: Q,
    request: RequestOf<BacktestProtocol, Q>,
  ): Promise<ReplyOf<BacktestProtocol, Q>> {
    const kept = await this.#load();
    return await kept.onAsk[question](request);
  }

  #load(): Promise<KeptBacktests> {
    return this.#loading ??= import("./kept_backtests.ts").then(({ KeptBacktests }) => {
      return this.#kept = new KeptBacktests(this.#context);
    });
  }
}
