/**
 * Forwards the stream of one terminal to the price actor: checks the sequence, maps symbol names,
 * joins the ticks of one turn. Nothing is forwarded before `open`; earlier ticks are queued, up to
 * a limit.
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

/** Ticks queued during a sync, which takes milliseconds or fails. */
const earlyTicksMax = 50_000;

interface Open {
  readonly clock: BrokerClock;
  readonly names: ReadonlyMap<BrokerSymbol, SymbolName>;
}

export interface TerminalStreamOptions {
  readonly terminal: TerminalId;
  readonly feed: PriceFeed;
  /** The latest possible server time; null before the first reading. */
  serverNowMs(): BrokerMs | null;
  /** The latest time that a price can have. */
  believedToMs(): BrokerMs;
  /** Messages of any kind were lost. */
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

  /** After a hello: messages are queued until `open`. */
  begin(epoch: string): void {
    this.#sequence.begin(epoch);
    this.close();
  }

  /**
   * The session is in sync and the price actor knows it: forwards the queue and all later messages.
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

  /** Whether to use the message; reports gaps in the sequence. */
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
   * Ticks from before a gap are sent before it is reported. Before the sync they are dropped,
   * because the price actor fetches them afterwards.
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
    const believedToMs = this.#options.believedToMs();
    feed.tellBars({ type: "bars_closed", terminal, series, bars, utcMs, believedToMs });
  }

  /** Sets the time of arrival of the messages that follow. */
  beginTurn(receivedMs: UnixMs): void {
    this.#receivedMs = receivedMs;
  }

  /** Sends the ticks collected in this turn. */
  endTurn(): void {
    const { terminal, feed } = this.#options;
    const utcOffsetMs = this.#open?.clock.currentOffsetMs ?? null;
    const serverNowMs = this.#options.serverNowMs();
    if (utcOffsetMs === null || serverNowMs === null) return;
    const batches = this.#ticks.take();
    const receivedMs = this.#receivedMs;
    const believedToMs = this.#options.believedToMs();
    feed.tellTicks({ terminal, batches, utcOffsetMs, receivedMs, serverNowMs, believedToMs });
  }

  get lastSeq(): number {
    return this.#sequence.lastSeq;
  }

  get counts() {
    const { gaps, repeats, foreign } = this.#sequence;
    return { sequenceGaps: gaps, sequenceRepeats: repeats, sequenceForeign: foreign };
  }
}
