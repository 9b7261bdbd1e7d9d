/**
 * Margin according to ENUM_SYMBOL_CALC_MODE: lots x contract size (x open price for CFDs), divided
 * by the leverage if the mode uses it, converted at the rate when the position was opened. For
 * opposite positions of a symbol, the larger side pays for the volume that the smaller one does not
 * cover; the covered volume pays according to `marginHedgedSize`, at the average of both sides.
 * Pending orders need no margin before they are filled.
 */

import type { BrokerSymbol, Direction } from "../../models/mod.ts";
import type { BrokerContext } from "./broker_context.ts";
import { symbolOf } from "./broker_context.ts";
import { toMinor } from "./quantity.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

/** The parts of a position that matter for its margin. */
export interface MarginLeg {
  readonly direction: Direction;
  readonly volumeLots: number;
  readonly openPrice: number;
  readonly marginRate: number;
}

/** The margin of all positions, in the smallest unit of the account's currency. */
export function marginMinor(context: BrokerContext): number {
  const { state } = context;
  if (state.marginMinor !== null) return state.marginMinor;
  const legs = Map.groupBy(state.positions.values(), ({ symbol }) => symbol);
  let total = 0;
  for (const [name, ofSymbol] of legs) {
    total += symbolMargin(symbolOf(context, name), ofSymbol, context.account.leverage);
  }
  state.marginMinor = toMinor(total, context.account.currencyDigits);
  return state.marginMinor;
}

/** The margin if the positions of one symbol were the given ones. */
export function marginWithMinor(
  context: BrokerContext,
  name: BrokerSymbol,
  legs: readonly MarginLeg[],
): number {
  const symbol = symbolOf(context, name);
  const present = Array.from(context.state.positions.values()).filter((one) => one.symbol === name);
  const { leverage } = context.account;
  const change = symbolMargin(symbol, legs, leverage) - symbolMargin(symbol, present, leverage);
  return Math.max(0, marginMinor(context) + toMinor(change, context.account.currencyDigits));
}

function symbolMargin(
  symbol: TradingSymbol,
  legs: readonly MarginLeg[],
  leverage: number,
): number {
  const sides = noSides();
  for (const leg of legs) addLeg(sides, leg, legMargin(symbol, leverage, leg));
  return marginOfSides(symbol, sides);
}

/** What a symbol's positions have in each direction; filled leg by leg, oldest first. */
export interface MarginSides {
  buyLots: number;
  buyMargin: number;
  sellLots: number;
  sellMargin: number;
}

export function noSides(): MarginSides {
  return { buyLots: 0, buyMargin: 0, sellLots: 0, sellMargin: 0 };
}

export function addLeg(
  sides: MarginSides,
  { direction, volumeLots }: MarginLeg,
  margin: number,
): void {
  if (direction === "buy") {
    sides.buyLots += volumeLots;
    sides.buyMargin += margin;
  } else {
    sides.sellLots += volumeLots;
    sides.sellMargin += margin;
  }
}

/** The margin of one symbol's positions, not rounded; shared with the backtest's account. */
export function marginOfSides(
  symbol: TradingSymbol,
  { buyLots, buyMargin, sellLots, sellMargin }: MarginSides,
): number {
  // The average margin of one lot of each side.
  const perBuy = buyLots === 0 ? 0 : buyMargin / buyLots;
  const perSell = sellLots === 0 ? 0 : sellMargin / sellLots;
  const isBuyLarge = buyLots >= sellLots;
  const uncovered = isBuyLarge ? (buyLots - sellLots) * perBuy : (sellLots - buyLots) * perSell;
  const covered = isBuyLarge ? sellLots : buyLots;
  const hedgedShare = symbol.marginHedgedSize / symbol.contractSize;
  return uncovered + covered * (perBuy + perSell) / 2 * hedgedShare;
}

/** `marginOfSides` of one position alone, from its `legMargin`. */
export function marginAlone(volumeLots: number, margin: number): number {
  return volumeLots === 0 ? 0 : volumeLots * (margin / volumeLots);
}

/** The margin of one position alone; shared with the backtest's account. */
export function legMargin(symbol: TradingSymbol, leverage: number, leg: MarginLeg): number {
  const contracts = leg.volumeLots * symbol.contractSize * leg.marginRate;
  switch (symbol.calcMode) {
    case "forex":
      return contracts / leverage;
    case "forex_no_leverage":
      return contracts;
    case "cfd":
      return contracts * leg.openPrice;
    case "cfd_leverage":
      return contracts * leg.openPrice / leverage;
  }
}
