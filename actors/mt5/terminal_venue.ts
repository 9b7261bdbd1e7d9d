/**
 * One terminal as a venue: the account's figures and whether it may trade, told to those who trade.
 * A terminal says its figures when they change; while its stream has no hole and its broker is
 * there, those last said are those of now, so each second they are told again as such. After a hole
 * they are asked for.
 */

import { type Actor, createActor } from "xstate";
import type { AccountMetrics, TerminalId } from "../../src/models/mod.ts";
import type { WireHello } from "../../src/mt5/wire.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { TerminalCaps, VenueEvent } from "../../src/venue/venue_events.ts";
import type { TerminalCalls } from "./terminal_calls.ts";
import type { TerminalClock } from "./terminal_clock.ts";
import type { TerminalStore } from "./terminal_store.ts";
import type { SyncedSession } from "./terminal_sync.ts";
import type { VenueFeed } from "../../src/venue/venue_feed.ts";
import { venueMachine } from "./venue_machine.ts";

/** How often figures that have not changed are told again: risk takes much older ones for stale. */
const tellAgainMs = 1_000;

/** What a terminal says of itself with each heartbeat. */
type Readiness = Pick<WireHello, "algoTradingAllowed" | "brokerConnected">;

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
  readonly #machine: Actor<typeof venueMachine>;
  #sync: SyncedSession | null = null;
  #account: AccountMetrics | null = null;
  #readiness: Readiness = { algoTradingAllowed: false, brokerConnected: false };
  /** Of the Expert Advisor, as the hello said it. */
  #program: { readonly installation: string; readonly caps: TerminalCaps | null } = {
    installation: "",
    caps: null,
  };
  #toldMs = -Infinity;

  constructor(options: TerminalVenueOptions) {
    this.#options = options;
    const { terminal, clock } = options;
    this.#machine = createActor(venueMachine, {
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
    return this.#account;
  }

  /** A new connection, which began with these. */
  restart(hello: WireHello): void {
    const { installation, lotsMax, ordersPerMinuteMax } = hello;
    this.#readiness = hello;
    this.#program = { installation, caps: { lotsMax, ordersPerMinuteMax } };
    this.#sync = null;
    this.#machine.send({ type: "connected" });
  }

  synced(sync: SyncedSession): void {
    this.#sync = sync;
    this.#account = sync.account;
    this.#machine.send({ type: "synced" });
    this.#tell(this.#syncedEvent(sync));
    this.#tellAccount();
  }

  /** Of some of its symbols. */
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

  /** One of those who hear has started anew. */
  tellAgain(subscriber: string): void {
    if (this.#sync === null) return;
    this.#options.feed.tellAgain(subscriber, this.#syncedEvent(this.#sync));
    const account = this.#accountEvent();
    if (account !== null) this.#options.feed.tellAgain(subscriber, account);
  }

  /** Figures that the terminal has just told. */
  takeAccount(figures: AccountMetrics): void {
    this.#takeFigures(figures);
    this.#machine.send({ type: "account_told" });
  }

  takeHeartbeat(readiness: Readiness): void {
    const earlier = this.#readiness;
    this.#readiness = readiness;
    if (this.#sync === null) return;
    // Whatever happened while the terminal was away from its broker is not told afterwards.
    if (readiness.brokerConnected && !earlier.brokerConnected) this.missed();
    if (isAllowed(readiness) !== isAllowed(earlier)) return this.#tellAccount();
    if (!this.#isCurrent) return this.#machine.send({ type: "heartbeat" });
    if (this.#options.clock.steadyMs() - this.#toldMs >= tellAgainMs) this.#refresh();
  }

  /** The server's clock was changed, or found to be otherwise than believed. */
  offsetChanged(): void {
    if (this.#sync !== null) this.#tell(this.#syncedEvent(this.#sync));
  }

  /** Something has happened to orders, deals or positions. */
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

  /** Nothing has been missed since the figures came. */
  get #isCurrent(): boolean {
    return this.#machine.getSnapshot().matches({ known: { in_sync: "current" } });
  }

  async #ask(): Promise<AccountMetrics | null> {
    const { calls, store, terminal } = this.#options;
    const reply = await calls.call("account", {});
    return reply.ok ? store.stamped(terminal, reply.value) : null;
  }

  #takeFigures(figures: AccountMetrics): void {
    this.#account = figures;
    this.#tellAccount();
  }

  /** The figures are still those of now. */
  #refresh(): void {
    if (!this.#readiness.brokerConnected || this.#account === null) return;
    this.#account = { ...this.#account, utcMs: this.#options.clock.nowMs() };
    this.#tellAccount();
  }

  #tellAccount(): void {
    const event = this.#accountEvent();
    if (event === null) return;
    this.#toldMs = this.#options.clock.steadyMs();
    this.#tell(event);
  }

  #accountEvent(): VenueEvent | null {
    const brokerMs = this.#options.terminalClock.serverNowMs();
    if (this.#sync === null || this.#account === null || brokerMs === null) return null;
    const isTradingAllowed = isAllowed(this.#readiness);
    return { type: "account_received", metrics: this.#account, brokerMs, isTradingAllowed };
  }

  #syncedEvent({ synced, utcOffsetMs, liveServer }: SyncedSession): VenueEvent {
    return {
      type: "venue_synced",
      venue: "mt5",
      identity: synced.identity,
      instruments: synced.instruments,
      isTradingAllowed: isAllowed(this.#readiness),
      utcOffsetMs: this.#options.terminalClock.offsetMs ?? utcOffsetMs,
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
