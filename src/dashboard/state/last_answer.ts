/**
 * The bridge's last answer and its time, so that an old figure is not mistaken for a current one.
 * Pure.
 */

import type { Moment } from "../../models/time.ts";
import type { Result } from "../../models/result.ts";
import type { ApiProblem } from "./api.ts";

export interface LastAnswer<T> {
  /** Null before the first answer. */
  readonly value: T | null;
  /** When the answer came that brought `value`. */
  readonly at: Moment | null;
  /** Why the latest attempt brought nothing; null when it brought `value`. */
  readonly problem: ApiProblem | null;
}

export const noAnswerYet: LastAnswer<never> = { value: null, at: null, problem: null };

export function withReply<T>(
  before: LastAnswer<T>,
  reply: Result<T, ApiProblem>,
  at: Moment,
): LastAnswer<T> {
  if (reply.ok) return { value: reply.value, at, problem: null };
  return { ...before, problem: reply.error };
}

/** How long something that is asked for every `periodMs` is fresh: one answer may be missed. */
function freshForMs(periodMs: number): number {
  return 2 * periodMs + 2_000;
}

/** There is a value, and it is not what the bridge would say now. */
export function isOutdated(
  { at, problem }: LastAnswer<unknown>,
  { steadyMs, periodMs }: { readonly steadyMs: number; readonly periodMs: number },
): boolean {
  return at !== null && (problem !== null || steadyMs - at.steadyMs > freshForMs(periodMs));
}
