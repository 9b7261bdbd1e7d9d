/**
 * The ticks of one symbol of one terminal: first history from the cursor on, then the live stream,
 * each tick once. Live ticks are held while history is fetched (`TickSequence` explains how the two
 * are joined). Accepted ticks go to `SymbolSink`, in order.
 */

import { createActor } from "xstate";
import {
  type BrokerMs,
  brokerMs,
  type Quote,
  sliceTicks,
  type SymbolName,
  type TickBatch,
  type UnixMs,
  unixMs,
} from "../../src/models/mod.ts";
import type { Freshness, TickTimes } from "../../src/price/freshness.ts";
import { HeldTicks, type LiveTicks } from "../../src/price/held_ticks.ts";
import { addRefusals } from "../../src/price/refusal.ts";
import { type Filtered, isPlausibleTime, TickFilter } from "../../src/price/tick_filter.ts";
import type { TickCursor } from "../../src/price/tick_sequence.ts";
import { type Readiness, readinessMachine } from "../../src/runtime/readiness_machine.ts";
import type { TerminalHistory } from "./terminal_history.ts";
import type { TickEdge } from "../../src/database/store_rows.ts";
import type { PriceContext } from "./price_context.ts";

/** One call: about 300 KB of reply. */
const ticksPerCall = 5_000;
/**
 * Two million ticks: about three weeks of a major pair. After a longer absence the symbol continues
 * with live ticks, and the gap is counted.
 */
const pagesMax = 400;

/** Waiting for its terminal; fetching history while live ticks are held; or live. */
const states = { away: "waiting", preparing: "backfilling", ready: "live" } as const;

export interface SymbolSink {
  /** Result of a batch: its accepted ticks (maybe none) and the times of doubtful ones. */
  filtered(filtered: Filtered, receivedMs: UnixMs): void;
  /** History is read: its price is that of now. */
  live(): void;
  /** Ticks are missing permanently, so bars built from them are incomplete. */
  gap(reason: string): void;
}

export class SymbolFeed {
  readonly #symbol: SymbolName;
  readonly #context: PriceContext;
  readonly #history: TerminalHistory;
  readonly #sink: SymbolSink;
  readonly #believedToMs: () => BrokerMs;
  readonly #filter: TickFilter;
  readonly #held = new HeldTicks();
  readonly #machine;
  #isHolding = true;
  /** Where a new symbol starts: the millisecond of its first live tick, held or dropped. */
  #firstMs: BrokerMs | null = null;
  /** Server time since which the terminal has been heard. */
  #firstSeenMs: BrokerMs | null = null;
  /**
   * The stream ended, lost messages or restarted before its first tick: the first live tick may not
   * be the first of the symbol.
   */
  #isFirstDoubtful = false;
  #hasStream = false;
  /**
   * Live ticks were dropped or are ambiguous, and the history fetched so far does not include them.
   */
  #mustFetch = false;
  /** The earliest time that was refused as later than the broker's; null without one. */
  #aheadMs: number | null = null;
  #quote: Quote | null = null;
  #newest: TickTimes | null = null;
  #fetched = 0;

  constructor(
    symbol: SymbolName,
    parts: {
      context: PriceContext;
      history: TerminalHistory;
      sink: SymbolSink;
      /** The latest time that a tick can have now. */
      believedToMs: () => BrokerMs;
    },
  ) {
    this.#symbol = symbol;
    this.#context = parts.context;
    this.#history = parts.history;
    this.#sink = parts.sink;
    this.#believedToMs = parts.believedToMs;
    this.#filter = new TickFilter(parts.context.config.maxJumpPct);
    this.#machine = createActor(readinessMachine, {
      input: { prepare: (signal) => this.#join(signal), onReady: () => this.#sink.live() },
      clock: parts.context.clock,
    });
    this.#machine.start();
  }

  get state(): (typeof states)[Readiness] {
    return states[this.#machine.getSnapshot().value];
  }
  /** The latest price; null while history is fetched, because that price is old. */
  get quote(): Quote | null {
    return this.state === "backfilling" ? null : this.#quote;
  }
  get freshness(): Freshness {
    return { isLive: this.state === "live", tick: this.#newest };
  }
  get refused() {
    return this.#filter.refused;
  }
  /** The time of the newest accepted tick of this run or of the store; null without one. */
  get newestMs(): BrokerMs | null {
    return this.#filter.sequence.cursor?.brokerMs ?? null;
  }
  /** Ticks accepted from history. */
  get fetched(): number {
    return this.#fetched;
  }

  /**
   * Continues the counts of a feed whose newest tick was from the future, in the middle of its
   * stream.
   */
  succeed(before: SymbolFeed): void {
    addRefusals(this.#filter.refused, before.refused);
    this.#filter.refused.future++;
    this.#fetched = before.fetched;
    this.#hasStream = true;
    this.hold();
  }

  /** A stream begins; its ticks are held until `join`. */
  hold(): void {
    this.#isFirstDoubtful = this.#hasStream;
    this.#hasStream = true;
    this.#isHolding = true;
    this.#held.clear();
    this.#filter.sequence.beginStream();
  }

  /**
   * Fetches what came after `stored` (ignored once a tick was seen in this run), then goes live.
   */
  join(stored: TickEdge | null, firstSeenMs: BrokerMs): void {
    const { sequence } = this.#filter;
    this.#firstSeenMs = firstSeenMs;
    if (stored !== null && sequence.cursor === null) this.#continueFrom(stored);
    this.#machine.send({ type: "begin" });
  }

  /** Its price stays the latest one when nothing has come after it. */
  #continueFrom({ lastBrokerMs, lastOrdinal, lastUtcMs, bid, ask }: TickEdge): void {
    this.#filter.sequence.restore({ brokerMs: lastBrokerMs, seen: lastOrdinal + 1 });
    const times = { brokerMs: lastBrokerMs, utcMs: lastUtcMs, receivedMs: lastUtcMs };
    this.#quote = { symbol: this.#symbol, bid, ask, ...times };
    this.#newest = { brokerMs: lastBrokerMs, arrivedSteadyMs: null };
  }

  /** The stream lost messages. */
  breakStream(): void {
    this.hold();
    if (this.state !== "waiting") this.#machine.send({ type: "begin" });
  }

  end(): void {
    this.hold();
    this.#machine.send({ type: "end" });
  }

  live(received: Omit<LiveTicks, "arrivedSteadyMs">): void {
    const live = { ...received, arrivedSteadyMs: this.#context.clock.steadyMs() };
    this.#readPending();
    this.#noteFirst(live.batch);
    if (this.#isHolding) return this.#hold(live);
    const rest = this.#takeLive(live, false);
    if (rest === null) return;
    this.#isHolding = true;
    this.#hold(rest);
    this.#machine.send({ type: "begin" });
  }

  /**
   * The broker's time has reached ticks that were refused as too far ahead of it: either the time
   * was not known exactly and the ticks were right, or the history has other ticks instead.
   */
  #readPending(): void {
    if (this.#aheadMs === null || this.#aheadMs > this.#believedToMs()) return;
    this.#aheadMs = null;
    if (!this.#isHolding) this.breakStream();
    else this.#mustFetch = true;
  }

  #hold(live: LiveTicks): void {
    if (this.#held.push(live)) return;
    this.#filter.sequence.beginStream();
    this.#mustFetch = true;
  }

  async #join(signal: AbortSignal): Promise<void> {
    for (let page = 1; page <= pagesMax; page++) {
      this.#mustFetch = false;
      const cursor = this.#startingPoint();
      const held = this.#held.length;
      if (cursor !== null) {
        const fetched = await this.#history.ticks(
          this.#symbol,
          { cursor, limit: ticksPerCall },
          signal,
        );
        if (signal.aborted) return;
        if (!fetched.ok) return this.#skipHistory(fetched.error.code);
        if (this.#takePage(fetched.value, cursor)) {
          await this.#context.tickWriter.room();
          if (signal.aborted) return;
          continue;
        }
      }
      if (!this.#mustFetch && this.#release(held)) return;
    }
    this.#skipHistory("too_many_ticks");
  }

  /**
   * Where history starts: the cursor; for a new symbol its first live tick, or the time the
   * terminal was first heard if earlier ticks may be lost; null without either. Never later than a
   * tick, because a clock may be ahead.
   */
  #startingPoint(): TickCursor | null {
    const { sequence } = this.#filter;
    if (sequence.cursor !== null || this.#firstMs === null) return sequence.cursor;
    const sinceMs = this.#isFirstDoubtful ? this.#firstSeenMs ?? this.#firstMs : this.#firstMs;
    sequence.anchor(brokerMs(Math.min(sinceMs, this.#firstMs)));
    return sequence.cursor;
  }

  #noteFirst(ticks: TickBatch): void {
    if (this.#firstMs !== null || this.#filter.sequence.cursor !== null) return;
    const latestMs = this.#believedToMs();
    const firstMs = ticks.brokerMs.find((ms) => isPlausibleTime(ms, latestMs));
    if (firstMs !== undefined) this.#firstMs = brokerMs(firstMs);
  }

  /** Takes a page of history; true when more must be fetched. */
  #takePage(
    page: { ticks: TickBatch; utcMs: Float64Array; more: boolean },
    asked: TickCursor,
  ): boolean {
    const receivedMs = this.#context.clock.nowMs();
    const arrival = { source: "history", latestMs: this.#believedToMs(), utc: page.utcMs } as const;
    const filtered = this.#filter.take(page.ticks, arrival);
    this.#fetched += filtered.accepted.utcMs.length;
    this.#emit(filtered, { receivedMs, arrivedSteadyMs: null });
    const cursor = this.#filter.sequence.cursor;
    const isAhead = cursor?.brokerMs !== asked.brokerMs || cursor.seen !== asked.seen;
    return page.more && isAhead;
  }

  /**
   * Releases held ticks; false when history must be fetched again. The history includes the first
   * `covered` batches.
   */
  #release(covered: number): boolean {
    this.#filter.sequence.joinStream(true);
    for (let at = 0;; at++) {
      const first = this.#held.first;
      if (first === undefined) break;
      const rest = this.#takeLive(first, at < covered);
      this.#held.replaceFirst(rest);
      if (rest !== null) return false;
    }
    this.#isHolding = false;
    return true;
  }

  /** History is not available: reports the gap and continues with the live ticks. */
  #skipHistory(reason: string): void {
    this.#filter.sequence.joinStream(false);
    this.#sink.gap(reason);
    for (let first = this.#held.first; first !== undefined; first = this.#held.first) {
      this.#takeLive(first, true);
      this.#held.replaceFirst(null);
    }
    this.#isHolding = false;
  }

  /** Returns the rest from the first ambiguous tick on; null when there is none. */
  #takeLive(live: LiveTicks, isCovered: boolean): LiveTicks | null {
    const { batch, utcOffsetMs } = live;
    const filtered = this.#filter.take(batch, {
      source: "live",
      latestMs: this.#believedToMs(),
      utc: utcOffsetMs,
      isCovered,
    });
    this.#emit(filtered, live);
    if (filtered.decided === batch.brokerMs.length) return null;
    return { ...live, batch: sliceTicks(batch, filtered.decided) };
  }

  #emit(
    filtered: Filtered,
    { receivedMs, arrivedSteadyMs }: Pick<LiveTicks, "receivedMs"> & {
      readonly arrivedSteadyMs: number | null;
    },
  ): void {
    this.#sink.filtered(filtered, receivedMs);
    const { aheadMs } = filtered;
    if (aheadMs !== null) this.#aheadMs = Math.min(this.#aheadMs ?? aheadMs, aheadMs);
    const { ticks, utcMs } = filtered.accepted;
    const last = utcMs.length - 1;
    if (last < 0) return;
    this.#quote = {
      symbol: this.#symbol,
      bid: ticks.bid[last]!,
      ask: ticks.ask[last]!,
      brokerMs: brokerMs(ticks.brokerMs[last]!),
      utcMs: unixMs(utcMs[last]!),
      receivedMs,
    };
    this.#newest = { brokerMs: this.#quote.brokerMs, arrivedSteadyMs };
  }
}
