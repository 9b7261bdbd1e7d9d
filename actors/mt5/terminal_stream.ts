/**
 * The stream of one terminal on its way to the price actor: sequence checked, symbols renamed,
 * ticks of one turn joined. Nothing is forwarded before `open`; what came too early waits, within
 * bounds.
 */

import {
  type BrokerMs,
  type BrokerSymbol,
  parseTimeframe,
  type SymbolName,
  type TerminalId,
  type UnixMs,
  unixMs,
} from "../../src/models/mod.ts";
import type { BrokerClock } from "../../src/mt5/broker_clock.ts";
import { StreamSequence } from "../../src/mt5/stream_sequence.ts";
import { TickCollector } from "../../src/mt5/tick_merge.ts";
import type { WireBars, WireStream, WireTicks } from "../../src/mt5/wire.ts";
import type { PriceFeed } from "./price_feed.ts";
import type { SyncedSession } from "./terminal_sync.ts";

/** Ticks kept while a sync is under way: it takes milliseconds, or fails. */
const earlyTicksMax = 50_000;

interface Open {
  readonly clock: BrokerClock;
  readonly names: ReadonlyMap<BrokerSymbol, SymbolName>;
}

export interface TerminalStreamOptions {
  readonly terminal: TerminalId;
  readonly feed: PriceFeed;
  /** The latest that it may be at the server; null before anything was heard of it. */
  serverNowMs(): BrokerMs | null;
  /** Messages were lost, of whatever kind they were. */
  onLoss(): void;
}

export class TerminalStream {
  readonly #options: TerminalStreamOptions;
  readonly #sequence = new StreamSequence();
  readonly #ticks = new TickCollector();
  #early: WireTicks["batches"][] = [];
  #earlyTicks = 0;
  #open: Open | null = null;
  #receivedMs = unixMs(0);

  constructor(options: TerminalStreamOptions) {
    this.#options = options;
  }

  /** A hello: what comes now waits until `open`. */
  begin(epoch: string): void {
    this.#sequence.begin(epoch);
    this.close();
  }

  /**
   * The session is in sync and the price actor knows: forwards what waited, and from now on
   * everything.
   */
  open({ brokerClock, brokerNames }: SyncedSession): void {
    const names = new Map(Array.from(brokerNames, ([symbol, broker]) => [broker, symbol]));
    this.#open = { clock: brokerClock, names };
    for (const batches of this.#early) this.#ticks.add(batches, names);
    this.#forgetEarly();
  }

  close(): void {
    this.#open = null;
    this.#forgetEarly();
    this.#ticks.take();
  }

  /** May the message be used? Tells gaps on the way. */
  admit({ epoch, seq }: WireStream): boolean {
    const sequenced = this.#sequence.take(epoch, seq);
    switch (sequenced.verdict) {
      case "next":
        return true;
      case "gap":
        this.#breakStream(sequenced.missed);
        this.#options.onLoss();
        return true;
      case "repeat":
      case "foreign":
        return false;
    }
  }

  takeTicks({ batches }: WireTicks): void {
    if (this.#open !== null) return this.#ticks.add(batches, this.#open.names);
    const count = batches.reduce((sum, { ticks }) => sum + ticks.brokerMs.length, 0);
    if (this.#earlyTicks + count > earlyTicksMax) this.#forgetEarly();
    this.#earlyTicks += count;
    this.#early.push(batches);
  }

  /**
   * What came before a loss is told before it. Before the sync it is let go: the price actor
   * fetches it after it.
   */
  #breakStream(missed: number): void {
    if (this.#open === null) return this.#forgetEarly();
    this.endTurn();
    this.#options.feed.tellGap(this.#options.terminal, missed);
  }

  #forgetEarly(): void {
    this.#early = [];
    this.#earlyTicks = 0;
  }

  /** Bars closed before the sync are fetched after it. */
  takeBars({ symbol, timeframe, bars }: WireBars): void {
    if (this.#open === null || bars.brokerMs.length === 0) return;
    const name = this.#open.names.get(symbol as BrokerSymbol);
    const parsed = parseTimeframe(timeframe);
    const utcMs = this.#open.clock.utcColumn(bars.brokerMs);
    if (name === undefined || !parsed.ok || utcMs === null) return;
    const series = { symbol: name, timeframe: parsed.value };
    this.endTurn();
    const { feed, terminal } = this.#options;
    feed.tellBars({ type: "bars_closed", terminal, series, bars, utcMs });
  }

  /** Messages that follow arrived at this time. */
  beginTurn(receivedMs: UnixMs): void {
    this.#receivedMs = receivedMs;
  }

  /** Hands on the ticks collected in this turn. */
  endTurn(): void {
    const { terminal, feed } = this.#options;
    const utcOffsetMs = this.#open?.clock.currentOffsetMs ?? null;
    const serverNowMs = this.#options.serverNowMs();
    if (utcOffsetMs === null || serverNowMs === null) return;
    const batches = this.#ticks.take();
    const receivedMs = this.#receivedMs;
    feed.tellTicks({ terminal, batches, utcOffsetMs, receivedMs, serverNowMs });
  }

  get lastSeq(): number {
    return this.#sequence.lastSeq;
  }

  get gaps(): number {
    return this.#sequence.gaps;
  }

  get repeats(): number {
    return this.#sequence.repeats;
  }
}
