/** The broker's side of a simulated terminal: an account, and the quotes that drive it. Outlives the terminal's restarts. */

import type { PriceFeed } from "./feed.ts";
import type { Playback } from "./playback.ts";
import { QuoteTape } from "./quote_tape.ts";
import type { TerminalIdentity } from "./terminal_identity.ts";
import { currencyDigitsOf, lastEveningMs, SimulatedBroker } from "./trading/mod.ts";
import { usualTerms } from "./trading_terms.ts";

export interface SimulatedAccount {
  readonly broker: SimulatedBroker;
  readonly tape: QuoteTape;
}

/** A new account. It has its first deposit since the evening before, so that its first day begins with money to lose. */
export function openAccount(
  { currency, leverage, marginMode, balance }: TerminalIdentity,
  { feed, playback }: { readonly feed: PriceFeed; readonly playback: Playback },
): SimulatedAccount {
  const { nowMs } = playback;
  const broker = new SimulatedBroker({
    account: { currency, currencyDigits: currencyDigitsOf(currency), leverage, marginMode },
    symbols: feed.symbols.map(usualTerms),
    startMs: lastEveningMs(nowMs),
  });
  if (balance !== 0) {
    broker.apply({ kind: "money", type: "balance", amount: balance, comment: "Deposit" });
  }
  broker.apply({ kind: "time", brokerMs: nowMs });
  return { broker, tape: new QuoteTape(feed, nowMs) };
}
