/**
 * Makes commands idempotent: repeating a key returns the first result. Commands in progress are
 * kept here, finished ones in the store; a key that is reused for another command is refused.
 */

import type { Command } from "../../src/http/api/same_command.ts";
import { closesOnly, knownCommand } from "../../src/http/api/same_command.ts";
import type { ApiAnswer } from "../../src/http/api/route.ts";
import { problem } from "../../src/http/problem.ts";
import type { StoredTrace } from "../../src/database/trade_rows.ts";
import { err, refusalsText, type TraceId } from "../../src/models/mod.ts";

interface UnderWay {
  readonly text: string;
  readonly answer: Promise<ApiAnswer<unknown>>;
}

export class CommandLedger {
  readonly #traceOf: (trace: TraceId) => Promise<ApiAnswer<StoredTrace>>;
  readonly #underWay = new Map<string, UnderWay>();

  constructor(traceOf: (trace: TraceId) => Promise<ApiAnswer<StoredTrace>>) {
    this.#traceOf = traceOf;
  }

  /** Executes the command through `send`, unless its key was used before. */
  async once<T>(
    key: string,
    command: Command,
    send: () => Promise<ApiAnswer<T>>,
  ): Promise<ApiAnswer<T>> {
    const text = JSON.stringify(command);
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) {
      return underWay.text === text ? await underWay.answer as ApiAnswer<T> : err(reused);
    }
    const answer = this.#send(key, command, send);
    this.#underWay.set(key, { text, answer });
    try {
      return await answer;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #send<T>(
    key: string,
    command: Command,
    send: () => Promise<ApiAnswer<T>>,
  ): Promise<ApiAnswer<T>> {
    const found = await this.#traceOf(traceOfKey(key));
    // A full disk must not keep a trader in the market, and a duplicate close does no harm.
    if (!found.ok) return closesOnly(command) ? await send() : found;
    const { decisions, intents } = found.value;
    if (knownCommand(command, found.value) === "other") return err(reused);
    const refusals = decisions[0]?.refusals ?? [];
    if (intents.length === 0 && refusals.length > 0) return err(refusedByRisk(refusals));
    return await send();
  }
}

export function traceOfKey(key: string): TraceId {
  return `command/${key}` as TraceId;
}

export function refusedByRisk(refusals: readonly { code: string; message: string }[]) {
  return problem("refused_by_risk", refusalsText(refusals), { refusals: refusals as never });
}

const reused = problem(
  "key_reused",
  "This Idempotency-Key was used for another command. Use a new key for each command, and repeat a key " +
    "only to get the answer of the same command again.",
);
