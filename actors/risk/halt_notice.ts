/**
 * Sends the halt state of an account to the trade actor and the venue until both have acknowledged
 * it, and again when either has restarted. To a venue that refuses it, it is sent less and less
 * often; the refusal is logged once and shown until the venue accepts.
 */

import type { Halt, HeldHalt, TerminalId, VenueName } from "../../src/models/mod.ts";
import { haltNote } from "../../src/risk/halts/halt_record.ts";
import { type Delivered, RetryLoop } from "./retry_loop.ts";
import { tradeTimeoutMs, venueTimeoutMs } from "./timeouts.ts";
import type { RiskContext } from "./risk_context.ts";

export interface HaltNoticeOptions {
  readonly terminal: TerminalId;
  readonly context: RiskContext;
  /** Halts in effect. */
  readonly halts: () => readonly HeldHalt[];
  /** False until the halts are loaded from the store; until then no empty list is sent. */
  readonly isKnown: () => boolean;
  /** Whether the store has the halt. */
  readonly isWritten: (halt: Halt) => boolean;
}

export class HaltNotice {
  readonly #options: HaltNoticeOptions;
  readonly #toTrade: RetryLoop;
  readonly #toVenue: RetryLoop;
  /** Null while the account is not connected. */
  #venue: VenueName | null = null;
  #connection: object | null = null;
  /** The state last acknowledged by the trade actor, to log only changes. */
  #published: "halted" | "open" | null = null;
  /** Why the venue refuses the current state; null when it has not refused it. */
  #refusal: string | null = null;

  constructor(options: HaltNoticeOptions) {
    this.#options = options;
    this.#toTrade = new RetryLoop(() => this.#tellTrade(), options.context);
    this.#toVenue = new RetryLoop(() => this.#tellVenue(), options.context);
  }

  announce(): void {
    this.#toTrade.deliver();
    this.#toVenue.deliver();
  }

  tradeRestarted(): void {
    this.#toTrade.deliver();
  }

  /** `explained`: the venue has a halt flag; nothing is sent to it before the flag is explained. */
  venueSynced(venue: VenueName, explained: Promise<void> | null): void {
    const connection = this.#connection = {};
    this.#venue = null;
    const tell = () => {
      if (this.#connection !== connection) return; // lost since then, or reconnected
      this.#venue = venue;
      this.#toVenue.deliver();
    };
    if (explained === null) tell();
    else void explained.then(tell);
  }

  venueLost(): void {
    this.#venue = null;
    this.#connection = null;
    this.#refusal = null;
  }

  /** A sentence; null when the venue has not refused the current state. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** Which of them have acknowledged the current state. */
  get confirmedBy(): { readonly trade: boolean; readonly venue: boolean } {
    return { trade: this.#toTrade.isDelivered, venue: this.#toVenue.isDelivered };
  }

  stop(): void {
    this.#toTrade.stop();
    this.#toVenue.stop();
  }

  async #tellTrade(): Promise<Delivered> {
    const { terminal, halts, isKnown, context: { trade } } = this.#options;
    const applied = { terminal, halts: halts(), isComplete: isKnown() };
    if (applied.halts.length === 0 && !applied.isComplete) return "later";
    const strongest = this.#strongest();
    const answer = await trade.ask("apply_halts", applied, { timeoutMs: tradeTimeoutMs });
    if (!answer.ok) return "again";
    this.#notePublished(strongest);
    return "done";
  }

  async #tellVenue(): Promise<Delivered> {
    const { terminal, context: { venues, log } } = this.#options;
    const venue = this.#venue === null ? null : venues[this.#venue];
    const note = haltNote(this.#options.halts(), this.#options.isWritten);
    if (venue === null || (note === null && !this.#options.isKnown())) return "later";
    const timeout = { timeoutMs: venueTimeoutMs };
    const answer = note === null
      ? await venue.ask("resume_venue", { terminal }, timeout)
      : await venue.ask("halt_venue", { terminal, ...note }, timeout);
    if (!answer.ok && answer.error.code === "call_refused") {
      this.#noteRefusal(answer.error.message);
      return "refused";
    }
    if (!answer.ok) return "again";
    this.#refusal = null;
    if (note !== null) log.info("halt_confirmed", { terminal });
    return "done";
  }

  #noteRefusal(message: string): void {
    const { terminal, context: { log } } = this.#options;
    if (message === this.#refusal) return;
    this.#refusal = message;
    log.error("halt_refused_by_venue", { terminal, message });
  }

  /** A flatten halt takes precedence over a block halt. */
  #strongest(): Halt | null {
    const halts = this.#options.halts();
    return halts.find(({ policy }) => policy === "flatten") ?? halts[0] ?? null;
  }

  #notePublished(halt: Halt | null): void {
    const { terminal, context: { log } } = this.#options;
    const published = halt === null ? "open" : "halted";
    if (published === this.#published) return;
    this.#published = published;
    if (halt !== null) log.warning("halt_in_effect", { terminal, policy: halt.policy });
  }
}
