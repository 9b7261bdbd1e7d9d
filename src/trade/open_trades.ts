/** What is open on an account, by the terminal or by the bridge's records. */

import type { VenueOrder, VenuePosition } from "../models/mod.ts";

export interface OpenTrades {
  readonly positions: readonly VenuePosition[];
  readonly orders: readonly VenueOrder[];
}
