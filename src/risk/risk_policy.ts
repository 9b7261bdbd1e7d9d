/** What the trader allows: every limit of risk, as the settings say it. Percentages are of equity unless said otherwise. */

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
  readonly haltPolicy: HaltPolicy;
  /** Of a halt for the daily loss; others end by hand only. */
  readonly haltEnds: HaltEnds;
}
