/** Differences between what the bridge believed and what the terminal says, each with a name. */

import type { TerminalId } from "./ids.ts";
import type { UnixMs } from "./time.ts";

/** All kinds of differences. */
export const discrepancyKinds = [
  /** The terminal has it, the bridge did not know it. */
  "position_appeared",
  "order_appeared",
  /** The bridge had it, the terminal has it no more. */
  "position_vanished",
  "order_vanished",
  /** Both have it, with other volume, price or levels. */
  "position_changed",
  "order_changed",
  /** A deal of the history that was not in the store. */
  "deal_missed",
  /** Balance and the sum of all known deals disagree. */
  "balance_unexplained",
  /** An intent that was open had ended, or the other way round. */
  "intent_resolved",
] as const;
/** What kind of difference it is. */
export type DiscrepancyKind = typeof discrepancyKinds[number];

/** One difference that a reconciliation has found. */
export interface Discrepancy {
  /** Made of terminal, kind, subject and the values that differ: a replay changes nothing. */
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
