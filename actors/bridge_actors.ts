/**
 * Requests that an extension may send to the bridge's own actors. They are a small part of the
 * protocols (`actor_map.ts`), so that the rest can change without breaking extensions.
 */

import type { BarsPageQuestion } from "./database/reading_asks.ts";
import type { QuotesQuestion } from "./price/protocol.ts";
import type { AccountsQuestion, PlaceOrderQuestion } from "./trade/protocol.ts";

/** The actors that an extension may name in `talksTo`, and the requests they handle. */
export type BridgeActors = {
  readonly database: { readonly tell: never; readonly ask: { bars_page: BarsPageQuestion } };
  readonly price: { readonly tell: never; readonly ask: { quotes: QuotesQuestion } };
  readonly trade: {
    readonly tell: never;
    readonly ask: { accounts: AccountsQuestion; place_order: PlaceOrderQuestion };
  };
};
