/** How a broker lets a symbol be traded. In each list of names the index is MetaTrader's value. */

/** SYMBOL_TRADE_EXECUTION_*. */
export const executionModes = ["request", "instant", "market", "exchange"] as const;
export type ExecutionMode = typeof executionModes[number];

/** SYMBOL_TRADE_MODE_*. */
export const symbolTradeModes = [
  "disabled",
  "long_only",
  "short_only",
  "close_only",
  "full",
] as const;
export type SymbolTradeMode = typeof symbolTradeModes[number];

/**
 * SYMBOL_CALC_MODE_*: how profit and margin are calculated, which shows what the symbol is. The
 * index is not MetaTrader's value; `other` is one that is added to MetaTrader later.
 */
export const symbolCalcModes = [
  "forex",
  "forex_no_leverage",
  "futures",
  "cfd",
  "cfd_index",
  "cfd_leverage",
  "exch_stocks",
  "exch_futures",
  "exch_bonds",
  "other",
] as const;
export type SymbolCalcMode = typeof symbolCalcModes[number];

/**
 * SYMBOL_SWAP_MODE_*: the unit of the swap. The index is not MetaTrader's value; `other` is one
 * that is added to MetaTrader later.
 */
export const symbolSwapModes = [
  "disabled",
  "points",
  "currency_symbol",
  "currency_margin",
  "currency_deposit",
  "interest_current",
  "interest_open",
  "reopen_current",
  "reopen_bid",
  "other",
] as const;
export type SymbolSwapMode = typeof symbolSwapModes[number];

/** SYMBOL_ORDER_MODE: the kinds of order that may be placed; the index is the number of the bit. */
export const orderKinds = [
  "market",
  "limit",
  "stop",
  "stop_limit",
  "sl",
  "tp",
  "close_by",
] as const;
export type OrderKind = typeof orderKinds[number];

/** ENUM_ORDER_TYPE_FILLING. */
export const fillingModes = ["fok", "ioc", "return", "boc"] as const;
/** How an order may be filled. */
export type FillingMode = typeof fillingModes[number];
