/** What the bridge does with signals and orders. */

/**
 * `safety`: signals are logged, and only what reduces risk is sent, by command. `paper`: orders
 * fill in a simulated account at live prices. `live`: they are sent to the one account that is
 * named.
 */
export const tradingModes = ["safety", "paper", "live"] as const;
/** By the settings, and of an account. */
export type TradingMode = typeof tradingModes[number];
