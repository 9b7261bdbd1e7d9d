/** Sends the latest quotes to the redis actor, a message for each terminal. */

import type { GatherPace } from "../../src/price/gather_pace.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { listener } from "../../src/runtime/listener.ts";
import { mergeOfType } from "../../src/runtime/merge_of_type.ts";
import type { RedisEvent, RedisProtocol } from "../redis/protocol.ts";
import { QuoteCollector, type QuoteCollectorOptions } from "./quote_collector.ts";

/** Other programs want prices at once: at most a hundred messages a second. */
const pace: GatherPace = { gatherMs: 10, everyMs: 10 };
/**
 * Retry delay for symbols that are still fetching history: their quotes are old until they are
 * live.
 */
const againMs = 250;

export function redisQuotes(
  redis: Peer<RedisProtocol>,
  source: Pick<QuoteCollectorOptions, "clock" | "quoteOf">,
): QuoteCollector {
  const toRedis = listener(redis);
  return new QuoteCollector({
    ...source,
    pace,
    againMs,
    take: (found) => {
      for (const [terminal, quotes] of found) {
        const key = `quotes/${terminal}`;
        toRedis.tell({ type: "quotes_accepted", terminal, quotes }, { key, merge });
      }
    },
  });
}

/** Keeps the latest of each symbol. */
const merge = mergeOfType<RedisEvent, "quotes_accepted">("quotes_accepted", (earlier, later) => {
  const newer = new Set(later.quotes.map(({ symbol }) => symbol));
  return {
    ...later,
    quotes: [...earlier.quotes.filter(({ symbol }) => !newer.has(symbol)), ...later.quotes],
  };
});
