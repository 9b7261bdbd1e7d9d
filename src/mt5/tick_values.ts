/**
 * Keeps the last sound value of a tick. A terminal that has lost the rate between the profit
 * currency and the account's reports 0, or something absurd. What is open must still be judged, so
 * the last sound value stays, marked as doubtful: nothing new is opened with it.
 */

import type { BrokerSymbol } from "../models/ids.ts";
import type { Instrument } from "../models/instrument.ts";

/** No rate between two currencies moves by this factor between two readings. */
const factorMax = 3;
/** A value so different that stays for this long is believed: the broker has changed its terms. */
const believedAfterMs = 600_000;

/** The worth of one unit of the profit currency; tick and contract size are divided out. */
type Rate = number;

interface Strange {
  readonly rate: Rate;
  readonly sinceSteadyMs: number;
}

export class TickValues {
  readonly #steadyMs: () => number;
  readonly #sound = new Map<BrokerSymbol, Rate>();
  readonly #strange = new Map<BrokerSymbol, Strange>();

  constructor(steadyMs: () => number) {
    this.#steadyMs = steadyMs;
  }

  /** The instruments as just read, each with a value that can be used for what is open. */
  judged(instruments: readonly Instrument[]): Instrument[] {
    return instruments.map((one) => this.#judge(one));
  }

  #judge(read: Instrument): Instrument {
    const { brokerSymbol, tickSize, tickValue, contractSize } = read;
    const perRate = tickSize * contractSize;
    const sound = this.#sound.get(brokerSymbol);
    if (!(perRate > 0) || !Number.isFinite(perRate)) return read;
    const rate = tickValue / perRate;
    if (this.#isBelieved(brokerSymbol, rate, sound)) {
      this.#sound.set(brokerSymbol, rate);
      this.#strange.delete(brokerSymbol);
      return read;
    }
    if (sound === undefined) return read;
    return { ...read, tickValue: sound * perRate, reportedTickValue: tickValue };
  }

  #isBelieved(symbol: BrokerSymbol, rate: Rate, sound: Rate | undefined): boolean {
    if (!isPositive(rate)) {
      this.#strange.delete(symbol);
      return false;
    }
    if (sound === undefined || isNear(rate, sound)) return true;
    const nowMs = this.#steadyMs();
    const before = this.#strange.get(symbol);
    if (before !== undefined && isNear(rate, before.rate)) {
      return nowMs - before.sinceSteadyMs >= believedAfterMs;
    }
    this.#strange.set(symbol, { rate, sinceSteadyMs: nowMs });
    return false;
  }
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function isNear(one: Rate, other: Rate): boolean {
  return one < other * factorMax && other < one * factorMax;
}
