/** A broker's rules for an account. */

import type { MarginMode } from "../../models/mod.ts";

export interface AccountRules {
  readonly currency: string;
  /** Decimals of the currency: 2 for USD, 0 for JPY. */
  readonly currencyDigits: number;
  readonly leverage: number;
  /** `exchange` nets like `netting`. */
  readonly marginMode: MarginMode;
  /**
   * Margin levels in percent: the trader is warned at the first, positions are closed at the
   * second.
   */
  readonly marginCallPct: number;
  readonly stopOutPct: number;
  /** The most pending orders at a time; 0 for no limit. */
  readonly limitOrders: number;
  /** The most positions at a time; 0 for no limit. */
  readonly limitPositions: number;
  /** Whether only the oldest of the positions with the same symbol and direction may be closed. */
  readonly fifoClose: boolean;
  /** Whether a hedging account may hold opposite positions of one symbol. */
  readonly hedgeAllowed: boolean;
  /** The most requests of Expert Advisors in one second of broker time; 0 for no limit. */
  readonly requestsPerSecondMax: number;
}

/** A typical retail account: US dollars, 1:100, hedging, margin call at 100 %, stop-out at 50 %. */
export const retailAccount: AccountRules = {
  currency: "USD",
  currencyDigits: 2,
  leverage: 100,
  marginMode: "hedging",
  marginCallPct: 100,
  stopOutPct: 50,
  limitOrders: 200,
  limitPositions: 0,
  fifoClose: false,
  hedgeAllowed: true,
  requestsPerSecondMax: 0,
};
