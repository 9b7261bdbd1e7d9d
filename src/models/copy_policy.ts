/** How an account copies another one. */

import type { SymbolName, TerminalId } from "./ids.ts";
import type { Magic } from "./ticket.ts";

/** How large a copied position is. */
export type CopySize =
  /** So many times what the master has, in units of what is traded. */
  | { readonly kind: "ratio"; readonly factor: number }
  /** As the equity of the two accounts, times the factor. */
  | { readonly kind: "equity"; readonly factor: number }
  /** By the follower's RISK_PER_TRADE and the distance of the stop loss. */
  | { readonly kind: "risk" };

export interface CopyPolicy {
  /** The account that is copied, and its name in ACCOUNTS. */
  readonly master: TerminalId;
  readonly masterName: string;
  readonly size: CopySize;
  /** As the master names them; empty for all. */
  readonly symbols: readonly SymbolName[];
  /** From the master's name to the follower's. */
  readonly symbolMap: Readonly<Record<string, string>>;
  /** Buys for sells: the master's target is the follower's stop. */
  readonly isReversed: boolean;
  /** Only positions with one of these magic numbers; empty for all. */
  readonly magics: readonly Magic[];
  readonly maxAgeMs: number;
  /** How much worse than the master's price an entry may be, in percent of it. */
  readonly maxMovePct: number;
  /** The stop of a position for which the master has none, in percent of its price; null: none. */
  readonly defaultStopPct: number | null;
}
