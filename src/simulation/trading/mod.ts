/** The public interface of the simulated broker. */

/** a broker's rules for an account */
export * from "./account_rules.ts";
/** the broker itself */
export * from "./simulated_broker.ts";
/** what can happen to it */
export * from "./broker_input.ts";
/** the events it reports */
export type {
  BrokerDeal,
  BrokerEvent,
  BrokerOrder,
  BrokerPosition,
  BrokerRequest,
  RequestOrigin,
} from "./broker_context.ts";
/** faults for tests */
export type { Fault } from "./faults.ts";
/** its whole state */
export type { BrokerSnapshot } from "./snapshot.ts";
/** slippage of orders */
export * from "./slippage.ts";
/** symbols and their terms */
export * from "./trading_symbol.ts";
/** when they may be traded */
export { lastEveningMs, type TradeSessions, weekdaysOpen } from "./trade_sessions.ts";
