/** Sends changed prices to the http actor, of all terminals in one message. */

import type { GatherPace } from "../../src/price/gather_pace.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { mergeOfType } from "../../src/runtime/merge_of_type.ts";
import type { HttpEvent, HttpProtocol, PriceChange } from "../http/protocol.ts";
import { QuoteCollector, type QuoteCollectorOptions } from "./quote_collector.ts";

/** As often as the stream sends changes. */
const pace: GatherPace = { gatherMs: 25, everyMs: 250 };

export function httpPrices(
  http: Peer<HttpProtocol>,
  source: Pick<QuoteCollectorOptions, "clock" | "quoteOf">,
): QuoteCollector {
  return new QuoteCollector({
    ...source,
    pace,
    againMs: null,
    take: (quotes) => {
      const prices = [...quotes].flatMap(([terminal, ofTerminal]) =>
        ofTerminal.map((quote): PriceChange => ({ ...quote, terminal }))
      );
      http.tell({ type: "prices_changed", prices }, { key: "prices_changed", merge });
    },
  });
}

/** Keeps the newest price of each symbol. */
const merge = mergeOfType<HttpEvent, "prices_changed">("prices_changed", (earlier, later) => {
  const newest = new Map(
    [...earlier.prices, ...later.prices].map((price) =>
      [`${price.terminal} ${price.symbol}`, price] as const
    ),
  );
  return { type: "prices_changed", prices: [...newest.values()] };
});
