/** Groups of accounts that share limits in one currency. */

import type { HaltEnds, HaltPolicy } from "./halt.ts";
import type { TerminalId } from "./ids.ts";

/** In the currency of the group; null: no such limit. */
export interface AccountGroupLimits {
  readonly maxDailyLoss: number | null;
  /** What is lost if every stop loss of every account is hit. */
  readonly maxOpenRisk: number | null;
  /** Notional value of all trades of all accounts, long and short added. */
  readonly maxExposure: number | null;
}

export interface AccountGroup {
  readonly name: string;
  readonly currency: string;
  /** The accounts that trade: the paper account of one in paper mode. */
  readonly members: readonly TerminalId[];
  readonly limits: AccountGroupLimits;
  readonly haltPolicy: HaltPolicy;
  readonly haltEnds: HaltEnds;
}

/** One account of a group, in the currency of the group; null while it is not known. */
export interface GroupMemberStatus {
  readonly terminal: TerminalId;
  /** Why its state is not known; null when it is. */
  readonly trouble: string | null;
  readonly equity: number | null;
  /** Negative is a gain. */
  readonly dayLoss: number | null;
  readonly openRisk: number | null;
  readonly exposure: number | null;
}

/** A group with what is used of its limits; sums are null while an account's part is not known. */
export interface AccountGroupStatus {
  readonly name: string;
  readonly currency: string;
  readonly limits: AccountGroupLimits;
  readonly members: readonly GroupMemberStatus[];
  readonly equity: number | null;
  readonly dayLoss: number | null;
  readonly openRisk: number | null;
  readonly exposure: number | null;
}

/**
 * What the other accounts of a group leave for one of them, in its own currency; null: the group
 * has no such limit.
 */
export interface GroupRoom {
  readonly group: string;
  /** Why the group's state is not known, so that nothing may be opened; null when it is. */
  readonly trouble: string | null;
  /** What all trades of the account together may lose at their stops. */
  readonly dayLossLeft: number | null;
  readonly openRiskLeft: number | null;
  readonly exposureLeft: number | null;
}
