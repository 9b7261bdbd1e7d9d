/** What the trader allows: every limit of risk, as the settings say it. Percentages are of equity unless said otherwise. */

import type {
  AssetClass,
  HaltEnds,
  HaltPolicy,
  Login,
  SymbolName,
  TradeMode,
} from "../models/mod.ts";

export interface RiskLimits {
  readonly riskPerTradePct: number;
  /** Of the equity at the start of the broker's day. */
  readonly maxDailyLossPct: number;
  /** Of the highest equity. */
  readonly maxDrawdownPct: number;
  readonly maxSimultaneousTrades: number;
  /** Null leaves a class to the common limit. */
  readonly maxTradesOf: Readonly<Record<AssetClass, number | null>>;
  /** Lost if every stop is hit, of equity; null: as much as may be lost in a day. */
  readonly maxOpenRiskPct: number | null;
  readonly maxSymbolExposurePct: number;
  readonly maxCurrencyExposurePct: number;
  readonly minMarginLevelPct: number;
  /** Of the price. */
  readonly maxSpreadPctOf: Readonly<Record<AssetClass, number>>;
  /** Of the price: how much worse than the price seen a fill may be. */
  readonly maxSlippagePct: number;
  /** Of the price: how much worse than the stop a stop is expected to be filled. */
  readonly expectedSlippagePct: number;
  /** Of the price, beside it, for symbols that close for hours on working days. */
  readonly gapReservePct: number;
  /** For opening and closing a lot, in the account's currency, until deals of the symbol have shown it. */
  readonly commissionPerLot: number;
  readonly maxPriceAgeMs: number;
  readonly maxSignalAgeMs: number;
  readonly maxOrdersPerMinute: number;
}

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
