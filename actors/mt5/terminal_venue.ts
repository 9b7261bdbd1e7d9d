/**
 * One terminal as a venue: reports the account's figures, and whether it may trade, to its
 * subscribers. A terminal sends figures only on change. While its stream has no gap and its broker
 * is connected, the last ones are current, so they are repeated each second. After a gap they are
 * requested.
 */

import { type Actor, createActor } from "xstate";
import { capsOf } from "../../src/mt5/terminal_caps.ts";
import type { AccountMetrics, TerminalId } from "../../src/models/mod.ts";
import type { WireHello } from "../../src/mt5/wire.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { VenueEvent, VenueHalt } from "../../src/venue/venue_events.ts";
import type { TerminalCalls } from "./terminal_calls.ts";
import type { TerminalClock } from "./terminal_clock.ts";
import type { TerminalStore } from "./terminal_store.ts";
import type { SyncedSession } from "./terminal_sync.ts";
import type { VenueFeed } from "../../src/venue/venue_feed.ts";
import { type NumberedAccount, terminalVenueMachine } from "./venue_machine.ts";

/** Interval for repeating unchanged figures: risk treats much older ones as stale. */
const tellAgainMs = 1_000;

/** Part of each heartbeat. */
type Readiness = Pick<WireHello, "algoTradingAllowed" | "brokerConnected">;

/** The fields of a hello that describe a new connection. */
type Beginning = Readiness & Pick<WireHello, "haltFlag" | "epoch">;

type Synced = Extract<VenueEvent, { type: "venue_synced" }>;

export interface TerminalVenueOptions {
  readonly terminal: TerminalId;
  readonly feed: VenueFeed;
  readonly store: TerminalStore;
  readonly clock: Clock;
  readonly calls: TerminalCalls;
  readonly terminalClock: TerminalClock;
}

export class TerminalVenue {
  readonly #options: TerminalVenueOptions;
  readonly #machine: Actor<typeof terminalVenueMachine>;
  #sync: SyncedSession | null = null;
  #account: NumberedAccount | null = null;
  #epoch = "";
  #readiness: Readiness = { algoTradingAllowed: false, brokerConnected: false };
  #halt: VenueHalt | null = null;
  /** Caps of the Expert Advisor, as reported in the hello. */
  #program: Pick<Synced, "installation" | "caps" | "guard"> = {
    installation: "",
    caps: null,
  };
  #publishedMs = -Infinity;

  constructor(options: TerminalVenueOptions) {
    this.#options = options;
    const { terminal, clock } = options;
    this.#machine = createActor(terminalVenueMachine, {
      clock,
      input: {
        ask: () => this.#ask(),
        onAccount: (figures) => this.#takeFigures(figures),
        onLost: (reason) => this.#tell({ type: "venue_lost", terminal, reason }),
      },
    });
    this.#machine.start();
  }

  get account(): AccountMetrics | null {
    return this.#account?.metrics ?? null;
  }

  /** A new connection, with its hello. */
  restart(hello: WireHello): void {
    const { installation, haltFlag = null, epoch, guard } = hello;
    if (epoch !== this.#epoch) this.#account = null;
    this.#epoch = epoch;
    this.#readiness = hello;
    this.#halt = haltFlag;
    const caps = capsOf(hello);
    this.#program = { installation, caps, ...(guard === undefined ? {} : { guard }) };
    this.#sync = null;
    this.#machine.send({ type: "connected" });
  }

  flagSet(halt: VenueHalt | null): void {
    this.#halt = halt;
  }

  synced(sync: SyncedSession): void {
    this.#sync = sync;
    this.#keep({ metrics: sync.account, number: sync.accountNumber });
    this.#machine.send({ type: "synced" });
    this.#tell(this.#syncedEvent(sync));
    this.#tellAccount();
  }

  /** The broker has changed the terms of some of its symbols. */
  termsChanged(sync: SyncedSession): void {
    if (this.#sync === null) return;
    this.#sync = sync;
    const { terminal } = this.#options;
    this.#tell({ type: "terms_changed", terminal, instruments: sync.synced.instruments });
  }

  lost(reason: string): void {
    this.#machine.send({ type: "lost", reason });
    this.#sync = null;
  }

  /** Sends a restarted subscriber the current state. */
  tellAgain(subscriber: string): void {
    if (this.#sync === null) return;
    this.#options.feed.tellAgain(subscriber, this.#syncedEvent(this.#sync));
    const account = this.#accountEvent();
    if (account !== null) this.#options.feed.tellAgain(subscriber, account);
  }

  /** Figures that the terminal has sent on its own. */
  takeAccount(figures: NumberedAccount): void {
    this.#takeFigures(figures);
    this.#machine.send({ type: "account_reported" });
  }

  takeHeartbeat(readiness: Readiness): void {
    const earlier = this.#readiness;
    this.#readiness = readiness;
    if (this.#sync === null) return;
    // The terminal does not report what happened while it was disconnected from its broker.
    if (readiness.brokerConnected && !earlier.brokerConnected) this.missed();
    if (isAllowed(readiness) !== isAllowed(earlier)) return this.#tellAccount();
    if (!this.#isCurrent) return this.#machine.send({ type: "heartbeat" });
    if (this.#options.clock.steadyMs() - this.#publishedMs >= tellAgainMs) this.#refresh();
  }

  /** The server's clock has changed, or was measured differently. */
  offsetChanged(): void {
    if (this.#sync !== null) this.#tell(this.#syncedEvent(this.#sync));
  }

  /** Orders, deals or positions have changed. */
  hint(): void {
    if (this.#sync === null) return;
    this.#tell({ type: "trade_hinted", terminal: this.#options.terminal });
  }

  /** Messages were lost: figures and hints may have been among them. */
  missed(): void {
    this.hint();
    this.#machine.send({ type: "missed" });
  }

  stop(): void {
    this.#machine.stop();
  }

  /** No message was lost since the figures arrived. */
  get #isCurrent(): boolean {
    return this.#machine.getSnapshot().matches({ known: { in_sync: "current" } });
  }

  async #ask(): Promise<NumberedAccount | null> {
    const { calls, store, terminal } = this.#options;
    const reply = await calls.account();
    if (!reply.ok) return null;
    const { figures, number } = reply.value;
    return { metrics: store.stamped(terminal, figures), number };
  }

  #takeFigures(figures: NumberedAccount): void {
    this.#keep(figures);
    this.#tellAccount();
  }

  /** Replies and messages can arrive out of order: the later figures are kept. */
  #keep(figures: NumberedAccount): void {
    if (this.#account === null || figures.number >= this.#account.number) this.#account = figures;
  }

  /** Repeats the figures with the current time. */
  #refresh(): void {
    if (!this.#readiness.brokerConnected || this.#account === null) return;
    const { metrics, number } = this.#account;
    this.#account = { metrics: { ...metrics, utcMs: this.#options.clock.nowMs() }, number };
    this.#tellAccount();
  }

  #tellAccount(): void {
    const event = this.#accountEvent();
    if (event === null) return;
    this.#publishedMs = this.#options.clock.steadyMs();
    this.#tell(event);
  }

  #accountEvent(): VenueEvent | null {
    const { terminalClock } = this.#options;
    const brokerMs = terminalClock.serverNowMs();
    if (this.#sync === null || this.#account === null || brokerMs === null) return null;
    const { metrics, number } = this.#account;
    return {
      type: "account_received",
      metrics,
      place: { source: this.#epoch, number },
      brokerMs,
      isSurelyDated: terminalClock.isSure,
      isTradingAllowed: isAllowed(this.#readiness),
      dayProblem: terminalClock.dayProblem,
    };
  }

  #syncedEvent({ synced, utcOffsetMs, liveServer }: SyncedSession): VenueEvent {
    return {
      type: "venue_synced",
      venue: "mt5",
      identity: synced.identity,
      instruments: synced.instruments,
      isTradingAllowed: isAllowed(this.#readiness),
      utcOffsetMs: this.#options.terminalClock.offsetMs ?? utcOffsetMs,
      source: this.#epoch,
      halt: this.#halt,
      liveServer,
      ...this.#program,
    };
  }

  #tell(event: VenueEvent): void {
    this.#options.feed.tell(event);
  }
}

function isAllowed({ algoTradingAllowed, brokerConnected }: Readiness): boolean {
  return algoTradingAllowed && brokerConnected;
}
