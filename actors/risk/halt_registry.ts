/**
 * All halts that last. One is in effect in memory from the very moment it begins; then it is written down, and only then told to
 * the trade actor and the venue. It ends only when its end is written down. A store that is away delays neither the halt nor,
 * for longer than a moment, its being told.
 */

import { type Halt, ok, type Result, type TerminalId } from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import {
  haltCauseText,
  haltEffectText,
  haltEndedText,
  haltEndText,
} from "../../src/risk/halt_text.ts";
import type { VenueName } from "../../src/venue/venue_events.ts";
import { type Delivered, RetryLoop } from "./retry_loop.ts";
import { HaltNotice } from "./halt_notice.ts";
import { haltWriteTimeoutMs, storeTimeoutMs } from "./timeouts.ts";
import type { RiskContext } from "./risk_context.ts";

type Written = Result<null, StoreError | AskError>;

export class HaltRegistry {
  readonly #context: RiskContext;
  readonly #lasting = new Map<string, Halt>();
  readonly #notices = new Map<TerminalId, HaltNotice>();
  /** Of this life: nobody else's memory of them counts. */
  readonly #ended = new Set<string>();
  /** Not written down yet, the newest of each. */
  readonly #unwritten = new Map<string, Halt>();
  readonly #writing: RetryLoop;
  readonly #loading: RetryLoop;
  readonly loaded: Promise<void>;
  #isLoaded = false;
  #onLoaded: () => void = () => {};
  /** Begun in this life of the actor. */
  begun = 0;

  constructor(context: RiskContext) {
    this.#context = context;
    this.#writing = new RetryLoop(() => this.#writeAll(), context);
    this.#loading = new RetryLoop(() => this.#load(), context);
    this.loaded = new Promise((resolve) => this.#onLoaded = resolve);
    this.#loading.deliver();
  }

  /** Null until the store has said which halts there are: nothing may be opened before. */
  lastingOf(terminal: TerminalId): readonly Halt[] | null {
    return this.#isLoaded ? this.#of(terminal) : null;
  }

  get all(): readonly Halt[] {
    return [...this.#lasting.values()];
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Halts that the store does not have yet. */
  get unwritten(): number {
    return this.#unwritten.size;
  }

  heardOf(terminal: TerminalId) {
    return this.#notices.get(terminal)?.heard ?? { trade: false, venue: false };
  }

  /**
   * In effect when this is called; the answer says whether it is written down as well. `figures` of a broken limit are part of the
   * line in the log.
   */
  async begin(halt: Halt, figures: string | null = null): Promise<Written> {
    const { log } = this.#context;
    const { terminal, cause, policy, ends, reason } = halt;
    this.#lasting.set(halt.id, halt);
    this.begun += 1;
    const summary = `${haltCauseText(halt)}${figures === null ? "" : ` (${figures})`}`;
    log.error("halt_began", {
      ...{ terminal, cause, policy, ends, reason, summary },
      effect: haltEffectText(halt),
      until: haltEndText(halt),
    });
    const written = await this.#write(halt);
    this.#announce(terminal);
    return written;
  }

  /** Halts that another part of the bridge was told of in an earlier life of this actor. */
  takeUp(held: readonly Halt[]): void {
    for (const halt of held) {
      if (this.#lasting.has(halt.id) || this.#ended.has(halt.id)) continue;
      const { terminal, cause, reason } = halt;
      this.#lasting.set(halt.id, halt);
      this.#context.log.warning("halt_lasts", { terminal, cause, reason });
      void this.#write(halt);
      this.#announce(terminal);
    }
  }

  /** The halt lasts on when its end cannot be written down. */
  async end(halt: Halt, by: string): Promise<Result<Halt, StoreError | AskError>> {
    const { log, clock } = this.#context;
    const ended = { ...halt, endedMs: clock.nowMs(), endedBy: by };
    const written = await this.#store(ended, storeTimeoutMs);
    if (!written.ok) return written;
    this.#unwritten.delete(halt.id);
    this.#lasting.delete(halt.id);
    this.#ended.add(halt.id);
    const { terminal, cause } = halt;
    log.warning("halt_ended", { terminal, cause, by, how: haltEndedText(by) });
    this.#announce(halt.terminal);
    return ok(ended);
  }

  /** Nothing is open any more. */
  flat(terminal: TerminalId, flatMs: Halt["flatMs"]): void {
    for (const halt of this.#of(terminal)) {
      if (halt.policy !== "flatten" || halt.flatMs !== null) continue;
      const flat = { ...halt, flatMs };
      this.#lasting.set(halt.id, flat);
      this.#context.log.warning("halt_flat", { terminal, cause: halt.cause });
      this.#tellRedis(terminal);
      void this.#write(flat);
    }
  }

  venueSynced(terminal: TerminalId, venue: VenueName): void {
    this.#notice(terminal).venueSynced(venue);
    if (this.#isLoaded) this.#tellRedis(terminal);
  }

  venueLost(terminal: TerminalId): void {
    this.#notices.get(terminal)?.venueLost();
  }

  tradeRestarted(): void {
    if (!this.#isLoaded) return;
    for (const notice of this.#notices.values()) notice.tradeRestarted();
  }

  redisRestarted(): void {
    if (!this.#isLoaded) return;
    for (const terminal of this.#notices.keys()) this.#tellRedis(terminal);
  }

  stop(): void {
    this.#writing.stop();
    this.#loading.stop();
    for (const notice of this.#notices.values()) notice.stop();
  }

  #of(terminal: TerminalId): Halt[] {
    return this.all.filter((halt) => halt.terminal === terminal);
  }

  #announce(terminal: TerminalId): void {
    this.#notice(terminal).announce();
    this.#tellRedis(terminal);
  }

  #tellRedis(terminal: TerminalId): void {
    const halts = this.#of(terminal);
    this.#context.redis.tell({ type: "halts_changed", terminal, halts });
  }

  #notice(terminal: TerminalId): HaltNotice {
    let notice = this.#notices.get(terminal);
    if (notice === undefined) {
      const halts = () => this.#of(terminal);
      notice = new HaltNotice({
        terminal,
        context: this.#context,
        halts,
        isKnown: () => this.#isLoaded,
      });
      this.#notices.set(terminal, notice);
    }
    return notice;
  }

  async #load(): Promise<Delivered> {
    const { database, log } = this.#context;
    const asked = await database.ask("lasting_halts", {}, { timeoutMs: storeTimeoutMs });
    if (!asked.ok) return "again";
    for (const halt of asked.value) {
      // One of the same id began in this life, and knows better.
      if (!this.#lasting.has(halt.id)) this.#lasting.set(halt.id, halt);
    }
    this.#isLoaded = true;
    for (const { terminal, cause, reason } of this.all) {
      log.warning("halt_lasts", { terminal, cause, reason });
      this.#notice(terminal);
    }
    for (const terminal of this.#notices.keys()) this.#announce(terminal);
    this.#onLoaded();
    return "done";
  }

  async #write(halt: Halt): Promise<Written> {
    this.#unwritten.set(halt.id, halt);
    const written = await this.#store(halt, haltWriteTimeoutMs);
    if (written.ok) this.#noteWritten(halt);
    else {
      this.#context.log.error("halt_not_written", {
        terminal: halt.terminal,
        code: written.error.code,
      });
      this.#writing.deliver();
    }
    return written;
  }

  async #writeAll(): Promise<Delivered> {
    for (const halt of [...this.#unwritten.values()]) {
      const written = await this.#store(halt, storeTimeoutMs);
      if (!written.ok) return "again";
      this.#noteWritten(halt);
    }
    return this.#unwritten.size === 0 ? "done" : "again";
  }

  #store(halt: Halt, timeoutMs: number): Promise<Written> {
    return this.#context.database.ask("store_halt", halt, { timeoutMs });
  }

  /** A newer one of the same id may have come meanwhile. */
  #noteWritten(halt: Halt): void {
    if (this.#unwritten.get(halt.id) === halt) this.#unwritten.delete(halt.id);
  }
}
