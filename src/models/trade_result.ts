/** A broker's answer to a trade request: MqlTradeResult. */

import type { RetcodeName } from "./trade_retcode.ts";
import type { DealTicket, OrderTicket } from "./ticket.ts";

export interface TradeResult {
  readonly retcode: RetcodeName;
  readonly deal: DealTicket | null;
  readonly order: OrderTicket | null;
  /** The executed volume in lots; 0 when nothing was executed. */
  readonly volumeLots: number;
  /** The price of execution; null when nothing was executed. */
  readonly price: number | null;
  /** The quote at that moment; null when there was none. */
  readonly bid: number | null;
  readonly ask: number | null;
  readonly comment: string;
}
