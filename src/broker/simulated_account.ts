/** The broker's side of a simulated terminal: an account, and the quotes that drive it. Outlives the terminal's restarts. */

import type { PriceFeed } from "./feed.ts";
import type { Playback } from "./playback.ts";
import { QuoteTape } from "./quote_tape.ts";
import type { TerminalIdentity } from "./terminal_identity.ts";
import { currencyDigitsOf, SimulatedBroker } from "./trading/mod.ts";
import { usualTerms } from "./trading_terms.ts";

export interface SimulatedAccount {
  readonly broker: SimulatedBroker;
  readonly tape: QuoteTape;
}

/** A new account with its first deposit. */
export function openAccount(
  { currency, leverage, marginMode, balance }: TerminalIdentity,
  { feed, playback }: { readonly feed: PriceFeed; readonly playback: Playback },
): SimulatedAccount {
  const startMs = playback.nowMs;
  const broker = new SimulatedBroker({
    account: { currency, currencyDigits: currencyDigitsOf(currency), leverage, marginMode },
    symbols: feed.symbols.map(usualTerms),
    startMs,
  });
  if (balance !== 0) {
    broker.apply({ kind: "money", type: "balance", amount: balance, comment: "Deposit" });
  }
  return { broker, tape: new QuoteTape(feed, startMs) };
}
