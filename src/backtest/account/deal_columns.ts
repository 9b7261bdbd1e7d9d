/**
 * The deals of a backtest as typed columns in chunks, in the order in which they were made: a
 * deal's ticket is its index plus one. Nothing is copied as they grow. About 80 bytes a deal.
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

/** Deals in a chunk; a power of two. */
const chunkDeals = 4_096;

/** The columns of `chunkDeals` deals. */
class DealChunk {
  readonly order = new Int32Array(chunkDeals);
  readonly position = new Int32Array(chunkDeals);
  readonly symbol = new Int16Array(chunkDeals);
  /** Indices of `columnTypes`, `dealEntries` and `columnReasons`. */
  readonly type = new Uint8Array(chunkDeals);
  readonly entry = new Uint8Array(chunkDeals);
  readonly reason = new Uint8Array(chunkDeals);
  readonly units = new Float64Array(chunkDeals);
  readonly priceMilli = new Float64Array(chunkDeals);
  readonly stopLoss = new Int32Array(chunkDeals);
  readonly takeProfit = new Int32Array(chunkDeals);
  readonly profitMinor = new Float64Array(chunkDeals);
  readonly swapMinor = new Float64Array(chunkDeals);
  readonly commissionMinor = new Float64Array(chunkDeals);
  readonly mark = new Int32Array(chunkDeals);
  readonly brokerMs = new Float64Array(chunkDeals);
}

export class DealColumns {
  length = 0;
  /** The margin level that caused a stop-out, by the index of the deal; few of a run's deals. */
  readonly levels = new Map<number, number>();
  readonly #chunks: DealChunk[] = [];
  #last = new DealChunk();

  /** The chunk that holds the deal at this index, at the row that `rowOf` names. */
  chunkOf(index: number): DealChunk {
    const chunk = this.#chunks[Math.floor(index / chunkDeals)];
    if (index >= this.length || chunk === undefined) throw new RangeError(`No deal ${index}`);
    return chunk;
  }

  rowOf(index: number): number {
    return index % chunkDeals;
  }

  add(row: DealRow): void {
    const at = this.length & (chunkDeals - 1);
    if (at === 0) this.#addChunk();
    const chunk = this.#last;
    chunk.order[at] = row.order;
    chunk.position[at] = row.position;
    chunk.symbol[at] = row.symbol;
    chunk.type[at] = row.type === "buy" ? 0 : row.type === "sell" ? 1 : 2;
    chunk.entry[at] = dealEntries.indexOf(row.entry);
    chunk.reason[at] = columnReasons.indexOf(row.reason as typeof columnReasons[number]);
    chunk.units[at] = row.units;
    chunk.priceMilli[at] = row.priceMilli;
    chunk.stopLoss[at] = row.stopLoss;
    chunk.takeProfit[at] = row.takeProfit;
    chunk.profitMinor[at] = row.profitMinor;
    chunk.swapMinor[at] = row.swapMinor;
    chunk.commissionMinor[at] = row.commissionMinor;
    chunk.mark[at] = row.mark;
    if (row.reason === "so") this.levels.set(this.length, row.levelPct);
    chunk.brokerMs[at] = row.brokerMs;
    this.length++;
  }

  #addChunk(): void {
    if (this.length > 0) this.#last = new DealChunk();
    this.#chunks.push(this.#last);
  }
}
