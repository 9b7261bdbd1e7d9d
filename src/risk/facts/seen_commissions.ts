/**
 * Commissions of a symbol so far, taken from its deals, because no terminal reports a commission
 * before the deal. Brokers charge when a position is opened, when it is closed, or both, so the two
 * are kept separate.
 */

import type { DealTicket, SymbolName, VenueDeal } from "../../models/mod.ts";

/** In the account's currency; null before the first deal of that side. */
export interface Commission {
  readonly openingPerLot: number | null;
  readonly closingPerLot: number | null;
}

/**
 * Only the latest deals of each side of a symbol count: terms change, and a small deal may pay a
 * minimum.
 */
const dealsMax = 20;

/** What a deal says of its costs. */
type ChargedDeal = Pick<
  VenueDeal,
  "ticket" | "symbol" | "type" | "entry" | "volumeLots" | "commission" | "fee"
>;

interface Charged {
  readonly volumeLots: number;
  readonly cost: number;
}

export class SeenCommissions {
  readonly #charged = new Map<string, Charged[]>();
  readonly #tickets = new Set<DealTicket>();

  /** Each deal counts once. */
  add(deals: readonly ChargedDeal[]): void {
    for (const { ticket, symbol, type, entry, volumeLots, commission, fee } of deals) {
      const isTrade = (type === "buy" || type === "sell") && entry !== "out_by";
      if (symbol === null || !isTrade || !(volumeLots > 0) || this.#tickets.has(ticket)) continue;
      this.#remember(ticket);
      const key = `${entry === "out" ? "out" : "in"} ${symbol}`;
      const charged = this.#charged.get(key) ?? [];
      this.#charged.set(
        key,
        [...charged, { volumeLots, cost: -(commission + fee) }].slice(-dealsMax),
      );
    }
  }

  /** Rebates count as zero. */
  of(symbol: SymbolName): Commission {
    const side = (name: "in" | "out") => perLot(this.#charged.get(`${name} ${symbol}`) ?? []);
    return { openingPerLot: side("in"), closingPerLot: side("out") };
  }

  #remember(ticket: DealTicket): void {
    this.#tickets.add(ticket);
    const [oldest] = this.#tickets;
    if (this.#tickets.size > ticketsMax && oldest !== undefined) this.#tickets.delete(oldest);
  }
}

/** Tickets remembered to ignore duplicates, which arrive within minutes. */
const ticketsMax = 10_000;

function perLot(charged: readonly Charged[]): number | null {
  if (charged.length === 0) return null;
  const lots = charged.reduce((sum, { volumeLots }) => sum + volumeLots, 0);
  const cost = charged.reduce((sum, one) => sum + one.cost, 0);
  return lots > 0 ? Math.max(0, cost / lots) : 0;
}
