/**
 * What the trader allows: every limit of risk, as the settings say it. Percentages are of equity
 * unless said otherwise.
 */

import type { RiskLimits } from "../config/risk_limits.ts";
import type {
  AssetClass,
  HaltEnds,
  HaltPolicy,
  Login,
  SymbolName,
  TradeMode,
} from "../models/mod.ts";

export interface RiskPolicy {
  readonly tradingMode: "safety" | "paper" | "live";
  readonly limits: RiskLimits;
  readonly symbols: readonly { readonly symbol: SymbolName; readonly assetClass: AssetClass }[];
  /** The account that live orders may go to; null: none. */
  readonly liveAccount: Login | null;
  readonly liveAccountType: TradeMode | null;
  /** Orders above the broker's largest volume or the account's margin. */
  readonly oversizedOrders: "reduce" | "refuse";
  /** What trades without a stop loss do to new ones. */
  readonly unprotectedTrades: "block" | "ignore";
  readonly haltPolicy: HaltPolicy;
  /** Of a halt for the daily loss; others end by hand only. */
  readonly haltEnds: HaltEnds;
}
