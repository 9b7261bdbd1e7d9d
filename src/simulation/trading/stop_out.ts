/**
 * Margin level = equity / margin. At or below the warning level the trader is warned once; at or
 * below the stop-out level positions are closed at the market, the largest loss first, until the
 * level is above it. Positions that need no margin (fully hedged) are closed when equity is
 * negative. Positions outside their trading session stay open.
 */

import { equityEstimate, equityMinor } from "./account_state.ts";
import { type BrokerContext, type OpenPosition, symbolOf } from "./broker_context.ts";
import { marketPrice } from "./execution.ts";
import { forceClose } from "./forced_close.ts";
import { marginMinor } from "./margin.ts";
import { oppositeOf } from "./order_life.ts";
import { floatingMinor } from "./profit.ts";
import { fromMinor, toMinor, toUnits } from "./quantity.ts";
import { isInSession } from "./trade_sessions.ts";

export function watchMargin(context: BrokerContext): void {
  const { state, account } = context;
  if (state.positions.size === 0 || isClearlyAbove(context)) {
    state.isMarginCalled = false;
    return;
  }
  if (!isAtOrBelow(context, account.marginCallPct)) state.isMarginCalled = false;
  else if (!state.isMarginCalled) {
    state.isMarginCalled = true;
    context.events.push({ kind: "margin_call", marginLevelPct: marginLevelPct(context) });
  }
  closeWorst(context);
}

function closeWorst(context: BrokerContext): void {
  const { stopOutPct } = context.account;
  for (let isFirst = true; isAtOrBelow(context, stopOutPct); isFirst = false) {
    const worst = worstPosition(context);
    if (worst === null) return;
    const level = marginLevelPct(context);
    if (isFirst) context.events.push({ kind: "stop_out", marginLevelPct: level });
    const side = { direction: oppositeOf(worst.direction), units: toUnits(worst.volumeLots) };
    forceClose(context, worst, {
      reason: "so",
      price: marketPrice(context, worst.symbol, side),
      comment: `[so ${level.toFixed(2)}%]`,
    });
  }
}

/**
 * For most ticks the check ends here: the estimate is off by less than the smallest unit of money
 * for each position.
 */
function isClearlyAbove(context: BrokerContext): boolean {
  const { account, state } = context;
  const margin = fromMinor(marginMinor(context), account.currencyDigits);
  const errorMax = fromMinor(state.positions.size + 1, account.currencyDigits);
  const level = margin * Math.max(account.marginCallPct, account.stopOutPct) / 100;
  return equityEstimate(context) * (1 - 1e-9) - errorMax > level;
}

function isAtOrBelow(context: BrokerContext, pct: number): boolean {
  if (context.state.positions.size === 0) return false;
  const [equity, margin] = [equityMinor(context), marginMinor(context)];
  return margin === 0 ? equity < 0 : equity * 100 <= margin * pct;
}

function marginLevelPct(context: BrokerContext): number {
  const margin = marginMinor(context);
  return margin === 0 ? 0 : equityMinor(context) / margin * 100;
}

function worstPosition(context: BrokerContext): OpenPosition | null {
  const { state, account } = context;
  let worst: OpenPosition | null = null;
  let worstMinor = Infinity;
  for (const position of state.positions.values()) {
    const { sessions, tradeMode } = symbolOf(context, position.symbol);
    if (tradeMode === "disabled" || !isInSession(sessions, state.nowMs)) continue;
    const minor = floatingMinor(context, position) + toMinor(position.swap, account.currencyDigits);
    if (minor < worstMinor) [worst, worstMinor] = [position, minor];
  }
  return worst;
}
