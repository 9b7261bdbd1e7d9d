/** What a backtest is to do, as plain data: it travels to the process that runs it. */

import type { StrategySetting, Timeframe } from "../../models/mod.ts";
import type { RiskPolicy } from "../../risk/risk_policy.ts";
import type { AccountRules } from "../../simulation/trading/account_rules.ts";
import type { TradingSymbol } from "../../simulation/trading/trading_symbol.ts";
import type { TickModel } from "../ticks/tick_path.ts";

/** One strategy on one series. */
export interface PlannedStrategy extends StrategySetting {
  /** The index of its symbol in the plan. */
  readonly symbol: number;
  readonly timeframe: Timeframe;
}

/** Who decides on the volume of an entry. */
export type PlannedRisk =
  /** The limits and checks of the running bridge. */
  | { readonly kind: "limits"; readonly policy: RiskPolicy }
  /** No limits: what an entry may lose at its stop, in percent of equity. */
  | { readonly kind: "share"; readonly riskPct: number };

/** How long a request takes to reach the broker: a random time between the two. */
export interface RequestDelay {
  readonly leastMs: number;
  readonly mostMs: number;
}

export interface BacktestPlan {
  readonly rules: AccountRules;
  readonly depositMinor: number;
  readonly symbols: readonly TradingSymbol[];
  /** Open time of the first bar of all. */
  readonly startMs: number;
  /** The period of the bars that are played. */
  readonly timeframe: Timeframe;
  readonly model: TickModel;
  readonly strategies: readonly PlannedStrategy[];
  readonly risk: PlannedRisk;
  /** Null: requests arrive at once. */
  readonly delay: RequestDelay | null;
}
