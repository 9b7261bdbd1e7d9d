/** Differences between the bridge's records and what the terminal reports, each with a name. */

import type { TerminalId } from "./ids.ts";
import type { UnixMs } from "./time.ts";

/** All kinds of differences. */
export const discrepancyKinds = [
  /** The terminal has it, but the bridge did not know about it. */
  "position_appeared",
  "order_appeared",
  /** The bridge had it, but the terminal no longer has it. */
  "position_vanished",
  "order_vanished",
  /** Both have it, but volume, price, stop loss or take profit differ. */
  "position_changed",
  "order_changed",
  /** A deal in the terminal's history that was not in the store. */
  "deal_missed",
  /** The balance is not the sum of all known deals. */
  "balance_unexplained",
  /** An intent that the bridge held as open had ended, or the other way round. */
  "intent_resolved",
] as const;
/** What kind of difference it is. */
export type DiscrepancyKind = typeof discrepancyKinds[number];

/** One difference that a reconciliation has found. */
export interface Discrepancy {
  /**
   * Built from terminal, kind, subject and the values that differ, so that finding it again adds no
   * second row.
   */
  readonly id: string;
  /** The account. */
  readonly terminal: TerminalId;
  /** What kind of difference it is. */
  readonly kind: DiscrepancyKind;
  /** Ticket of the order, deal or position, or id of the intent. */
  readonly subject: string;
  /** One sentence for the trader. */
  readonly detail: string;
  /** When it was found, in UTC. */
  readonly foundMs: UnixMs;
}
