/** The configured risk limits. Percentages are of equity unless stated otherwise. */

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
  /** How orders above the broker's largest volume or the account's margin are handled. */
  readonly oversizedOrders: "reduce" | "refuse";
  /** Whether trades without a stop loss block new ones. */
  readonly unprotectedTrades: "block" | "ignore";
  readonly haltPolicy: HaltPolicy;
  /** When a halt for the daily loss ends; other halts end only manually. */
  readonly haltEnds: HaltEnds;
}
