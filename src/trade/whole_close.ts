/**
 * Requests that remove a whole position or order. They are idempotent, and the terminal keeps its
 * own record. They are sent even when the journal cannot be written, because a full disk must not
 * keep a trader in the market.
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
