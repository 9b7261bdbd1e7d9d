/** A broker's answer to a trade request: MqlTradeResult. */

import type { RetcodeName } from "./trade_retcode.ts";
import type { DealTicket, OrderTicket } from "./ticket.ts";

export interface TradeResult {
  readonly retcode: RetcodeName;
  readonly deal: DealTicket | null;
  readonly order: OrderTicket | null;
  /** What was done, in lots; 0 when nothing was. */
  readonly volumeLots: number;
  /** At which it was done; null when nothing was. */
  readonly price: number | null;
  /** The quote at that moment; null without one. */
  readonly bid: number | null;
  readonly ask: number | null;
  readonly comment: string;
}
