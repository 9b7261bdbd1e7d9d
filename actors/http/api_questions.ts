/** Requests of the API to the actors, each with a timeout; failures become problem documents. */

import type { ApiContext, TradingContext } from "../../src/http/api/api_app.ts";
import type { ShownSetting } from "../../src/config/shown_settings.ts";
import type { ApiAnswer } from "../../src/http/api/route.ts";
import { answerOrProblem, askProblem } from "../../src/http/ask_problem.ts";
import { problem } from "../../src/http/problem.ts";
import type { StatusDocument } from "../../src/http/status_document.ts";
import { err, ok, type Result } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { Reloaded, ReloadError } from "../../src/runtime/reload_protocol.ts";
import type { JobError } from "../../src/runtime/scheduler_status.ts";
import type { RestartError, SystemProtocol } from "../../src/runtime/system_protocol.ts";
import type { AlertsProtocol } from "../alerts/protocol.ts";
import type { BacktestProtocol } from "../backtest/protocol.ts";
import { backtestQuestions } from "./backtest_questions.ts";
import { historyQuestions } from "./history_questions.ts";
import { outsideQuestions } from "./outside_questions.ts";
import type { Mt5Protocol } from "../mt5/protocol.ts";
import { DepthQuestion } from "./depth_question.ts";
import { terminalHistory } from "./terminal_history_question.ts";
import type { PriceProtocol } from "../price/protocol.ts";
import type { SignalsProtocol } from "../signals/protocol.ts";
import type { StrategyProtocol, TakeUpError } from "../strategy/protocol.ts";
import type { StrategyChoice } from "../../src/strategy/runner/runner_messages.ts";
import type { StoreReads } from "./store_reads.ts";

const actorTimeoutMs = 2_000;
/** A little longer than the default time limit of a task. */
const jobTimeoutMs = 60_000;
/** Slow servers are waited for; see `actors/alerts/post.ts`. */
const testTime = { timeoutMs: 45_000 };
const noChannel =
  "No channel for alerts is configured: set one of the settings that begin with ALERT_, and start " +
  "the bridge again.";
/** Every actor takes up its part, and strategies that end finish what they do. */
const reloadTime = { timeoutMs: 60_000 };
/** A file is loaded, and what the version before has under way ends. */
const takeUpTime = { timeoutMs: 60_000 };

export interface QuestionPeers {
  /** Null while no channel is configured. */
  readonly alerts: Peer<AlertsProtocol> | null;
  readonly backtest: Peer<BacktestProtocol>;
  readonly system: Peer<SystemProtocol>;
  readonly mt5: Peer<Mt5Protocol>;
  readonly price: Peer<PriceProtocol>;
  readonly strategy: Peer<StrategyProtocol>;
  /** Null while no source is configured. */
  readonly signals: Peer<SignalsProtocol> | null;
  readonly reads: StoreReads;
}

/** Answers that do not come from these actors. */
export interface OwnAnswers {
  readonly status: () => Promise<StatusDocument>;
  readonly settings: () => readonly ShownSetting[];
  readonly strategies: () => readonly StrategyChoice[];
}

export function apiQuestions(
  { alerts, backtest, system, mt5, price, strategy, signals, reads }: QuestionPeers,
  { status, settings, strategies }: OwnAnswers,
): Omit<ApiContext, keyof TradingContext> {
  const actor = { timeoutMs: actorTimeoutMs };
  const depth = new DepthQuestion(mt5);
  return {
    status,
    settings,
    reloadSettings: async () => reloaded(await system.ask("reload_settings", {}, reloadTime)),
    restartActor: async (name) =>
      commanded(await system.ask("restart_actor", { actor: name }, actor)),
    runJob: async (job) =>
      commanded(await system.ask("run_job", { job }, { timeoutMs: jobTimeoutMs })),
    pauseJob: async (job) => commanded(await system.ask("pause_job", { job }, actor)),
    resumeJob: async (job) => commanded(await system.ask("resume_job", { job }, actor)),
    log: async (wanted) => answerOrProblem(await system.ask("log_tail", wanted, actor)),
    prices: async () => {
      const symbols = answerOrProblem(await price.ask("symbols", {}, actor));
      if (!symbols.ok) return symbols;
      return ok(
        symbols.value.flatMap(({ terminal, quote, stale }) =>
          quote === null ? [] : [{ ...quote, terminal, stale }]
        ),
      );
    },
    strategyChoices: strategies,
    strategyRecords: async () => answerOrProblem(await strategy.ask("strategies", {}, actor)),
    switchStrategy: async (name, isEnabled) =>
      answerOrProblem(await strategy.ask("switch_strategy", { strategy: name, isEnabled }, actor)),
    takeUpFile: async (name) =>
      takenUp(name, await strategy.ask("take_up_file", { strategy: name }, takeUpTime)),
    instruments: async () => answerOrProblem(await reads.ask("instruments", {})),
    bars: async (wanted) => answerOrProblem(await reads.ask("bars_page", wanted)),
    ticks: async (wanted) => answerOrProblem(await reads.ask("ticks_page", wanted)),
    account: async (wanted) => answerOrProblem(await reads.ask("account_page", wanted)),
    depth: (terminal, symbol) => depth.ask(terminal, symbol),
    ...terminalHistory(mt5),
    newestAlerts: async (limit) => answerOrProblem(await reads.ask("newest_alerts", { limit })),
    testAlerts: async () => {
      if (alerts === null) return err(problem("conflict", noChannel));
      return answerOrProblem(await alerts.ask("test_channels", {}, testTime));
    },
    ...outsideQuestions(signals, reads),
    ...backtestQuestions(backtest),
    ...historyQuestions(backtest),
    calendar: async (wanted) => answerOrProblem(await reads.ask("calendar", wanted)),
    signals: async (wanted) => answerOrProblem(await reads.ask("signals_page", wanted)),
  };
}

function takenUp(
  name: string,
  asked: Result<null, TakeUpError | AskError>,
): ApiAnswer<null> {
  if (asked.ok) return asked;
  const { error } = asked;
  switch (error.code) {
    case "not_a_file":
      return err(problem("not_found", `No file of the folder strategies runs as ${name}.`));
    case "nothing_newer":
      return err(problem("conflict", `The saved file of ${name} is the one that runs.`));
    case "cannot_run":
      return err(problem("conflict", `The saved file cannot run: ${error.problem}`));
    default:
      return err(askProblem(error));
  }
}

function commanded<T>(asked: Result<T, JobError | RestartError | AskError>): ApiAnswer<T> {
  if (asked.ok) return asked;
  const { error } = asked;
  switch (error.code) {
    case "actor_unknown":
      return err(
        problem("not_found", `There is no actor ${error.actor}; GET /api/v1/actors lists them.`),
      );
    case "actor_not_running":
      return err(
        problem(
          "conflict",
          `${error.actor} is already restarting; GET /api/v1/actors shows when it runs again.`,
        ),
      );
    case "job_unknown":
      return err(
        problem("not_found", `There is no job ${error.job}; GET /api/v1/jobs lists them.`),
      );
    case "job_running":
      return err(
        problem(
          "conflict",
          `${error.job} is already running; GET /api/v1/jobs shows when it has finished.`,
        ),
      );
    default:
      return err(askProblem(error));
  }
}

function reloaded(answer: Result<Reloaded, ReloadError | AskError>): ApiAnswer<Reloaded> {
  if (answer.ok) return answer;
  if (answer.error.code !== "settings_unusable") return err(askProblem(answer.error));
  return err(problem("conflict", `${answer.error.sentences.join(". ")}.`));
}
