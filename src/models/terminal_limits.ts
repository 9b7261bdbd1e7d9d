/** What a terminal does by itself while the bridge is silent. */

import type { BrokerMs } from "./time.ts";

/**
 * `block`: it sets its halt flag, so that nothing is opened. `close`: it also closes all positions
 * and cancels all pending orders.
 */
export const guardPolicies = ["off", "block", "close"] as const;
export type GuardPolicy = typeof guardPolicies[number];

/** Why a terminal halts itself. */
export const guardCauses = ["daily_loss", "drawdown"] as const;

/** What terminals are told to do without the bridge. */
export interface GuardSettings {
  readonly policy: GuardPolicy;
  /** How long the bridge must be silent before. */
  readonly afterMs: number;
}

/** Amounts are in the currency of the account. */
export interface TerminalLimits {
  readonly policy: GuardPolicy;
  /** How long the bridge must be silent before the terminal acts. */
  readonly silenceSeconds: number;
  /** When the broker's day of these figures began. */
  readonly dayFromMs: BrokerMs;
  /** Equity at the start of the day, with the deposits and withdrawals since; 0: no limit. */
  readonly dayBase: number;
  /** The loss from that base at which the terminal acts. */
  readonly dayLoss: number;
  /** The same for a day that begins without the bridge, in percent of its own base. */
  readonly dayLossPct: number;
  /** The equity at which the drawdown has reached its limit; 0: no limit. */
  readonly equityFloor: number;
  /** Deposits and withdrawals up to here are in the figures. */
  readonly countedMs: BrokerMs;
}
