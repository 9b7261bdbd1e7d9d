/**
 * How many decimals the prices of each symbol have, according to the broker. Updated periodically.
 */

import type { SymbolDocument } from "../../http/api/market_routes.ts";
import { signal } from "@preact/signals";
import { distanceText } from "../../models/figure_text.ts";
import { read } from "./api.ts";
import { every, now } from "./browser_clock.ts";

const periodMs = 30_000;
/** Used while a symbol is not described yet. */
const retryMs = 2_000;
/** The most decimals of a price whose symbol is not described. */
const digitsMax = 5;

const digits = signal<ReadonlyMap<string, number>>(new Map());

export function keepInstrumentsFresh(): void {
  let dueMs = 0;
  every(retryMs, async () => {
    if (now.value < dueMs) return;
    const isComplete = await renew();
    dueMs = isComplete ? now.value + periodMs : 0;
  });
}

/** Returns whether every symbol is described. */
async function renew(): Promise<boolean> {
  const answer = await read<readonly SymbolDocument[]>("/symbols");
  if (!answer.ok) return false;
  digits.value = new Map(
    answer.value.flatMap(({ symbol, instrument }) =>
      instrument === null ? [] : [[symbol, instrument.digits] as const]
    ),
  );
  return answer.value.length > 0 && answer.value.every(({ instrument }) => instrument !== null);
}

/** In pips or points; `-` until the broker has described the symbol. */
export function spreadOf(
  symbol: string,
  { bid, ask }: { readonly bid: number; readonly ask: number },
): string {
  const known = digits.value.get(symbol);
  return known === undefined ? "-" : distanceText(ask - bid, known);
}

/** The price as the broker writes it. */
export function priceOf(symbol: string | null, value: number): string {
  const known = symbol === null ? undefined : digits.value.get(symbol);
  return value.toFixed(known ?? Math.min(digitsMax, String(value).split(".")[1]?.length ?? 0));
}
