/**
 * How many trades are open or in flight, in total and in the asset class. On a netting account a
 * symbol is one trade, regardless of how many orders built it.
 */

import { countText } from "../../models/figure_text.ts";
import {
  type AssetClass,
  assetClassTexts,
  type Refusal,
  type SymbolName,
} from "../../models/mod.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function tradeCount(facts: RiskFacts): Refusal | null {
  const limit = facts.policy.limits.maxSimultaneousTrades;
  const trades = tradesOf(facts, () => true);
  return trades.withThisOne <= limit ? null : {
    code: "too_many_trades",
    message: `Already ${trades.text} (limit ${limit}: MAX_SIMULTANEOUS_TRADES)`,
  };
}

export function tradeCountOfClass(facts: RiskFacts): Refusal | null {
  const { policy, proposal } = facts;
  const classOf = (symbol: SymbolName): AssetClass | null =>
    policy.symbols.find((one) => one.symbol === symbol)?.assetClass ?? null;
  const assetClass = classOf(proposal.symbol);
  const limit = assetClass === null ? null : policy.limits.maxTradesOf[assetClass];
  if (assetClass === null || limit === null) return null;
  const { ofTrade } = assetClassTexts[assetClass];
  const trades = tradesOf(facts, (symbol) => classOf(symbol) === assetClass, `${ofTrade} `);
  return trades.withThisOne <= limit ? null : {
    code: "too_many_trades_of_class",
    message: `Already ${trades.text} (limit ${limit}: MAX_${assetClass.toUpperCase()}_TRADES)`,
  };
}

interface Trades {
  /** Including the proposal itself. */
  readonly withThisOne: number;
  /** The existing trades, in words. */
  readonly text: string;
}

/** Trades in the symbols that `counts` accepts. */
function tradesOf(
  { commitments, proposal, account }: RiskFacts,
  counts: (symbol: SymbolName) => boolean,
  adjective = "",
): Trades {
  const isHedging = (account?.identity.marginMode ?? "hedging") === "hedging";
  const count = (symbols: readonly SymbolName[]) =>
    isHedging ? symbols.length : new Set(symbols).size;
  const present = commitments.filter(({ symbol }) => counts(symbol));
  const symbols = present.map(({ symbol }) => symbol);
  const areAllOpen = present.every(({ isPosition }) => isPosition);
  return {
    withThisOne: count([...symbols, proposal.symbol]),
    text: countText(count(symbols), `${areAllOpen ? "open" : "open or pending"} ${adjective}trade`),
  };
}
