/**
 * What the words for types and directions mean, in whatever language they are: the first deal of a
 * flat account opens, and a position that gained while the price rose was bought. Pure.
 */

import type { DealEntry } from "../../models/mod.ts";
import type { ImportedDeal } from "./deal_rows.ts";

export interface DealWords {
  readonly buy: string;
  readonly sell: string;
  entryOf(row: ImportedDeal): DealEntry;
}

export function dealWords(trades: readonly ImportedDeal[]): DealWords {
  const types = [...new Set(trades.map(({ type }) => type))];
  const opening = trades[0]?.direction ?? "in";
  const [buy, sell] = sides(types, trades, opening);
  return {
    buy,
    sell,
    entryOf({ direction }) {
      if (direction === opening) return "in";
      if (/^[^/]+\/[^/]+$/.test(direction)) return "inout";
      return /\s/.test(direction) ? "out_by" : "out";
    },
  };
}

function sides(
  types: readonly string[],
  trades: readonly ImportedDeal[],
  opening: string,
): readonly [buy: string, sell: string] {
  const [one = "buy", other = one === "buy" ? "sell" : "buy"] = types;
  if (one === "buy" || other === "sell") return [one, other];
  if (one === "sell" || other === "buy") return [other, one];
  return doesGainWhileRising(one, trades, opening) ? [one, other] : [other, one];
}

/** Pairs of deals that follow one another vote: does `type` open what gains from a rise? */
function doesGainWhileRising(
  type: string,
  trades: readonly ImportedDeal[],
  opening: string,
): boolean {
  let votes = 0;
  trades.forEach((exit, i) => {
    const entry = trades[i - 1];
    if (entry === undefined || entry.direction !== opening || exit.direction === opening) return;
    if (entry.symbol !== exit.symbol || entry.type === exit.type) return;
    const sign = Math.sign((exit.price - entry.price) * exit.profit);
    votes += entry.type === type ? sign : -sign;
  });
  return votes >= 0;
}
