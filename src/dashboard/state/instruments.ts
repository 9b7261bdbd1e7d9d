/** How many decimals the prices of each symbol have: as the broker describes it, asked now and then. */

import { signal } from "@preact/signals";
import type { SymbolDocument } from "../../http/api/market_routes.ts";
import { read } from "./api.ts";
import { every } from "./browser_clock.ts";

const periodMs = 30_000;
/** Of a price whose symbol is not described: as many as it has itself, up to this. */
const digitsMax = 5;

const digits = signal<ReadonlyMap<string, number>>(new Map());

export function keepInstrumentsFresh(): void {
  every(periodMs, async () => {
    const answer = await read<readonly SymbolDocument[]>("/symbols");
    if (!answer.ok) return;
    digits.value = new Map(
      answer.value.flatMap(({ symbol, instrument }) =>
        instrument === null ? [] : [[symbol, instrument.digits] as const]
      ),
    );
  });
}

/** The price as the broker writes it. */
export function priceOf(symbol: string | null, value: number): string {
  const known = symbol === null ? undefined : digits.value.get(symbol);
  return value.toFixed(known ?? Math.min(digitsMax, String(value).split(".")[1]?.length ?? 0));
}
