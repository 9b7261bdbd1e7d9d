/**
 * Faults that a simulated terminal can have, to test how the bridge reacts. They affect messages
 * of the stream (all except hello and replies) at random, and calls by count; with a seed they are
 * repeatable.
 */

import type { TerminalMessage } from "../mt5/wire.ts";
import type { Random } from "../runtime/random.ts";

/** Rates are probabilities from 0 to 1, applied to each message. */
export interface Misbehaviour {
  readonly dropRate: number;
  readonly duplicateRate: number;
  /** A message swaps places with the next one. */
  readonly reorderRate: number;
  readonly delayRate: number;
  readonly delayMs: number;
  /** Sends nothing and answers nothing, while the connection stays open. */
  readonly silent: boolean;
  /** This many of the next `rates` and `ticks` calls are answered with `loading`. */
  readonly loadingCalls: number;
  /** How long each call takes; calls overlap. */
  readonly callDelayMs: number;
  /** A wrong token for the next hello; null for the right one. */
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

/** A message to send after a delay. */
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

  /**
   * What happens to one message of the stream, and to one that was held back to be swapped with it.
   */
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

  /** Whether this call is to be answered with `loading`; if so, counts it. */
  takeLoading(): boolean {
    const { loadingCalls } = this.behaviour;
    if (loadingCalls === 0) return false;
    this.behaviour = { ...this.behaviour, loadingCalls: loadingCalls - 1 };
    return true;
  }

  /** The connection has ended: a message that was held back is lost. */
  reset(): void {
    this.#held = null;
  }

  #happens(rate: number): boolean {
    return rate > 0 && this.#random() < rate;
  }
}
