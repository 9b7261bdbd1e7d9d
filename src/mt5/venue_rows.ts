/**
 * Converts positions, orders and deals from the wire to the bridge's models: configured names, UTC
 * as well as broker time, null for none.
 */

import {
  brokerMs,
  type BrokerSymbol,
  dealEntries,
  type DealReason,
  dealReasons,
  type DealTicket,
  type DealType,
  dealTypes,
  err,
  type Magic,
  ok,
  orderStates,
  type OrderTicket,
  orderTypes,
  type PositionId,
  type PositionTicket,
  type Result,
  type SymbolName,
  type VenueDeal,
  type VenueOrder,
  type VenuePosition,
} from "../models/mod.ts";
import type { BrokerClock } from "./broker_clock.ts";
import { ticketOf, valueOf } from "./venue_answers.ts";
import type { WireDeal, WireOrder, WirePosition } from "./wire_trading.ts";

/** Names of all symbols that trades may be in, including symbols that are not configured. */
export class SymbolNames {
  readonly #configured: ReadonlyMap<BrokerSymbol, SymbolName>;
  readonly #taken: ReadonlySet<string>;

  constructor(brokerNames: ReadonlyMap<SymbolName, BrokerSymbol>) {
    this.#configured = new Map(Array.from(brokerNames, ([symbol, broker]) => [broker, symbol]));
    this.#taken = new Set(brokerNames.keys());
  }

  /**
   * The configured name; without one the broker's own. If that is the configured name of another
   * symbol (the broker has EURUSD and EURUSD.m, and EURUSD is configured as the latter), the prefix
   * `broker:` distinguishes them.
   */
  nameOf(broker: string): SymbolName {
    const configured = this.#configured.get(broker as BrokerSymbol);
    if (configured !== undefined) return configured;
    return (this.#taken.has(broker) ? `broker:${broker}` : broker) as SymbolName;
  }
}

export function venuePosition(names: SymbolNames, row: WirePosition): VenuePosition {
  return {
    ticket: row.ticket as PositionTicket,
    identifier: row.identifier as PositionId,
    symbol: names.nameOf(row.symbol),
    direction: row.direction,
    volumeLots: row.volume,
    openPrice: row.openPrice,
    currentPrice: row.currentPrice,
    stopLoss: valueOf(row.stopLoss),
    takeProfit: valueOf(row.takeProfit),
    profit: row.profit,
    swap: row.swap,
    magic: row.magic as Magic,
    comment: row.comment,
    openedMs: brokerMs(row.openedMs),
    updatedMs: brokerMs(row.updatedMs),
  };
}

/** The error is a text that names an order type or state unknown to this version. */
export function venueOrder(names: SymbolNames, row: WireOrder): Result<VenueOrder, string> {
  const type = orderTypes.find((one) => one === row.type);
  const state = orderStates.find((one) => one === row.state);
  if (type === undefined || state === undefined) {
    return err(`order ${row.ticket}: type ${row.type}, state ${row.state}`);
  }
  return ok({
    ticket: row.ticket as OrderTicket,
    symbol: names.nameOf(row.symbol),
    type,
    state,
    volumeInitialLots: row.volume,
    volumeCurrentLots: row.remainingVolume,
    price: valueOf(row.price),
    stopLimitPrice: valueOf(row.stopLimitPrice),
    stopLoss: valueOf(row.stopLoss),
    takeProfit: valueOf(row.takeProfit),
    expirationMs: row.expiresMs === 0 ? null : brokerMs(row.expiresMs),
    setupMs: brokerMs(row.placedMs),
    magic: row.magic as Magic,
    comment: row.comment,
    position: ticketOf<PositionId>(row.position),
  });
}

/** The error is a text that names a deal type or entry unknown to this version. */
export function venueDeal(
  names: SymbolNames,
  clock: BrokerClock,
  row: WireDeal,
): Result<VenueDeal, string> {
  const time = brokerMs(row.timeMs);
  const utcMs = clock.toUtc(time);
  const type = dealType(row);
  const entry = dealEntries.find((one) => one === row.entry);
  if (type === null || entry === undefined || utcMs === null) {
    return err(`deal ${row.ticket}: type ${row.type}, entry ${row.entry}`);
  }
  return ok({ ...dealColumns(names, row), type, entry, brokerMs: time, utcMs });
}

function dealColumns(
  names: SymbolNames,
  row: WireDeal,
): Omit<VenueDeal, "type" | "entry" | "brokerMs" | "utcMs"> {
  return {
    ticket: row.ticket as DealTicket,
    order: ticketOf<OrderTicket>(row.order),
    position: ticketOf<PositionId>(row.position),
    symbol: row.symbol === "" ? null : names.nameOf(row.symbol),
    volumeLots: row.volume,
    price: row.price,
    profit: row.profit,
    swap: row.swap,
    commission: row.commission,
    fee: row.fee,
    magic: row.magic as Magic,
    comment: row.comment,
    reason: dealReason(row.reason),
  };
}

/**
 * An unknown balance operation of a newer terminal counts as a correction; an unknown trade type is
 * an error.
 */
function dealType({ type, volume }: WireDeal): DealType | null {
  const known = dealTypes.find((one) => one === type);
  return known ?? (volume === 0 ? "correction" : null);
}

/** An unknown reason affects only the display and counts as a manual trade. */
function dealReason(reason: string): DealReason {
  return dealReasons.find((one) => one === reason) ?? "client";
}
