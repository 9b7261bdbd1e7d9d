/**
 * Cancels the other pending orders of a group as soon as a reading of the account shows that one of
 * its entries was filled, also when that happened while the bridge was not running.
 */

import {
  type BrokerMs,
  changeTrace,
  entryOfTrace,
  intentOfMagic,
  isPendingType,
  type Magic,
  type OrderTicket,
  type TradingMode,
} from "../../../src/models/mod.ts";
import {
  type GroupedEntry,
  type GroupedFill,
  type GroupedOrder,
  outdoneOrders,
} from "../../../src/trade/filled_groups.ts";
import type { VenueReading } from "../trade_context.ts";
import type { OrderSender } from "./order_sender.ts";
import { OpeningIntents } from "../intents/opening_intents.ts";
import type { TradeContext } from "../trade_context.ts";

export interface GroupCancellerOptions {
  readonly context: TradeContext;
  readonly sender: OrderSender;
  readonly mode: () => TradingMode;
}

/** A refused cancel is asked for again after this long: the order may be filled meanwhile. */
const againAfterMs = 5_000;

export class GroupCanceller {
  readonly #options: GroupCancellerOptions;
  readonly #openings: OpeningIntents;
  /** When each order was last asked to be cancelled, on the steady clock; only pending orders. */
  #askedMs = new Map<OrderTicket, number>();
  #isLooking = false;

  constructor(options: GroupCancellerOptions) {
    this.#options = options;
    this.#openings = new OpeningIntents(options.context);
  }

  async onRead(reading: VenueReading): Promise<void> {
    if (this.#isLooking || this.#options.mode() === "safety") return;
    this.#isLooking = true;
    try {
      const orders = await this.#ordersOf(reading);
      const pending = new Set(orders.map(({ order }) => order));
      this.#askedMs = new Map(Array.from(this.#askedMs).filter(([order]) => pending.has(order)));
      if (orders.length === 0) return;
      const fills = await this.#fillsOf(reading, orders);
      for (const one of outdoneOrders(orders, fills)) await this.#cancel(one);
    } finally {
      this.#isLooking = false;
    }
  }

  async #ordersOf({ snapshot }: VenueReading): Promise<readonly GroupedOrder[]> {
    const found: GroupedOrder[] = [];
    for (const { ticket, type, magic, setupMs } of snapshot.orders) {
      const grouped = isPendingType(type) ? await this.#groupedOf(magic) : null;
      if (grouped !== null) found.push({ ...grouped, order: ticket, setupMs });
    }
    return found;
  }

  async #fillsOf(
    { snapshot, deals }: VenueReading,
    orders: readonly GroupedOrder[],
  ): Promise<readonly GroupedFill[]> {
    const fromMs = Math.min(...orders.map(({ entry }) => entry.barBrokerMs));
    const filled: { readonly magic: Magic; readonly filledMs: BrokerMs }[] = [
      ...snapshot.positions.map(({ magic, openedMs }) => ({ magic, filledMs: openedMs })),
      ...deals.filter(({ entry }) => entry === "in")
        .map(({ magic, brokerMs }) => ({ magic, filledMs: brokerMs })),
    ];
    const fills: GroupedFill[] = [];
    for (const { magic, filledMs } of filled) {
      const grouped = filledMs >= fromMs ? await this.#groupedOf(magic) : null;
      if (grouped !== null) fills.push({ ...grouped, filledMs });
    }
    return fills;
  }

  /** Null for what belongs to no group, or is not known now: the next reading looks again. */
  async #groupedOf(magic: Magic): Promise<GroupedEntry | null> {
    const id = intentOfMagic(magic);
    const opening = id === null ? null : await this.#openings.of(id);
    if (opening === null || opening === "unavailable" || opening.request.kind !== "open") {
      return null;
    }
    const entry = entryOfTrace(opening.trace);
    return entry === null || entry.group === 0 ? null : { entry, request: opening.request };
  }

  async #cancel({ order, entry }: GroupedOrder): Promise<void> {
    const { sender, context: { clock, log } } = this.#options;
    const sinceMs = clock.steadyMs() - (this.#askedMs.get(order) ?? -Infinity);
    if (sender.pauseMs > 0 || sinceMs < againAfterMs) return;
    this.#askedMs.set(order, clock.steadyMs());
    log.info("group_filled", { order, owner: entry.owner });
    const { owner, barBrokerMs, number } = entry;
    const trace = changeTrace(owner, { barBrokerMs, kind: "group", row: number });
    await sender.change({
      trace,
      request: { kind: "cancel_order", order },
      attempt: 1,
      key: `${trace}/${clock.nowMs()}`,
      mayGoUnwritten: true,
    });
  }
}
