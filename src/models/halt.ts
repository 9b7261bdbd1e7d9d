/** Halts: nothing may open risk on an account until one ends. */

import type { TerminalId } from "./ids.ts";
import type { UnixMs } from "./time.ts";

export type HaltCause = "daily_loss" | "drawdown" | "command";

/** `block`: no new risk, closing is allowed. `flatten`: pending orders are cancelled and positions closed as well. */
export type HaltPolicy = "block" | "flatten";

/** When it ends by itself: with the broker's day, or never (by hand). */
export type HaltEnds = "next_day" | "by_hand";

export interface Halt {
  /** Terminal, cause and start in one text: the same halt is never written twice. */
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
  /** When the terminal said that nothing is open any more; null until then, and with `block`. */
  readonly flatMs: UnixMs | null;
  readonly endedMs: UnixMs | null;
  /** `next_day`, or who ended it; null while it lasts. */
  readonly endedBy: string | null;
}
