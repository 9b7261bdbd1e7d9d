/**
 * Brokers may limit the volume of all positions and orders of a symbol in one direction. The
 * terminal's check of a market order may pass an order that the server refuses, so it is counted
 * here.
 */

import { countText } from "../../models/figure_text.ts";
import { orderDirection, type Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";
import { volumeRoomLots } from "../volume/volume_room.ts";

/** Volumes are counted in 1e-8 lots. */
const tolerance = 1e-8;

export function volumeLimit(facts: RiskFacts): Refusal | null {
  const { proposal: { symbol, type, volumeLots: given }, account, volumeLots } = facts;
  const limit = account?.instruments.get(symbol)?.volumeLimitLots;
  const room = volumeRoomLots(facts);
  if (limit === undefined || room === null) return null;
  const least = account?.instruments.get(symbol)?.volumeMinLots ?? 0;
  const wanted = Math.max(volumeLots ?? given ?? least, least);
  if (wanted <= room + tolerance) return null;
  const side = orderDirection(type) === "sell" ? "sell" : "buy";
  return {
    code: "volume_above_maximum",
    message:
      `${countText(wanted, "lot")} is above the ${room} that the broker's volume limit leaves ` +
      `(${countText(limit, "lot")} of ${symbol} in positions and orders to ${side})`,
  };
}
