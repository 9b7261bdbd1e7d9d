/**
 * Holds a replay at full speed back until the bridge has dealt with what was played: its strategies
 * with each closed bar and, where signals are traded, its orders. Without it a file is over before
 * the first bar is analysed, and every signal comes too late.
 */

import type { BrokerMs, TerminalId } from "../../src/models/mod.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { TerminalMessage } from "../../src/mt5/wire.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { StrategyProtocol } from "../strategy/protocol.ts";
import type { TradeProtocol } from "../trade/protocol.ts";

/** What is waited for before more is played. */
export type BrakedBy =
  /** Once: the account that signals are traded on is open. */
  | "account"
  | "strategies"
  | "orders";

/** The newest bar that an earlier run has stored of a series. */
export interface StoredBar {
  readonly symbol: string;
  readonly timeframe: string;
  readonly openMs: BrokerMs;
}

export interface ReplayBrakeOptions {
  readonly terminal: TerminalId;
  readonly by: BrakedBy;
  /** The bars whose decisions the run before may not have carried out. */
  readonly stored: readonly StoredBar[];
  readonly strategy: Peer<StrategyProtocol>;
  readonly trade: Peer<TradeProtocol>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Closed bars that may wait for the strategies; orders are due before the next bar. */
const barsAhead: Readonly<Record<BrakedBy, number>> = {
  account: Infinity,
  strategies: 50,
  orders: 0,
};

/** A bridge that has not answered for this long is not waited for any more. */
const standstillTimeoutMs = 20_000;
/** The same before its first answer: its strategies have to be started. */
const beginTimeoutMs = 60_000;
const askTimeoutMs = 1_000;

export class ReplayBrake {
  readonly #options: ReplayBrakeOptions;
  /** Bars that were sent, or stored by an earlier run, and are not known to be analysed. */
  #waiting: readonly StoredBar[];
  /** Strategies have analysed a bar: before that, the first one is waited for alone. */
  #hasBegun = false;
  /** Something was sent: without a first tick no account opens. */
  #hasPlayed = false;
  /** Since when nothing has moved; null while nothing is waited for. */
  #sinceMs: number | null = null;
  #isReleased = false;

  constructor(options: ReplayBrakeOptions) {
    this.#options = options;
    this.#waiting = options.stored;
  }

  sent(messages: readonly TerminalMessage[]): void {
    for (const message of messages) {
      if (message.kind === "ticks") this.#hasPlayed = true;
      if (message.kind !== "bars") continue;
      const { symbol, timeframe, bars } = message;
      const openMs = bars.brokerMs.at(-1) as BrokerMs | undefined;
      if (openMs === undefined) continue;
      this.#waiting = [...this.#waiting, { symbol, timeframe, openMs }];
    }
  }

  /** The next connection begins with what it reads itself. */
  disconnected(): void {
    this.#waiting = this.#hasBegun ? [] : this.#options.stored;
    this.#sinceMs = null;
  }

  /** Whether the next rows may be played. */
  async isFree(): Promise<boolean> {
    if (this.#isReleased || await this.#hasCaughtUp()) {
      this.#sinceMs = null;
      return true;
    }
    const { clock, log, terminal } = this.#options;
    this.#sinceMs ??= clock.steadyMs();
    const waitedMs = this.#hasBegun ? standstillTimeoutMs : beginTimeoutMs;
    if (clock.steadyMs() - this.#sinceMs < waitedMs) return false;
    this.#isReleased = true;
    log.warning("replay_not_waiting", { terminal, waitedMs });
    return true;
  }

  async #hasCaughtUp(): Promise<boolean> {
    const { by } = this.#options;
    if (!this.#hasPlayed) return true;
    if (by === "account") return this.#hasBegun ||= await this.#isSettled();
    const ahead = this.#hasBegun ? barsAhead[by] : 0;
    if (this.#waiting.length > ahead && !await this.#isAnalysed(ahead)) return false;
    return by === "strategies" || await this.#isSettled();
  }

  async #isAnalysed(ahead: number): Promise<boolean> {
    const { strategy, terminal } = this.#options;
    const reply = await strategy.ask("analysed_to", { terminal }, { timeoutMs: askTimeoutMs });
    if (!reply.ok) return false;
    const reached = reply.value;
    const before = this.#waiting.length;
    // Each series by itself: one without prices for a while has nothing to be analysed.
    this.#waiting = this.#waiting.filter(({ symbol, timeframe, openMs }) => {
      const series = reached.find((one) => one.symbol === symbol && one.timeframe === timeframe);
      return series === undefined || openMs > series.toMs;
    });
    if (this.#waiting.length < before) {
      this.#hasBegun = true;
      this.#sinceMs = null;
    }
    return this.#waiting.length <= ahead;
  }

  async #isSettled(): Promise<boolean> {
    const { trade, terminal } = this.#options;
    const reply = await trade.ask("settled", { terminal }, { timeoutMs: askTimeoutMs });
    return reply.ok && reply.value;
  }
}
