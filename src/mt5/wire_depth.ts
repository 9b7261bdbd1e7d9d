/** Data of a `depth` reply: the book of a symbol. */

import { z } from "zod";
import { lotsMax, priceMax } from "../models/figure_bounds.ts";
import { bookSides } from "../models/market_depth.ts";
import { bookLevelsMax } from "./wire_limits.ts";

export const depthReplySchema = z.object({
  levels: z.array(
    z.object({
      side: z.enum(bookSides),
      price: z.number().min(0).max(priceMax),
      volume: z.number().min(0).max(lotsMax),
    }).readonly(),
  ).max(bookLevelsMax).readonly(),
});
export type WireDepth = Readonly<z.infer<typeof depthReplySchema>>;
