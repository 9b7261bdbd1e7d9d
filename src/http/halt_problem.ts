/** Explains why a halt or its end was not confirmed. */

import type { StoreError } from "../database/store_error.ts";
import type { AskError } from "../runtime/protocol.ts";
import { failureSentence, storeProblem } from "./ask_problem.ts";
import { type Problem, problem } from "./problem.ts";

type HaltFailure =
  | StoreError
  | AskError
  | { readonly code: "unknown_terminal" }
  | { readonly code: "everything_halted" };

export function haltProblem(error: HaltFailure): Problem {
  switch (error.code) {
    case "unknown_terminal":
      return problem(
        "not_found",
        "This account is not known. GET /api/v1/risk lists those that are.",
      );
    case "everything_halted":
      return problem(
        "conflict",
        "Every account is halted: that ends for all of them (`terminal` null), not for one.",
      );
    default:
      return storeProblem(error);
  }
}

/** A halt is in effect before it is stored: that it could not be stored must not hide this. */
export function beginningProblem(error: HaltFailure): Problem {
  if (error.code === "unknown_terminal" || error.code === "everything_halted") {
    return haltProblem(error);
  }
  // Without an answer of the risk controller nothing is known.
  if ("peer" in error && error.peer !== "database") return haltProblem(error);
  return problem(
    "unavailable",
    `The halt is in effect, but could not be saved yet, which is tried again: ${
      failureSentence(error)
    }.`,
  );
}
