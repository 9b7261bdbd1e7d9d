/**
 * Positions, pending orders and intents in flight, as the trade actor knows them when it asks for a
 * decision.
 */

import type {
  ApprovalId,
  IntentId,
  TradeIntent,
  VenueOrder,
  VenuePosition,
} from "../../models/mod.ts";

export interface OpenPositions {
  readonly positions: readonly VenuePosition[];
  readonly orders: readonly VenueOrder[];
  /**
   * Intents that are not final (unknown ones count as executed), and those filled since positions
   * and orders were read.
   */
  readonly intents: readonly TradeIntent[];
  /**
   * How many lots of each intent the positions contain already. Netting accounts only: there a
   * position may be older than the intents that add to it or reduce it.
   */
  readonly readLots?: ReadonlyMap<IntentId, number>;
  /**
   * Approvals of the last minute that became an intent, whatever its outcome. Risk keeps an
   * approval's exposure reserved until the approval is listed here or has expired, so that
   * consecutive decisions never use the same allowance twice.
   */
  readonly approvalsUsed: readonly ApprovalId[];
  /**
   * Something has happened since positions and orders were read, and they are about to be read
   * again: closed trades may still be listed. False when omitted.
   */
  readonly isOutdated?: boolean;
}
