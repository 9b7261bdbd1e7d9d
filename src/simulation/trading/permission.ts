/** May this asker trade at all now? Trades by hand pass what stops an Expert Advisor. */

import type { RetcodeName } from "../../models/mod.ts";
import type { Desk, RequestOrigin } from "./desk.ts";

/** Counts the request against the rate limit. */
export function checkPermission(desk: Desk, origin: RequestOrigin): RetcodeName | null {
  const { switches } = desk.book;
  if (!switches.isAccountTradeAllowed) return "trade_disabled";
  if (origin !== "expert") return null;
  if (!switches.isConnected) return "connection";
  if (!switches.isAlgoAllowedByTerminal) return "client_disables_at";
  if (!switches.isAlgoAllowedByServer) return "server_disables_at";
  return countRequest(desk) ? null : "too_many_requests";
}

/** Is it within the limit? A refused request does not count. */
function countRequest({ account: { requestsPerSecondMax }, book }: Desk): boolean {
  if (requestsPerSecondMax === 0) return true;
  const { requestTimesMs, nowMs } = book;
  const old = requestTimesMs.findIndex((time) => time > nowMs - 1_000);
  requestTimesMs.splice(0, old === -1 ? requestTimesMs.length : old);
  if (requestTimesMs.length >= requestsPerSecondMax) return false;
  requestTimesMs.push(nowMs);
  return true;
}
