/**
 * The figures of MetaTrader's report in its order: what it calls them, and what they are. This is
 * the single source of the printed figures, of the import of genuine reports, and of the table in
 * docs/reports.md.
 */

export interface FigureRow {
  /** As MetaTrader calls it in English. */
  readonly label: string;
  readonly meaning: string;
}

export const figureTable = {
  netProfit: {
    label: "Total Net Profit",
    meaning: "Gross profit and gross loss together",
  },
  balanceDrawdownAbsolute: {
    label: "Balance Drawdown Absolute",
    meaning: "How far the lowest balance was below the initial deposit",
  },
  equityDrawdownAbsolute: {
    label: "Equity Drawdown Absolute",
    meaning: "How far the lowest equity was below the initial deposit",
  },
  grossProfit: {
    label: "Gross Profit",
    meaning: "The sum of all trades that did not lose",
  },
  balanceDrawdownMaximal: {
    label: "Balance Drawdown Maximal",
    meaning:
      "The largest fall of the balance from a peak in money, with its percent of the peak. " +
      "The first peak is the deposit; deals of every kind count",
  },
  equityDrawdownMaximal: {
    label: "Equity Drawdown Maximal",
    meaning: "The same for equity",
  },
  grossLoss: {
    label: "Gross Loss",
    meaning: "The sum of all trades that lost",
  },
  balanceDrawdownRelative: {
    label: "Balance Drawdown Relative",
    meaning:
      "The largest fall of the balance in percent of the peak, with its money. It need not " +
      "be the fall that was the largest in money",
  },
  equityDrawdownRelative: {
    label: "Equity Drawdown Relative",
    meaning: "The same for equity",
  },
  profitFactor: {
    label: "Profit Factor",
    meaning: "Gross profit divided by gross loss",
  },
  expectedPayoff: {
    label: "Expected Payoff",
    meaning: "Net profit divided by the number of trades",
  },
  marginLevel: {
    label: "Margin Level",
    meaning: "The lowest equity in percent of the margin in use",
  },
  recoveryFactor: {
    label: "Recovery Factor",
    meaning: "Net profit divided by the maximal drawdown of equity in money",
  },
  sharpeRatio: {
    label: "Sharpe Ratio",
    meaning: "Our own: the mean of the logarithmic changes of equity from row to row, without " +
      "those of zero, divided by their deviation, for a year of rows",
  },
  zScore: {
    label: "Z-Score",
    meaning: "Whether wins and losses come in more runs (above 0) or fewer runs (below 0) than " +
      "chance makes. In brackets the confidence, 99.74% at most",
  },
  ahpr: {
    label: "AHPR",
    meaning: "The mean factor by which a trade changed the balance",
  },
  lrCorrelation: {
    label: "LR Correlation",
    meaning: "How closely the balance follows a straight line over the trades: 1 is a line that " +
      "rises, -1 one that falls",
  },
  ghpr: {
    label: "GHPR",
    meaning: "The factor by which each trade would have had to change the balance for the same " +
      "end. A balance that was lost counts as 1.00",
  },
  lrStandardError: {
    label: "LR Standard Error",
    meaning: "How far, in money, the balances lie from that straight line",
  },
  totalTrades: {
    label: "Total Trades",
    meaning: "Deals that closed a position, or a part of one, or reversed it",
  },
  shortTrades: {
    label: "Short Trades (won %)",
    meaning: "Trades of short positions, and how many of them did not lose",
  },
  longTrades: {
    label: "Long Trades (won %)",
    meaning: "Trades of long positions, and how many of them did not lose",
  },
  totalDeals: {
    label: "Total Deals",
    meaning: "All deals that opened or closed something",
  },
  profitTrades: {
    label: "Profit Trades (% of total)",
    meaning: "Trades that did not lose: a result of exactly zero counts as a profit trade",
  },
  lossTrades: {
    label: "Loss Trades (% of total)",
    meaning: "Trades that lost",
  },
  largestProfit: { label: "Largest profit trade", meaning: "The best trade" },
  largestLoss: { label: "Largest loss trade", meaning: "The worst trade" },
  averageProfit: {
    label: "Average profit trade",
    meaning: "Gross profit divided by the number of profit trades",
  },
  averageLoss: {
    label: "Average loss trade",
    meaning: "Gross loss divided by the number of loss trades",
  },
  longestWins: {
    label: "Maximum consecutive wins ($)",
    meaning:
      "The longest run of profit trades, with its money; of equally long ones the one with " +
      "the most money",
  },
  longestLosses: {
    label: "Maximum consecutive losses ($)",
    meaning: "The longest run of loss trades, with its money",
  },
  largestWins: {
    label: "Maximal consecutive profit (count)",
    meaning: "The run of profit trades with the most money, with its number of trades",
  },
  largestLosses: {
    label: "Maximal consecutive loss (count)",
    meaning: "The run of loss trades with the most money, with its number of trades",
  },
  averageWins: {
    label: "Average consecutive wins",
    meaning: "The average length of a run of profit trades, as a whole number",
  },
  averageLosses: {
    label: "Average consecutive losses",
    meaning: "The average length of a run of loss trades, as a whole number",
  },
  correlationProfitsMfe: {
    label: "Correlation (Profits,MFE)",
    meaning: "Between the results of positions and their best floating result",
  },
  correlationProfitsMae: {
    label: "Correlation (Profits,MAE)",
    meaning: "Between the results of positions and their worst floating result",
  },
  correlationMfeMae: {
    label: "Correlation (MFE,MAE)",
    meaning: "Between the best and the worst floating result of positions",
  },
  shortestHolding: {
    label: "Minimal position holding time",
    meaning:
      "Of the positions that were closed whole, without a reversal, the shortest one. Each " +
      "weekend in between takes 48 hours off. MetaTrader starts looking again after a position " +
      "that was closed in the second of its opening, and so does the bridge",
  },
  longestHolding: {
    label: "Maximal position holding time",
    meaning: "The longest of them",
  },
  averageHolding: {
    label: "Average position holding time",
    meaning: "Their average",
  },
} as const satisfies Record<string, FigureRow>;

export type FigureName = keyof typeof figureTable;

/** In MetaTrader's order. */
export const figureNames = Object.keys(figureTable) as readonly FigureName[];
