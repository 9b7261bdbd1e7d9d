/** Shared by all parts of the price actor: its peers, its clock, and the limits on calls. */

import type { Clock } from "../../src/runtime/clock.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Random } from "../../src/runtime/random.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { Mt5Protocol } from "../mt5/protocol.ts";
import type { PaperProtocol } from "../paper/protocol.ts";
import type { StrategyProtocol } from "../strategy/protocol.ts";
import type { BarWriter } from "./bar_writer.ts";
import type { ConcurrencyLimit } from "./concurrency_limit.ts";
import type { PriceSettings } from "./protocol.ts";
import type { RefusalReporter } from "./refusal_reporter.ts";
import type { QuoteCollector } from "./quote_collector.ts";
import type { TickWriter } from "./tick_writer.ts";

export interface PriceContext {
  /** The settings of the account, for what belongs to one. */
  readonly config: PriceSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly mt5: Peer<Mt5Protocol>;
  readonly database: Peer<DatabaseProtocol>;
  readonly strategy: Peer<StrategyProtocol>;
  /** Present only when signals go to paper accounts. */
  readonly paper: Peer<PaperProtocol> | null;
  /** Null in a tree without the redis actor. */
  readonly redisQuotes: QuoteCollector | null;
  readonly tickWriter: TickWriter;
  readonly httpPrices: QuoteCollector;
  readonly barWriter: BarWriter;
  readonly refusals: RefusalReporter;
  /** Bar calls in progress, over all terminals. */
  readonly barCalls: ConcurrencyLimit;
  /** Tick calls in progress, over all terminals. */
  readonly tickCalls: ConcurrencyLimit;
  /** Searches for holes in stored series, which have low priority. */
  readonly holeAudits: ConcurrencyLimit;
}
