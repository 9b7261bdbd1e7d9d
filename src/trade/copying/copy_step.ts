/** One thing that a copier has to do. */

import type { CopiedTrade, CopyMiss, Stops, VenuePosition } from "../../models/mod.ts";
import type { CopyOrder } from "./new_copy.ts";

/** `trade` is how the copied trade stands with the step. */
export type CopyStep =
  | { readonly kind: "order"; readonly trade: CopiedTrade; readonly order: CopyOrder }
  | { readonly kind: "miss"; readonly trade: CopiedTrade; readonly miss: CopyMiss }
  | {
    readonly kind: "close";
    readonly trade: CopiedTrade;
    readonly position: VenuePosition;
    /** Null closes all of it. */
    readonly volumeLots: number | null;
  }
  | {
    readonly kind: "move";
    readonly trade: CopiedTrade;
    readonly position: VenuePosition;
    readonly levels: Stops;
  }
  | { readonly kind: "note"; readonly trade: CopiedTrade };
