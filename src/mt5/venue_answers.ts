/**
 * Converts a terminal's reply to a trading call into a venue answer. Anything uncertain is
 * `unknown`.
 */

import { assertNever } from "../models/assert_never.ts";
import type { DealTicket, OrderTicket, PositionId, Ticket } from "../models/ticket.ts";
import type { VenueAnswer, VenueFound, VenueResult } from "../venue/venue.ts";
import { parseReplyData } from "./reply_data.ts";
import type { TradeVerb } from "./venue_calls.ts";
import type { WireReply } from "./wire.ts";
import type { WireFind, WireTradeResult } from "./wire_trading.ts";

export function venueAnswer(verb: TradeVerb, reply: WireReply): VenueAnswer {
  const { status, retcode, code, message } = reply;
  switch (status) {
    case "ok": {
      const data = parseReplyData(verb, reply);
      if (data.ok) return { status: "executed", retcode, result: venueResult(data.value) };
      const detail = `The reply is malformed (${data.error.where}: ${data.error.detail})`;
      return { status: "unknown", retcode, detail };
    }
    case "refused":
    case "invalid":
      return { status: "refused", retcode, code, message };
    case "unknown":
      return { status: "unknown", retcode, detail: message };
    case "loading":
      return { status: "unknown", retcode, detail: "The terminal answered that it is loading" };
    default:
      return assertNever(status);
  }
}

export function venueFound(
  { known, status, retcode, orders, deals, position }: WireFind,
  installation: string,
): VenueFound {
  return {
    known,
    status,
    retcode,
    orders: orders.flatMap((one) => ticketOf<OrderTicket>(one) ?? []),
    deals: deals.flatMap((one) => ticketOf<DealTicket>(one) ?? []),
    position: ticketOf<PositionId>(position),
    installation,
  };
}

function venueResult(result: WireTradeResult): VenueResult {
  const { volume, comment, isRepeat } = result;
  return {
    order: ticketOf<OrderTicket>(result.order),
    deal: ticketOf<DealTicket>(result.deal),
    position: ticketOf<PositionId>(result.position),
    volumeLots: volume,
    price: valueOf(result.price),
    bid: valueOf(result.bid),
    ask: valueOf(result.ask),
    comment,
    isRepeat,
  };
}

/** The schema has ensured digits, or empty for none. */
export function ticketOf<T extends Ticket>(text: string): T | null {
  return text === "" || text === "0" ? null : text as T;
}

/** On the wire 0 means none. */
export function valueOf(value: number): number | null {
  return value === 0 ? null : value;
}
