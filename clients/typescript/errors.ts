/**
 * What can go wrong, as one error class with a union told apart by `code`. No text here contains
 * the token.
 */

import type { Problem } from "./schemas.ts";

export type ProblemCode = Problem["code"];

/** Only these problems have lists of their own. */
interface ProblemLists {
  readonly bad_request: Pick<Problem, "mistakes">;
  readonly refused_by_risk: Pick<Problem, "refusals">;
}

/** A problem that the bridge answered with, told apart by its code. */
export type ProblemOf<Code extends ProblemCode = ProblemCode> = Code extends ProblemCode ?
    & Omit<Problem, "code" | "mistakes" | "refusals">
    & { readonly code: Code }
    & (Code extends keyof ProblemLists ? ProblemLists[Code]
      : unknown)
  : never;

/** Codes of failures that are no answer of the bridge. */
export type ClientFailureCode =
  /** No answer in time, or the connection was lost. */
  | "no_answer"
  /** What answered is not the bridge's API. */
  | "unexpected_answer"
  /** A command was repeated until its deadline, and its outcome is still not known. */
  | "outcome_unknown"
  /** The caller's signal ended it. */
  | "cancelled"
  /** The bridge has another main version. */
  | "wrong_version"
  /** An address, token, key or input that cannot be used. */
  | "unusable_option"
  /** The bridge has closed the stream for a reason that a repeat does not change. */
  | "stream_refused";

export interface ClientFailure {
  readonly code: ClientFailureCode;
  readonly detail: string;
}

export type BridgeFailure = ProblemOf | ClientFailure;

/** What is known about the command that failed. */
export interface FailedCommand {
  /** The key it was sent with: repeating it finds out the outcome. */
  readonly key: string | null;
  /** It may have been executed. */
  readonly mayBeExecuted: boolean;
}

const noCommand: FailedCommand = { key: null, mayBeExecuted: false };

/** The error of every call of this client. */
export class BridgeError extends Error {
  readonly failure: BridgeFailure;
  /** Null for anything but a command that trades. */
  readonly key: string | null;
  readonly mayBeExecuted: boolean;

  constructor(failure: BridgeFailure, { key, mayBeExecuted }: FailedCommand = noCommand) {
    super(`${failure.code}: ${failure.detail}`);
    this.name = "BridgeError";
    this.failure = failure;
    this.key = key;
    this.mayBeExecuted = mayBeExecuted;
  }

  get code(): BridgeFailure["code"] {
    return this.failure.code;
  }
}

export function clientError(
  code: ClientFailureCode,
  detail: string,
  command: FailedCommand = noCommand,
): BridgeError {
  return new BridgeError({ code, detail }, command);
}
