/**
 * Requests that take a whole position or order away: doing one twice finds nothing left to do, and
 * the terminal keeps a record of its own. They leave even while they cannot be written down,
 * because a full disk must not keep a trader in the market.
 */

import type { VenueRequest } from "../models/mod.ts";

export function isWholeClose(request: VenueRequest): boolean {
  switch (request.kind) {
    case "cancel_order":
      return true;
    case "close_position":
      return request.volumeLots === null;
    default:
      return false;
  }
}
