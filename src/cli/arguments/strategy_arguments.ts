/** What `new-strategy` and `check-strategy` are asked for. */

import type { PriceFileOptions } from "../../history/price_file/price_file.ts";
import type { Timeframe } from "../../models/mod.ts";

export interface NewStrategyOptions {
  readonly name: string;
  readonly envFile: string | null;
}

export interface CheckStrategyOptions {
  /** A path, or the name of a file in the folder `strategies`. */
  readonly file: string;
  readonly envFile: string | null;
  /** Empty: generated prices. */
  readonly prices: readonly PriceFileOptions[];
  /** On which it decides; null for the usual one. */
  readonly timeframe: Timeframe | null;
}
