/** What is known of the risk of an account, and what can be asked for: halts, their ends, a day. */

import type { RiskLimits } from "../../config/risk_limits.ts";
import type { Halt, HaltCause, HaltPolicy, RiskMetrics, TerminalId } from "../../models/mod.ts";

export interface RiskStatus {
  /** As ACCOUNTS names the account; null where it names none. */
  readonly name: string | null;
  /** Its own, or those of every account. */
  readonly limits: RiskLimits;
  readonly terminal: TerminalId;
  /** Null while equity is missing or stale. */
  readonly metrics: RiskMetrics | null;
  /** Halts in effect. */
  readonly halts: readonly Halt[];
  /** For each of their causes, what ending it manually would grant now, in whole sentences. */
  readonly grants: readonly { readonly cause: HaltCause; readonly text: string }[];
}

export interface HaltRequest {
  /** Null: every account. */
  readonly terminal: TerminalId | null;
  /**
   * In paper mode, `flatten` closes positions on the terminal's account only when that is named.
   */
  readonly policy: HaltPolicy;
  readonly reason: string;
  /**
   * A command that may come again, also after a restart: it halts every account once, whatever has
   * become of that halt since. Up to 40 letters, digits, `-` and `/`.
   */
  readonly command?: string;
}

/** `by` is recorded; a null terminal ends the halts of that cause on all accounts. */
export interface ResumeRequest {
  readonly terminal: TerminalId | null;
  readonly cause: HaltCause;
  readonly by: string;
}

/** `by` is recorded. Both days are named: `from` is the one that is counted, `to` the broker's. */
export interface DayRequest {
  readonly terminal: TerminalId;
  readonly from: string;
  readonly to: string;
  readonly by: string;
}

export interface Resumed {
  readonly ended: readonly Halt[];
  /** For each of them, what was granted, in whole sentences. */
  readonly granted: readonly string[];
}
