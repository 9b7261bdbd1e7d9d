/**
 * What happened to orders, deals and positions: MqlTradeTransaction, one type for each kind, with
 * the record as it was at that time. `position` reports changes that no deal caused, such as a new
 * stop loss.
 */

import type { Deal } from "./deal.ts";
import type { SymbolName } from "./ids.ts";
import type { Order } from "./order.ts";
import type { Position } from "./position.ts";

export type TradeTransaction<S = SymbolName> =
  | {
    readonly kind: "order_add" | "order_update" | "order_delete" | "history_add";
    readonly order: Order<S>;
  }
  | { readonly kind: "deal_add"; readonly deal: Deal<S> }
  | { readonly kind: "position"; readonly position: Position<S> };
