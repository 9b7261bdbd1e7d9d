/** The vocabulary: imports nothing else of the project, everything else may import it. */

/** nominal types */
export * from "./brand.ts";
/** expected failures as values */
export * from "./result.ts";
/** exhaustive switches */
export * from "./assert_never.ts";
/** terminals, symbols, logins */
export * from "./ids.ts";
/** UTC and the broker's clock */
export * from "./time.ts";
/** durations in words */
export * from "./duration_text.ts";
/** bar periods */
export * from "./timeframe.ts";
/** points and digits */
export * from "./price.ts";
/** quotes */
export * from "./tick.ts";
/** open, high, low, close */
export * from "./bar.ts";
/** what can be traded */
export * from "./instrument.ts";
/** what the trader wants */
export * from "./wanted_symbol.ts";
/** the account */
export * from "./account.ts";
/** tickets of orders, deals and positions; magic numbers */
export * from "./ticket.ts";
/** how symbols may be traded */
export * from "./symbol_modes.ts";
/** orders */
export * from "./order.ts";
/** deals */
export * from "./deal.ts";
/** open positions */
export * from "./position.ts";
/** what can be asked of a broker */
export * from "./trade_request.ts";
/** its answers, by code */
export * from "./trade_retcode.ts";
/** its answers */
export * from "./trade_result.ts";
/** what happened on the account */
export * from "./trade_transaction.ts";
/** conclusions of strategies */
export * from "./signal.ts";
/** traces and intent ids */
export * from "./trace.ts";
/** orders that somebody wants */
export * from "./order_proposal.ts";
/** what the bridge asks of terminals */
export * from "./trade_intent.ts";
/** what risk decided */
export * from "./risk_decision.ts";
/** halts */
export * from "./halt.ts";
/** days and risk of an account */
export * from "./account_day.ts";
/** what venues report */
export * from "./venue_records.ts";
/** differences found */
export * from "./discrepancy.ts";
