/** Data of a `symbols` reply: names and descriptions of the broker's symbols. */

import { z } from "zod";
import { gtcModes } from "../models/broker_terms.ts";
import { lotsMax, moneyMax, pointsMax, priceMax } from "../models/figure_bounds.ts";

import { orderLifetimes } from "../models/order.ts";
import {
  executionModes,
  fillingModes,
  orderKinds,
  symbolCalcModes,
  symbolSwapModes,
  symbolTradeModes,
} from "../models/symbol_modes.ts";
import { sessionsMax, textMax } from "./wire_limits.ts";

const count = z.number().min(0);
const positive = z.number().positive();
const money = z.number().min(-moneyMax).max(moneyMax);
const minuteOfWeek = z.int().min(0).max(7 * 24 * 60);
const word = z.string().max(textMax);

/** Start and end in minutes since Sunday 00:00 server time, ascending; empty: unknown. */
const sessions = z.array(z.tuple([minuteOfWeek, minuteOfWeek]).readonly())
  .max(sessionsMax).readonly();
const marginRates = z.object({
  initial: count.max(moneyMax),
  maintenance: count.max(moneyMax),
}).readonly();
/** Nights of swap at the end of one day: 3 is usual, long holidays have more. */
const nightsMax = 100;

/** One entry of a `symbols` reply. */
export const wireSymbolSchema = z.object({
  name: word.regex(/^[^\p{Cc}]+$/u, "has characters that cannot be seen, or none"),
  /** The folders in which the broker lists it; missing from an older Expert Advisor. */
  path: word.optional().catch(undefined),
  digits: z.int().min(0).max(12),
  tickSize: positive.max(priceMax),
  tickValue: count.max(moneyMax),
  contractSize: positive.max(moneyMax),
  volumeMin: positive.max(lotsMax),
  volumeMax: positive.max(moneyMax),
  volumeStep: positive.max(lotsMax),
  /**
   * The most lots of all positions and orders in one direction; 0: no limit. Missing from an older
   * Expert Advisor, like the swap.
   */
  volumeLimit: count.max(moneyMax).optional(),
  stopsLevel: count.max(pointsMax),
  freezeLevel: count.max(pointsMax),
  fillingModes: z.array(z.enum(fillingModes)).readonly(),
  baseCurrency: word,
  profitCurrency: word,
  marginCurrency: word,
  tradeMode: z.enum(symbolTradeModes),
  /** Null: an older Expert Advisor, which does not send it. */
  calcMode: z.enum(symbolCalcModes).nullable().default(null),
  swapMode: z.enum(symbolSwapModes).optional(),
  /** For one lot and night; negative is charged. */
  swapLong: money.optional(),
  swapShort: money.optional(),
  sessions,
  /** Missing from an older Expert Advisor. */
  brokerTerms: z.object({
    execution: z.enum(executionModes),
    orderKinds: z.array(z.enum(orderKinds)).readonly(),
    lifetimes: z.array(z.enum(orderLifetimes)).readonly(),
    gtcMode: z.enum(gtcModes),
    swapNights: z.array(z.number().min(-nightsMax).max(nightsMax)).length(7).readonly(),
    marginInitial: count.max(moneyMax),
    marginMaintenance: count.max(moneyMax),
    marginHedged: count.max(moneyMax),
    marginRates: z.object({ buy: marginRates, sell: marginRates }).readonly(),
    quoteSessions: sessions,
  }).readonly().optional(),
});
export type WireSymbol = Readonly<z.infer<typeof wireSymbolSchema>>;

/** Data of a `symbols` reply as it comes: each description is judged by itself. */
export const symbolsSchema = z.object({
  names: z.array(word.min(1)).readonly(),
  symbols: z.array(z.unknown()).readonly(),
  /** Names among the requested that Market Watch has no room for; missing from an older EA. */
  unwatched: z.array(word.min(1)).readonly().optional(),
});

/** Data of a `symbols` reply: all symbol names, or descriptions of the requested `names`. */
export interface WireSymbols {
  readonly names: readonly string[];
  readonly symbols: readonly WireSymbol[];
  readonly unwatched?: readonly string[] | undefined;
}
