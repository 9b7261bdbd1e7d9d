/** The account behind a terminal. Money is in the account's currency. */

import type { TerminalId } from "./ids.ts";
import type { UnixMs } from "./time.ts";

export type MarginMode = "netting" | "exchange" | "hedging";
export type TradeMode = "demo" | "contest" | "real";

/** The facts that stay the same while a terminal is logged in. */
export interface AccountIdentity {
  readonly terminal: TerminalId;
  readonly company: string;
  readonly currency: string;
  readonly leverage: number;
  readonly marginMode: MarginMode;
  readonly tradeMode: TradeMode;
}

/**
 * Where account figures stand among all that one source (a terminal between two starts, say) tells:
 * of two, those with the higher number are the later ones, whatever came first and whatever the
 * clocks said.
 */
export interface FiguresPlace {
  readonly source: string;
  readonly number: number;
}

/** Balance and margin at one moment; `marginLevelPct` is null while no margin is in use. */
export interface AccountMetrics {
  readonly terminal: TerminalId;
  readonly utcMs: UnixMs;
  readonly balance: number;
  readonly equity: number;
  readonly margin: number;
  readonly freeMargin: number;
  readonly marginLevelPct: number | null;
  readonly profit: number;
}
