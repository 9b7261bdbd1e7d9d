/**
 * The prices used to price orders and move stops: fresh ones only, judged as in risk decisions.
 * STALE_AFTER only decides what the pages show as stale.
 */

import {
  pricedTerminal,
  type Quote,
  type SymbolName,
  type TerminalId,
} from "../../../src/models/mod.ts";
import { isFresh } from "../../../src/price/freshness.ts";
import type { TradeContext } from "../trade_context.ts";

/** The price of a symbol on an account; null without a fresh one. */
export type FreshQuotes = (account: TerminalId, symbol: SymbolName) => Quote | null;

/** The price actor replies from memory. */
const quoteTimeoutMs = 2_000;

/** The latest quotes: one request, however many symbols are looked up. */
export async function freshQuotes({ settings, clock, price }: TradeContext): Promise<FreshQuotes> {
  const askedMs = clock.steadyMs();
  const answer = await price.ask("symbols", {}, { timeoutMs: quoteTimeoutMs });
  const waitedMs = clock.steadyMs() - askedMs;
  const symbols = answer.ok ? answer.value : [];
  return (account, symbol) => {
    const terminal = pricedTerminal(account);
    const found = symbols.find((one) => one.terminal === terminal && one.symbol === symbol);
    if (found === undefined || found.lastTickAgeMs === null) return null;
    const { isLive, lastTickAgeMs, quote } = found;
    const { maxPriceAgeMs } = settings.of(account);
    return isFresh({ isLive, ageMs: lastTickAgeMs + waitedMs }, maxPriceAgeMs) ? quote : null;
  };
}
