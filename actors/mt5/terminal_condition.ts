/**
 * What the heartbeats of a terminal say about its condition: whether its connection to the broker
 * has settled (the price actor holds bars back until then), and whether reads of history have
 * blocked it.
 */

import type { TerminalId } from "../../src/models/mod.ts";
import type { Logger } from "../../src/models/logger.ts";
import { durationText } from "../../src/models/figure_text.ts";
import { BrokerSettling } from "../../src/mt5/broker_settling.ts";
import type { WireHeartbeat, WireHello } from "../../src/mt5/wire.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { PriceFeed } from "./price_feed.ts";

export interface TerminalConditionOptions {
  readonly terminal: TerminalId;
  readonly feed: PriceFeed;
  readonly log: Logger;
  readonly clock: Clock;
}

export class TerminalCondition {
  readonly #options: TerminalConditionOptions;
  readonly #settling = new BrokerSettling();
  #isSettled = true;
  /** As the price actor knows it; null while it does not know the terminal. */
  #toldSettled: boolean | null = null;
  #slowReads = 0;
  #slowestReadMs = 0;

  constructor(options: TerminalConditionOptions) {
    this.#options = options;
  }

  /** Since its Expert Advisor was started. */
  get reads(): { readonly slowReads: number; readonly slowestReadMs: number } {
    return { slowReads: this.#slowReads, slowestReadMs: this.#slowestReadMs };
  }

  connected(hello: WireHello): void {
    this.#look(hello);
  }

  /** The price actor knows the terminal (again); by itself it takes it as settled. */
  announced(): void {
    const wasSettled = this.#toldSettled ?? true;
    this.#toldSettled = this.#isSettled;
    if (!wasSettled || !this.#isSettled) this.#tell();
  }

  takeHeartbeat(heartbeat: WireHeartbeat): void {
    this.#look(heartbeat);
    if (this.#toldSettled !== null && this.#toldSettled !== this.#isSettled) {
      this.#toldSettled = this.#isSettled;
      this.#tell();
    }
    this.#noteReads(heartbeat);
  }

  #look(report: WireHello | WireHeartbeat): void {
    this.#isSettled = this.#settling.look(report, this.#options.clock.steadyMs());
  }

  #tell(): void {
    const { feed, terminal } = this.#options;
    feed.tell({ type: "broker_settled", terminal, isSettled: this.#isSettled });
  }

  #noteReads({ slowReads = 0, slowestReadMs = 0 }: WireHeartbeat): void {
    const { log, terminal } = this.#options;
    if (slowReads > this.#slowReads) {
      log.warning("terminal_blocked", {
        terminal,
        reads: slowReads - this.#slowReads,
        longest: durationText(slowestReadMs),
      });
    }
    this.#slowReads = slowReads;
    this.#slowestReadMs = slowestReadMs;
  }
}
