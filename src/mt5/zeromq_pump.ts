/**
 * Reads one socket by polling, because `await receive()` on an empty socket hangs forever in this
 * runtime. The pump drains the socket while it is `readable`, delivers the messages, spins briefly
 * after activity, polls without sleeping while a message is likely (a reply, the next call), then
 * sleeps 1 ms between polls, and 4 ms when idle.
 */

import type { Dealer, Router } from "zeromq";
import { type Clock, nap, nextTurn } from "../runtime/clock.ts";
import type { Deliver } from "./transport.ts";

/** Messages received before yielding the thread: about 2 ms of parsing. */
const messagesPerTurnMax = 256;
/** How long the pump spins after its last message, because related messages arrive together. */
const spinMs = 0.3;
/**
 * How long the pump polls without sleeping after a send (a reply follows) or, in a terminal, after
 * a receive (an order follows its check): a sleep takes at least 2 ms, as long as the whole round
 * trip.
 */
const alertMs = 5;
/** When several replies are expected, the others arrive within this time. */
const furtherAnswersMs = 0.5;
/** Short pauses while polling, so that half of a core is left for producing the reply. */
const napMs = 0.1;
/**
 * The runtime delivers messages of other actors to a busy thread only about every thirtieth turn,
 * so pauses must be few.
 */
const turnsPerNap = 40;
/**
 * After this idle time the pump sleeps longer: an unexpected message may wait a little, a reply may
 * not.
 */
const briskMs = 200;
const briskSleepMs = 1;
/** Longer than 1 ms, because waking every millisecond costs about 4 % of a core. */
const idleSleepMs = 4;
export interface PumpOptions<Message> {
  readonly socket: Router | Dealer;
  readonly clock: Clock;
  readonly read: (frames: Buffer[]) => Message;
  readonly deliver: Deliver<Message>;
  readonly onFailure: (error: unknown) => void;
  /** The event after which a message is likely to arrive soon. */
  readonly alertAfter: "sent" | "received";
}

export class Pump<Message> {
  readonly #options: PumpOptions<Message>;
  readonly #ended: Promise<void>;
  #isClosing = false;
  #activeMs = -Infinity;
  #alertUntilMs = -Infinity;
  #alertTurns = 0;
  #wake: () => void = () => {};

  constructor(options: PumpOptions<Message>) {
    this.#options = options;
    this.#ended = this.#run();
  }

  /** Something was sent: a reply may arrive soon. */
  stir(): void {
    if (this.#options.alertAfter === "sent") this.#alert();
    this.#activeMs = this.#options.clock.steadyMs();
    this.#wake();
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
        if (await this.#turn()) this.#activeMs = this.#options.clock.steadyMs();
        await this.#rest();
      }
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  /** True when messages were received. */
  async #turn(): Promise<boolean> {
    const { socket, read, deliver } = this.#options;
    const messages: Message[] = [];
    while (messages.length < messagesPerTurnMax && socket.readable) {
      messages.push(read(await socket.receive()));
    }
    if (messages.length === 0) return false;
    if (this.#options.alertAfter === "received") this.#alert();
    else this.#calm();
    await deliver(messages);
    return true;
  }

  #alert(): void {
    this.#alertUntilMs = this.#options.clock.steadyMs() + alertMs;
  }

  #calm(): void {
    const untilMs = this.#options.clock.steadyMs() + furtherAnswersMs;
    this.#alertUntilMs = Math.min(this.#alertUntilMs, untilMs);
  }

  #rest(): Promise<void> {
    const nowMs = this.#options.clock.steadyMs();
    const idleMs = nowMs - this.#activeMs;
    if (idleMs < spinMs) return nextTurn();
    if (nowMs >= this.#alertUntilMs) {
      return this.#sleep(idleMs < briskMs ? briskSleepMs : idleSleepMs);
    }
    this.#alertTurns += 1;
    if (this.#alertTurns % turnsPerNap === 0) nap(napMs);
    return nextTurn();
  }

  /** Sleeps for `delayMs`, or until something is sent. */
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
