/** What is asked for when a backtest is started through the API or on the page. */

import { z } from "zod";
import { strategyList } from "../../config/trading_kinds.ts";
import { accountCurrencies } from "../../simulation/market/instrument_catalog.ts";
import type { Timeframe } from "../../models/timeframe.ts";
import { timeframes } from "../../models/timeframe.ts";

/**
 * Where the prices are from: the bars that the bridge has stored, or the catalogue that `history`
 * fills.
 */
const priceSources = ["stored", "history"] as const;

/** How bars can be played; the tick models need ticks. */
const models = ["ohlc", "open", "generated"] as const;

const day = z.iso.date();

const strategies = z.string().max(2_000).refine(
  (text) => {
    const list = strategyList.schema.safeParse(text);
    return list.success && list.data.length > 0;
  },
  { error: `must be ${strategyList.allowed}` },
);

const symbols = z.array(z.string().min(1).max(64)).min(1).max(40).refine(
  (names) => new Set(names).size === names.length,
  { error: "must name each symbol once" },
);

/** The same bounds and defaults as those of the command `backtest`. */
export const backtestRequest = z.strictObject({
  strategies,
  symbols,
  timeframe: z.enum(timeframes as [Timeframe, ...Timeframe[]]),
  prices: z.enum(priceSources).default("stored"),
  from: day.nullable().default(null),
  to: day.nullable().default(null),
  model: z.enum(models).default("ohlc"),
  deposit: z.number().min(1).max(1e12).default(10_000),
  currency: z.enum(accountCurrencies).default("USD"),
  leverage: z.number().min(1).max(5_000).default(100),
  isNetting: z.boolean().default(false),
  riskPct: z.number().min(0.001).max(100).nullable().default(null),
  hasLimits: z.boolean().default(true),
  spreadPoints: z.number().min(0).max(1e6).nullable().default(null),
  /** Null: that of a typical broker. */
  commissionPerLot: z.number().min(0).max(1e6).nullable().default(null),
  isChecked: z.boolean().default(false),
});

export type BacktestRequest = z.output<typeof backtestRequest>;
