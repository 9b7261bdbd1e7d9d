/**
 * What the account has lost at the broker, worked out from its equity and its deals alone: what the
 * limits of the bridge are about.
 */

import { brokerDayOf } from "../../src/risk/day/broker_day.ts";
import type { BrokerMs } from "../../src/models/mod.ts";
import type { BrokerDeal, BrokerEvent, BrokerInput } from "../../src/simulation/trading/mod.ts";

/** The account as the broker has it. */
interface BrokerAccount {
  readonly equity: number;
  readonly positions: number;
}

export interface Losses {
  /** The broker's day at the end of the scenario. */
  readonly day: string;
  /** In percent, as it is now. */
  readonly dayPct: number;
  readonly drawdownPct: number;
  /** The most that could be believed since the start of the day. */
  readonly mostDayPct: number;
  /** The same of the drawdown, in the whole scenario. */
  readonly mostDrawdownPct: number;
  /**
   * Nothing was open when the day began, so that its start is the same for everybody; the first one
   * begins with a deposit.
   */
  readonly isStartPlain: boolean;
  readonly isFirstDay: boolean;
}

export class LossRecord {
  readonly #account: () => BrokerAccount;
  readonly #brokerMs: () => BrokerMs;
  readonly #isStored: (deal: BrokerDeal) => boolean;
  /** Deals that the bridge has not stored yet: it may take them for something else. */
  #unlisted: readonly BrokerDeal[] = [];
  #day: string;
  #isFirstDay = true;
  #isStartPlain = true;
  #startEquity: number;
  #flows = 0;
  #equity: number;
  #peak: number;
  #mostDayPct = 0;
  #mostDrawdownPct = 0;

  constructor({ account, brokerMs, isStored }: {
    readonly account: () => BrokerAccount;
    readonly brokerMs: () => BrokerMs;
    readonly isStored: (deal: BrokerDeal) => boolean;
  }) {
    this.#account = account;
    this.#brokerMs = brokerMs;
    this.#isStored = isStored;
    this.#day = brokerDayOf(brokerMs());
    this.#startEquity = this.#equity = this.#peak = account().equity;
  }

  readonly take = (_: BrokerInput, events: readonly BrokerEvent[]): void => {
    this.#look();
    const deals = events.flatMap((event) => event.kind === "deal_add" ? [event.deal] : []);
    const moved = deals.filter(isFlow).reduce((sum, { profit }) => sum + profit, 0);
    const before = this.#equity;
    if (moved !== 0 && before > 0) this.#peak *= Math.max(0, before + moved) / before;
    this.#flows += moved;
    this.#unlisted = [...this.#unlisted.filter((deal) => !this.#isStored(deal)), ...deals];
    this.#equity = this.#account().equity;
    this.#peak = Math.max(this.#peak, this.#equity);
    const doubtful = this.#unlisted.reduce((sum, deal) => sum + Math.abs(amountOf(deal)), 0);
    this.#mostDayPct = Math.max(this.#mostDayPct, this.#dayPct(doubtful));
    this.#mostDrawdownPct = Math.max(this.#mostDrawdownPct, this.#drawdownPct(doubtful));
  };

  get losses(): Losses {
    return {
      day: this.#day,
      dayPct: this.#dayPct(0),
      drawdownPct: this.#drawdownPct(0),
      mostDayPct: this.#mostDayPct,
      mostDrawdownPct: this.#mostDrawdownPct,
      isStartPlain: this.#isStartPlain,
      isFirstDay: this.#isFirstDay,
    };
  }

  /** A day begins with what the account was worth before anything happened in it. */
  #look(): void {
    const day = brokerDayOf(this.#brokerMs());
    if (day === this.#day) return;
    this.#day = day;
    this.#isFirstDay = false;
    this.#isStartPlain = this.#account().positions === 0;
    this.#startEquity = this.#equity;
    this.#flows = 0;
    this.#mostDayPct = 0;
  }

  #dayPct(doubtful: number): number {
    const lost = this.#startEquity + this.#flows - this.#equity + doubtful;
    return lost / this.#startEquity * 100;
  }

  #drawdownPct(doubtful: number): number {
    return this.#peak <= 0 ? 100 : (this.#peak - this.#equity + doubtful) / this.#peak * 100;
  }
}

function isFlow({ type }: BrokerDeal): boolean {
  return type === "balance" || type === "credit";
}

function amountOf({ profit, swap, commission, fee }: BrokerDeal): number {
  return profit + swap + commission + fee;
}
