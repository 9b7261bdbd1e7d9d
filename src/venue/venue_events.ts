/** Events that venues publish to the risk and trade actors. */

import type {
  AccountIdentity,
  AccountMetrics,
  BrokerMs,
  FiguresPlace,
  Instrument,
  TerminalId,
} from "../models/mod.ts";

/** Which venue answers for an account. */
export type VenueName = "mt5" | "paper";

/** The halt flag that a venue holds, also from an earlier life of the bridge. */
export interface VenueHalt {
  readonly reason: string;
  /** As it was handed over with the halt; empty when it was set otherwise. */
  readonly record: string;
}

export type VenueEvent =
  /** Connected and described; sent again after each reconnect and to a restarted subscriber. */
  | {
    readonly type: "venue_synced";
    readonly venue: VenueName;
    readonly identity: AccountIdentity;
    readonly instruments: readonly Instrument[];
    readonly isTradingAllowed: boolean;
    /** Broker time minus UTC. */
    readonly utcOffsetMs: number;
    /** Whose figures follow; missing where a venue tells everything in order. */
    readonly source?: string;
    /**
     * The venue's own halt flag; null while it is not set; missing where the venue does not tell.
     */
    readonly halt?: VenueHalt | null;
  }
  | { readonly type: "venue_lost"; readonly terminal: TerminalId; readonly reason: string }
  /** Sent on change, at most once a second; replaces earlier ones. */
  | {
    readonly type: "account_received";
    readonly metrics: AccountMetrics;
    /** Missing where a venue tells everything in order. */
    readonly place?: FiguresPlace;
    readonly brokerMs: BrokerMs;
    /** Whether `brokerMs` is the broker's own word; missing where there is no doubt. */
    readonly isSurelyDated?: boolean;
    readonly isTradingAllowed: boolean;
    /** Why it is not certain which day it is at the broker; not there, or null, when it is. */
    readonly dayProblem?: string | null;
  }
  /**
   * Orders, deals or positions have changed: read them. May be lost, duplicated or out of order.
   */
  | { readonly type: "trade_hinted"; readonly terminal: TerminalId };
