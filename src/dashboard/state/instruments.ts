/**
 * How many decimals the prices of each symbol have, according to each broker. Updated periodically.
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

/** By symbol: the most decimals of any broker, so that none are left out where several offer it. */
const digits = signal<ReadonlyMap<string, number>>(new Map());
/** By terminal and symbol: one broker's pip may be another's ten. */
const ownDigits = signal<ReadonlyMap<string, number>>(new Map());

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
  const most = new Map<string, number>();
  const own = new Map<string, number>();
  for (const { terminal, symbol, instrument } of answer.value) {
    if (instrument === null) continue;
    most.set(symbol, Math.max(instrument.digits, most.get(symbol) ?? 0));
    own.set(`${terminal} ${symbol}`, instrument.digits);
  }
  [digits.value, ownDigits.value] = [most, own];
  return answer.value.length > 0 && answer.value.every(({ instrument }) => instrument !== null);
}

/** In pips or points; `-` until the broker has described the symbol. */
export function spreadOf(
  { terminal, symbol }: { readonly terminal: string; readonly symbol: string },
  { bid, ask }: { readonly bid: number; readonly ask: number },
): string {
  const known = ownDigits.value.get(`${terminal} ${symbol}`);
  return known === undefined ? "-" : distanceText(ask - bid, known);
}

/** The price as the broker writes it. */
export function priceOf(symbol: string | null, value: number): string {
  const known = symbol === null ? undefined : digits.value.get(symbol);
  return value.toFixed(known ?? Math.min(digitsMax, String(value).split(".")[1]?.length ?? 0));
}
