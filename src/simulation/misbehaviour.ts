/**
 * Faults a terminal can be told to have, so that the bridge's answer to them can be tested. They touch
 * messages of the stream (all but hello and replies) by chance, and calls by count; a seed makes them repeatable.
 */

import type { TerminalMessage } from "../mt5/wire.ts";
import type { Random } from "../runtime/random.ts";

/** Rates are probabilities from 0 to 1 for each message. */
export interface Misbehaviour {
  readonly dropRate: number;
  readonly duplicateRate: number;
  /** A message changes places with the next one. */
  readonly reorderRate: number;
  readonly delayRate: number;
  readonly delayMs: number;
  /** Says nothing at all and answers nothing, with the connection open. */
  readonly silent: boolean;
  /** So many of the next `rates` and `ticks` calls are answered `loading`. */
  readonly loadingCalls: number;
  /** Time each call takes; calls overlap. */
  readonly callDelayMs: number;
  /** Instead of the right ones, in the next hello; null for the right ones. */
  readonly helloToken: string | null;
  readonly helloVersion: number | null;
}

export const goodBehaviour: Misbehaviour = {
  dropRate: 0,
  duplicateRate: 0,
  reorderRate: 0,
  delayRate: 0,
  delayMs: 0,
  silent: false,
  loadingCalls: 0,
  callDelayMs: 0,
  helloToken: null,
  helloVersion: null,
};

/** A message to be sent after a while. */
export interface Passed<Message> {
  readonly message: Message;
  readonly afterMs: number;
}

export class FaultyChannel<Message = TerminalMessage> {
  behaviour: Misbehaviour;
  readonly #random: Random;
  #held: Message | null = null;

  constructor(behaviour: Misbehaviour, random: Random) {
    this.behaviour = behaviour;
    this.#random = random;
  }

  /** What becomes of one message of the stream, and of one that was held back for it. */
  pass(message: Message): Passed<Message>[] {
    if (this.#happens(this.behaviour.dropRate)) return [];
    const messages = this.#happens(this.behaviour.duplicateRate) ? [message, message] : [message];
    if (this.#held !== null) {
      messages.push(this.#held);
      this.#held = null;
    } else if (this.#happens(this.behaviour.reorderRate)) {
      this.#held = message;
      messages.shift();
    }
    return messages.map((one) => ({
      message: one,
      afterMs: this.#happens(this.behaviour.delayRate) ? this.behaviour.delayMs : 0,
    }));
  }

  /** Is this call to be answered `loading`? Counts it when so. */
  takeLoading(): boolean {
    const { loadingCalls } = this.behaviour;
    if (loadingCalls === 0) return false;
    this.behaviour = { ...this.behaviour, loadingCalls: loadingCalls - 1 };
    return true;
  }

  /** A connection is over: what was held back for it is lost. */
  reset(): void {
    this.#held = null;
  }

  #happens(rate: number): boolean {
    return rate > 0 && this.#random() < rate;
  }
}
