/**
 * Answers to requests that cannot be served: problem details according to RFC 9457, each with a
 * stable code.
 */

import type { Refusal } from "../models/mod.ts";

const kinds = {
  bad_request: [400, "Bad request"],
  token_needed: [401, "Token required"],
  foreign_site: [403, "Rejected: request from another site"],
  read_only_token: [403, "The token allows reading only"],
  mode_forbids: [403, "The trading mode forbids it"],
  not_found: [404, "Not found"],
  method_not_allowed: [405, "Method not allowed"],
  body_too_slow: [408, "Request took too long"],
  conflict: [409, "Conflict"],
  halted: [409, "Trading is halted"],
  body_too_large: [413, "Request too large"],
  not_json: [415, "Not JSON"],
  misdirected: [421, "Misdirected request"],
  key_reused: [422, "Idempotency key already used"],
  refused_by_risk: [422, "Rejected by risk"],
  signal_refused: [422, "Signal refused"],
  too_many_guesses: [429, "Too many wrong tokens"],
  internal: [500, "Internal error"],
  not_healthy: [503, "Not healthy"],
  not_ready: [503, "Not ready"],
  unavailable: [503, "Currently unavailable"],
  too_many_clients: [503, "Too many clients"],
  too_slow: [504, "No answer in time"],
} as const;

export type ProblemCode = keyof typeof kinds;

export const problemCodes = Object.keys(kinds) as readonly ProblemCode[];

/** One mistake in a request. */
export interface RequestMistake {
  /** `query`, `body`, `path` or `headers`, followed by the field. */
  readonly where: string;
  readonly message: string;
}

export interface Problem {
  readonly type: "about:blank";
  readonly code: ProblemCode;
  /** The same for every problem of this kind. */
  readonly title: string;
  readonly status: (typeof kinds)[ProblemCode][0];
  /** What is wrong in this case, and what to do. */
  readonly detail: string;
  /** All mistakes in the request. */
  readonly mistakes?: readonly RequestMistake[];
  /** Every refusal of the risk controller. */
  readonly refusals?: readonly Refusal[];
}

export function problem(
  code: ProblemCode,
  detail: string,
  more: Pick<Problem, "mistakes" | "refusals"> = {},
): Problem {
  const [status, title] = kinds[code];
  return { type: "about:blank", code, title, status, detail, ...more };
}

/** Something has failed that should not: a fault of the program. */
export const internalProblem = problem("internal", "The reason is in the log.");

/** For whoever is gone before there is an answer. */
export const nobodyWaits = problem("unavailable", "The connection was closed.");

export function problemResponse(problem: Problem, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}
