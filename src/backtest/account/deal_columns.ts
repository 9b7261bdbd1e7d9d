/**
 * The deals of a backtest as growing typed columns, in the order in which they were made: a deal's
 * ticket is its index plus one. Nothing is allocated for a deal except when the columns double.
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

/** Names as they stand in the columns: by their index here. */
export const columnTypes = ["buy", "sell", "balance"] as const satisfies readonly DealType[];
export const columnReasons = [
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

const firstCapacity = 1024;

export class DealColumns {
  length = 0;
  order = new Int32Array(firstCapacity);
  position = new Int32Array(firstCapacity);
  symbol = new Int16Array(firstCapacity);
  type = new Uint8Array(firstCapacity);
  entry = new Uint8Array(firstCapacity);
  reason = new Uint8Array(firstCapacity);
  units = new Float64Array(firstCapacity);
  priceMilli = new Float64Array(firstCapacity);
  stopLoss = new Float64Array(firstCapacity);
  takeProfit = new Float64Array(firstCapacity);
  profitMinor = new Float64Array(firstCapacity);
  swapMinor = new Float64Array(firstCapacity);
  commissionMinor = new Float64Array(firstCapacity);
  spreadMinor = new Float64Array(firstCapacity);
  slippageMinor = new Float64Array(firstCapacity);
  mark = new Int32Array(firstCapacity);
  levelPct = new Float64Array(firstCapacity);
  brokerMs = new Float64Array(firstCapacity);

  add(row: DealRow): void {
    const at = this.length;
    if (at === this.order.length) this.#grow();
    this.order[at] = row.order;
    this.position[at] = row.position;
    this.symbol[at] = row.symbol;
    this.type[at] = typeNumber(row.type);
    this.entry[at] = entryNumber(row.entry);
    this.reason[at] = reasonNumber(row.reason);
    this.units[at] = row.units;
    this.priceMilli[at] = row.priceMilli;
    this.stopLoss[at] = row.stopLoss;
    this.takeProfit[at] = row.takeProfit;
    this.profitMinor[at] = row.profitMinor;
    this.swapMinor[at] = row.swapMinor;
    this.commissionMinor[at] = row.commissionMinor;
    this.spreadMinor[at] = row.spreadMinor;
    this.slippageMinor[at] = row.slippageMinor;
    this.mark[at] = row.mark;
    this.levelPct[at] = row.levelPct;
    this.brokerMs[at] = row.brokerMs;
    this.length = at + 1;
  }

  #grow(): void {
    const capacity = this.order.length * 2;
    const longer = <C extends Int32Array | Int16Array | Uint8Array | Float64Array>(
      column: C,
      wider: C,
    ): C => {
      wider.set(column);
      return wider;
    };
    const doubles = (column: Float64Array<ArrayBuffer>) =>
      longer(column, new Float64Array(capacity));
    this.order = longer(this.order, new Int32Array(capacity));
    this.position = longer(this.position, new Int32Array(capacity));
    this.symbol = longer(this.symbol, new Int16Array(capacity));
    this.type = longer(this.type, new Uint8Array(capacity));
    this.entry = longer(this.entry, new Uint8Array(capacity));
    this.reason = longer(this.reason, new Uint8Array(capacity));
    this.mark = longer(this.mark, new Int32Array(capacity));
    this.units = doubles(this.units);
    this.priceMilli = doubles(this.priceMilli);
    this.stopLoss = doubles(this.stopLoss);
    this.takeProfit = doubles(this.takeProfit);
    this.profitMinor = doubles(this.profitMinor);
    this.swapMinor = doubles(this.swapMinor);
    this.commissionMinor = doubles(this.commissionMinor);
    this.spreadMinor = doubles(this.spreadMinor);
    this.slippageMinor = doubles(this.slippageMinor);
    this.levelPct = doubles(this.levelPct);
    this.brokerMs = doubles(this.brokerMs);
  }
}
