/**
 * The setting of a scenario, chosen by its seed: the account, the broker's terms, the trader's
 * settings, and which faults occur.
 */

import type { MarginMode } from "../../src/models/mod.ts";
import { type Random, seededRandom } from "../../src/runtime/random.ts";

export interface Cast {
  readonly seed: number;
  readonly marginMode: Extract<MarginMode, "hedging" | "netting">;
  readonly currency: "USD" | "EUR" | "JPY";
  readonly deposit: number;
  readonly execution: "market" | "instant" | "exchange";
  readonly commissionPerLot: number;
  readonly slippagePointsMax: number;
  readonly haltPolicy: "block" | "flatten";
  readonly haltEnds: "next_day" | "by_hand";
  readonly maxDailyLossPct: number;
  readonly maxDrawdownPct: number;
  /** In UTC. */
  readonly startMs: number;
  readonly steps: number;
  /** Which kinds of faults occur. */
  readonly hasNetworkFaults: boolean;
  readonly hasBrokerFaults: boolean;
  readonly hasRestarts: boolean;
  readonly hasStoreFaults: boolean;
  readonly hasManualTrades: boolean;
  /** The computer's clock is set, or the terminal's date is wrong. */
  readonly hasClockFaults: boolean;
  /** The largest volume of one deal, smaller than some positions; null for the default. */
  readonly largestLots: number | null;
  /**
   * Messages between actors are copied as between workers; not in every scenario, because it takes
   * a fifth of the time.
   */
  readonly isCopied: boolean;
  /** At times another terminal connects with the same account; only where it is hosted. */
  readonly hasSecondTerminal: boolean;
  /** Caps of the Expert Advisor itself. */
  readonly caps: { readonly lotsMax: number; readonly ordersPerMinuteMax: number };
  /** Further settings of the trader, or other values for some. */
  readonly limits: Readonly<Record<string, string>>;
}

/** Something that can happen in a scenario, and how often compared with others. */
export interface Act {
  readonly weight: number;
  readonly run: () => void;
}

export function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)]!;
}

/** Tuesday to Thursday of a week in winter: the broker's day begins at 22:00 UTC. */
const days = [Date.UTC(2026, 1, 3), Date.UTC(2026, 1, 4), Date.UTC(2026, 1, 5)];
const hourMs = 3_600_000;
const brokerMidnightMs = 22 * hourMs;

export function castOf(seed: number): Cast {
  // A separate generator, so that one more choice here does not change the rest of the scenario.
  const random = seededRandom(seed * 2 + 1);
  const chance = (share: number) => random() < share;
  const currency = pick(random, ["USD", "USD", "EUR", "JPY"] as const);
  const isCalm = chance(0.1);
  return {
    seed,
    marginMode: chance(0.6) ? "hedging" : "netting",
    currency,
    deposit: currency === "JPY" ? 1_500_000 : 10_000,
    execution: pick(random, ["market", "market", "instant", "exchange"] as const),
    commissionPerLot: currency === "JPY" ? pick(random, [0, 350]) : pick(random, [0, 3.5]),
    slippagePointsMax: pick(random, [0, 3]),
    haltPolicy: chance(0.5) ? "block" : "flatten",
    haltEnds: chance(0.5) ? "next_day" : "by_hand",
    maxDailyLossPct: pick(random, [1, 2, 5]),
    maxDrawdownPct: pick(random, [3, 10, 50]),
    startMs: pick(random, days) + (chance(0.4)
      // The day changes during the scenario.
      ? brokerMidnightMs - Math.floor(random() * 90_000)
      : 6 * hourMs + Math.floor(random() * 12 * hourMs)),
    steps: 10 + Math.floor(random() * 40),
    hasNetworkFaults: !isCalm && chance(0.6),
    hasBrokerFaults: !isCalm && chance(0.6),
    hasRestarts: !isCalm && chance(0.7),
    hasStoreFaults: !isCalm && chance(0.25),
    hasManualTrades: chance(0.4),
    largestLots: chance(0.3) ? 0.04 : null,
    hasClockFaults: !isCalm && chance(0.3),
    isCopied: seed % 8 === 0,
    hasSecondTerminal: !isCalm && chance(0.3),
    caps: { lotsMax: 1, ordersPerMinuteMax: 30 },
    // Reached in a few steps.
    limits: seed % 4 === 1 ? { MAX_ORDERS_PER_MINUTE: "2" } : {},
  };
}

export const login = "5012345";
export const server = "Simulated-Demo";

/** The settings in the trader's `.env`. */
export function settingsTexts(cast: Cast): Record<string, string> {
  return {
    MT5_LINK_TOKEN: "none",
    FOREX_PAIRS: "EURUSD,USDJPY,US500",
    FOREX_TIMEFRAME: "M1",
    CRYPTO_PAIRS: "BTCUSD",
    CRYPTO_TIMEFRAME: "1",
    STORE_TICKS: "false",
    BACKFILL_BARS: "1",
    MAX_WORKERS: "2",
    TRADING_MODE: "live",
    LIVE_ACCOUNT: login,
    LIVE_ACCOUNT_TYPE: "demo",
    MAX_DAILY_LOSS_PCT: String(cast.maxDailyLossPct),
    RISK_PER_TRADE: "0.01",
    MAX_SIMULTANEOUS_TRADES: "8",
    MAX_ORDERS_PER_MINUTE: "30",
    MAX_DRAWDOWN_PCT: String(cast.maxDrawdownPct),
    HALT_POLICY: cast.haltPolicy,
    HALT_ENDS: cast.haltEnds,
    RISK_UPDATE_INTERVAL: "10",
    METRICS_SYNC_INTERVAL: "30",
    TRADES_SYNC_INTERVAL: "20",
    ...cast.limits,
  };
}
