/**
 * What an asker gets: one flat `Result`. A reply that is a `Result` itself is the answer, any other
 * reply is its value, and a question without a reply is an `AskError`.
 */

import { type Err, type Ok, ok, type Result } from "../models/result.ts";
import type { AskError } from "./protocol.ts";

/** Of a `Result` its value, of any other reply the reply itself. */
export type ValueOf<Reply> = Reply extends Ok<infer Value> ? Value
  : Reply extends Err<unknown> ? never
  : Reply;
/** Of a `Result` its error, of any other reply `never`. */
export type ErrorOf<Reply> = Reply extends Err<infer Error> ? Error : never;

/** What an asker gets for a reply of that type. */
export type Answer<Reply> = Result<ValueOf<Reply>, ErrorOf<Reply> | AskError>;

/** Of a reply that has come. */
export function answerOf<Reply>(reply: Reply): Answer<Reply> {
  return (isResult(reply) ? reply : ok(reply)) as Answer<Reply>; // as the type says, member by member
}

function isResult(reply: unknown): boolean {
  if (typeof reply !== "object" || reply === null || !("ok" in reply)) return false;
  return reply.ok === true ? "value" in reply : reply.ok === false && "error" in reply;
}
