/**
 * Keeps the last sound tick value of each symbol. A terminal that has lost the rate between the
 * profit currency and the account's reports 0, or something absurd. Open trades must still be
 * judged, so the last sound value is kept and marked as doubtful: nothing new is opened with it.
 * Where no rate is needed the value is known, and the terminal's is only compared with it.
 */

import type { BrokerSymbol } from "../models/ids.ts";
import type { Instrument } from "../models/instrument.ts";
import { knownRate } from "./known_rate.ts";

/** No rate between two currencies moves by this factor within an hour, but in a crash. */
const factorMax = 1.25;
/** Values are compared with one at least this old: many small steps are one large one. */
const comparedForMs = 3_600_000;
/** A value so different that stays for this long is believed: the broker has changed its terms. */
const believedAfterMs = 600_000;
/** Terminals round values. */
const roundingShare = 0.01;

/** The value of one unit of the profit currency; tick and contract size are divided out. */
type Rate = number;

interface DatedRate {
  readonly rate: Rate;
  readonly sinceSteadyMs: number;
}

interface Sound {
  readonly latest: Rate;
  /** What the next ones are compared with. */
  readonly compared: DatedRate;
}

type Valued = Pick<Instrument, "brokerSymbol" | "tickSize" | "tickValue" | "contractSize">;

export class TickValues {
  readonly #steadyMs: () => number;
  readonly #currency: () => string;
  readonly #sound = new Map<BrokerSymbol, Sound>();
  readonly #strange = new Map<BrokerSymbol, DatedRate>();

  /** `currency`: the account's. */
  constructor(steadyMs: () => number, currency: () => string) {
    this.#steadyMs = steadyMs;
    this.#currency = currency;
  }

  /** Values of an earlier run, for symbols that have not been read in this one. */
  remember(stored: readonly Valued[]): void {
    for (const one of stored) {
      const rate = one.tickValue / perRateOf(one);
      if (this.#sound.has(one.brokerSymbol) || !isPositive(rate)) continue;
      const compared = { rate, sinceSteadyMs: this.#steadyMs() };
      this.#sound.set(one.brokerSymbol, { latest: rate, compared });
    }
  }

  /** The instruments as just read, each with a value that can be used for open trades. */
  judged(instruments: readonly Instrument[]): Instrument[] {
    return instruments.map((one) => this.#judge(one));
  }

  #judge(read: Instrument): Instrument {
    const { brokerSymbol, tickValue } = read;
    const perRate = perRateOf(read);
    if (read.unreadable === true || !isPositive(perRate)) return read;
    const rate = tickValue / perRate;
    const known = knownRate(read, this.#currency());
    const isSound = known === null
      ? this.#isBelieved(brokerSymbol, rate)
      : Math.abs(rate - known) <= known * roundingShare;
    if (isSound) return read;
    const sound = known ?? this.#sound.get(brokerSymbol)?.latest;
    if (sound === undefined) return read;
    return { ...read, tickValue: sound * perRate, reportedTickValue: tickValue };
  }

  /** A believed one is the last sound one from here on. */
  #isBelieved(symbol: BrokerSymbol, rate: Rate): boolean {
    if (!isPositive(rate)) {
      this.#strange.delete(symbol);
      return false;
    }
    const nowMs = this.#steadyMs();
    const compared = this.#sound.get(symbol)?.compared;
    const isUsual = compared !== undefined && isNear(rate, compared.rate);
    if (compared !== undefined && !isUsual && !this.#hasLasted(symbol, rate, nowMs)) return false;
    const isRecent = isUsual && nowMs - compared.sinceSteadyMs < comparedForMs;
    const next = isRecent ? compared : { rate, sinceSteadyMs: nowMs };
    this.#sound.set(symbol, { latest: rate, compared: next });
    this.#strange.delete(symbol);
    return true;
  }

  #hasLasted(symbol: BrokerSymbol, rate: Rate, nowMs: number): boolean {
    const before = this.#strange.get(symbol);
    if (before !== undefined && isNear(rate, before.rate)) {
      return nowMs - before.sinceSteadyMs >= believedAfterMs;
    }
    this.#strange.set(symbol, { rate, sinceSteadyMs: nowMs });
    return false;
  }
}

function perRateOf({ tickSize, contractSize }: Valued): number {
  return tickSize * contractSize;
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function isNear(one: Rate, other: Rate): boolean {
  return one < other * factorMax && other < one * factorMax;
}
