/** Margin call and stop-out by the broker's rules; `stop_out.ts` of the broker explains them. */

import { equityOf, floatingOf, marginOf } from "./equity.ts";
import type { FastPosition } from "./fast_position.ts";
import { forceFill, oppositeSide } from "./fills.ts";
import type { Ledger } from "./ledger.ts";
import { slippedPoints } from "./market_price.ts";
import { isOpenNow } from "./tradable.ts";

export function watchMarginOf(ledger: Ledger): void {
  const { marginCallPct, stopOutPct } = ledger.rules;
  if (!isAtOrBelow(ledger, Math.max(marginCallPct, stopOutPct))) {
    ledger.isMarginCalled = false;
    return;
  }
  if (!isAtOrBelow(ledger, marginCallPct)) ledger.isMarginCalled = false;
  else if (!ledger.isMarginCalled) {
    ledger.isMarginCalled = true;
    ledger.marginCalls++;
  }
  closeWorst(ledger);
}

function closeWorst(ledger: Ledger): void {
  for (let isFirst = true; isAtOrBelow(ledger, ledger.rules.stopOutPct); isFirst = false) {
    const worst = worstPosition(ledger);
    if (worst === null) return;
    if (isFirst) ledger.stopOuts++;
    const margin = marginOf(ledger);
    const levelPct = margin === 0 ? 0 : equityOf(ledger) / margin * 100;
    const { direction, units } = worst;
    const side = { direction: oppositeSide(direction), units };
    const pricePoints = slippedPoints(ledger, ledger.symbols[worst.symbol]!, side);
    forceFill(ledger, worst, { reason: "so", pricePoints, levelPct });
  }
}

function isAtOrBelow(ledger: Ledger, pct: number): boolean {
  if (ledger.positionCount === 0) return false;
  const margin = marginOf(ledger);
  const equity = equityOf(ledger);
  return margin === 0 ? equity < 0 : equity * 100 <= margin * pct;
}

/** The largest loss, the oldest of equal ones, that can be closed now. */
function worstPosition(ledger: Ledger): FastPosition | null {
  let worst: FastPosition | null = null;
  let worstMinor = Infinity;
  for (let at = 0; at < ledger.positionCount; at++) {
    const position = ledger.positions[at]!;
    const symbol = ledger.symbols[position.symbol]!;
    if (symbol.terms.tradeMode === "disabled" || !isOpenNow(ledger, symbol)) continue;
    const minor = floatingOf(ledger, position) + position.swapMinor;
    if (minor < worstMinor) [worst, worstMinor] = [position, minor];
  }
  return worst;
}
