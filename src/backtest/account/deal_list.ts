/**
 * The deals of a backtest in the order in which they were made: a deal's ticket is its index plus
 * one. They lie one after the other in chunks, so that nothing is copied while the list grows. A
 * deal takes 64 bytes, because memory that is touched for the first time costs more than the deal:
 * whole numbers of 32 bits, and doubles only in a chunk in which one of them does not fit.
 */

import { minuteMs } from "../../models/time.ts";
import { dealEntries, type DealEntry, type DealReason, type DealType } from "../../models/mod.ts";

/** What a deal is made of; the ledger fills one such record again and again. */
export interface DealRow {
  /** Tickets of order and position, counted from 1; 0 for none. */
  order: number;
  position: number;
  /** The index of the symbol; -1 for a deal that only moves money. */
  symbol: number;
  type: DealType;
  entry: DealEntry;
  reason: DealReason;
  units: number;
  priceMilli: number;
  /** In points; 0 for none. */
  stopLoss: number;
  takeProfit: number;
  profitMinor: number;
  swapMinor: number;
  commissionMinor: number;
  /** What the spread and a worse fill than asked for took; it is within the price. */
  spreadMinor: number;
  slippageMinor: number;
  mark: number;
  /** For a stop-out: the margin level that caused it. */
  levelPct: number;
  brokerMs: number;
}

export function emptyDealRow(): DealRow {
  return {
    order: 0,
    position: 0,
    symbol: -1,
    type: "balance",
    entry: "in",
    reason: "client",
    units: 0,
    priceMilli: 0,
    stopLoss: 0,
    takeProfit: 0,
    profitMinor: 0,
    swapMinor: 0,
    commissionMinor: 0,
    spreadMinor: 0,
    slippageMinor: 0,
    mark: 0,
    levelPct: 0,
    brokerMs: 0,
  };
}

/** The fields of a deal as they travel: each as a column of numbers. */
export const dealFields = [
  ...["order", "position", "symbol", "type", "entry", "reason", "stopLoss", "takeProfit", "mark"],
  ...["units", "priceMilli", "profitMinor", "swapMinor", "commissionMinor"],
  ...["spreadMinor", "slippageMinor", "levelPct", "brokerMs"],
] as const;

export type DealField = typeof dealFields[number];

/** Names as they stand in the columns: by their index here. */
const columnTypes = ["buy", "sell", "balance"] as const satisfies readonly DealType[];
const columnReasons = [
  "client",
  "expert",
  "sl",
  "tp",
  "so",
] as const satisfies readonly DealReason[];

/** Comparing with the usual ones first is several times as fast as looking in the list. */
function typeNumber(type: DealType): number {
  if (type === "buy") return 0;
  return type === "sell" ? 1 : columnTypes.indexOf(type as typeof columnTypes[number]);
}

function entryNumber(entry: DealEntry): number {
  if (entry === "in") return inEntry;
  return entry === "out" ? outEntry : dealEntries.indexOf(entry);
}

function reasonNumber(reason: DealReason): number {
  if (reason === "expert") return expertReason;
  return columnReasons.indexOf(reason as typeof columnReasons[number]);
}

const [inEntry, outEntry] = [dealEntries.indexOf("in"), dealEntries.indexOf("out")];
const expertReason = columnReasons.indexOf("expert");

/** Deals in a chunk; a power of two. */
const chunkDeals = 1024;

/** Numbers of a deal. */
const rowLength = 16;

/** What type, entry, reason and symbol are multiplied with, to be one number. */
const kindParts = { entry: 4, reason: 32, symbol: 256 } as const;

type DealChunk = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

export class DealList {
  length = 0;
  readonly #chunks: DealChunk[] = [];
  /** The last one. */
  #last: DealChunk = new Int32Array(0);
  #isWide = false;

  add(row: DealRow): void {
    const at = this.length & (chunkDeals - 1);
    if (at === 0) this.#addChunk();
    if (!this.#isWide && !isNarrow(row)) this.#widen();
    const rows = this.#last;
    const from = at * rowLength;
    const minute = Math.floor(row.brokerMs / minuteMs);
    rows[from] = row.order;
    rows[from + 1] = row.position;
    rows[from + 2] = typeNumber(row.type) + kindParts.entry * entryNumber(row.entry) +
      kindParts.reason * reasonNumber(row.reason) + kindParts.symbol * (row.symbol + 1);
    rows[from + 3] = row.mark;
    rows[from + 4] = row.stopLoss;
    rows[from + 5] = row.takeProfit;
    rows[from + 6] = row.units;
    rows[from + 7] = row.priceMilli;
    rows[from + 8] = row.profitMinor;
    rows[from + 9] = row.swapMinor;
    rows[from + 10] = row.commissionMinor;
    rows[from + 11] = row.spreadMinor;
    rows[from + 12] = row.slippageMinor;
    rows[from + 13] = row.levelPct;
    rows[from + 14] = minute;
    rows[from + 15] = row.brokerMs - minute * minuteMs;
    this.length++;
  }

  /** Reads the deal at `index` into a row. */
  read(index: number, row: DealRow): void {
    const rows = this.#chunks[Math.floor(index / chunkDeals)]!;
    const from = (index & (chunkDeals - 1)) * rowLength;
    const kinds = rows[from + 2]!;
    row.order = rows[from]!;
    row.position = rows[from + 1]!;
    row.symbol = (kinds >> 8) - 1;
    row.type = columnTypes[kinds & 3]!;
    row.entry = dealEntries[kinds >> 2 & 7]!;
    row.reason = columnReasons[kinds >> 5 & 7]!;
    row.mark = rows[from + 3]!;
    row.stopLoss = rows[from + 4]!;
    row.takeProfit = rows[from + 5]!;
    row.units = rows[from + 6]!;
    row.priceMilli = rows[from + 7]!;
    row.profitMinor = rows[from + 8]!;
    row.swapMinor = rows[from + 9]!;
    row.commissionMinor = rows[from + 10]!;
    row.spreadMinor = rows[from + 11]!;
    row.slippageMinor = rows[from + 12]!;
    row.levelPct = rows[from + 13]!;
    row.brokerMs = rows[from + 14]! * minuteMs + rows[from + 15]!;
  }

  /** All fields of all deals; names as their numbers. */
  columns(): Record<DealField, Float64Array<ArrayBuffer>> {
    const columns = Object.fromEntries(
      dealFields.map((field) => [field, new Float64Array(this.length)]),
    ) as Record<DealField, Float64Array<ArrayBuffer>>;
    const row = emptyDealRow();
    for (let index = 0; index < this.length; index++) {
      this.read(index, row);
      for (const field of dealFields) {
        const value = row[field];
        if (typeof value === "number") columns[field][index] = value;
      }
      columns.type[index] = typeNumber(row.type);
      columns.entry[index] = entryNumber(row.entry);
      columns.reason[index] = reasonNumber(row.reason);
    }
    return columns;
  }

  #addChunk(): void {
    this.#last = new Int32Array(chunkDeals * rowLength);
    this.#isWide = false;
    this.#chunks.push(this.#last);
  }

  /** From here on the chunk has doubles. */
  #widen(): void {
    this.#last = Float64Array.from(this.#last);
    this.#isWide = true;
    this.#chunks[this.#chunks.length - 1] = this.#last;
  }
}

/** Whether all that may be larger than 32 bits, or no whole number, fits. */
function isNarrow(row: DealRow): boolean {
  const { units, priceMilli, profitMinor, swapMinor, commissionMinor } = row;
  const { spreadMinor, slippageMinor, levelPct, brokerMs } = row;
  return (units | 0) === units && (priceMilli | 0) === priceMilli &&
    (profitMinor | 0) === profitMinor && (swapMinor | 0) === swapMinor &&
    (commissionMinor | 0) === commissionMinor && (spreadMinor | 0) === spreadMinor &&
    (slippageMinor | 0) === slippageMinor && (levelPct | 0) === levelPct &&
    Math.trunc(brokerMs) === brokerMs;
}

/** The deal at `index` of columns that have travelled. */
export function dealOfColumns(
  columns: Readonly<Record<DealField, Float64Array>>,
  index: number,
): DealRow {
  const row = emptyDealRow();
  for (const field of dealFields) {
    if (field !== "type" && field !== "entry" && field !== "reason") {
      row[field] = columns[field][index]!;
    }
  }
  row.type = columnTypes[columns.type[index]!]!;
  row.entry = dealEntries[columns.entry[index]!]!;
  row.reason = columnReasons[columns.reason[index]!]!;
  return row;
}
