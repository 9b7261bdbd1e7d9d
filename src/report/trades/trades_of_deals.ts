/**
 * Makes trades of deals, on hedging and netting accounts: partial closes, additions, reversals and
 * positions closed by an opposite one. One pass, in the order in which the deals were made. Pure.
 */

import type { PositionId } from "../../models/mod.ts";
import { exactMoney } from "./exact_money.ts";
import type { PositionDetail } from "./position_detail.ts";
import { isTradeDeal, type ReportDeal } from "./report_deal.ts";
import type { OpenPart, ReportTrade, TradeSide } from "./trade.ts";

export interface TradeList {
  /** In the order in which they were closed. */
  readonly trades: readonly ReportTrade[];
  readonly open: readonly OpenPart[];
  /** When each position was held that was closed whole, without a reversal. */
  readonly held: readonly Held[];
}

export interface Held {
  readonly openMs: number;
  readonly closeMs: number;
}

export type PositionDetails = ReadonlyMap<PositionId, PositionDetail>;

/** Less than any step of volume: what is left after subtractions is no position. */
const noLots = 1e-9;

/** The state of one position while the deals pass by. */
interface Holding {
  side: TradeSide;
  lots: number;
  /** All that was opened since it was last flat, for shares of what belongs to the position. */
  openedLots: number;
  openPrice: number;
  openMs: number;
  /** Commission and fee of opening deals, of the part that is still open. */
  openCosts: number;
  stop: number | null;
  /** It was reversed: MetaTrader leaves its time out of the holding times. */
  isTurned: boolean;
}

export function tradesOfDeals(
  deals: readonly ReportDeal[],
  details: PositionDetails = new Map(),
): TradeList {
  const holdings = new Map<PositionId, Holding & { symbol: string }>();
  const trades: ReportTrade[] = [];
  const held: Held[] = [];
  for (const deal of deals) {
    const { position, symbol } = deal;
    if (position === null || symbol === null || !isTradeDeal(deal)) continue;
    const holding = holdings.get(position);
    if (deal.entry === "in") {
      if (holding === undefined) {
        holdings.set(position, { ...opened(deal, deal.volumeLots), symbol });
      } else add(holding, deal);
      continue;
    }
    const isTurn = deal.entry === "inout" && holding !== undefined;
    const turnedLots = isTurn ? deal.volumeLots - holding.lots : 0;
    const lots = deal.volumeLots - Math.max(0, turnedLots);
    const isWhole = holding !== undefined && holding.lots - lots < noLots;
    const closing = { deal, lots, isWhole, position, symbol, detail: details.get(position) };
    trades.push(tradeOf(closing, holding));
    if (turnedLots > noLots) {
      holdings.set(position, { ...opened(deal, turnedLots), symbol, isTurned: true });
      continue;
    }
    if (holding === undefined) continue;
    if (!isWhole) {
      holding.openCosts -= holding.openCosts * partOf(lots, holding.lots);
      holding.lots -= lots;
      continue;
    }
    if (!holding.isTurned) held.push({ openMs: holding.openMs, closeMs: deal.brokerMs });
    holdings.delete(position);
  }
  const open = Array.from(holdings, ([position, { symbol, side, lots, openMs, openPrice }]) => (
    { position, symbol, side, lots, openMs, openPrice }
  ));
  return { trades, open, held };
}

/** `lots` of the deal open a position. */
function opened(deal: ReportDeal, lots: number): Holding {
  return {
    side: deal.type === "buy" ? "long" : "short",
    lots,
    openedLots: lots,
    openPrice: deal.price,
    openMs: deal.brokerMs,
    openCosts: costsOf(deal) * partOf(lots, deal.volumeLots),
    stop: deal.stopLoss ?? null,
    isTurned: false,
  };
}

function add(holding: Holding, deal: ReportDeal): void {
  const lots = holding.lots + deal.volumeLots;
  holding.openPrice += (deal.price - holding.openPrice) * partOf(deal.volumeLots, lots);
  holding.openCosts += costsOf(deal);
  holding.lots = lots;
  holding.openedLots += deal.volumeLots;
}

/** A volume of nothing, which no broker has, is whole. */
function partOf(lots: number, whole: number): number {
  return whole > 0 ? lots / whole : 1;
}

function costsOf({ commission, fee }: ReportDeal): number {
  return commission + fee;
}

interface Closing {
  readonly deal: ReportDeal;
  /** Those that were closed: fewer than the deal's when it also opened the opposite position. */
  readonly lots: number;
  readonly isWhole: boolean;
  readonly position: PositionId;
  readonly symbol: string;
  readonly detail: PositionDetail | undefined;
}

function tradeOf(closing: Closing, holding: Holding | undefined): ReportTrade {
  const { deal, lots, isWhole, position, symbol, detail } = closing;
  const { profit, swap, brokerMs: closeMs, price: closePrice, reason, comment } = deal;
  const share = holding === undefined ? 1 : partOf(lots, holding.openedLots);
  const ownCosts = costsOf(deal) * partOf(lots, deal.volumeLots);
  const openCosts = holding === undefined ? 0 : holding.openCosts * partOf(lots, holding.lots);
  const commission = exactMoney(ownCosts + openCosts);
  const net = exactMoney(profit + swap + commission);
  return {
    position,
    symbol,
    side: holding?.side ?? (deal.type === "buy" ? "short" : "long"),
    lots: exactMoney(lots),
    openMs: holding?.openMs ?? null,
    openPrice: holding?.openPrice ?? null,
    closeMs,
    closePrice,
    isPartial: holding !== undefined && !isWhole,
    isReversal: deal.entry === "inout",
    reason,
    comment,
    strategy: detail?.strategy ?? null,
    profit,
    swap,
    commission,
    result: exactMoney(profit + swap + costsOf(deal)),
    net,
    spreadCost: shareOf(detail?.spreadCost, share),
    slippageCost: shareOf(detail?.slippageCost, share),
    durationMs: holding === undefined ? null : closeMs - holding.openMs,
    r: multipleOfRisk(closing, holding, net),
    bestProfit: detail?.bestProfit ?? null,
    worstProfit: detail?.worstProfit ?? null,
  };
}

function shareOf(amount: number | undefined, share: number): number | null {
  return amount === undefined ? null : amount * share;
}

/** Null when the initial stop is not known, or what it would have lost cannot be worked out. */
function multipleOfRisk(
  { deal, lots, detail }: Closing,
  holding: Holding | undefined,
  net: number,
): number | null {
  if (holding === undefined) return null;
  if (detail?.initialRisk !== undefined) {
    const risk = detail.initialRisk * partOf(lots, holding.openedLots);
    return risk > 0 ? net / risk : null;
  }
  const stop = detail?.initialStop ?? holding.stop;
  const moved = deal.price - holding.openPrice;
  if (stop === null || stop === 0 || moved === 0 || deal.profit === 0) return null;
  // The profit tells what one unit of price was worth for these lots.
  const risk = Math.abs(holding.openPrice - stop) * Math.abs(deal.profit / moved);
  return risk > 0 ? net / risk : null;
}
