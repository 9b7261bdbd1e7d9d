/** The limits that can be set so wide that they have hardly any effect. */
export const wideLimitKeys = [
  "RISK_PER_TRADE",
  "MAX_DAILY_LOSS_PCT",
  "MAX_DRAWDOWN_PCT",
  "MAX_OPEN_RISK_PCT",
  "MAX_SIMULTANEOUS_TRADES",
  "MAX_SYMBOL_EXPOSURE_PCT",
  "MAX_CURRENCY_EXPOSURE_PCT",
  "MAX_GROUP_EXPOSURE_PCT",
  "MIN_MARGIN_LEVEL_PCT",
  "MAX_FOREX_SPREAD_PCT",
  "MAX_CRYPTO_SPREAD_PCT",
  "MAX_SLIPPAGE_PCT",
  "MAX_PRICE_JUMP_PCT",
  "MAX_PRICE_AGE",
  "MAX_SIGNAL_AGE",
  "MAX_ORDERS_PER_MINUTE",
  "UNPROTECTED_TRADES",
] as const;
export type WideLimitKey = typeof wideLimitKeys[number];
