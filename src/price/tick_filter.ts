/**
 * Decides which ticks of one symbol's stream are accepted: places each in the terminal's sequence,
 * checks its prices and counts refusals. Works on columns with plain loops; a batch without a
 * refusal is not copied.
 */

import {
  type AcceptedTicks,
  pickColumn,
  pickTicks,
  priceMax,
  sliceTicks,
  type TickBatch,
  tradedVolumeMax,
} from "../models/mod.ts";
import { QuoteCheck } from "./quote_check.ts";
import { noRefusals, type RefusalCounts, type RefusalReason } from "./refusal.ts";
import { placed, TickSequence } from "./tick_sequence.ts";

export interface Arrival {
  readonly source: "live" | "history";
  /** The latest time that a tick can have, on the broker's clock. */
  readonly latestMs: number;
  /** UTC times of the batch, or server time minus UTC for all of it. */
  readonly utc: Float64Array | number;
  /** History fetched since then contains these live ticks: an ambiguous one is a duplicate. */
  readonly isCovered?: boolean;
}

export interface Filtered {
  readonly accepted: AcceptedTicks;
  /**
   * Ticks before this index are decided; the one at it is ambiguous. The batch's length when none
   * is.
   */
  readonly decided: number;
  /** Times of ticks refused for their prices; the terminal includes them in its bars. */
  readonly doubtfulMs: readonly number[];
  /** The first tick that was refused because it makes no sense where it is; null for none. */
  readonly nonsense: RefusedTick | null;
  /** How many of them. */
  readonly nonsenseTicks: number;
  /** The earliest time that was refused as later than the broker's; null when there was none. */
  readonly aheadMs: number | null;
}

export interface RefusedTick {
  readonly reason: RefusalReason;
  readonly field: "brokerMs" | "bid" | "ask" | "last" | "volume";
  readonly value: number;
  readonly brokerMs: number;
}

export class TickFilter {
  readonly sequence = new TickSequence();
  readonly refused: RefusalCounts = noRefusals();
  readonly #quotes: QuoteCheck;
  #picks = new Uint32Array(256);
  #ordinals = new Uint16Array(256);

  constructor(maxJumpPct: number) {
    this.#quotes = new QuoteCheck(maxJumpPct);
  }

  take(batch: TickBatch, arrival: Arrival): Filtered {
    const length = batch.brokerMs.length;
    this.#reserve(length);
    let taken = 0;
    let at = 0;
    const doubtfulMs: number[] = [];
    const noted: Noted = { nonsense: null, nonsenseTicks: 0, aheadMs: null };
    for (; at < length; at++) {
      const ordinal = this.#place(batch.brokerMs[at]!, arrival);
      if (ordinal === placed.ambiguous && arrival.isCovered !== true) break;
      const reason = ordinal < 0 ? reasonOf(ordinal) : this.#judge(batch, at);
      if (reason !== null) {
        this.refused[reason]++;
        if (ordinal >= 0) doubtfulMs.push(batch.brokerMs[at]!);
        note(noted, { batch, at, reason });
        continue;
      }
      this.#picks[taken] = at;
      this.#ordinals[taken++] = ordinal;
    }
    const accepted = this.#accepted(batch, taken, arrival);
    return { accepted, decided: at, doubtfulMs, ...noted };
  }

  #judge(batch: TickBatch, at: number): RefusalReason | null {
    const [last, volume] = [batch.last[at]!, batch.volume[at]!];
    // NaN is refused by both comparisons.
    if (!(last >= 0 && last <= priceMax && volume >= 0 && volume <= tradedVolumeMax)) {
      return "absurd";
    }
    return this.#quotes.judge(batch.bid[at]!, batch.ask[at]!);
  }

  #place(ms: number, arrival: Arrival): number {
    if (!isPlausibleTime(ms, arrival.latestMs)) {
      return ms > arrival.latestMs ? inFuture : invalidTime;
    }
    return arrival.source === "live" ? this.sequence.placeLive(ms) : this.sequence.placeHistory(ms);
  }

  #reserve(length: number): void {
    if (length <= this.#picks.length) return;
    this.#picks = new Uint32Array(length * 2);
    this.#ordinals = new Uint16Array(length * 2);
  }

  #accepted(batch: TickBatch, taken: number, arrival: Arrival): AcceptedTicks {
    const ordinal = this.#ordinals.slice(0, taken);
    const { utc } = arrival;
    if (taken === 0 || this.#picks[taken - 1] === taken - 1) {
      const ticks = sliceTicks(batch, 0, taken);
      return {
        ticks,
        ordinal,
        utcMs: typeof utc === "number" ? shifted(ticks, utc) : utc.subarray(0, taken),
      };
    }
    const picks = this.#picks.subarray(0, taken);
    const ticks = pickTicks(batch, picks);
    return {
      ticks,
      ordinal,
      utcMs: typeof utc === "number" ? shifted(ticks, utc) : pickColumn(utc, picks),
    };
  }
}

/** A whole positive number of milliseconds, not later than `latestMs`. */
export function isPlausibleTime(ms: number, latestMs: number): boolean {
  return ms > 0 && ms <= latestMs && Number.isSafeInteger(ms);
}

/** Extends the results of the sequence: the time is invalid. */
const invalidTime = -5;
const inFuture = -6;

function reasonOf(ordinal: number): RefusalReason {
  switch (ordinal) {
    case placed.duplicate:
    case placed.ambiguous:
      return "duplicate";
    case placed.stale:
      return "stale";
    case placed.crowded:
      return "crowded";
    case invalidTime:
      return "not_finite";
    case inFuture:
      return "future";
    default:
      throw new RangeError(`No refusal ${ordinal}`);
  }
}

function shifted(ticks: TickBatch, offsetMs: number): Float64Array {
  const utcMs = new Float64Array(ticks.brokerMs.length);
  for (let at = 0; at < utcMs.length; at++) utcMs[at] = ticks.brokerMs[at]! - offsetMs;
  return utcMs;
}

type Noted = { -readonly [Field in "nonsense" | "nonsenseTicks" | "aheadMs"]: Filtered[Field] };

/** Ticks that arrive twice, or whose price may be real, do make sense. */
const ordinary: readonly RefusalReason[] = ["duplicate", "crowded", "jump"];

interface Refusal {
  readonly batch: TickBatch;
  readonly at: number;
  readonly reason: RefusalReason;
}

function note(noted: Noted, { batch, at, reason }: Refusal): void {
  if (ordinary.includes(reason)) return;
  const brokerMs = batch.brokerMs[at]!;
  if (reason === "future") noted.aheadMs = Math.min(noted.aheadMs ?? brokerMs, brokerMs);
  noted.nonsenseTicks++;
  if (noted.nonsense !== null) return;
  const field = faultyField(batch, at, reason);
  noted.nonsense = { reason, field, value: batch[field][at]!, brokerMs };
}

function faultyField(batch: TickBatch, at: number, reason: RefusalReason): RefusedTick["field"] {
  switch (reason) {
    case "future":
    case "stale":
      return "brokerMs";
    case "absurd": {
      if (batch.ask[at]! > priceMax) return "ask";
      const last = batch.last[at]!;
      return last >= 0 && last <= priceMax ? "volume" : "last";
    }
    case "negative":
      return batch.bid[at]! < 0 ? "bid" : "ask";
    case "zero":
      return batch.bid[at] === 0 ? "bid" : "ask";
    case "not_finite": {
      if (!Number.isFinite(batch.bid[at])) return "bid";
      return Number.isFinite(batch.ask[at]) ? "brokerMs" : "ask";
    }
    default:
      return "bid";
  }
}
