/**
 * The result of an ask: one flat `Result`. A reply that is a `Result` is returned as it is, any
 * other reply becomes its value, and a missing reply is an `AskError`.
 */

import { type Err, type Ok, ok, type Result } from "../models/result.ts";
import type { AskError } from "./protocol.ts";

/** The value type of a `Result`; any other reply type itself. */
export type ValueOf<Reply> = Reply extends Ok<infer Value> ? Value
  : Reply extends Err<unknown> ? never
  : Reply;
/** The error type of a `Result`; `never` for any other reply type. */
export type ErrorOf<Reply> = Reply extends Err<infer Error> ? Error : never;

/** The result type of an ask with that reply type. */
export type Answer<Reply> = Result<ValueOf<Reply>, ErrorOf<Reply> | AskError>;

/** Converts a received reply. */
export function answerOf<Reply>(reply: Reply): Answer<Reply> {
  // This matches the type for each member of the union.
  return (isResult(reply) ? reply : ok(reply)) as Answer<Reply>;
}

function isResult(reply: unknown): boolean {
  if (typeof reply !== "object" || reply === null || !("ok" in reply)) return false;
  return reply.ok === true ? "value" in reply : reply.ok === false && "error" in reply;
}
