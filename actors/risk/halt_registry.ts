/**
 * All active halts. A halt takes effect in memory at once, and is sent to the trade actor and the
 * venue while it is still being stored, so that an order approved just before is not sent. It ends
 * only when its end is stored.
 */

import {
  type BrokerMs,
  type Halt,
  type HeldHalt,
  type Result,
  type RiskMetrics,
  type TerminalId,
} from "../../src/models/mod.ts";
import { brokerDayOf } from "../../src/risk/day/broker_day.ts";
import { generalHaltsOf, shareOf } from "../../src/risk/halts/general_halt.ts";
import { guardHalt } from "../../src/risk/halts/guard_halt.ts";
import { newHalt } from "../../src/risk/halts/halt_decision.ts";
import { adoptedReason, haltsOfNote, isKnownFlag } from "../../src/risk/halts/halt_record.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { haltCauseText } from "../../src/models/halt_reason.ts";
import {
  haltEffectText,
  haltEndedText,
  haltEndText,
  haltName,
} from "../../src/risk/halts/halt_text.ts";
import type { VenueEvent, VenueHalt } from "../../src/venue/venue_events.ts";
import { DurableWrites, type Written } from "./durable_writes.ts";
import { GeneralHalts } from "./general_halts.ts";
import { type Delivered, RetryLoop } from "./retry_loop.ts";
import { type Ended, type Ending, type Grant, HaltEndings } from "./halt_endings.ts";
import { HaltNotices } from "./halt_notices.ts";
import { HaltsInEffect } from "./halts_in_effect.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { RiskContext } from "./risk_context.ts";

/** The figures that broke the limit. */
export interface BrokenLimit {
  /** Shown in the log. */
  readonly figures: string | null;
  readonly metrics: RiskMetrics | null;
}

const noLimit: BrokenLimit = { figures: null, metrics: null };

type SyncedVenue = Pick<Extract<VenueEvent, { type: "venue_synced" }>, "venue" | "halt">;

export class HaltRegistry {
  readonly #context: RiskContext;
  readonly #halts = new HaltsInEffect();
  readonly #notices: HaltNotices;
  readonly #endings: HaltEndings;
  readonly #writes: DurableWrites<Halt>;
  readonly general: GeneralHalts;
  readonly #loading: RetryLoop;
  readonly loaded: Promise<void>;
  #isLoaded = false;
  #onLoaded: () => void = () => {};
  /** Count of halts begun in this run of the actor. */
  begun = 0;

  constructor(context: RiskContext) {
    this.#context = context;
    this.general = new GeneralHalts(context);
    this.#writes = new DurableWrites({
      context,
      store: (halt, timeoutMs) => this.#store(halt, timeoutMs),
      onWritten: (stored) => this.#noteStored(stored),
      onFailed: ({ terminal }, { code }) =>
        context.log.error("halt_not_written", { terminal, code }),
    });
    this.#notices = new HaltNotices({
      context,
      haltsOf: (terminal) => this.#halts.of(terminal).map((halt) => this.#halts.heldOf(halt)),
      isKnown: () => this.#isLoaded,
      isWritten: ({ id }) => this.#halts.isStored(id),
    });
    this.#endings = new HaltEndings({
      context,
      lasting: () => this.all,
      endOf: (id) => this.#halts.endOf(id),
      onEnded: (halt, grant) => this.#noteEnd(halt, grant),
      onGeneralEnded: (halts, by) => this.general.ended(halts, by),
    });
    this.#loading = new RetryLoop(() => this.#load(), context);
    this.loaded = new Promise((resolve) => this.#onLoaded = resolve);
    this.#loading.deliver();
  }

  /** Null until the halts are loaded from the store: nothing may be opened before. */
  lastingOf(terminal: TerminalId): readonly Halt[] | null {
    return this.#isLoaded ? this.#halts.of(terminal) : null;
  }

  /** The halts that refuse entries, including a halt of all accounts that may have ended. */
  blocking(terminal: TerminalId): readonly Halt[] | null {
    return this.#isLoaded ? this.#halts.blocking(terminal) : null;
  }

  /** As the trade actor receives them. */
  get held(): readonly HeldHalt[] {
    return this.all.map((halt) => this.#halts.heldOf(halt));
  }

  /**
   * Causes that are known to be halted: a limit that is exceeded now begins a halt even beside a
   * doubtful one.
   */
  certainOf(terminal: TerminalId): readonly Halt[] {
    return this.#halts.certainOf(terminal);
  }

  get all(): readonly Halt[] {
    return this.#halts.all;
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Halts not stored yet. */
  get unwritten(): number {
    return this.#writes.waiting + this.general.unwritten;
  }

  confirmedBy(terminal: TerminalId) {
    return this.#notices.confirmedBy(terminal);
  }

  /** Why terminals refuse the halt flag that they were sent. */
  get refusedByVenues(): HaltNotices["refusals"] {
    return this.#notices.refusals;
  }

  /**
   * Takes effect immediately; the result says whether it is stored as well. For a broken limit,
   * `figures` are added to the log line, and `metrics` are stored in the same transaction, so that
   * the peak and the loss survive a kill together with the halt.
   */
  async begin(
    halt: Halt,
    { figures, metrics }: BrokenLimit = noLimit,
  ): Promise<Written<Halt>> {
    const { log } = this.#context;
    const { terminal, cause, policy, ends, reason } = halt;
    this.#halts.put(halt);
    this.begun += 1;
    const summary = `${haltCauseText(halt)}${figures === null ? "" : ` (${figures})`}`;
    log.error("halt_began", {
      ...{ terminal, cause, policy, ends, reason, summary },
      effect: haltEffectText(halt),
      until: haltEndText(halt),
    });
    this.#notices.announce(terminal);
    return await this.#write(halt, metrics);
  }

  /**
   * Takes over halts that the trade actor holds from an earlier run of this actor, except those
   * that have ended since. What the trade actor is carrying out continues, even if the store is not
   * available.
   */
  async takeUp(held: readonly HeldHalt[]): Promise<void> {
    const unknown = held.filter(({ id }) => !this.#halts.isKnown(id));
    for (const { id, terminal, isInDoubt } of held) {
      if (isInDoubt !== true && this.#halts.makeCertain(id)) this.#notices.announce(terminal);
    }
    await Promise.all(unknown.map(async ({ isInDoubt, ...halt }) => {
      const { id } = halt;
      if (isInDoubt === true) this.#halts.putInDoubt(halt);
      else this.#halts.put(halt);
      await this.#write(halt); // the store knows whether it has ended
      if (!this.#halts.lasts(id)) return;
      this.#noteLasting(halt);
      if (isInDoubt !== true || this.#halts.isInDoubt(id)) this.#notices.announce(halt.terminal);
    }));
    await this.#restoreGeneral();
  }

  /**
   * A general halt that could not be stored itself is known from the halt of an account that is
   * part of it, and halts the others as well.
   */
  async #restoreGeneral(): Promise<void> {
    // The store has been asked about doubtful halts: while there is one, it is not known which have
    // ended.
    if (this.#halts.isGeneralInDoubt) return;
    await Promise.all(generalHaltsOf(this.all).map((general) => this.general.begin(general)));
    for (const terminal of this.#notices.terminals) this.#inherit(terminal);
  }

  /**
   * Ends all of them, or, when that cannot be stored, none: then nothing is granted either. For a
   * halt whose end is already being stored, the result is that of the first request.
   */
  end(ending: Ending): Promise<Result<readonly Ended[], StoreError | AskError>> {
    return this.#endings.end(ending);
  }

  /** Whether its end is being stored. */
  isEnding(halt: Halt): boolean {
    return this.#endings.has(halt);
  }

  #noteEnd(halt: Halt, { text, onWritten }: Grant): void {
    const { id, terminal, cause, endedBy } = halt;
    const by = endedBy ?? "";
    onWritten();
    this.#writes.forget(id);
    this.#halts.end({ halt, text });
    const left = this.#halts.of(terminal).map(haltCauseText);
    this.#context.log.warning("halt_ended", {
      ...{ terminal, cause, by, halt: haltName(halt), how: haltEndedText(by), grant: text },
      effect: left.length === 0 ? "Trading resumed" : `Still halted: ${left.join("; ")}`,
    });
    this.#notices.announce(terminal);
  }

  /** Nothing is open any more. */
  flat(terminal: TerminalId, flatMs: Halt["flatMs"]): void {
    const completed = this.#halts.of(terminal).filter((halt) =>
      halt.policy === "flatten" && halt.flatMs === null
    );
    if (completed.length === 0) return;
    for (const halt of completed) {
      const flat = { ...halt, flatMs };
      this.#halts.put(flat);
      void this.#write(flat);
    }
    this.#context.log.warning("halt_flat", { terminal });
    this.#notices.tellRedis(terminal);
  }

  venueSynced(terminal: TerminalId, { venue, halt = null }: SyncedVenue): void {
    this.#inherit(terminal);
    const notice = this.#notices.of(terminal);
    // A flag is removed only when its cause is known.
    notice.venueSynced(venue, halt === null ? null : this.#explain(terminal, halt));
    if (this.#isLoaded) this.#notices.tellRedis(terminal);
  }

  /**
   * A halt that the venue has, and that is not known to have ended, remains active: it could not be
   * stored, or was set at the venue.
   */
  async #explain(terminal: TerminalId, { reason, record }: VenueHalt): Promise<void> {
    await this.loaded;
    const policy = this.#context.policies.of(terminal);
    const own = guardHalt({ reason, record }, { terminal, policy });
    const noted = haltsOfNote({ reason, record }, terminal);
    const recorded = own === null ? noted : [...noted, own];
    await this.takeUp(recorded.map((halt) => ({ ...halt, isInDoubt: true })));
    // The guard may have added its own halt to a flag that nobody explains.
    if (noted.length > 0 || own?.reason === reason) return;
    if (isKnownFlag(reason, this.#halts.of(terminal))) return;
    const { clock, random } = this.#context;
    const startedMs = clock.nowMs();
    void this.begin(newHalt({
      terminal,
      scope: "account",
      cause: "terminal",
      reason: adoptedReason(reason),
      policy: "block",
      ends: "by_hand",
      startedMs,
      brokerDay: brokerDayOf(startedMs as number as BrokerMs),
    }, random));
  }

  /** An account that connects during a general halt is halted as well. */
  #inherit(terminal: TerminalId): void {
    const { clock, policies } = this.#context;
    const { tradingMode } = policies.of(terminal);
    for (const general of this.general.lasting) {
      const brokerDay = brokerDayOf(clock.nowMs() as number as BrokerMs);
      const share = shareOf(general, { terminal, tradingMode, brokerDay });
      if (!this.#halts.lasts(share.id)) void this.begin(share);
    }
  }

  venueLost(terminal: TerminalId): void {
    this.#notices.venueLost(terminal);
  }

  tradeRestarted(): void {
    if (this.#isLoaded) this.#notices.tradeRestarted();
  }

  redisRestarted(): void {
    if (this.#isLoaded) this.#notices.redisRestarted();
  }

  stop(): void {
    this.#writes.stop();
    this.general.stop();
    this.#loading.stop();
    this.#notices.stop();
  }

  async #load(): Promise<Delivered> {
    const { database } = this.#context;
    const asked = await database.ask("lasting_halts", {}, { timeoutMs: storeTimeoutMs });
    if (!asked.ok) return "again";
    for (const halt of asked.value.halts) {
      // A halt of this run with the same id is more recent than the stored one.
      if (!this.#halts.lasts(halt.id)) this.#halts.put(halt);
      this.#halts.noteStored(halt.id);
    }
    this.general.load(asked.value.general);
    this.#isLoaded = true;
    for (const halt of this.all) {
      this.#noteLasting(halt);
      this.#notices.of(halt.terminal);
    }
    for (const terminal of this.#notices.terminals) {
      this.#inherit(terminal);
      this.#notices.announce(terminal);
    }
    void this.#restoreGeneral();
    this.#onLoaded();
    return "done";
  }

  #noteLasting(halt: Halt): void {
    const { terminal, cause, reason } = halt;
    const fields = { terminal, cause, reason, summary: haltCauseText(halt) };
    this.#context.log.warning("halt_lasts", fields);
  }

  #write(halt: Halt, figures: RiskMetrics | null = null): Promise<Written<Halt>> {
    return this.#writes.write(halt, (one, timeoutMs) => this.#store(one, timeoutMs, figures));
  }

  #store(
    halt: Halt,
    timeoutMs: number,
    figures: RiskMetrics | null = null,
  ): Promise<Written<Halt>> {
    const { database, clock } = this.#context;
    const dated = figures === null ? null : { ...figures, utcMs: clock.nowMs() };
    return database.ask("store_halt", { halt, figures: dated }, { timeoutMs });
  }

  /**
   * Removes a halt that has ended according to the store; one that has not is no longer doubtful.
   */
  #noteStored(stored: Halt): void {
    const { id, terminal, endedMs } = stored;
    this.#halts.noteStored(id);
    const wasInDoubt = this.#halts.makeCertain(id);
    const hasEnded = endedMs !== null && this.#halts.lasts(id);
    if (hasEnded) this.#halts.end({ halt: stored, text: null });
    if (wasInDoubt) void this.#restoreGeneral();
    // The terminal keeps one halt of each kind, preferably one that is not stored.
    const isKept = this.#halts.of(terminal).every((halt) => this.#halts.isStored(halt.id));
    if (hasEnded || wasInDoubt || !isKept) this.#notices.announce(terminal);
  }
}
