/** Explains why an actor or the store did not answer, as a problem with advice on what to do. */

import { describeStoreError, type StoreError } from "../database/store_error.ts";
import { secondsText } from "../models/figure_text.ts";
import { err, type Result } from "../models/result.ts";
import type { AskError } from "../runtime/protocol.ts";
import { type Problem, problem } from "./problem.ts";

function askErrorSentence(error: AskError): string {
  switch (error.code) {
    case "ask_timeout":
      return `${error.peer} did not answer within ${secondsText(error.timeoutMs)}`;
    case "peer_restarted":
      return `${error.peer} was restarted before it answered`;
    case "peer_unavailable":
      return `${error.peer} is not running`;
    case "peer_failed":
      return `${error.peer} failed: ${error.message}`;
  }
}

/** The problem of a request without an answer: it may have been executed. */
export function askProblem(error: AskError): Problem {
  const detail = `${
    askErrorSentence(error)
  }. Try again in a moment; the System page shows its state.`;
  return problem(error.code === "ask_timeout" ? "too_slow" : "unavailable", detail);
}

export function failureSentence(error: StoreError | AskError): string {
  switch (error.code) {
    case "ask_timeout":
    case "peer_restarted":
    case "peer_unavailable":
    case "peer_failed":
      return askErrorSentence(error);
    default:
      return describeStoreError(error);
  }
}

export function storeProblem(error: StoreError | AskError): Problem {
  switch (error.code) {
    case "ask_timeout":
    case "peer_restarted":
    case "peer_unavailable":
    case "peer_failed":
      return askProblem(error);
    default:
      return problem("unavailable", `${describeStoreError(error)}.`);
  }
}

/** The answer of an actor or of the store to a request that changes nothing. */
export function answerOrProblem<T>(asked: Result<T, StoreError | AskError>): Result<T, Problem> {
  return asked.ok ? asked : err(storeProblem(asked.error));
}
