/** Events that venues publish to the risk and trade actors. */

import type {
  AccountIdentity,
  AccountMetrics,
  BrokerMs,
  Instrument,
  TerminalId,
} from "../models/mod.ts";

/** Which venue answers for an account. */
export type VenueName = "mt5" | "paper";

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
  }
  | { readonly type: "venue_lost"; readonly terminal: TerminalId; readonly reason: string }
  /** Sent on change, at most once a second; replaces earlier ones. */
  | {
    readonly type: "account_received";
    readonly metrics: AccountMetrics;
    readonly brokerMs: BrokerMs;
    readonly isTradingAllowed: boolean;
  }
  /**
   * Orders, deals or positions have changed: read them. May be lost, duplicated or out of order.
   */
  | { readonly type: "trade_hinted"; readonly terminal: TerminalId };
