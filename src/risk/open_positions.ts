/**
 * What is open on an account or on its way there, as the trade actor knows it when it asks for a
 * decision.
 */

import type { ApprovalId, TradeIntent, VenueOrder, VenuePosition } from "../models/mod.ts";

export interface OpenPositions {
  readonly positions: readonly VenuePosition[];
  readonly orders: readonly VenueOrder[];
  /**
   * Not final yet (unknown ones count as if they were executed), and those that were filled since
   * positions and orders were read.
   */
  readonly intents: readonly TradeIntent[];
  /**
   * Approvals of the last minute of which an intent was made, whatever came of it. Risk holds the
   * room of an approval in reserve until it is named here or has expired, so that two decisions in
   * a row never share the same room.
   */
  readonly approvalsUsed: readonly ApprovalId[];
}
