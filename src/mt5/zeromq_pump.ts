/**
 * Reads a terminal's socket by polling, because `await receive()` on an empty socket hangs forever
 * in this runtime. The pump drains the socket while it is `readable`, delivers the messages, spins
 * briefly afterwards, polls without sleeping while the next call is likely, then sleeps 1 ms
 * between polls, and 15 ms when idle.
 */

import type { Dealer } from "zeromq";
import { type Clock, nap, nextTurn } from "../runtime/clock.ts";
import type { Frames } from "./frame_text.ts";
import type { Deliver } from "./transport.ts";

/** Messages received before yielding the thread: about 2 ms of parsing. */
const messagesPerTurnMax = 256;
/** How long the pump spins after its last message, because related messages arrive together. */
const spinMs = 0.3;
/**
 * How long the pump polls without sleeping after it has received something (an order follows its
 * check): a sleep takes at least 2 ms, as long as the whole round trip.
 */
const alertMs = 5;
/** Short pauses while polling, so that half of a core is left for producing the reply. */
const napMs = 0.1;
/**
 * The runtime delivers messages of other actors to a busy thread only about every thirtieth turn,
 * so pauses must be few.
 */
const turnsPerNap = 40;
/** Calls that belong together arrive within this time. */
const briskMs = 50;
const briskSleepMs = 1;
/** An unexpected message may wait as long as with a real terminal, whose timer has 16 ms. */
const idleSleepMs = 15;

export interface PumpOptions {
  readonly socket: Dealer;
  readonly clock: Clock;
  readonly deliver: Deliver<Frames>;
  readonly onFailure: (error: unknown) => void;
}

export class Pump {
  readonly #options: PumpOptions;
  readonly #ended: Promise<void>;
  #isClosing = false;
  /** When messages were last received. */
  #receivedMs = -Infinity;
  #alertUntilMs = -Infinity;
  #alertTurns = 0;
  #wake: () => void = () => {};

  constructor(options: PumpOptions) {
    this.#options = options;
    this.#ended = this.#run();
  }

  /** Resolves when the last turn has ended. */
  close(): Promise<void> {
    this.#isClosing = true;
    this.#wake();
    return this.#ended;
  }

  async #run(): Promise<void> {
    try {
      while (!this.#isClosing) {
        if (await this.#turn()) this.#receivedMs = this.#options.clock.steadyMs();
        await this.#rest();
      }
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  /** True when messages were received. */
  async #turn(): Promise<boolean> {
    const { socket, clock, deliver } = this.#options;
    const messages: Frames[] = [];
    while (messages.length < messagesPerTurnMax && socket.readable) {
      messages.push(await socket.receive());
    }
    if (messages.length === 0) return false;
    this.#alertUntilMs = clock.steadyMs() + alertMs;
    await deliver(messages);
    return true;
  }

  #rest(): Promise<void> {
    const nowMs = this.#options.clock.steadyMs();
    const idleMs = nowMs - this.#receivedMs;
    if (idleMs < spinMs) return nextTurn();
    if (nowMs >= this.#alertUntilMs) {
      return this.#sleep(idleMs < briskMs ? briskSleepMs : idleSleepMs);
    }
    this.#alertTurns += 1;
    if (this.#alertTurns % turnsPerNap === 0) nap(napMs);
    return nextTurn();
  }

  /** Sleeps for `delayMs`, or until it is closed. */
  #sleep(delayMs: number): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const timer = clock.setTimeout(resolve, delayMs);
      this.#wake = () => {
        clock.clearTimeout(timer);
        resolve();
      };
    });
  }
}
