/** Halts: while one is in effect, nothing may open risk on the account. */

import type { TerminalId } from "./ids.ts";
import type { UnixMs } from "./time.ts";

/**
 * `group_loss`: the daily loss of an account group. `terminal`: a halt that the terminal had and
 * the bridge did not know; it stays active.
 */
export const haltCauses = ["daily_loss", "drawdown", "group_loss", "command", "terminal"] as const;
export type HaltCause = typeof haltCauses[number];

/**
 * `block`: no new risk; closing is allowed. `flatten`: also cancels pending orders and closes
 * positions.
 */
export const haltPolicies = ["block", "flatten"] as const;
export type HaltPolicy = typeof haltPolicies[number];

/** When a halt ends: with the broker's day, or only when somebody ends it manually. */
export const haltEndings = ["next_day", "by_hand"] as const;
export type HaltEnds = typeof haltEndings[number];

/** `all`: part of a halt of all accounts; ends with it. */
export const haltScopes = ["account", "all"] as const;
export type HaltScope = typeof haltScopes[number];

export interface Halt {
  /** Identifies the halt: storing it again adds no second one. */
  readonly id: string;
  readonly terminal: TerminalId;
  readonly scope: HaltScope;
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

/** A halt as the trade actor receives it. */
export interface HeldHalt extends Halt {
  /**
   * A terminal had it, and the store has not said yet whether it has ended: until then it blocks
   * and flattens nothing.
   */
  readonly isInDoubt?: true;
}

/** A halt of all accounts, by command; accounts that connect while it lasts are halted as well. */
export interface GeneralHalt {
  readonly id: string;
  readonly policy: HaltPolicy;
  readonly reason: string;
  readonly startedMs: UnixMs;
  readonly endedMs: UnixMs | null;
  readonly endedBy: string | null;
}
