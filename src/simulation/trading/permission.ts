/**
 * Checks whether the sender may trade at all now. Manual trades are not affected by what stops an
 * Expert Advisor.
 */

import type { RetcodeName } from "../../models/mod.ts";
import type { BrokerContext, RequestOrigin } from "./broker_context.ts";

/** Also counts the request for the rate limit. */
export function checkPermission(context: BrokerContext, origin: RequestOrigin): RetcodeName | null {
  const { switches } = context.state;
  if (!switches.isAccountTradeAllowed) return "trade_disabled";
  if (origin !== "expert") return null;
  if (!switches.isConnected) return "connection";
  if (!switches.isAlgoAllowedByTerminal) return "client_disables_at";
  if (!switches.isAlgoAllowedByServer) return "server_disables_at";
  return countRequest(context) ? null : "too_many_requests";
}

/** Whether the request is within the rate limit. A refused request does not count. */
function countRequest({ account: { requestsPerSecondMax }, state }: BrokerContext): boolean {
  if (requestsPerSecondMax === 0) return true;
  const { requestTimesMs, nowMs } = state;
  const old = requestTimesMs.findIndex((time) => time > nowMs - 1_000);
  requestTimesMs.splice(0, old === -1 ? requestTimesMs.length : old);
  if (requestTimesMs.length >= requestsPerSecondMax) return false;
  requestTimesMs.push(nowMs);
  return true;
}
