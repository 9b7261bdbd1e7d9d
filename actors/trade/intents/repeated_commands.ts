/** Finds the first order of a command that is sent again. */

import { ok, type OrderProposal, type TraceId } from "../../../src/models/mod.ts";
import type { IntentJournal } from "./intent_journal.ts";
import type { CommandReply } from "../protocol.ts";
import { type TradeContext } from "../trade_context.ts";
import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";

/** Kept to detect repeats without the store: more than a person gives in an hour. */
const commandsMax = 1_000;

export class RepeatedCommands {
  readonly #context: TradeContext;
  readonly #journal: IntentJournal;
  readonly #commands = new Set<TraceId>();

  constructor(context: TradeContext, journal: IntentJournal) {
    this.#context = context;
    this.#journal = journal;
  }

  /** Whether it was here before, in this run; notes it. */
  isRepeated({ trace }: OrderProposal): boolean {
    if (this.#commands.has(trace)) return true;
    this.#commands.add(trace);
    const [oldest] = this.#commands;
    if (this.#commands.size > commandsMax && oldest !== undefined) this.#commands.delete(oldest);
    return false;
  }

  /** The result of an earlier order with the same trace. */
  async resultOf({ trace, origin }: OrderProposal): Promise<CommandReply | null> {
    // A signal is published once, and a duplicate would still be caught by its key in the journal;
    // so the store is not asked, which saves time for every order.
    if (origin.kind === "signal") return null;
    const timeout = { timeoutMs: storeTimeoutMs };
    const answer = await this.#context.database.ask("intents_of_trace", { trace }, timeout);
    if (!answer.ok) return answer;
    const first = answer.value.findLast(({ request }) => request.kind === "open");
    return first === undefined ? null : ok(this.#journal.get(first.id) ?? first);
  }
}
