/**
 * Which deals belong to one position. MetaTrader's report does not say it, so it is worked out: a
 * deal closes the open position whose opening price explains its profit best, the oldest of equally
 * good ones. On a netting account a symbol has one position at a time. Pure.
 */

import type { DealEntry, PositionId } from "../../models/mod.ts";
import { ticket } from "../../models/ticket.ts";

export interface UnpairedDeal {
  readonly symbol: string;
  readonly isBuy: boolean;
  readonly entry: DealEntry;
  readonly volume: number;
  readonly price: number;
  readonly profit: number;
}

interface Open {
  readonly id: PositionId;
  readonly isBuy: boolean;
  readonly price: number;
  lots: number;
}

/** Less than any step of volume. */
const noLots = 1e-9;

/** The position of each deal, in the order of the deals. */
export function pairedPositions(deals: readonly UnpairedDeal[]): PositionId[] {
  if (isNetting(deals)) return nettedPositions(deals);
  const worth = worthBySymbol(deals);
  return hedgedPositions(deals, (deal, candidates) => {
    const perLot = worth.get(deal.symbol);
    const equal = candidates.filter(({ lots }) => Math.abs(lots - deal.volume) < noLots);
    const all = equal.length > 0 ? equal : candidates;
    if (perLot === undefined || all.length < 2) return all[0];
    const error = (one: Open) => Math.abs(moved(one, deal) * deal.volume * perLot - deal.profit);
    return all.reduce((best, one) => error(one) < error(best) - 0.005 ? one : best);
  });
}

/** What the price moved in favour of the position. */
function moved({ isBuy, price }: Open, deal: UnpairedDeal): number {
  return isBuy ? deal.price - price : price - deal.price;
}

/** Reversals, and closes larger than any open position of the other side. */
function isNetting(deals: readonly UnpairedDeal[]): boolean {
  if (deals.some(({ entry }) => entry === "inout")) return true;
  let isTooLarge = false;
  hedgedPositions(deals, (_deal, [first]) => {
    isTooLarge ||= first === undefined;
    return first;
  });
  return isTooLarge;
}

/** What one unit of price was worth for one lot, from closes that leave no choice: their median. */
function worthBySymbol(deals: readonly UnpairedDeal[]): ReadonlyMap<string, number> {
  const found = new Map<string, number[]>();
  hedgedPositions(deals, (deal, candidates) => {
    const [first] = candidates;
    if (candidates.length === 1 && first !== undefined) {
      const gained = moved(first, deal) * deal.volume;
      if (gained !== 0 && deal.profit / gained > 0) {
        const all = found.get(deal.symbol) ?? [];
        found.set(deal.symbol, all);
        all.push(deal.profit / gained);
      }
    }
    return first;
  });
  const medians = Array.from(found, ([symbol, all]) => {
    const sorted = all.toSorted((one, other) => one - other);
    return [symbol, sorted[Math.floor(sorted.length / 2)]!] as const;
  });
  return new Map(medians);
}

type Choose = (deal: UnpairedDeal, candidates: readonly Open[]) => Open | undefined;

/** A close that fits nothing is a position of its own. */
function hedgedPositions(deals: readonly UnpairedDeal[], choose: Choose): PositionId[] {
  const bySymbol = new Map<string, Open[]>();
  let count = 0;
  return deals.map((deal) => {
    const open = bySymbol.get(deal.symbol) ?? [];
    bySymbol.set(deal.symbol, open);
    if (deal.entry === "in") {
      const id = ticket<PositionId>(String(++count));
      open.push({ id, isBuy: deal.isBuy, price: deal.price, lots: deal.volume });
      return id;
    }
    const candidates = open.filter(({ isBuy, lots }) =>
      isBuy !== deal.isBuy && lots > deal.volume - noLots
    );
    const chosen = choose(deal, candidates);
    if (chosen === undefined) return ticket<PositionId>(String(++count));
    chosen.lots -= deal.volume;
    if (chosen.lots < noLots) open.splice(open.indexOf(chosen), 1);
    return chosen.id;
  });
}

function nettedPositions(deals: readonly UnpairedDeal[]): PositionId[] {
  const open = new Map<string, { readonly id: PositionId; lots: number }>();
  let count = 0;
  return deals.map(({ symbol, isBuy, volume }) => {
    const position = open.get(symbol) ?? { id: ticket<PositionId>(String(++count)), lots: 0 };
    open.set(symbol, position);
    position.lots += isBuy ? volume : -volume;
    if (Math.abs(position.lots) < noLots) open.delete(symbol);
    return position.id;
  });
}
