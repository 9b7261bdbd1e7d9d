/** What replies to `rates` and `ticks` contain, in either version of the protocol. */

import { parseReplyData } from "../../src/mt5/reply_data.ts";
import type { WireRates, WireReply, WireTickHistory } from "../../src/mt5/wire.ts";

export function ratesOf(reply: WireReply): WireRates {
  const rates = reply.status === "ok" ? parseReplyData("rates", reply) : null;
  if (rates?.ok) return rates.value;
  throw new Error(`${reply.status}: ${reply.message} ${JSON.stringify(rates?.error)}`);
}

export function ticksOf(reply: WireReply): WireTickHistory {
  const ticks = reply.status === "ok" ? parseReplyData("ticks", reply) : null;
  if (ticks?.ok) return ticks.value;
  throw new Error(`${reply.status}: ${reply.message} ${JSON.stringify(ticks?.error)}`);
}
