/** The shared vocabulary. It imports nothing else of the project; everything else may import it. */

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
export * from "./weekday.ts";
export * from "./account_group.ts";
/** bar periods */
export * from "./timeframe.ts";
/** points and digits */
export * from "./price.ts";
export * from "./price_grid.ts";
/** the largest figures that are believed */
export * from "./figure_bounds.ts";
/** quotes */
export * from "./tick.ts";
export * from "./tick_columns.ts";
/** open, high, low, close */
export * from "./bar.ts";
/** what is done with signals and orders */
export * from "./trading_mode.ts";
/** what can be traded */
export * from "./instrument.ts";
export * from "./weekly_session.ts";
export * from "./broker_terms.ts";
/** volumes */
export * from "./lots.ts";
/** the symbols the trader wants */
export * from "./wanted_symbol.ts";
/** settings that differ between accounts */
export * from "./per_account.ts";
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
/** requests to a broker */
export * from "./trade_request.ts";
/** the broker's return codes */
export * from "./trade_retcode.ts";
/** the broker's answers */
export * from "./trade_result.ts";
/** what happened on the account */
export * from "./trade_transaction.ts";
/** connections of terminals */
export * from "./terminal_connection.ts";
/** the strategies that the trader has chosen */
export * from "./strategy_setting.ts";
/** the results of strategies */
export * from "./signal.ts";
/** what a signal wants beyond its direction */
export * from "./signal_entry.ts";
/** traces and intent ids */
export * from "./trace.ts";
/** the trades of one strategy */
export * from "./own_trades.ts";
/** what strategies with columns have decided */
export * from "./strategy_step.ts";
/** the traces of strategies with columns */
export * from "./strategy_trace.ts";
/** copying between accounts */
export * from "./copied_trade.ts";
export * from "./copy_policy.ts";
/** orders that a strategy or a command proposes */
export * from "./order_proposal.ts";
/** requests of the bridge to terminals */
export * from "./trade_intent.ts";
/** decisions of the risk controller */
export * from "./risk_decision.ts";
/** halts */
export * from "./halt.ts";
/** what a terminal does without the bridge */
export * from "./terminal_limits.ts";
/** the book of a symbol */
export * from "./market_depth.ts";
/** releases and events */
export * from "./economic_calendar.ts";
export * from "./calendar_status.ts";
export * from "./protection.ts";
/** days and risk figures of an account */
export * from "./account_day.ts";
/** what venues report */
export * from "./venue_records.ts";
/** buy and sell */
export * from "./direction.ts";
/** differences between the bridge and a terminal */
export * from "./discrepancy.ts";
