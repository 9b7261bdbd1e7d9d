/** Joins the ticks of one turn of the socket, and counts ticks that wait. */

import type { BrokerSymbol, SymbolName } from "../models/ids.ts";
import type { TickBatch, TickColumns } from "../models/tick.ts";

/** Ticks that may wait for a slow receiver: some seconds of a market in turmoil, 10 MB. */
export const waitingTicksMax = 250_000;

export function tickCount(batches: readonly TickBatch[]): number {
  return batches.reduce((sum, batch) => sum + batch.brokerMs.length, 0);
}

function joined(parts: readonly TickColumns[]): TickColumns {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const length = parts.reduce((sum, part) => sum + part.brokerMs.length, 0);
  const result: TickColumns = {
    brokerMs: new Float64Array(length),
    bid: new Float64Array(length),
    ask: new Float64Array(length),
    last: new Float64Array(length),
    volume: new Float64Array(length),
    flags: new Uint8Array(length),
  };
  let at = 0;
  for (const part of parts) {
    for (const name of ["brokerMs", "bid", "ask", "last", "volume", "flags"] as const) {
      result[name].set(part[name], at);
    }
    at += part.brokerMs.length;
  }
  return result;
}

/** Collects the ticks of one turn of the socket: one batch a symbol comes out, each in order. */
export class TickCollector {
  readonly #parts = new Map<SymbolName, TickColumns[]>();

  /** Ticks of symbols that `names` does not know are left out. */
  add(
    batches: readonly { readonly symbol: string; readonly ticks: TickColumns }[],
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
    const batches = Array.from(this.#parts, ([symbol, parts]) => ({ symbol, ...joined(parts) }));
    this.#parts.clear();
    return batches;
  }
}
