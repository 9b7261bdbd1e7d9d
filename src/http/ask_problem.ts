/** Explains why an actor or the store did not answer, as a problem with advice on what to do. */

import { describeStoreError, type StoreError } from "../database/store_error.ts";
import type { AskError } from "../runtime/protocol.ts";
import { type Problem, problem } from "./problem.ts";

export function askErrorSentence(error: AskError): string {
  switch (error.code) {
    case "ask_timeout":
      return `${error.peer} did not answer within ${error.timeoutMs} ms`;
    case "peer_restarted":
      return `${error.peer} was restarted before it answered`;
    case "peer_unavailable":
      return `${error.peer} is not running`;
    case "peer_failed":
      return `${error.peer} failed: ${error.message}`;
  }
}

/** The problem of a question without an answer: it may have been acted on. */
export function askProblem(error: AskError): Problem {
  const detail = `${askErrorSentence(error)}. Ask again in a moment; /status tells how it is.`;
  return problem(error.code === "ask_timeout" ? "too_slow" : "unavailable", detail);
}

export function storeProblem(error: StoreError): Problem {
  return problem("unavailable", `${describeStoreError(error)}.`);
}
