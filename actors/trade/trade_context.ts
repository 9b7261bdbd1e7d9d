/** Shared by all parts of the trade actor: its peers, its clock, its settings. */

import type {
  SettingsByAccount,
  TerminalId,
  VenueDeal,
  VenueSnapshot,
} from "../../src/models/mod.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { Random } from "../../src/runtime/random.ts";
import type { VenuePeer } from "../../src/venue/venue.ts";
import type { Listener } from "../../src/runtime/listener.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { PriceProtocol } from "../price/protocol.ts";
import type { RedisProtocol } from "../redis/protocol.ts";
import type { RiskProtocol } from "../risk/protocol.ts";
import type { TradeSettings } from "./protocol.ts";
import type { HaltCache } from "./halts/halt_cache.ts";
import type { RecentTraces } from "./recent_traces.ts";

/** Result of one reading. */
export interface VenueReading {
  readonly snapshot: VenueSnapshot;
  /** All deals of the period that was read, including known ones. */
  readonly deals: readonly VenueDeal[];
  readonly startedSteadyMs: number;
  /**
   * True when the reading is stored, and so is the bridge's state from now on; a reading that is
   * not stored is only used to resolve intents.
   */
  readonly isKept: boolean;
}

export interface TradeContext {
  readonly settings: SettingsByAccount<TradeSettings>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly database: Peer<DatabaseProtocol>;
  readonly risk: Peer<RiskProtocol>;
  readonly price: Peer<PriceProtocol>;
  readonly redis: Listener<RedisProtocol>;
  readonly halts: HaltCache;
  readonly traces: RecentTraces;
  readonly counts: TradeCounts;
}

/** What the parts of one account work with. */
export interface AccountContext extends TradeContext {
  /** Where it trades: a terminal or the paper broker. */
  readonly venue: VenuePeer;
  /** The account was read. */
  readonly onRead: (terminal: TerminalId, reading: VenueReading) => void;
  /** The account can be traded, for the first time or again. */
  readonly onReady: (terminal: TerminalId) => void;
}

/** Totals of this run, for the status page. */
export interface TradeCounts {
  ordersSent: number;
  ordersFilled: number;
  ordersRefused: number;
  ordersUnknown: number;
  dealsRecorded: number;
  discrepancies: number;
}

/** A close waits this long for the store, then is sent without it. */
export const unwrittenAfterMs = 1_000;

/** Longer than the venue's own call timeout (10 s), so that the venue's reason arrives first. */
export const venueTimeoutMs = 15_000;

/** Many pages: the first reading of a long history. */
export const historyTimeoutMs = 120_000;
