/** Finds which request of the bridge a closing deal came from. Pure. */

import { traceOrigin, type TradeIntent, type VenueDeal } from "../../models/mod.ts";

/**
 * Who closed the position of a deal: `halt`, `API`; null when none of the intents closes it. The
 * magic number does not show this, because a close may carry that of the position.
 */
export function closerOf(
  { position }: Pick<VenueDeal, "position">,
  intents: readonly Pick<TradeIntent, "trace" | "request">[],
): string | null {
  const closing = intents.findLast(({ request }) =>
    closedBy(request).some((ticket) => ticket === position)
  );
  return closing === undefined ? null : traceOrigin(closing.trace);
}

function closedBy(request: TradeIntent["request"]): readonly string[] {
  switch (request.kind) {
    case "close_position":
      return [request.position];
    case "close_by":
      return [request.position, request.by];
    default:
      return [];
  }
}
