/**
 * OrderCheck: what the answer to a request would be, and what the account would look like
 * afterwards.
 */

import { err, type RetcodeName } from "../../models/mod.ts";
import { type AccountState, accountState } from "./account_state.ts";
import type { BrokerContext, BrokerRequest, RequestOrigin } from "./broker_context.ts";
import { checkPermission } from "./permission.ts";
import { fromMinor, toMinor } from "./quantity.ts";
import { judge } from "./requests.ts";

export interface RequestCheck extends AccountState {
  /**
   * Null when the broker would accept it. Margin, free margin and margin level are those
   * afterwards.
   */
  readonly refusal: RetcodeName | null;
}

export function checkRequest(
  context: BrokerContext,
  request: BrokerRequest,
  origin: RequestOrigin,
): RequestCheck {
  const state = accountState(context);
  const unlimited = { ...context, account: { ...context.account, requestsPerSecondMax: 0 } };
  const denied = checkPermission(unlimited, origin);
  const judged = denied === null ? judge(context, request, origin) : err(denied);
  if (!judged.ok) return { ...state, refusal: judged.error };
  const { currencyDigits } = context.account;
  const margin = fromMinor(judged.value.marginAfterMinor, currencyDigits);
  const equity = toMinor(state.equity, currencyDigits);
  return {
    ...state,
    refusal: null,
    margin,
    freeMargin: fromMinor(equity - judged.value.marginAfterMinor, currencyDigits),
    marginLevelPct: margin === 0 ? null : state.equity / margin * 100,
  };
}
