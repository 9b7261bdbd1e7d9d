/**
 * Is there money for a deal? Equity less the deal's commission must cover the margin afterwards. Deals
 * that leave the margin as it is or lower it are never refused: closing is always possible.
 */

import type { BrokerSymbol, Direction } from "../../models/mod.ts";
import { equityMinor } from "./account_state.ts";
import { commissionMinor } from "./commission.ts";
import { marginRate } from "./conversion.ts";
import { type Desk, positionsOf, symbolOf } from "./desk.ts";
import { type MarginLeg, marginMinor, marginWithMinor } from "./margin.ts";
import { toLots, toUnits } from "./quantity.ts";

export interface PlannedDeal {
  readonly name: BrokerSymbol;
  readonly direction: Direction;
  readonly units: number;
  readonly price: number;
}

/** Margin of all positions after a deal that closes no position by its ticket. */
export function marginAfterMinor(desk: Desk, deal: PlannedDeal): number {
  const symbol = symbolOf(desk, deal.name);
  const held = positionsOf(desk.book, deal.name);
  const opened = (units: number): MarginLeg => ({
    direction: deal.direction,
    volumeLots: toLots(units),
    openPrice: deal.price,
    marginRate: marginRate(desk, symbol, deal),
  });
  const [netted] = held;
  const isReducing = desk.account.marginMode !== "hedging" && netted !== undefined &&
    netted.direction !== deal.direction;
  if (!isReducing) return marginWithMinor(desk, deal.name, [...held, opened(deal.units)]);
  const left = toUnits(netted.volumeLots) - deal.units;
  const legs = left >= 0 ? [{ ...netted, volumeLots: toLots(left) }] : [opened(-left)];
  return marginWithMinor(desk, deal.name, legs);
}

export function hasMoneyFor(desk: Desk, deal: PlannedDeal, afterMinor: number): boolean {
  if (afterMinor <= marginMinor(desk)) return true;
  const commission = commissionMinor(desk, symbolOf(desk, deal.name), deal);
  return equityMinor(desk) + commission >= afterMinor;
}
