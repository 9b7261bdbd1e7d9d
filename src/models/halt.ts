/** Halts: while one is in effect, nothing may open risk on the account. */

import type { TerminalId } from "./ids.ts";
import type { UnixMs } from "./time.ts";

export type HaltCause = "daily_loss" | "drawdown" | "command";

/**
 * `block`: no new risk; closing is allowed. `flatten`: also cancels pending orders and closes
 * positions.
 */
export type HaltPolicy = "block" | "flatten";

/** When it ends: with the broker's day, or only when somebody ends it manually. */
export type HaltEnds = "next_day" | "by_hand";

export interface Halt {
  /** Terminal, cause and start in one text, so that the same halt is never stored twice. */
  readonly id: string;
  readonly terminal: TerminalId;
  readonly cause: HaltCause;
  readonly policy: HaltPolicy;
  readonly ends: HaltEnds;
  /** One sentence for the trader, with the figures. */
  readonly reason: string;
  readonly startedMs: UnixMs;
  /** The broker's day (`2026-03-02`) on which it began. */
  readonly brokerDay: string;
  /**
   * When the terminal reported that no position or order is left; null until then, and always with
   * `block`.
   */
  readonly flatMs: UnixMs | null;
  readonly endedMs: UnixMs | null;
  /** `next_day`, or who ended it; null while it is in effect. */
  readonly endedBy: string | null;
}
