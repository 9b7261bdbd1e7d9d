/** What the venue has reported about one account since it connected, except its figures. */

import type { MoneyUnit } from "../../src/models/currency.ts";
import type { Instrument, SymbolName, TradingMode } from "../../src/models/mod.ts";
import type { AccountFacts } from "../../src/risk/facts/risk_facts.ts";
import { accountMode } from "../../src/venue/account_mode.ts";
import { isTimeProven, type VenueEvent } from "../../src/venue/venue_events.ts";
import type { VenuePeer } from "../../src/venue/venue.ts";
import type { RiskContext } from "./risk_context.ts";

export type Synced = Extract<VenueEvent, { type: "venue_synced" }>;
export type AccountReceived = Extract<VenueEvent, { type: "account_received" }>;

type ConnectionFacts = Pick<
  AccountFacts,
  | "identity"
  | "venue"
  | "isTradingAllowed"
  | "instruments"
  | "caps"
  | "liveServer"
  | "dayProblem"
>;

export class AccountConnection {
  readonly #context: Pick<RiskContext, "policies" | "venues">;
  #synced: Synced | null = null;
  #instruments: ReadonlyMap<SymbolName, Instrument> = new Map();
  #isTradingAllowed = false;
  #dayProblem: string | null = null;
  #isSurelyDated = true;
  #isContinuous = false;

  constructor(context: Pick<RiskContext, "policies" | "venues">) {
    this.#context = context;
  }

  synced(event: Synced): void {
    this.#synced = event;
    this.termsChanged(event.instruments);
    this.#isTradingAllowed = event.isTradingAllowed;
  }

  /** Decisions use these from here on. */
  termsChanged(instruments: readonly Instrument[]): void {
    this.#instruments = new Map(instruments.map((one) => [one.symbol, one]));
  }

  lost(): void {
    this.#synced = null;
    this.#isContinuous = false;
  }

  accountReceived(event: AccountReceived): void {
    this.#isTradingAllowed = event.isTradingAllowed;
    this.#dayProblem = event.dayProblem ?? null;
    // Equity whose time is uncertain does not count as seen before midnight.
    this.#isSurelyDated = event.isSurelyDated ?? true;
    if (!this.#isSurelyDated) this.#isContinuous = false;
  }

  /** Whether figures that arrive now are of the time that they are said to be of. */
  get isSurelyDated(): boolean {
    return this.#isSurelyDated;
  }

  /**
   * A reading of the current day was judged. It may be older than the latest message, which was
   * overtaken by it.
   */
  dayWatched(isReadingDated: boolean): void {
    this.#isContinuous = isReadingDated && this.#isSurelyDated;
  }

  /** No gap since the connection began, so the equity seen before midnight can start the day. */
  get isContinuous(): boolean {
    return this.#isContinuous;
  }

  get isSurelyToday(): boolean {
    return isTimeProven({ isSurelyDated: this.#isSurelyDated, dayProblem: this.#dayProblem });
  }

  get isConnected(): boolean {
    return this.#synced !== null;
  }

  get currency(): MoneyUnit {
    return this.#synced?.identity ?? "";
  }

  /** What may be sent to the account, as far as is known. */
  get mode(): TradingMode {
    const synced = this.#synced;
    if (synced === null) return "safety";
    const policy = this.#context.policies.of(synced.identity.terminal);
    return accountMode(synced.identity, policy, synced.liveServer);
  }

  /** Null while the account is not connected. */
  get venue(): VenuePeer | null {
    return this.#synced === null ? null : this.#context.venues[this.#synced.venue];
  }

  /** Null while the account is not connected. */
  get facts(): ConnectionFacts | null {
    if (this.#synced === null) return null;
    const { identity, venue, caps, liveServer } = this.#synced;
    return {
      identity,
      venue,
      isTradingAllowed: this.#isTradingAllowed,
      instruments: this.#instruments,
      caps,
      liveServer,
      dayProblem: this.#dayProblem,
    };
  }
}
