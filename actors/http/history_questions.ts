/** Requests of the API about the history to the backtest actor. */

import type { CatalogueRoutesContext } from "../../src/http/api/catalogue_routes.ts";
import type { ApiAnswer } from "../../src/http/api/route.ts";
import { askProblem } from "../../src/http/ask_problem.ts";
import { type Problem, problem } from "../../src/http/problem.ts";
import { err, type Result } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { BacktestProtocol, HistoryRefusal } from "../backtest/protocol.ts";

const answer = { timeoutMs: 5_000 };
/** It reads the head of every file. */
const listing = { timeoutMs: 30_000 };

export function historyQuestions(backtest: Peer<BacktestProtocol>): CatalogueRoutesContext {
  return {
    historySeries: async () => answered(await backtest.ask("history_series", {}, listing)),
    historyTasks: async () => answered(await backtest.ask("history_tasks", {}, answer)),
    requestHistoryTask: async (request) =>
      answered(await backtest.ask("request_history_task", request, answer)),
    cancelHistoryTask: async (id) =>
      answered(await backtest.ask("cancel_history_task", { id }, answer)),
  };
}

function answered<T>(asked: Result<T, HistoryRefusal | AskError>): ApiAnswer<T> {
  return asked.ok ? asked : err(problemOf(asked.error));
}

function problemOf(error: HistoryRefusal | AskError): Problem {
  switch (error.code) {
    case "no_such_task":
      return problem(
        "not_found",
        `There is no task ${error.id} of the history; GET /api/v1/history/tasks lists them.`,
      );
    case "wrong_task_state":
      return problem("conflict", `Task ${error.id} is ${error.state}.`);
    case "too_many_tasks":
      return problem("conflict", `Already ${error.max} tasks are waiting. Cancel one, or wait.`);
    default:
      return askProblem(error);
  }
}
