/** A file of prices that was read: what it is, its rows in columns, and what was refused. */

import type { BarColumns, TickColumns, Timeframe } from "../../models/mod.ts";
import type { FileZone } from "./file_zone.ts";
import type { FileClock } from "./layout.ts";
import type { FoundRows } from "./ordered_rows.ts";
import type { BadLine } from "./price_file_error.ts";
import type { RowFault } from "./row_reader.ts";

export interface PriceFileOptions {
  readonly path: string;
  /** The trader's name for the symbol; null takes it from the file. */
  readonly symbol: string | null;
  /**
   * The period of a bar file; null takes it from the file's name, otherwise from the distance
   * between its first bars.
   */
  readonly timeframe: Timeframe | null;
  /** The clock of times that state no offset from UTC; null takes it from the layout. */
  readonly zone: FileZone | null;
  /** Decimals, for the formats that do not tell them; missing: as is usual for the symbol. */
  readonly digits?: number | null;
}

export type PriceRows =
  /** `tickVolume` is `playedTicksPerBar` when the file does not count ticks. */
  | { readonly kind: "bars"; readonly timeframe: Timeframe; readonly bars: BarColumns }
  | { readonly kind: "ticks"; readonly ticks: TickColumns };

/** Rows that were refused for one kind of fault. */
export interface RefusedRows extends FoundRows {
  readonly fault: RowFault;
}

export interface PriceFile {
  readonly path: string;
  readonly symbol: string;
  /** The period of a bar file; null for ticks. */
  readonly timeframe: Timeframe | null;
  /** For people: "MetaTrader 5 bars". */
  readonly layoutName: string;
  readonly rows: PriceRows;
  readonly rowCount: number;
  /** The most decimals of any price in the file. */
  readonly digits: number;
  /**
   * The clock of the times in the columns: fixed, that of a broker, or unknown. Times of a named
   * zone were converted to UTC.
   */
  readonly clock: Exclude<FileClock, { readonly kind: "named" }>;
  /** The name of the zone whose times were converted; null when none were. */
  readonly convertedFrom: string | null;
  readonly badLines: number;
  /** The first invalid lines, 20 at most. */
  readonly firstBadLines: readonly BadLine[];
  readonly refused: readonly RefusedRows[];
  readonly outOfOrder: FoundRows;
  readonly repeated: FoundRows;
  readonly contradicting: FoundRows;
  /** Rows whose prices were rounded to `digits`, because they were printed with noise. */
  readonly rounded: FoundRows;
}

/** The number of ticks that a bar is played as: its open, low, high and close. */
export const playedTicksPerBar = 4;
