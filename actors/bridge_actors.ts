/**
 * What an extension may ask the bridge's own actors. It is a small part of what they understand
 * (`actor_map.ts`), so that the rest can change without breaking programs that others have written.
 */

import type { BarsPageQuestion } from "./database/reading_asks.ts";
import type { QuotesQuestion } from "./price/protocol.ts";
import type { AccountsQuestion, PlaceOrderQuestion } from "./trade/protocol.ts";

/** The actors that an extension may name in `talksTo`, and the questions that they answer. */
export type BridgeActors = {
  readonly database: { readonly tell: never; readonly ask: { bars_page: BarsPageQuestion } };
  readonly price: { readonly tell: never; readonly ask: { quotes: QuotesQuestion } };
  readonly trade: {
    readonly tell: never;
    readonly ask: { accounts: AccountsQuestion; place_order: PlaceOrderQuestion };
  };
};
