/**
 * Reads one socket. `await receive()` on an empty socket stalls for ever in this runtime, so the
 * pump drains it while `readable` says so, hands on what it got, spins a little after activity,
 * stays alert while something is likely to come at once (an answer, the next call), then sleeps a
 * millisecond, and four when all is quiet.
 */

import type { Dealer, Router } from "zeromq";
import { type Clock, nap, nextTurn } from "../runtime/clock.ts";
import type { Deliver } from "./transport.ts";

/** Messages received before others get the thread: about 2 ms of parsing. */
const messagesPerTurnMax = 256;
/** Without work for so long, the pump goes on turning: what belongs together comes together. */
const spinMs = 0.3;
/**
 * After the bridge has sent something (its answer), or a terminal has heard something (an order
 * follows its check), the pump stays alert for so long: a sleep takes two milliseconds or more,
 * which is as long as the whole trip.
 */
const alertMs = 5;
/** Of several answers the others come within so long. */
const furtherAnswersMs = 0.5;
/**
 * Alert, it turns without sleeping, with a nap now and then: half of a core, the other half for
 * those who make the answer.
 */
const napMs = 0.1;
/**
 * The runtime hands messages of other actors to a thread that never sleeps only each thirtieth turn
 * or so: naps must be few.
 */
const turnsPerNap = 40;
/**
 * Without work for so long, the pump sleeps longer: what comes out of the blue may wait a little,
 * an answer not.
 */
const briskMs = 200;
const briskSleepMs = 1;
/** Waking costs: at 1 ms a pump takes some 4 % of a core for nothing. */
const idleSleepMs = 4;
export interface PumpOptions<Message> {
  readonly socket: Router | Dealer;
  readonly clock: Clock;
  readonly read: (frames: Buffer[]) => Message;
  readonly deliver: Deliver<Message>;
  readonly onFailure: (error: unknown) => void;
  /** What makes it likely that a message comes soon. */
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

  /** Something was sent: an answer may come soon. */
  stir(): void {
    if (this.#options.alertAfter === "sent") this.#alert();
    this.#activeMs = this.#options.clock.steadyMs();
    this.#wake();
  }

  /** Resolves when the last turn is over. */
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

  /** True when there was something to do. */
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

  /** Until then, or until something was sent. */
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
