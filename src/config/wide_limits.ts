/**
 * Limits so wide that they have hardly any effect: reported at start and by the doctor, and in live
 * mode accepted only if named in WIDE_LIMITS.
 */

import type { AssetClass } from "../models/mod.ts";
import type { Settings } from "./settings.ts";
import { type WideLimitKey, wideLimitKeys } from "./wide_limit_names.ts";

/** The settings that have limits. */
type Limited = Pick<Settings, "risk" | "prices">;

interface Bound {
  /** The value of the setting; null: not set. */
  readonly valueOf: (settings: Limited) => number | null;
  /** The limit is wide from this value on; with `isLeast`, below it. */
  readonly bound: number;
  readonly isLeast?: true;
  readonly unit: string;
  readonly why: string;
}

const bounds: Readonly<Record<WideLimitKey, Bound>> = {
  RISK_PER_TRADE: {
    valueOf: ({ risk: { limits } }) => limits.riskPerTradePct,
    bound: 5,
    unit: "%",
    why: "ten losses in a row, which every strategy has, take most of the account",
  },
  MAX_DAILY_LOSS_PCT: {
    valueOf: ({ risk: { limits } }) => limits.maxDailyLossPct,
    bound: 20,
    unit: "%",
    why: "such a loss is hard to recover from",
  },
  MAX_DRAWDOWN_PCT: {
    valueOf: ({ risk: { limits } }) => limits.maxDrawdownPct,
    bound: 60,
    unit: "%",
    why: "most of the account is gone before anything halts",
  },
  MAX_OPEN_RISK_PCT: {
    valueOf: ({ risk: { limits } }) => limits.maxOpenRiskPct,
    bound: 20,
    unit: "%",
    why: "this much is lost at once if every stop loss is hit",
  },
  MAX_SIMULTANEOUS_TRADES: {
    valueOf: ({ risk: { limits } }) => limits.maxSimultaneousTrades,
    bound: 100,
    unit: "trades",
    why: "a runaway strategy is not stopped by it",
  },
  MAX_SYMBOL_EXPOSURE_PCT: {
    valueOf: ({ risk: { limits } }) => limits.maxSymbolExposurePct,
    bound: 5_000,
    unit: "%",
    why: "a gap of 2 % in one symbol takes the whole account",
  },
  MAX_CURRENCY_EXPOSURE_PCT: {
    valueOf: ({ risk: { limits } }) => limits.maxCurrencyExposurePct,
    bound: 7_500,
    unit: "%",
    why: "a gap of 1.4 % in one currency takes the whole account",
  },
  MAX_GROUP_EXPOSURE_PCT: {
    valueOf: ({ risk: { limits } }) => limits.maxGroupExposurePct,
    bound: 7_500,
    unit: "%",
    why: "a gap of 1.4 % in symbols that move together takes the whole account",
  },
  MIN_MARGIN_LEVEL_PCT: {
    valueOf: ({ risk: { limits } }) => limits.minMarginLevelPct,
    bound: 110,
    isLeast: true,
    unit: "%",
    why: "brokers close positions by force near it",
  },
  MAX_FOREX_SPREAD_PCT: spreadOf("forex", 1),
  MAX_CRYPTO_SPREAD_PCT: spreadOf("crypto", 5),
  MAX_METALS_SPREAD_PCT: spreadOf("metals", 2),
  MAX_INDICES_SPREAD_PCT: spreadOf("indices", 2),
  MAX_ENERGIES_SPREAD_PCT: spreadOf("energies", 3),
  MAX_SHARES_SPREAD_PCT: spreadOf("shares", 5),
  MAX_FUTURES_SPREAD_PCT: spreadOf("futures", 2),
  MAX_SLIPPAGE_PCT: {
    valueOf: ({ risk: { limits } }) => limits.maxSlippagePct,
    bound: 1,
    unit: "%",
    why: "an order may be filled further away than most stop losses are",
  },
  MAX_PRICE_JUMP_PCT: {
    valueOf: ({ prices }) => prices.maxJumpPct,
    bound: 50,
    unit: "%",
    why: "a wrong price passes for a real one",
  },
  MAX_PRICE_AGE: {
    valueOf: ({ risk: { limits } }) => limits.maxPriceAgeMs / 1_000,
    bound: 120,
    unit: "s",
    why: "orders are checked at outdated prices",
  },
  MAX_SIGNAL_AGE: {
    valueOf: ({ risk: { limits } }) => limits.maxSignalAgeMs / 1_000,
    bound: 3_600,
    unit: "s",
    why: "signals of bars that closed long ago are traded",
  },
  MAX_ORDERS_PER_MINUTE: {
    valueOf: ({ risk: { limits } }) => limits.maxOrdersPerMinute,
    bound: 120,
    unit: "orders",
    why: "a runaway strategy is not stopped by it",
  },
  UNPROTECTED_TRADES: {
    valueOf: ({ risk }) => risk.unprotectedTrades === "ignore" ? 1 : null,
    bound: 1,
    unit: "",
    why: "trades without a stop loss count as no risk at all",
  },
};

function spreadOf(assetClass: AssetClass, bound: number): Bound {
  return {
    valueOf: ({ risk: { limits } }) => limits.maxSpreadPctOf[assetClass],
    bound,
    unit: "%",
    why: "a trade costs more to open and close than most stop losses allow",
  };
}

export interface WideLimit {
  readonly key: WideLimitKey;
  readonly reason: string;
}

export function wideLimits(settings: Limited): readonly WideLimit[] {
  return wideLimitKeys.flatMap((key) => {
    const { valueOf, bound, isLeast, unit, why } = bounds[key];
    const value = valueOf(settings);
    if (value === null) return [];
    const isWide = isLeast === true ? value < bound : value >= bound;
    if (!isWide) return [];
    const text = unit === "" ? "ignore" : `${value} ${unit}`;
    return [{ key, reason: `${text} has hardly any effect: ${why}` }];
  });
}
