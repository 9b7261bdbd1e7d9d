/**
 * Checks that there is enough money for a deal. Equity minus the deal's commission must cover the
 * margin afterwards. Deals that leave the margin unchanged or lower it are never refused: closing
 * is always possible.
 */

import type { BrokerSymbol, Direction } from "../../models/mod.ts";
import { equityMinor } from "./account_state.ts";
import { commissionMinor } from "./commission.ts";
import { marginRate } from "./conversion.ts";
import { type BrokerContext, positionsOf, symbolOf } from "./broker_context.ts";
import { type MarginLeg, marginMinor, marginWithMinor } from "./margin.ts";
import { toLots, toUnits } from "./quantity.ts";

export interface PlannedDeal {
  readonly name: BrokerSymbol;
  readonly direction: Direction;
  readonly units: number;
  readonly price: number;
}

/** The margin of all positions after a deal that does not close a position by its ticket. */
export function marginAfterMinor(context: BrokerContext, deal: PlannedDeal): number {
  const symbol = symbolOf(context, deal.name);
  const held = positionsOf(context.state, deal.name);
  const opened = (units: number): MarginLeg => ({
    direction: deal.direction,
    volumeLots: toLots(units),
    openPrice: deal.price,
    marginRate: marginRate(context, symbol, deal),
  });
  const [netted] = held;
  const isReducing = context.account.marginMode !== "hedging" && netted !== undefined &&
    netted.direction !== deal.direction;
  if (!isReducing) return marginWithMinor(context, deal.name, [...held, opened(deal.units)]);
  const left = toUnits(netted.volumeLots) - deal.units;
  const legs = left >= 0 ? [{ ...netted, volumeLots: toLots(left) }] : [opened(-left)];
  return marginWithMinor(context, deal.name, legs);
}

export function hasMoneyFor(
  context: BrokerContext,
  deal: PlannedDeal,
  afterMinor: number,
): boolean {
  if (afterMinor <= marginMinor(context)) return true;
  const commission = commissionMinor(context, symbolOf(context, deal.name), deal);
  return equityMinor(context) + commission >= afterMinor;
}
