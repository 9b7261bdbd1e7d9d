/** Events that venues publish to the risk and trade actors. */

import type {
  AccountIdentity,
  AccountMetrics,
  BrokerMs,
  FiguresPlace,
  GuardPolicy,
  Instrument,
  TerminalId,
  VenueName,
} from "../models/mod.ts";

/** Characters of a halt flag's record: a hello with it fits into a first message. */
export const haltRecordMax = 2_048;

/** The halt flag of a venue, possibly from an earlier run of the bridge. */
export interface VenueHalt {
  readonly reason: string;
  /** As it was sent with the halt; empty when the flag was set in another way. */
  readonly record: string;
}

/** The Expert Advisor's own caps, and the broker's that only the terminal knows. */
export interface TerminalCaps {
  /** For one order; 0 allows none. */
  readonly lotsMax: number;
  readonly ordersPerMinuteMax: number;
  /** The most pending orders of the account. Missing: no limit, or it is not reported. */
  readonly pendingOrdersMax?: number;
  /** Positions of a symbol are closed in the order of their opening. Missing: not reported. */
  readonly fifoClose?: boolean;
  /** Whether opposite positions of a symbol may be open at once. Missing: it is not reported. */
  readonly hedgeAllowed?: boolean;
  /** After a silence of the bridge this long nothing is opened. Missing: it is not reported. */
  readonly silenceSecondsMax?: number;
}

/** What the guard of a venue reports when it connects. */
export interface VenueGuard {
  /** What it does at the limits that it holds. */
  readonly policy: GuardPolicy;
  /** It could not read all that it was sent. */
  readonly isDamaged: boolean;
  /** Requests of its own since it started. */
  readonly closed: number;
  readonly cancelled: number;
  /** Positions whose stops it moves without the bridge; missing: it cannot. */
  readonly stops?: number | undefined;
  /** Stops that it has moved by itself since it started. */
  readonly moved?: number | undefined;
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
    /** The source of the following figures; missing for a venue that sends everything in order. */
    readonly source?: string;
    /** The venue's own halt flag; null while it is not set; missing if it is not reported. */
    readonly halt?: VenueHalt | null;
    /** Null: it has none. */
    readonly caps: TerminalCaps | null;
    /** Missing: the venue cannot act by itself. */
    readonly guard?: VenueGuard;
    /** The server of the account in LIVE_ACCOUNT; null: another account, or none. */
    readonly liveServer: string | null;
    /** The name of the intent journal that answers for the account; each knows only its own. */
    readonly installation: string;
  }
  /** The broker has changed terms of symbols: the current terms of all symbols. */
  | {
    readonly type: "terms_changed";
    readonly terminal: TerminalId;
    readonly instruments: readonly Instrument[];
  }
  | { readonly type: "venue_lost"; readonly terminal: TerminalId; readonly reason: string }
  /** Sent on change, at most once a second; replaces earlier ones. */
  | {
    readonly type: "account_received";
    readonly metrics: AccountMetrics;
    /** Missing for a venue that sends everything in order. */
    readonly place?: FiguresPlace;
    readonly brokerMs: BrokerMs;
    /** Whether the broker itself reported `brokerMs`; missing when that is certain. */
    readonly isSurelyDated?: boolean;
    readonly isTradingAllowed: boolean;
    /** Why the broker's current day is uncertain; missing or null when it is certain. */
    readonly dayProblem?: string | null;
  }
  /**
   * Orders, deals or positions have changed: read them. May be lost, duplicated or out of order.
   */
  | { readonly type: "trade_hinted"; readonly terminal: TerminalId };

/**
 * Whether the broker itself reported that time, and no clock says otherwise: then a day, or a later
 * time than that one, can be judged by it.
 */
export function isTimeProven(
  { isSurelyDated = true, dayProblem = null }: Pick<
    Extract<VenueEvent, { type: "account_received" }>,
    "isSurelyDated" | "dayProblem"
  >,
): boolean {
  return isSurelyDated && dayProblem === null;
}
