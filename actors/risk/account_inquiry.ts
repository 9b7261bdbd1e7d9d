/**
 * Asks a venue for an account's truth: once when somebody needs it now, or again and again while
 * something is not explained.
 */

import type { BrokerMs, TerminalId } from "../../src/models/mod.ts";
import { type Clock, sleep } from "../../src/runtime/clock.ts";
import type { VenuePeer } from "../../src/venue/venue.ts";
import { explanationMaxMs, explanationPauseMs, venueTimeoutMs } from "./timeouts.ts";
import { askVenue, type VenueTruth } from "./venue_inquiry.ts";

export interface InquiryQuestion {
  readonly venue: VenuePeer;
  /** Deals from here on. */
  readonly fromBrokerMs: BrokerMs;
  readonly onTruth: (truth: VenueTruth) => void;
}

export interface AccountInquiryOptions {
  readonly terminal: TerminalId;
  readonly clock: Clock;
  /** What is to be asked at this moment; null when nobody can be. */
  readonly question: () => InquiryQuestion | null;
}

export class AccountInquiry {
  readonly #options: AccountInquiryOptions;
  #asking: Promise<void> | null = null;

  constructor(options: AccountInquiryOptions) {
    this.#options = options;
  }

  /** One question at a time; who comes meanwhile shares its answer. */
  ask(timeoutMs: number): Promise<void> {
    this.#asking ??= this.#askOnce(timeoutMs).finally(() => this.#asking = null);
    return this.#asking;
  }

  /** Until `signal` says that it is explained, or it has taken too long. */
  async askUntil(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const untilMs = clock.steadyMs() + explanationMaxMs;
    for (let pauseMs = explanationPauseMs; !signal.aborted; pauseMs *= 2) {
      await sleep(clock, Math.min(pauseMs, Math.max(0, untilMs - clock.steadyMs())));
      if (signal.aborted) return;
      await this.ask(venueTimeoutMs);
      if (clock.steadyMs() >= untilMs) return;
    }
  }

  async #askOnce(timeoutMs: number): Promise<void> {
    const { terminal, question } = this.#options;
    const asked = question();
    if (asked === null) return;
    const fromBrokerMs = () => asked.fromBrokerMs;
    const truth = await askVenue(asked.venue, { terminal, fromBrokerMs, timeoutMs });
    if (truth !== null) asked.onTruth(truth);
  }
}
