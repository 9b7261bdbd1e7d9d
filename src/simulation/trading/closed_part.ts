/**
 * The result of closing a position completely or in part: its profit, and its share of the swap.
 */

import type { BrokerContext, OpenPosition } from "./broker_context.ts";
import { symbolOf } from "./broker_context.ts";
import { profitMinor } from "./profit.ts";
import { fromMinor, toLots, toMinor, toUnits } from "./quantity.ts";
import { rounded } from "../../models/ratio.ts";

export interface ClosedPart {
  readonly profitMinor: number;
  /**
   * The swap so far in proportion to the volume; the rest keeps the rounding difference, so that
   * nothing is lost.
   */
  readonly swapMinor: number;
  /** Null when the whole position is closed. */
  readonly rest: OpenPosition | null;
}

export function closePart(
  context: BrokerContext,
  position: OpenPosition,
  { units, price }: { readonly units: number; readonly price: number },
): ClosedPart {
  const total = toUnits(position.volumeLots);
  if (units > total) throw new RangeError(`Position ${position.ticket} has less than ${units}`);
  const { currencyDigits } = context.account;
  const swapTotal = toMinor(position.swap, currencyDigits);
  const swapMinor = rounded({
    over: BigInt(swapTotal) * BigInt(units),
    under: BigInt(total),
  });
  return {
    profitMinor: profitMinor(context, symbolOf(context, position.symbol), {
      direction: position.direction,
      units,
      openPrice: position.openPrice,
      closePrice: price,
    }),
    swapMinor,
    rest: units === total ? null : {
      ...position,
      volumeLots: toLots(total - units),
      swap: fromMinor(swapTotal - swapMinor, currencyDigits),
      updatedMs: context.state.nowMs,
    },
  };
}
