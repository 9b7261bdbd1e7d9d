/** The account behind a terminal. Money is in the account's currency. */

import type { TerminalId } from "./ids.ts";
import type { UnixMs } from "./time.ts";

export const marginModes = ["netting", "exchange", "hedging"] as const;
export type MarginMode = typeof marginModes[number];

export const tradeModes = ["demo", "contest", "real"] as const;
export type TradeMode = typeof tradeModes[number];

/** The facts that stay the same while a terminal is logged in. */
export interface AccountIdentity {
  readonly terminal: TerminalId;
  readonly company: string;
  readonly currency: string;
  /** Decimals of amounts in it; missing: an older Expert Advisor, which does not send them. */
  readonly currencyDigits?: number;
  readonly leverage: number;
  readonly marginMode: MarginMode;
  readonly tradeMode: TradeMode;
}

/**
 * The place of account figures among all figures of one source, such as a terminal between two
 * starts: a higher number is later, whatever arrived first and whatever the clocks showed.
 */
export interface FiguresPlace {
  readonly source: string;
  readonly number: number;
}

/** Balance and margin at one moment; `marginLevelPct` is null while no margin is in use. */
export interface AccountFigures {
  readonly terminal: TerminalId;
  readonly utcMs: UnixMs;
  readonly balance: number;
  readonly equity: number;
  readonly margin: number;
  readonly freeMargin: number;
  readonly marginLevelPct: number | null;
  readonly profit: number;
}

/** With the amounts by which equity differs from balance plus floating profit. */
export interface AccountMetrics extends AccountFigures {
  /** Given by the broker: part of equity, not of the balance. */
  readonly credit: number;
  /** Commission that is reserved but not charged to the balance yet. */
  readonly commissionBlocked: number;
  readonly assets: number;
  readonly liabilities: number;
}
