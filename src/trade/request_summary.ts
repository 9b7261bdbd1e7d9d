/** A short description of a request for the log and the status page. Pure. */

import { countText } from "../models/figure_text.ts";
import { assertNever, type VenueRequest } from "../models/mod.ts";

export function requestSummary(request: VenueRequest): string {
  switch (request.kind) {
    case "open":
      return `${request.type.replaceAll("_", " ")} ${request.volumeLots} ${request.symbol}`;
    case "modify_order":
      return `modify order ${request.order}`;
    case "cancel_order":
      return `cancel order ${request.order}`;
    case "modify_position":
      return `modify SL/TP of position ${request.position}`;
    case "close_position":
      return request.volumeLots === null
        ? `close position ${request.position}`
        : `close ${countText(request.volumeLots, "lot")} of position ${request.position}`;
    case "close_by":
      return `close position ${request.position} by ${request.by}`;
    default:
      return assertNever(request);
  }
}
