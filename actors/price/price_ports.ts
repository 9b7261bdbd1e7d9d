/** What every part of the price actor works with: its peers, its clock, and the bounds on calls. */

import type { Clock } from "../../src/runtime/clock.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Random } from "../../src/runtime/random.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { Mt5Protocol } from "../mt5/protocol.ts";
import type { PaperProtocol } from "../paper/protocol.ts";
import type { StrategyProtocol } from "../strategy/protocol.ts";
import type { BarWrites } from "./bar_writes.ts";
import type { CallGate } from "./call_gate.ts";
import type { PriceNews } from "./price_news.ts";
import type { PriceConfig } from "./protocol.ts";
import type { RedisNews } from "./redis_news.ts";
import type { TickFlush } from "./tick_flush.ts";

export interface PricePorts {
  readonly config: PriceConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly mt5: Peer<Mt5Protocol>;
  readonly database: Peer<DatabaseProtocol>;
  readonly strategy: Peer<StrategyProtocol>;
  /** Only there when signals go to paper accounts. */
  readonly paper: Peer<PaperProtocol> | null;
  readonly redisNews: RedisNews;
  readonly flush: TickFlush;
  readonly news: PriceNews;
  readonly barWrites: BarWrites;
  /** Bar calls under way, over all terminals. */
  readonly barCalls: CallGate;
  /** Tick calls under way, over all terminals. */
  readonly tickCalls: CallGate;
  /** Examinations of stored series for holes: they can wait. */
  readonly holeAudits: CallGate;
}
