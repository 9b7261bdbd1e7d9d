/**
 * Reads an account from its venue: once on request, or repeatedly while a change is unexplained.
 */

import { type BrokerMs, err, type TerminalId } from "../../src/models/mod.ts";
import { type Clock, sleep } from "../../src/runtime/clock.ts";
import type { Random } from "../../src/runtime/random.ts";
import { retry } from "../../src/runtime/retry.ts";
import type { VenuePeer } from "../../src/venue/venue.ts";
import {
  explanationBackoff,
  explanationMaxMs,
  explanationPauseMs,
  venueTimeoutMs,
} from "./timeouts.ts";
import { askVenue, type VenueTruth } from "./venue_inquiry.ts";

export interface InquiryQuestion {
  readonly venue: VenuePeer;
  /** Only deals from this time on. */
  readonly fromBrokerMs: BrokerMs;
  readonly onTruth: (truth: VenueTruth) => void;
}

export interface AccountInquiryOptions {
  readonly terminal: TerminalId;
  readonly clock: Clock;
  readonly random: Random;
  /** What to ask now; null when no terminal can be asked. */
  readonly question: () => InquiryQuestion | null;
}

export class AccountInquiry {
  readonly #options: AccountInquiryOptions;
  #asking: Promise<void> | null = null;

  constructor(options: AccountInquiryOptions) {
    this.#options = options;
  }

  /** One request at a time; concurrent callers share its result. */
  ask(timeoutMs: number): Promise<void> {
    this.#asking ??= this.#askOnce(timeoutMs).finally(() => this.#asking = null);
    return this.#asking;
  }

  /** Repeats until `signal` reports that the change is explained, or until the timeout. */
  async askUntil(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    await sleep(clock, explanationPauseMs);
    if (signal.aborted) return;
    const ask = async () => {
      await this.ask(venueTimeoutMs);
      return err("unexplained" as const);
    };
    const timeoutMs = explanationMaxMs - explanationPauseMs;
    await retry(ask, { clock, random, signal, timeoutMs, backoff: explanationBackoff });
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
