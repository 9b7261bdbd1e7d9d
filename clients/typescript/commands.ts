/**
 * Sends a command until its outcome is known, always with the same key: the bridge executes it once
 * at most, however often it arrives.
 */

import { type Backoff, pause, pauseMsAfter } from "./backoff.ts";
import { BridgeError, clientError, type ProblemCode } from "./errors.ts";
import type { Answer } from "./exchange.ts";
import type { Intent } from "./schemas.ts";

export interface Command {
  /** Null for one that may be repeated without a key, such as a halt. */
  readonly key: string | null;
  readonly timeoutMs: number;
  readonly attemptTimeoutMs: number;
  readonly backoff: Backoff;
  readonly signal: AbortSignal | null;
  send(timeoutMs: number): Promise<Answer>;
}

/** The bridge, or a part of it, is not there for the moment. */
const passing: readonly ProblemCode[] = [
  "body_too_slow",
  "internal",
  "not_healthy",
  "not_ready",
  "unavailable",
  "too_many_clients",
  "too_slow",
];

/** Whatever was sent before with the key: it was not executed. */
const certain: readonly ProblemCode[] = ["bad_request", "key_reused", "refused_by_risk"];

/** States in which nobody knows yet what the broker did. */
const open: readonly Intent["state"][] = ["intended", "sent", "unknown"];

/**
 * Returns the reply with an outcome that is known. At the deadline it returns the last reply, whose
 * state then says that it is not, or throws when there was none.
 */
export async function settledReply(command: Command): Promise<unknown> {
  const endMs = performance.now() + command.timeoutMs;
  /** An earlier attempt was left without an answer that proves anything. */
  let mayBeExecuted = false;
  let failures = 0;
  let last: Answer | null = null;
  while (true) {
    const leftMs = endMs - performance.now();
    if (leftMs <= 0) return lastReply(command, last);
    const answer = await attempt(command, { leftMs, mayBeExecuted });
    if (answer.kind === "reply" && !isOpen(answer.reply)) return answer.reply;
    if (answer.kind === "problem" && !isPassing(answer.problem.code, mayBeExecuted)) {
      const isCertain = certain.includes(answer.problem.code);
      throw new BridgeError(answer.problem, {
        key: command.key,
        mayBeExecuted: mayBeExecuted && !isCertain,
      });
    }
    // A reply is never replaced by something that says less.
    if (answer.kind === "reply" || last?.kind !== "reply") last = answer;
    mayBeExecuted = true;
    failures += 1;
    const pauseMs = pauseMsAfter(command.backoff, failures);
    await waited(command, Math.min(pauseMs, Math.max(0, endMs - performance.now())));
  }
}

async function attempt(
  command: Command,
  { leftMs, mayBeExecuted }: { readonly leftMs: number; readonly mayBeExecuted: boolean },
): Promise<Answer> {
  try {
    return await command.send(Math.min(command.attemptTimeoutMs, leftMs));
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code !== "cancelled") throw error;
    // It was under way when the caller ended it.
    throw cancelled(command, command.signal?.aborted === true || mayBeExecuted);
  }
}

async function waited(command: Command, pauseMs: number): Promise<void> {
  try {
    await pause(pauseMs, command.signal);
  } catch {
    throw cancelled(command, true);
  }
}

function cancelled({ key }: Command, mayBeExecuted: boolean): BridgeError {
  return clientError("cancelled", "The caller ended it; the command may have been executed.", {
    key,
    mayBeExecuted,
  });
}

/** After a restart the terminal may not be connected yet, so that the bridge does not know it. */
function isPassing(code: ProblemCode, mayBeExecuted: boolean): boolean {
  return passing.includes(code) || (mayBeExecuted && code === "not_found");
}

function isOpen(reply: unknown): boolean {
  return [reply].flat().some((one) => open.includes((one as Partial<Intent>).state ?? "filled"));
}

function lastReply({ key }: Command, last: Answer | null): unknown {
  if (last?.kind === "reply") return last.reply;
  const why = last === null
    ? ""
    : last.kind === "problem"
    ? ` The last answer: ${last.problem.detail}`
    : ` ${last.detail}`;
  const how = key === null ? "send it again" : `send it again with the key ${key}`;
  throw clientError(
    "outcome_unknown",
    `The command may have been executed: ${how} to find out.${why}`,
    { key, mayBeExecuted: true },
  );
}
