/**
 * One terminal as a venue: the account's figures and whether it may trade, told to those who trade. A terminal says its figures
 * when they change; while its stream has no hole and its broker is there, those last said are those of now, so each second they
 * are told again as such. After a hole they are asked for.
 */

import type { AccountMetrics, TerminalId } from "../../src/models/mod.ts";
import type { WireHello } from "../../src/mt5/wire.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";
import type { TerminalCalls } from "./terminal_calls.ts";
import type { TerminalClock } from "./terminal_clock.ts";
import type { TerminalStore } from "./terminal_store.ts";
import type { SyncedSession } from "./terminal_sync.ts";
import type { VenueFeed } from "../../src/venue/venue_feed.ts";

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
  #sync: SyncedSession | null = null;
  /** Who trades knows of this terminal. */
  #isAnnounced = false;
  #account: AccountMetrics | null = null;
  #readiness: Readiness = { algoTradingAllowed: false, brokerConnected: false };
  /** Nothing has been missed since the figures were said. */
  #isAccountCurrent = false;
  #hasMissed = false;
  #toldMs = -Infinity;
  #isAsking = false;

  constructor(options: TerminalVenueOptions) {
    this.#options = options;
  }

  get account(): AccountMetrics | null {
    return this.#account;
  }

  /** A new connection, which began with these. */
  restart(readiness: Readiness): void {
    this.#readiness = readiness;
    this.#sync = null;
    this.#hasMissed = false;
  }

  synced(sync: SyncedSession): void {
    this.#sync = sync;
    this.#account = sync.account;
    this.#isAccountCurrent = !this.#hasMissed;
    this.#isAnnounced = true;
    this.#tell(this.#syncedEvent(sync));
    this.#tellAccount();
  }

  lost(reason: string): void {
    const { terminal } = this.#options;
    if (this.#isAnnounced) this.#tell({ type: "venue_lost", terminal, reason });
    this.#isAnnounced = false;
    this.#sync = null;
  }

  /** One of those who hear has started anew. */
  tellAgain(subscriber: string): void {
    if (this.#sync === null) return;
    this.#options.feed.tellAgain(subscriber, this.#syncedEvent(this.#sync));
    const account = this.#accountEvent();
    if (account !== null) this.#options.feed.tellAgain(subscriber, account);
  }

  /** Figures that have just come. */
  takeAccount(figures: AccountMetrics): void {
    this.#account = figures;
    this.#isAccountCurrent = true;
    this.#tellAccount();
  }

  takeHeartbeat(readiness: Readiness): void {
    const earlier = this.#readiness;
    this.#readiness = readiness;
    if (this.#sync === null) return;
    // Whatever happened while the terminal was away from its broker is not told afterwards.
    if (readiness.brokerConnected && !earlier.brokerConnected) this.missed();
    const hasChanged = isAllowed(readiness) !== isAllowed(earlier);
    if (hasChanged) return this.#tellAccount();
    const nowMs = this.#options.clock.steadyMs();
    if (!this.#isAccountCurrent) void this.#ask();
    else if (nowMs - this.#toldMs >= tellAgainMs) this.#refresh();
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
    this.#isAccountCurrent = false;
    this.#hasMissed = true;
    this.hint();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const sync = this.#sync;
    if (this.#isAsking || sync === null) return;
    this.#isAsking = true;
    const reply = await this.#options.calls.call("account", {});
    this.#isAsking = false;
    if (!reply.ok || sync !== this.#sync) return;
    this.takeAccount(this.#options.store.stamped(this.#options.terminal, reply.value));
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

  #syncedEvent({ synced, utcOffsetMs }: SyncedSession): VenueEvent {
    return {
      type: "venue_synced",
      venue: "mt5",
      identity: synced.identity,
      instruments: synced.instruments,
      isTradingAllowed: isAllowed(this.#readiness),
      utcOffsetMs: this.#options.terminalClock.offsetMs ?? utcOffsetMs,
    };
  }

  #tell(event: VenueEvent): void {
    this.#options.feed.tell(event);
  }
}

function isAllowed({ algoTradingAllowed, brokerConnected }: Readiness): boolean {
  return algoTradingAllowed && brokerConnected;
}
