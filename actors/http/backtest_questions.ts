/** Requests of the API to the backtest actor. */

import type { BacktestRoutesContext } from "../../src/http/api/backtest_routes.ts";
import type { ApiAnswer } from "../../src/http/api/route.ts";
import { askProblem } from "../../src/http/ask_problem.ts";
import { type Problem, problem } from "../../src/http/problem.ts";
import { err, type Result } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { BacktestProtocol, BacktestRefusal } from "../backtest/protocol.ts";

/** It writes small files; a report is some megabytes. */
const answer = { timeoutMs: 5_000 };
/** Reports are compared in a process of their own, which has less time than this. */
const comparison = { timeoutMs: 70_000 };

export function backtestQuestions(backtest: Peer<BacktestProtocol>): BacktestRoutesContext {
  return {
    backtests: async () => answered(await backtest.ask("backtests", {}, answer)),
    requestBacktest: async (request) =>
      answered(await backtest.ask("request_backtest", request, answer)),
    cancelBacktest: async (id) => answered(await backtest.ask("cancel_backtest", { id }, answer)),
    resumeBacktest: async (id) => answered(await backtest.ask("resume_backtest", { id }, answer)),
    removeBacktest: async (id) => answered(await backtest.ask("remove_backtest", { id }, answer)),
    backtestReport: async (id, kind) =>
      answered(await backtest.ask("backtest_report", { id, kind }, answer)),
    compareBacktests: async (id, other) =>
      answered(await backtest.ask("compare_backtests", { id, other }, comparison)),
  };
}

function answered<T>(asked: Result<T, BacktestRefusal | AskError>): ApiAnswer<T> {
  return asked.ok ? asked : err(problemOf(asked.error));
}

function problemOf(error: BacktestRefusal | AskError): Problem {
  switch (error.code) {
    case "no_such_backtest":
      return problem(
        "not_found",
        `There is no backtest ${error.id}; GET /api/v1/backtests lists them.`,
      );
    case "wrong_backtest_state":
      return problem("conflict", `Backtest ${error.id} is ${error.state}.`);
    case "too_many_backtests":
      return problem(
        "conflict",
        `There are ${error.max} backtests already. Remove those that are not needed any more.`,
      );
    case "no_report":
      return problem("not_found", `Backtest ${error.id} has no report.`);
    case "report_too_large":
      return problem(
        "conflict",
        `The report is too large for a page. Open the file ${error.path}.`,
      );
    case "comparison_failed":
      return problem("conflict", `${error.detail}.`);
    case "backtest_folder_failed":
      return problem("unavailable", `${error.detail}. Make room on the disk, and try again.`);
    default:
      return askProblem(error);
  }
}
