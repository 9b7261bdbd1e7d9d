/**
 * How many decimals the prices of each symbol have, according to the broker. Updated now and then.
 */

import { signal } from "@preact/signals";
import { read } from "./api.ts";
import { every } from "./browser_clock.ts";
import type { SymbolRow } from "./types.ts";

const periodMs = 30_000;
/**
 * For symbols without a description: as many decimals as the price itself has, up to this number.
 */
const digitsMax = 5;

type Described = SymbolRow & { readonly instrument: { readonly digits: number } | null };

const digits = signal<ReadonlyMap<string, number>>(new Map());

export function keepInstrumentsFresh(): void {
  every(periodMs, async () => {
    const answer = await read<readonly Described[]>("/symbols");
    if (!answer.ok) return;
    digits.value = new Map(
      answer.value.flatMap(({ symbol, instrument }) =>
        instrument === null ? [] : [[symbol, instrument.digits] as const]
      ),
    );
  });
}

/** The price with the broker's number of decimals. */
export function priceOf(symbol: string | null, value: number): string {
  const known = symbol === null ? undefined : digits.value.get(symbol);
  return value.toFixed(known ?? Math.min(digitsMax, String(value).split(".")[1]?.length ?? 0));
}
