/**
 * How many trades are open or on their way, in all and of the asset class. On a netting account a symbol is one trade, however
 * many orders it came from.
 */

import type { AssetClass, Refusal, SymbolName } from "../../models/mod.ts";
import type { RiskFacts } from "../risk_facts.ts";

export function tradeCount(facts: RiskFacts): Refusal | null {
  const limit = facts.policy.limits.maxSimultaneousTrades;
  const count = tradesWith(facts, () => true);
  return count <= limit ? null : {
    code: "too_many_trades",
    message: `This would be trade ${count} at a time, MAX_SIMULTANEOUS_TRADES allows ${limit}`,
  };
}

export function tradeCountOfClass(facts: RiskFacts): Refusal | null {
  const { policy, proposal } = facts;
  const classOf = (symbol: SymbolName): AssetClass | null =>
    policy.symbols.find((one) => one.symbol === symbol)?.assetClass ?? null;
  const assetClass = classOf(proposal.symbol);
  const limit = assetClass === null ? null : policy.limits.maxTradesOf[assetClass];
  if (assetClass === null || limit === null) return null;
  const count = tradesWith(facts, (symbol) => classOf(symbol) === assetClass);
  return count <= limit ? null : {
    code: "too_many_trades_of_class",
    message:
      `This would be ${assetClass} trade ${count} at a time, MAX_${assetClass.toUpperCase()}_TRADES allows ${limit}`,
  };
}

/** Trades of the symbols that count, that of the proposal included. */
function tradesWith(
  { commitments, proposal, account }: RiskFacts,
  counts: (symbol: SymbolName) => boolean,
): number {
  const symbols = [...commitments.map(({ symbol }) => symbol), proposal.symbol].filter(counts);
  const isHedging = (account?.identity.marginMode ?? "hedging") === "hedging";
  return isHedging ? symbols.length : new Set(symbols).size;
}
