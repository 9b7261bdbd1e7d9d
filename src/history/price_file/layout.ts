/** How the rows of a price file are written. */

import type { CellSeparator } from "./row_cells.ts";
import type { FieldPositions } from "./field_names.ts";
import type { FileZone } from "./file_zone.ts";
import type { DecimalMark } from "./number_text.ts";
import type { DateOrder } from "./time_text.ts";

export type RowKind = "bars" | "ticks";

/**
 * Which clock the times of a file show when their text states no offset from UTC. When nothing
 * tells it they are read as UTC.
 */
export type FileClock = FileZone | { readonly kind: "unknown" };

export interface Layout {
  /** For people: "MetaTrader 5 bars". */
  readonly name: string;
  readonly kind: RowKind;
  readonly headerLines: number;
  /** The number of cells in a row; a row with more or fewer is invalid. */
  readonly width: number;
  readonly fields: FieldPositions;
  readonly clock: FileClock;
  /** A number for a time counts seconds of the broker's clock, as in MetaTrader's package. */
  readonly isEpochOfBroker: boolean;
  /** An empty side of a tick is unchanged, as MetaTrader exports ticks. */
  readonly isEmptySideUnchanged: boolean;
  /** Times are milliseconds of this day, as LEAN writes them; null for whole times. */
  readonly dayMs: number | null;
  /** Decimals of prices that are written as whole numbers: 4 in LEAN's files of shares. */
  readonly impliedDecimals: number;
}

/** What the whole file has in common, beside the layout of its rows. */
export interface TextForm {
  /** Null for JSON. */
  readonly separator: CellSeparator | null;
  readonly decimalMark: DecimalMark;
  readonly dateOrder: DateOrder;
}

export const noFields: FieldPositions = {
  time: -1,
  clock: -1,
  symbol: -1,
  open: -1,
  high: -1,
  low: -1,
  close: -1,
  bid: -1,
  ask: -1,
  last: -1,
  volume: -1,
  tickVolume: -1,
  spread: -1,
  flags: -1,
};

export const plainLayout = {
  headerLines: 0,
  clock: { kind: "unknown" },
  isEpochOfBroker: false,
  isEmptySideUnchanged: false,
  dayMs: null,
  impliedDecimals: 0,
} as const;
