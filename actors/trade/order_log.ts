/** What a trader reads of an order on its way: filled where and how far from the price that was asked for, refused why, unknown. */

import {
  type DealReason,
  intentOfMagic,
  orderDirection,
  type TradeIntent,
  type VenueDeal,
} from "../../src/models/mod.ts";
import type { LogFields } from "../../src/models/logger.ts";
import { requestSummary } from "../../src/trade/request_summary.ts";
import type { VenueAnswer } from "../../src/venue/venue.ts";
import type { TradeContext } from "./trade_context.ts";

type LogContext = Pick<TradeContext, "log" | "counts">;

/** The first answer to a request. */
export function logOutcome(
  { log, counts }: LogContext,
  intent: TradeIntent,
  answer: VenueAnswer | null,
): void {
  const fields = fieldsOf(intent);
  switch (intent.state) {
    case "filled":
    case "partially_filled":
      counts.ordersFilled += 1;
      return log.info("order_filled", { ...fields, ...fillOf(intent, answer) });
    case "rejected":
      counts.ordersRefused += 1;
      return log.warning("order_rejected", fields);
    case "unknown":
      counts.ordersUnknown += 1;
      return log.warning("order_unknown", fields);
    default:
      return log.info("order_accepted", fields);
  }
}

/** What was found out later. */
export function logProgress({ log, counts }: LogContext, before: TradeIntent, after: TradeIntent) {
  if (before.state === after.state) return;
  if (after.state === "filled") counts.ordersFilled += 1;
  log.info("order_progress", { ...fieldsOf(after), before: before.state });
}

/** A deal that no order of the bridge has made: by hand, by another program, or a stop or target of its own positions. */
export function logForeignDeal({ log }: LogContext, terminal: string, deal: VenueDeal): void {
  const isOwn = intentOfMagic(deal.magic) !== null;
  if (isOwn && deal.reason === "expert") return;
  const { ticket, type, entry, volumeLots, price, symbol, reason, profit, comment } = deal;
  if (symbol === null) {
    log.info("balance_operation", { terminal, deal: ticket, type, amount: profit, comment });
    return;
  }
  const fields = { terminal, deal: ticket, type, entry, volumeLots, symbol, price, profit };
  log.info(isOwn ? "position_closed" : "deal_of_others", {
    ...fields,
    reason: reasonWords[reason],
  });
}

const reasonWords: Readonly<Record<DealReason, string>> = {
  client: "by hand",
  mobile: "by hand, from a phone",
  web: "by hand, from a browser",
  expert: "by another program",
  sl: "stop loss",
  tp: "take profit",
  so: "stop-out",
  rollover: "rollover",
  vmargin: "variation margin",
  split: "split",
  corporate_action: "corporate action",
};

function fieldsOf(intent: TradeIntent): LogFields {
  const { id, trace, terminal, state, attempt, explanation, order, retcode } = intent;
  const request = requestSummary(intent.request);
  return { terminal, request, intent: id, state, explanation, trace, attempt, order, retcode };
}

/** The price, and how much worse (or, negative, better) it is than the one that was seen. */
function fillOf({ request, filledLots }: TradeIntent, answer: VenueAnswer | null): LogFields {
  const price = answer?.status === "executed" ? answer.result.price : null;
  if (request.kind !== "open" || price === null || request.price === null) {
    return { filledLots, price, slippage: null };
  }
  const sign = orderDirection(request.type) === "buy" ? 1 : -1;
  return { filledLots, price, slippage: Number(((price - request.price) * sign).toFixed(8)) };
}
