/** What an account has open, for its log line. */

import { countText } from "../models/figure_text.ts";

/** `2 positions, 1 pending order`, and the number of requests in progress. */
export function openTradesText(
  { positions, orders, openIntents }: {
    readonly positions: number;
    readonly orders: number;
    readonly openIntents: number;
  },
): string {
  const counted = [countText(positions, "position"), countText(orders, "pending order")];
  if (openIntents > 0) counted.push(`${countText(openIntents, "request")} in progress`);
  return counted.join(", ");
}
