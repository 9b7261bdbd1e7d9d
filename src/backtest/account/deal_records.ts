/**
 * The deals of a backtest as the records that reports and the API know, equal to those of the
 * simulated broker in every field, tickets included.
 */

import {
  brokerMs,
  type BrokerSymbol,
  type Deal,
  dealEntries,
  type DealReason,
  type DealTicket,
  fromPoints,
  magicNumber,
  type OrderTicket,
  type PositionId,
  ticket,
} from "../../models/mod.ts";
import { firstDealTicket, firstOrderTicket } from "../../simulation/trading/first_tickets.ts";
import { fromMilliPoints, fromMinor, toLots } from "../../simulation/trading/quantity.ts";
import { columnReasons, columnTypes, type DealColumns } from "./deal_columns.ts";
import type { FastSymbol } from "./fast_symbol.ts";
import type { Mark } from "./marks.ts";

/** What the columns leave out, because it is the same for many deals. */
export interface DealNames {
  readonly symbols: readonly FastSymbol[];
  readonly marks: readonly Mark[];
  readonly currencyDigits: number;
}

/** The deal at `index` of the columns. */
export function recordOfDeal(
  deals: DealColumns,
  index: number,
  { symbols, marks, currencyDigits }: DealNames,
): Deal<BrokerSymbol> {
  const symbol = symbols[deals.symbol[index]!];
  const digits = symbol?.digits ?? 0;
  const mark = marks[deals.mark[index]!]!;
  const money = (minor: number) => fromMinor(minor, currencyDigits);
  const level = (points: number) => points === 0 ? null : fromPoints(points, digits);
  const order = deals.order[index]!;
  const position = deals.position[index]!;
  return {
    ticket: ticket<DealTicket>(firstDealTicket + BigInt(index)),
    order: order === 0 ? null : ticket<OrderTicket>(firstOrderTicket - 1n + BigInt(order)),
    position: position === 0 ? null : ticket<PositionId>(firstOrderTicket - 1n + BigInt(position)),
    symbol: symbol?.terms.name ?? null,
    type: columnTypes[deals.type[index]!]!,
    entry: dealEntries[deals.entry[index]!]!,
    volumeLots: toLots(deals.units[index]!),
    price: fromMilliPoints(deals.priceMilli[index]!, digits),
    stopLoss: level(deals.stopLoss[index]!),
    takeProfit: level(deals.takeProfit[index]!),
    profit: money(deals.profitMinor[index]!),
    swap: money(deals.swapMinor[index]!),
    commission: money(deals.commissionMinor[index]!),
    fee: 0,
    magic: magicNumber(mark.magic),
    comment: commentOf(deals, index, { digits, given: mark.comment }),
    reason: columnReasons[deals.reason[index]!]!,
    brokerMs: brokerMs(deals.brokerMs[index]!),
  };
}

/** The broker names the level that closed a position in the comment of the deal. */
function commentOf(
  deals: DealColumns,
  index: number,
  { digits, given }: { readonly digits: number; readonly given: string },
): string {
  const reason: DealReason = columnReasons[deals.reason[index]!]!;
  const level = (points: number) => fromPoints(points, digits).toFixed(digits);
  if (reason === "sl") return `[sl ${level(deals.stopLoss[index]!)}]`;
  if (reason === "tp") return `[tp ${level(deals.takeProfit[index]!)}]`;
  return reason === "so" ? `[so ${deals.levelPct[index]!.toFixed(2)}%]` : given;
}
