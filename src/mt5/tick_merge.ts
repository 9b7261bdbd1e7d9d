/** Joins the ticks read in one turn of the socket, and counts waiting ticks. */

import type { BrokerSymbol, SymbolName } from "../models/ids.ts";
import type { TickBatch, TickColumns } from "../models/tick.ts";
import { joinTicks } from "../models/tick_columns.ts";
import { timeMsMax } from "./wire_limits.ts";

/** The most ticks waiting for a slow receiver: seconds of an extreme market, 10 MB. */
export const waitingTicksMax = 250_000;

export function tickCount(batches: readonly TickBatch[]): number {
  return batches.reduce((sum, batch) => sum + batch.brokerMs.length, 0);
}

type SymbolTicks = { readonly symbol: string; readonly ticks: TickColumns };

/** The latest time of the symbols' last ticks; 0 without one. A time that is none is left out. */
export function newestStampMs(batches: readonly SymbolTicks[]): number {
  return batches.reduce((newest, { ticks }) => {
    const lastMs = ticks.brokerMs.at(-1) ?? 0;
    return Number.isSafeInteger(lastMs) && lastMs <= timeMsMax ? Math.max(newest, lastMs) : newest;
  }, 0);
}

/** Collects the ticks of one turn of the socket into one batch per symbol, each in order. */
export class TickCollector {
  readonly #parts = new Map<SymbolName, TickColumns[]>();

  /** Ticks of symbols that are not in `names` are skipped. */
  add(
    batches: readonly SymbolTicks[],
    names: ReadonlyMap<BrokerSymbol, SymbolName>,
  ): void {
    for (const { symbol, ticks } of batches) {
      const name = names.get(symbol as BrokerSymbol);
      if (name === undefined || ticks.brokerMs.length === 0) continue;
      const parts = this.#parts.get(name);
      if (parts === undefined) this.#parts.set(name, [ticks]);
      else parts.push(ticks);
    }
  }

  take(): readonly TickBatch[] {
    if (this.#parts.size === 0) return [];
    const batches = Array.from(this.#parts, ([symbol, parts]) => ({ symbol, ...joinTicks(parts) }));
    this.#parts.clear();
    return batches;
  }
}
