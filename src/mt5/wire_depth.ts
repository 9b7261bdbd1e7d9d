/** Data of a `depth` reply: the book of a symbol. */

import { z } from "zod";
import { lotsMax, priceMax } from "../models/figure_bounds.ts";
import { depthSides } from "../models/market_depth.ts";
import { depthLevelsMax } from "./wire_limits.ts";

export const depthReplySchema = z.object({
  levels: z.array(
    z.object({
      side: z.enum(depthSides),
      price: z.number().min(0).max(priceMax),
      volume: z.number().min(0).max(lotsMax),
    }).readonly(),
  ).max(depthLevelsMax).readonly(),
});
export type WireDepth = Readonly<z.infer<typeof depthReplySchema>>;
