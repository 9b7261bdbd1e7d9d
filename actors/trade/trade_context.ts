/** What every part of the trade actor works with: its peers, its clock, its settings. */

import type { TerminalId } from "../../src/models/mod.ts";
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
import type { TradeConfig } from "./protocol.ts";
import type { HaltCache } from "./halt_cache.ts";
import type { RecentTraces } from "./recent_traces.ts";

export interface TradeContext {
  readonly config: TradeConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly database: Peer<DatabaseProtocol>;
  readonly risk: Peer<RiskProtocol>;
  readonly price: Peer<PriceProtocol>;
  readonly redis: Listener<RedisProtocol>;
  readonly venueOf: (terminal: TerminalId) => VenuePeer;
  readonly halts: HaltCache;
  readonly traces: RecentTraces;
  readonly counts: TradeCounts;
}

/** Totals of this life, for the status page. */
export interface TradeCounts {
  ordersSent: number;
  ordersFilled: number;
  ordersRefused: number;
  ordersUnknown: number;
  dealsRecorded: number;
  discrepancies: number;
}

/** The store answers in milliseconds; a disk that sleeps takes seconds to wake. */
export const storeTimeoutMs = 10_000;

/** Longer than the venue's own deadline for a call (10 s), so that it is the venue that answers. */
export const venueTimeoutMs = 15_000;

/** Many pages: a first reading of a long history. */
export const historyTimeoutMs = 120_000;
