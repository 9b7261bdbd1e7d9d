/** The simulated broker's front door. */

/** what a broker sets for an account */
export * from "./account_rules.ts";
/** the broker itself */
export * from "./simulated_broker.ts";
/** what can happen to it */
export * from "./broker_input.ts";
/** what it tells */
export type {
  BrokerDeal,
  BrokerEvent,
  BrokerOrder,
  BrokerPosition,
  BrokerRequest,
  RequestOrigin,
} from "./broker_context.ts";
/** what tests can make go wrong */
export type { Fault } from "./faults.ts";
/** its whole state */
export type { BrokerSnapshot } from "./snapshot.ts";
/** how orders slip */
export * from "./slippage.ts";
/** symbols and their terms */
export * from "./trading_symbol.ts";
/** when they may be traded */
export { lastEveningMs, type TradeSessions, weekdaysOpen } from "./trade_sessions.ts";
