/**
 * The limits of risk: their names, their shape, and the settings that they come from. Percentages
 * are of equity unless stated otherwise.
 */

import { z } from "zod";
import type { SettingValues } from "./settings_table.ts";

const perClass = <T extends z.ZodType>(limit: T) =>
  z.strictObject({
    forex: limit,
    crypto: limit,
    metals: limit,
    indices: limit,
    energies: limit,
    shares: limit,
    futures: limit,
  }).readonly();

/** As the API shows them. */
export const riskLimitsSchema = z.strictObject({
  riskPerTradePct: z.number(),
  /** Relative to the equity at the start of the broker's day. */
  maxDailyLossPct: z.number(),
  /** Relative to the highest equity. */
  maxDrawdownPct: z.number(),
  maxSimultaneousTrades: z.int(),
  /** Null: only the common limit applies to that class. */
  maxTradesOf: perClass(z.int().nullable()),
  /** Loss if every stop is hit; null: the daily loss limit applies. */
  maxOpenRiskPct: z.number().nullable(),
  maxSymbolExposurePct: z.number(),
  maxCurrencyExposurePct: z.number(),
  /** In symbols that move together, in one direction. */
  maxGroupExposurePct: z.number(),
  minMarginLevelPct: z.number(),
  /** Relative to the price. */
  maxSpreadPctOf: perClass(z.number()),
  /** How much worse than the requested price a fill may be, relative to it. */
  maxSlippagePct: z.number(),
  /** How much worse than its level a stop is expected to be filled, relative to the price. */
  expectedSlippagePct: z.number(),
  /** Added to `expectedSlippagePct` for symbols that close on working days. */
  gapReservePct: z.number(),
  /** Number of nights whose swap a trade is expected to pay. */
  swapNights: z.number(),
  /** For opening and closing a lot, in the account's currency, until known from deals. */
  commissionPerLot: z.number(),
  maxPriceAgeMs: z.number(),
  maxSignalAgeMs: z.number(),
  maxOrdersPerMinute: z.int(),
});

export type RiskLimits = Readonly<z.output<typeof riskLimitsSchema>>;

export function riskLimits(values: SettingValues): RiskLimits {
  return {
    riskPerTradePct: values.RISK_PER_TRADE,
    maxDailyLossPct: values.MAX_DAILY_LOSS_PCT,
    maxDrawdownPct: values.MAX_DRAWDOWN_PCT,
    maxSimultaneousTrades: values.MAX_SIMULTANEOUS_TRADES,
    maxTradesOf: {
      forex: values.MAX_FOREX_TRADES,
      crypto: values.MAX_CRYPTO_TRADES,
      metals: values.MAX_METALS_TRADES,
      indices: values.MAX_INDICES_TRADES,
      energies: values.MAX_ENERGIES_TRADES,
      shares: values.MAX_SHARES_TRADES,
      futures: values.MAX_FUTURES_TRADES,
    },
    maxOpenRiskPct: values.MAX_OPEN_RISK_PCT,
    maxSymbolExposurePct: values.MAX_SYMBOL_EXPOSURE_PCT,
    maxCurrencyExposurePct: values.MAX_CURRENCY_EXPOSURE_PCT,
    maxGroupExposurePct: values.MAX_GROUP_EXPOSURE_PCT,
    minMarginLevelPct: values.MIN_MARGIN_LEVEL_PCT,
    maxSpreadPctOf: {
      forex: values.MAX_FOREX_SPREAD_PCT,
      crypto: values.MAX_CRYPTO_SPREAD_PCT,
      metals: values.MAX_METALS_SPREAD_PCT,
      indices: values.MAX_INDICES_SPREAD_PCT,
      energies: values.MAX_ENERGIES_SPREAD_PCT,
      shares: values.MAX_SHARES_SPREAD_PCT,
      futures: values.MAX_FUTURES_SPREAD_PCT,
    },
    maxSlippagePct: values.MAX_SLIPPAGE_PCT,
    expectedSlippagePct: values.EXPECTED_SLIPPAGE_PCT,
    gapReservePct: values.GAP_RESERVE_PCT,
    swapNights: values.SWAP_NIGHTS,
    commissionPerLot: values.COMMISSION_PER_LOT,
    maxPriceAgeMs: values.MAX_PRICE_AGE,
    maxSignalAgeMs: values.MAX_SIGNAL_AGE,
    maxOrdersPerMinute: values.MAX_ORDERS_PER_MINUTE,
  };
}
