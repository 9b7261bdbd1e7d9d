/**
 * The program's own command for a backtest that was asked for; the folder of the backtest follows,
 * and the `.env` when there is one.
 */
export const requestedBacktestCommand = "run-requested-backtest";
