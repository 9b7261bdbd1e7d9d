/** What a copier knows of the two accounts when it works out what to do. */

import type {
  BrokerMs,
  CopiedTrade,
  CopyPolicy,
  Instrument,
  PositionId,
  PositionTicket,
  Quote,
  SymbolName,
  TerminalId,
  VenuePosition,
} from "../../models/mod.ts";

/** When the master's position was last added to, and at which price. */
export interface LastEntry {
  readonly brokerMs: BrokerMs;
  readonly price: number;
}

export interface MasterFacts {
  /** The server's time when its positions were read. */
  readonly takenBrokerMs: BrokerMs;
  /** How long ago that was. */
  readonly sinceMs: number;
  readonly equity: number;
  readonly positions: readonly VenuePosition[];
  readonly instrument: (symbol: SymbolName) => Instrument | null;
  /** A missing position was closed: a deal shows it, or it has been missing for long. */
  readonly isClosed: (position: PositionId) => boolean;
  /** Null when no deal shows it. */
  readonly lastEntry: (position: PositionId) => LastEntry | null;
}

export interface FollowerFacts {
  readonly terminal: TerminalId;
  readonly isNetting: boolean;
  readonly equity: number;
  readonly positions: readonly VenuePosition[];
  readonly instrument: (symbol: SymbolName) => Instrument | null;
  /** Null without a fresh one. */
  readonly quote: (symbol: SymbolName) => Quote | null;
  /** The open positions of a copied trade, oldest first. */
  readonly held: (trade: CopiedTrade) => readonly VenuePosition[];
  /** Something was sent for it that the latest reading may not show yet. */
  readonly isBusy: (trade: CopiedTrade) => boolean;
  /** A close of the position is in flight. */
  readonly isClosing: (position: PositionTicket) => boolean;
}

export interface CopyFacts {
  readonly policy: CopyPolicy;
  readonly master: MasterFacts;
  readonly follower: FollowerFacts;
  /** What has not ended. */
  readonly trades: readonly CopiedTrade[];
}
