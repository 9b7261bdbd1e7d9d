/**
 * Resolves intents whose outcome is unknown: asks the venue about each by its id, with backoff,
 * until the reply is certain. Nothing is ever sent again.
 */

import {
  err,
  type IntentId,
  ok,
  type Result,
  type TerminalId,
  type TradeIntent,
} from "../../../src/models/mod.ts";
import { retry } from "../../../src/runtime/retry.ts";
import { canStillArrive } from "../../../src/trade/arrival_deadline.ts";
import type { VenueFound } from "../../../src/venue/venue.ts";
import type { GateRefusal } from "../../../src/trade/send_gate.ts";
import type { IntentJournal } from "./intent_journal.ts";
import type { CommandReply } from "../protocol.ts";
import { logProgress } from "./order_log.ts";
import { type AccountContext, venueTimeoutMs } from "../trade_context.ts";

/** The first request goes out at once; an open one is repeated every 30 s without limit. */
const findBackoff = { firstMs: 250, factor: 2, maxMs: 30_000, jitter: 0.2 };

export interface OutcomeFinderOptions {
  readonly terminal: TerminalId;
  readonly context: AccountContext;
  readonly journal: IntentJournal;
  readonly isConnected: () => boolean;
  /** Called when something was found: its deals should be read. */
  readonly onFound: () => void;
}

export class OutcomeFinder {
  readonly #options: OutcomeFinderOptions;
  #isRunning = false;
  readonly #loggedOthers = new Set<IntentId>();
  readonly #stopping = new AbortController();

  constructor(options: OutcomeFinderOptions) {
    this.#options = options;
  }

  /** Starts asking if an outcome is unknown; cheap otherwise. */
  wake(): void {
    if (!this.#isRunning) void this.#run();
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** What the venue knows about the intent; null when it does not reply. */
  async find({ id }: TradeIntent): Promise<VenueFound | null> {
    const { terminal, context } = this.#options;
    const answer = await context.venue.ask("find", { terminal, intent: id }, {
      timeoutMs: venueTimeoutMs,
    });
    return answer.ok ? answer.value : null;
  }

  /** A person confirms that nothing was executed. Refused while the terminal may still do it. */
  async settle(id: IntentId, by: string): Promise<CommandReply> {
    const { journal } = this.#options;
    const before = journal.get(id);
    if (before?.state !== "unknown") {
      const message = `There is no order ${id} with an unknown outcome`;
      return err({ code: "bad_request", message });
    }
    if (!await this.#isOver(before)) return err(mayStillBeExecuted);
    const after = journal.apply(id, { kind: "settled_by_hand", by }) ?? journal.get(id);
    return ok(after ?? before);
  }

  /** The terminal has nothing left to do for the request, as far as anybody can know. */
  async #isOver(intent: TradeIntent): Promise<boolean> {
    const { journal, isConnected } = this.#options;
    // It has answered that it does not know.
    if (intent.retcode !== null) return true;
    if (canStillArrive(journal.sinceSendMs(intent.id))) return false;
    return !isConnected() || await this.#resolve(intent);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    const { clock, random } = this.#options.context;
    const { signal } = this.#stopping;
    while (this.#mayAsk()) {
      await retry(() => this.#askRound(), { clock, random, backoff: findBackoff, signal });
    }
    this.#isRunning = false;
  }

  #mayAsk(): boolean {
    const { journal, isConnected } = this.#options;
    return !this.#stopping.signal.aborted && isConnected() && journal.unknown.length > 0;
  }

  /** Fails while an outcome that can be asked about is still unknown. */
  async #askRound(): Promise<Result<null, "still_unknown">> {
    if (!this.#mayAsk()) return ok(null);
    await Promise.all(this.#options.journal.unknown.map((intent) => this.#resolve(intent)));
    return this.#mayAsk() ? err("still_unknown") : ok(null);
  }

  /** Logged once for each intent: it may last until that terminal is back. */
  #noteOther({ id, trace }: TradeIntent): void {
    if (this.#loggedOthers.has(id)) return;
    this.#loggedOthers.add(id);
    const { terminal, context } = this.#options;
    context.log.warning("intent_asked_elsewhere", { terminal, intent: id, trace });
  }

  /** False when the venue does not reply. */
  async #resolve(intent: TradeIntent): Promise<boolean> {
    const { context, journal, onFound } = this.#options;
    const askedAfterMs = journal.sinceSendMs(intent.id);
    const found = await this.find(intent);
    if (found === null) return false;
    const isOther = isOfAnother(intent, found);
    if (isOther && found.status === "none") this.#noteOther(intent);
    const before = journal.get(intent.id);
    const after = journal.apply(intent.id, {
      kind: "found",
      found,
      canStillArrive: canStillArrive(askedAfterMs) || isOther,
    });
    if (before === null || after === null || after.state === before.state) return true;
    logProgress(context, before, after);
    onFound();
    return true;
  }
}

const mayStillBeExecuted: GateRefusal = {
  code: "outcome_pending",
  message: "It may still be executed, because the terminal has not replied yet. " +
    "Try again in half a minute",
};

/**
 * A terminal that did not receive the request proves nothing: the one that did may still execute
 * it.
 */
function isOfAnother({ installation }: TradeIntent, found: VenueFound): boolean {
  return installation !== "" && installation !== found.installation;
}
