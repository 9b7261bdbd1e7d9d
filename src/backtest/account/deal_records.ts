/**
 * The deals of a backtest as the records that reports and the API know, equal to those of the
 * simulated broker in every field, tickets included.
 */

import {
  brokerMs,
  type BrokerSymbol,
  type Deal,
  type DealTicket,
  fromPoints,
  magicNumber,
  type OrderTicket,
  type PositionId,
  ticket,
} from "../../models/mod.ts";
import { firstDealTicket, firstOrderTicket } from "../../simulation/trading/first_tickets.ts";
import { fromMilliPoints, fromMinor, toLots } from "../../simulation/trading/quantity.ts";
import type { DealRow } from "./deal_list.ts";
import type { FastSymbol } from "./fast_symbol.ts";
import type { Mark } from "./marks.ts";

/** What the list leaves out, because it is the same for many deals. */
export interface DealNames {
  readonly symbols: readonly FastSymbol[];
  readonly marks: readonly Mark[];
  readonly currencyDigits: number;
}

/** The deal at `index` of the list. */
export function recordOfDeal(
  deal: Readonly<DealRow>,
  index: number,
  { symbols, marks, currencyDigits }: DealNames,
): Deal<BrokerSymbol> {
  const symbol = symbols[deal.symbol];
  const digits = symbol?.digits ?? 0;
  const mark = marks[deal.mark]!;
  const money = (minor: number) => fromMinor(minor, currencyDigits);
  const level = (points: number) => points === 0 ? null : fromPoints(points, digits);
  const { order, position } = deal;
  return {
    ticket: ticket<DealTicket>(firstDealTicket + BigInt(index)),
    order: order === 0 ? null : ticket<OrderTicket>(firstOrderTicket - 1n + BigInt(order)),
    position: position === 0 ? null : ticket<PositionId>(firstOrderTicket - 1n + BigInt(position)),
    symbol: symbol?.terms.name ?? null,
    type: deal.type,
    entry: deal.entry,
    volumeLots: toLots(deal.units),
    price: fromMilliPoints(deal.priceMilli, digits),
    stopLoss: level(deal.stopLoss),
    takeProfit: level(deal.takeProfit),
    profit: money(deal.profitMinor),
    swap: money(deal.swapMinor),
    commission: money(deal.commissionMinor),
    fee: 0,
    magic: magicNumber(mark.magic),
    comment: commentOf(deal, { digits, given: mark.comment }),
    reason: deal.reason,
    brokerMs: brokerMs(deal.brokerMs),
  };
}

/** The broker names the level that closed a position in the comment of the deal. */
function commentOf(
  { reason, stopLoss, takeProfit, levelPct }: Readonly<DealRow>,
  { digits, given }: { readonly digits: number; readonly given: string },
): string {
  const level = (points: number) => fromPoints(points, digits).toFixed(digits);
  if (reason === "sl") return `[sl ${level(stopLoss)}]`;
  if (reason === "tp") return `[tp ${level(takeProfit)}]`;
  return reason === "so" ? `[so ${levelPct.toFixed(2)}%]` : given;
}
