/**
 * Which of the deals that were read are new to the bridge, and which explain that positions and
 * orders differ from the reading before. Not every deal that explains something is new: deals are
 * read after positions, and a reading that was stored may count as failed.
 */

import type { BrokerMs, DealTicket, VenueDeal } from "../../models/mod.ts";

/** The terminal tells its time in whole seconds. */
const settlesMs = 2_000;

export class FreshDeals {
  /** Deals of readings that may or may not have been stored; nobody was told about them. */
  readonly #untold = new Set<DealTicket>();
  /** New in the last reading, whose positions may be from before them; null after a restart. */
  #latest: ReadonlySet<DealTicket> | null = null;

  /** The deals that nobody was told about; `stored` are in the store. */
  among(deals: readonly VenueDeal[], stored: ReadonlySet<DealTicket>): readonly VenueDeal[] {
    return deals.filter(({ ticket }) => !stored.has(ticket) || this.#untold.has(ticket));
  }

  /** The outcome of storing a reading with these new deals. */
  kept(fresh: readonly VenueDeal[], isKept: boolean): void {
    if (!isKept) return fresh.forEach(({ ticket }) => this.#untold.add(ticket));
    this.#untold.clear();
    this.#latest = new Set(fresh.map(({ ticket }) => ticket));
  }

  /**
   * Deals that can be behind a difference to the last reading, which was complete up to
   * `completeToMs`.
   */
  explaining(
    deals: readonly VenueDeal[],
    fresh: readonly VenueDeal[],
    completeToMs: BrokerMs | null,
  ): readonly VenueDeal[] {
    const [latest, isNew] = [this.#latest, new Set(fresh)];
    const mayBeUnseen = latest === null
      ? ({ brokerMs }: VenueDeal) => brokerMs >= (completeToMs ?? 0) - settlesMs
      : ({ ticket }: VenueDeal) => latest.has(ticket);
    return deals.filter((deal) => isNew.has(deal) || mayBeUnseen(deal));
  }
}
