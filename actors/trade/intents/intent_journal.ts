/**
 * The open intents of one account: in memory for decisions, in the store for the next run. An
 * intent is stored as `sent` before it goes to the venue. Its outcome is applied in memory at once
 * and stored afterwards, with retries. An outcome that is lost with the process is found again by
 * asking the venue.
 */

import {
  commentOfIntent,
  err,
  type IntentId,
  intentIdAt,
  isFinalIntent,
  ok,
  type Result,
  type RiskDecision,
  type SymbolName,
  type TerminalId,
  type TradeIntent,
} from "../../../src/models/mod.ts";
import type { StoreError } from "../../../src/database/store_error.ts";
import type { AskError } from "../../../src/runtime/protocol.ts";
import { NewestWrites } from "../../../src/runtime/newest_writes.ts";
import type { IntentFact } from "../../../src/trade/intent_claim.ts";
import { nettingAskAgainAfterMs } from "../../../src/trade/flatten_plan.ts";
import { advance } from "../../../src/trade/order_lifecycle.ts";
import { requestSummary } from "../../../src/trade/request_summary.ts";
import { type TradeContext, unwrittenAfterMs } from "../trade_context.ts";
import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";

/**
 * While the store is unavailable; an outcome that is never stored is requested again by the next
 * run.
 */
const writeBackoff = { firstMs: 50, factor: 3, maxMs: 5_000, jitter: 0.2 };

export interface Journalling {
  /** Key of the command: the same key is the same intent. */
  readonly key: string;
  readonly decision: RiskDecision | null;
  /** See `whole_close.ts`. */
  readonly mayGoUnwritten: boolean;
}

export type IntentDraft = Pick<TradeIntent, "trace" | "request" | "approval" | "attempt">;

/** With `isNew` false the key was used before, and this is the intent it led to. */
export interface BegunIntent {
  readonly isNew: boolean;
  readonly intent: TradeIntent;
}

interface Entry {
  intent: TradeIntent;
  /**
   * When it was sent, on the steady clock; for an intent of an earlier run, estimated from its age.
   */
  sentSteadyMs: number;
  /** When it became final; null before. */
  endedSteadyMs: number | null;
  /** The venue has not replied, and the caller is still waiting for the outcome. */
  isAwaited: boolean;
}

/** Facts that end the wait for the venue's reply. */
const answers: readonly IntentFact["kind"][] = ["answered", "unanswered", "withheld"];

export interface IntentJournalOptions {
  readonly terminal: TerminalId;
  readonly context: TradeContext;
  /** The intent log of the terminal that requests are sent to now. */
  readonly installation: () => string;
}

export class IntentJournal {
  readonly #context: TradeContext;
  readonly #installation: () => string;
  readonly #terminal: TerminalId;
  readonly #entries = new Map<IntentId, Entry>();
  readonly #writes: NewestWrites<IntentId>;
  /** The last write has failed: a close does not wait for another one. */
  #isStoreAway = false;
  /** When this run began: an account begins before anything is sent to it. */
  readonly #startedSteadyMs: number;
  #isRecovered = false;
  /** Whether the store worked when it was first needed; null before it has written anything. */
  #hasStoreWorked: boolean | null = null;

  constructor({ terminal, context, installation }: IntentJournalOptions) {
    this.#terminal = terminal;
    this.#context = context;
    this.#installation = installation;
    this.#startedSteadyMs = context.clock.steadyMs();
    const { clock, random } = context;
    const write = (id: IntentId) => this.#write(id);
    this.#writes = new NewestWrites({ clock, random, backoff: writeBackoff, write });
  }

  /** Loads the intents that an earlier run left open. */
  async recover(): Promise<Result<null, StoreError | AskError>> {
    const { database, clock } = this.#context;
    const terminal = this.#terminal;
    const answer = await database.ask("open_intents", { terminal }, { timeoutMs: storeTimeoutMs });
    if (!answer.ok) {
      this.#noteStore(false);
      return answer;
    }
    this.#isRecovered = true;
    for (const intent of answer.value) {
      if (this.#entries.has(intent.id)) continue;
      // It was sent by an earlier run; the clocks of this run do not know how long ago.
      this.#add(intent, clock.steadyMs());
      this.apply(intent.id, { kind: "bridge_restarted" });
    }
    return ok(null);
  }

  /** Creates an intent, which counts as open from now on; it is not stored yet. */
  draft(draft: IntentDraft): TradeIntent {
    const { clock, random } = this.#context;
    const nowMs = clock.nowMs();
    let id = intentIdAt(nowMs, random);
    while (this.#entries.has(id)) id = intentIdAt(nowMs, random);
    const intent: TradeIntent = {
      ...draft,
      id,
      terminal: this.#terminal,
      installation: this.#installation(),
      state: "intended",
      filledLots: 0,
      order: null,
      position: null,
      retcode: null,
      explanation: "",
      createdMs: nowMs,
      updatedMs: nowMs,
    };
    this.#add(intent, clock.steadyMs());
    return intent;
  }

  /** Drops a draft that is not sent after all. */
  discard(id: IntentId): void {
    this.#entries.delete(id);
  }

  /**
   * Stores the intent as sent, in the same transaction as the decision that allows it. If this
   * fails it must not be sent, unless it `mayGoUnwritten`: then the write is retried in the
   * background.
   */
  async begin(
    id: IntentId,
    { key, decision, mayGoUnwritten }: Journalling,
  ): Promise<Result<BegunIntent, StoreError | AskError>> {
    const { database, clock } = this.#context;
    const entry = this.#entry(id);
    entry.intent = advance(entry.intent, { kind: "send_began" }, clock.nowMs());
    const request = { intent: entry.intent, key, decision };
    const timeoutMs = mayGoUnwritten ? unwrittenAfterMs : storeTimeoutMs;
    const written = mayGoUnwritten && this.#isStoreAway
      ? err({ code: "peer_unavailable", peer: "database" } as const)
      : await database.ask("journal_intent", request, { timeoutMs });
    this.#noteStore(written.ok);
    if (!written.ok) {
      if (mayGoUnwritten) return ok(this.#beginUnwritten(entry, written.error));
      // It may be in the store as sent all the same: this corrects it there, too.
      this.apply(id, { kind: "withheld", reason: "Not sent: the order could not be saved" });
      return err(written.error);
    }
    if (!written.value.isNew) {
      this.#entries.delete(id);
      return ok({
        isNew: false,
        intent: this.get(written.value.intent.id) ?? written.value.intent,
      });
    }
    entry.isAwaited = true;
    this.#context.redis.tell({ type: "order_changed", intent: entry.intent });
    return ok({ isNew: true, intent: entry.intent });
  }

  #beginUnwritten(entry: Entry, { code }: StoreError | AskError): BegunIntent {
    const { log, redis } = this.#context;
    const { id, terminal, request } = entry.intent;
    log.error("close_unwritten", { terminal, request: requestSummary(request), intent: id, code });
    entry.isAwaited = true;
    redis.tell({ type: "order_changed", intent: entry.intent });
    this.#writes.changed(id);
    return { isNew: true, intent: entry.intent };
  }

  /** Applies a fact to the intent. Returns null when it is final and no longer in memory. */
  apply(id: IntentId, fact: IntentFact): TradeIntent | null {
    const entry = this.#entries.get(id);
    if (entry === undefined) return null;
    const { clock, traces, redis } = this.#context;
    const before = entry.intent;
    if (answers.includes(fact.kind)) entry.isAwaited = false;
    entry.intent = advance(before, fact, clock.nowMs());
    if (entry.intent === before) return before;
    if (isFinalIntent(entry.intent.state)) entry.endedSteadyMs ??= clock.steadyMs();
    traces.intent(entry.intent);
    redis.tell({ type: "order_changed", intent: entry.intent });
    this.#writes.changed(id);
    return entry.intent;
  }

  get(id: IntentId): TradeIntent | null {
    return this.#entries.get(id)?.intent ?? null;
  }

  /** Call when the request is sent to the venue. */
  handedOver(id: IntentId): void {
    this.#entry(id).sentSteadyMs = this.#context.clock.steadyMs();
  }

  /** Time since the request was sent. */
  sinceSendMs(id: IntentId): number {
    return this.#context.clock.steadyMs() - this.#entry(id).sentSteadyMs;
  }

  /** Intents that are not final. */
  get open(): TradeIntent[] {
    return this.all.filter(({ state }) => !isFinalIntent(state));
  }

  /**
   * Open intents, and those that ended since the account was last read: the last reading does not
   * show their effect.
   */
  get all(): TradeIntent[] {
    return Array.from(this.#entries.values(), ({ intent }) => intent);
  }

  /**
   * Intents that may have opened something: positions of recent fills are not in the last reading
   * yet.
   */
  get counted(): TradeIntent[] {
    return this.all.filter(({ state, filledLots }) => !isFinalIntent(state) || filledLots > 0);
  }

  get unknown(): TradeIntent[] {
    return this.all.filter(({ state }) => state === "unknown");
  }

  get unknownSymbols(): ReadonlySet<SymbolName> {
    const symbols = this.unknown.flatMap(({ request }) =>
      request.kind === "open" ? [request.symbol] : []
    );
    return new Set(symbols);
  }

  /**
   * The earlier run may have sent a close that only its memory knew, and a server may still execute
   * it: the store has not reported yet, or was unavailable when this run began.
   */
  get mayLackCloses(): boolean {
    const sinceStartMs = this.#context.clock.steadyMs() - this.#startedSteadyMs;
    if (sinceStartMs >= nettingAskAgainAfterMs) return false;
    return !this.#isRecovered || this.wasStoreAway;
  }

  /** The store failed before it had worked in this run: it may have failed the earlier one, too. */
  get wasStoreAway(): boolean {
    return this.#hasStoreWorked === false;
  }

  /** Number of outcomes waiting to be stored. */
  get waitingWrites(): number {
    return this.#writes.waiting;
  }

  /**
   * Forgets intents that ended before a reading that began at `startedSteadyMs`: the reading
   * includes them, and is stored.
   */
  wasRead(startedSteadyMs: number): IntentId[] {
    this.#hasStoreWorked ??= true;
    const gone = [...this.#entries].filter(([id, { endedSteadyMs, isAwaited }]) =>
      endedSteadyMs !== null && endedSteadyMs < startedSteadyMs && !isAwaited &&
      !this.#writes.isWaiting(id)
    ).map(([id]) => id);
    for (const id of gone) this.#entries.delete(id);
    return gone;
  }

  stop(): void {
    this.#writes.stop();
  }

  #add(intent: TradeIntent, sentSteadyMs: number): void {
    this.#entries.set(intent.id, { intent, sentSteadyMs, endedSteadyMs: null, isAwaited: false });
    this.#context.traces.intent(intent);
  }

  #entry(id: IntentId): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new RangeError(`No such intent: ${commentOfIntent(id)}`);
    return entry;
  }

  #noteStore(hasWorked: boolean): void {
    this.#isStoreAway = !hasWorked;
    this.#hasStoreWorked ??= hasWorked;
  }

  async #write(id: IntentId) {
    const { database } = this.#context;
    const { intent } = this.#entry(id);
    const written = await database.ask("advance_intent", { intent }, { timeoutMs: storeTimeoutMs });
    this.#noteStore(written.ok);
    return written;
  }
}
