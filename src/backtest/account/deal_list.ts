/**
 * The deals of a backtest in the order in which they were made: a deal's ticket is its index plus
 * one. They lie one after the other in chunks, so that nothing is copied while the list grows, and
 * a deal touches two places of memory instead of one for each of its fields.
 */

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

/** Fields that are whole numbers of 32 bits, and those that are doubles, in their order. */
const wholeFields = [
  ...["order", "position", "symbol", "type", "entry", "reason"],
  ...["stopLoss", "takeProfit", "mark"],
] as const;
const doubleFields = [
  ...["units", "priceMilli", "profitMinor", "swapMinor", "commissionMinor"],
  ...["spreadMinor", "slippageMinor", "levelPct", "brokerMs"],
] as const;

/** The fields of a deal as they travel: each as a column of numbers. */
export const dealFields = [...wholeFields, ...doubleFields] as const;

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

const wholeLength = wholeFields.length;
const doubleLength = doubleFields.length;

interface DealChunk {
  readonly whole: Int32Array<ArrayBuffer>;
  readonly doubles: Float64Array<ArrayBuffer>;
}

export class DealList {
  length = 0;
  readonly #chunks: DealChunk[] = [];
  /** Those of the last chunk. */
  #whole = new Int32Array(0);
  #doubles = new Float64Array(0);

  add(row: DealRow): void {
    const at = this.length & (chunkDeals - 1);
    if (at === 0) this.#addChunk();
    const whole = this.#whole;
    const doubles = this.#doubles;
    const from = at * wholeLength;
    whole[from] = row.order;
    whole[from + 1] = row.position;
    whole[from + 2] = row.symbol;
    whole[from + 3] = typeNumber(row.type);
    whole[from + 4] = entryNumber(row.entry);
    whole[from + 5] = reasonNumber(row.reason);
    whole[from + 6] = row.stopLoss;
    whole[from + 7] = row.takeProfit;
    whole[from + 8] = row.mark;
    const fromDouble = at * doubleLength;
    doubles[fromDouble] = row.units;
    doubles[fromDouble + 1] = row.priceMilli;
    doubles[fromDouble + 2] = row.profitMinor;
    doubles[fromDouble + 3] = row.swapMinor;
    doubles[fromDouble + 4] = row.commissionMinor;
    doubles[fromDouble + 5] = row.spreadMinor;
    doubles[fromDouble + 6] = row.slippageMinor;
    doubles[fromDouble + 7] = row.levelPct;
    doubles[fromDouble + 8] = row.brokerMs;
    this.length++;
  }

  /** Reads the deal at `index` into a row. */
  read(index: number, row: DealRow): void {
    const { whole, doubles } = this.#chunks[Math.floor(index / chunkDeals)]!;
    const at = index & (chunkDeals - 1);
    const from = at * wholeLength;
    row.order = whole[from]!;
    row.position = whole[from + 1]!;
    row.symbol = whole[from + 2]!;
    row.type = columnTypes[whole[from + 3]!]!;
    row.entry = dealEntries[whole[from + 4]!]!;
    row.reason = columnReasons[whole[from + 5]!]!;
    row.stopLoss = whole[from + 6]!;
    row.takeProfit = whole[from + 7]!;
    row.mark = whole[from + 8]!;
    const fromDouble = at * doubleLength;
    row.units = doubles[fromDouble]!;
    row.priceMilli = doubles[fromDouble + 1]!;
    row.profitMinor = doubles[fromDouble + 2]!;
    row.swapMinor = doubles[fromDouble + 3]!;
    row.commissionMinor = doubles[fromDouble + 4]!;
    row.spreadMinor = doubles[fromDouble + 5]!;
    row.slippageMinor = doubles[fromDouble + 6]!;
    row.levelPct = doubles[fromDouble + 7]!;
    row.brokerMs = doubles[fromDouble + 8]!;
  }

  /** One field of all deals; names as their numbers. */
  column(field: DealField): Float64Array<ArrayBuffer> {
    const number = dealFields.indexOf(field);
    const isWhole = number < wholeLength;
    const [at, width] = isWhole ? [number, wholeLength] : [number - wholeLength, doubleLength];
    return Float64Array.from({ length: this.length }, (_, index) => {
      const { whole, doubles } = this.#chunks[Math.floor(index / chunkDeals)]!;
      return (isWhole ? whole : doubles)[(index & (chunkDeals - 1)) * width + at]!;
    });
  }

  #addChunk(): void {
    const whole = new Int32Array(chunkDeals * wholeLength);
    const doubles = new Float64Array(chunkDeals * doubleLength);
    this.#chunks.push({ whole, doubles });
    this.#whole = whole;
    this.#doubles = doubles;
  }
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
