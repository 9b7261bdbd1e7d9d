/**
 * Margin level = equity / margin. At or below the warning level the trader is told once; at or below the stop-out level
 * positions are closed at the market, the one with the largest loss first, until the level is above it. Positions
 * that need no margin (fully hedged) are closed when equity is negative. What is out of session stays.
 */

import { equityEstimate, equityMinor } from "./account_state.ts";
import { type Desk, type OpenPosition, symbolOf } from "./desk.ts";
import { marketPrice } from "./execution.ts";
import { forceClose } from "./forced_close.ts";
import { marginMinor } from "./margin.ts";
import { oppositeOf } from "./order_life.ts";
import { floatingMinor } from "./profit.ts";
import { fromMinor, toMinor, toUnits } from "./quantity.ts";
import { isInSession } from "./trade_sessions.ts";

export function watchMargin(desk: Desk): void {
  const { book, account } = desk;
  if (book.positions.size === 0 || isClearlyAbove(desk)) {
    book.isMarginCalled = false;
    return;
  }
  if (!isAtOrBelow(desk, account.marginCallPct)) book.isMarginCalled = false;
  else if (!book.isMarginCalled) {
    book.isMarginCalled = true;
    desk.events.push({ kind: "margin_call", marginLevelPct: marginLevelPct(desk) });
  }
  closeWorst(desk);
}

function closeWorst(desk: Desk): void {
  const { stopOutPct } = desk.account;
  for (let isFirst = true; isAtOrBelow(desk, stopOutPct); isFirst = false) {
    const worst = worstPosition(desk);
    if (worst === null) return;
    const level = marginLevelPct(desk);
    if (isFirst) desk.events.push({ kind: "stop_out", marginLevelPct: level });
    const side = { direction: oppositeOf(worst.direction), units: toUnits(worst.volumeLots) };
    forceClose(desk, worst, {
      reason: "so",
      price: marketPrice(desk, worst.symbol, side),
      comment: `[so ${level.toFixed(2)}%]`,
    });
  }
}

/** Most ticks end here: the estimate is off by less than a smallest unit of money a position. */
function isClearlyAbove(desk: Desk): boolean {
  const { account, book } = desk;
  const margin = fromMinor(marginMinor(desk), account.currencyDigits);
  const errorMax = fromMinor(book.positions.size + 1, account.currencyDigits);
  const level = margin * Math.max(account.marginCallPct, account.stopOutPct) / 100;
  return equityEstimate(desk) * (1 - 1e-9) - errorMax > level;
}

function isAtOrBelow(desk: Desk, pct: number): boolean {
  if (desk.book.positions.size === 0) return false;
  const [equity, margin] = [equityMinor(desk), marginMinor(desk)];
  return margin === 0 ? equity < 0 : equity * 100 <= margin * pct;
}

function marginLevelPct(desk: Desk): number {
  const margin = marginMinor(desk);
  return margin === 0 ? 0 : equityMinor(desk) / margin * 100;
}

function worstPosition(desk: Desk): OpenPosition | null {
  const { book, account } = desk;
  let worst: OpenPosition | null = null;
  let worstMinor = Infinity;
  for (const position of book.positions.values()) {
    const { sessions, tradeMode } = symbolOf(desk, position.symbol);
    if (tradeMode === "disabled" || !isInSession(sessions, book.nowMs)) continue;
    const minor = floatingMinor(desk, position) + toMinor(position.swap, account.currencyDigits);
    if (minor < worstMinor) [worst, worstMinor] = [position, minor];
  }
  return worst;
}
