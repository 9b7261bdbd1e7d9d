/** The configured risk limits. Percentages are of equity unless stated otherwise. */

import type { OversizedOrders, UnprotectedTrades } from "../config/choices.ts";
import type { RiskLimits } from "../config/risk_limits.ts";
import type {
  AccountGroup,
  AssetClass,
  GuardSettings,
  HaltEnds,
  HaltPolicy,
  Login,
  SymbolName,
  TradeMode,
  TradingMode,
} from "../models/mod.ts";

export interface RiskPolicy {
  /** The name of the account; missing where all accounts are alike. */
  readonly name?: string;
  readonly tradingMode: TradingMode;
  readonly limits: RiskLimits;
  readonly symbols: readonly { readonly symbol: SymbolName; readonly assetClass: AssetClass }[];
  /** The account that live orders may go to; null: none. */
  readonly liveAccount: Login | null;
  readonly liveAccountType: TradeMode | null;
  readonly oversizedOrders: OversizedOrders;
  readonly unprotectedTrades: UnprotectedTrades;
  readonly haltPolicy: HaltPolicy;
  /** When a halt for the daily loss ends; other halts end only manually. */
  readonly haltEnds: HaltEnds;
  readonly guard: GuardSettings;
  /** All groups of accounts; only in the policy of everybody. */
  readonly groups?: readonly AccountGroup[];
}
