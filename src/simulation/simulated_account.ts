/**
 * The broker's side of a simulated terminal: an account, and the quotes that drive it. It survives
 * restarts of the terminal.
 */

import { currencyDigits } from "../models/currency.ts";
import { brokerMs } from "../models/mod.ts";
import type { MarketFeed } from "./market/feed.ts";
import type { Playback } from "./playback.ts";
import { QuoteTape } from "./quote_tape.ts";
import type { TerminalIdentity } from "./terminal_identity.ts";
import { SimulatedBroker } from "./trading/mod.ts";
import { usualTerms } from "./trading_terms.ts";

export interface SimulatedAccount {
  readonly broker: SimulatedBroker;
  readonly tape: QuoteTape;
}

/**
 * Before any price, so that the deposit is the same deal after every restart of the terminal and
 * never counts as profit of a day.
 */
const openedMs = brokerMs(Date.UTC(2000, 0, 1));

/** Creates a new account with its first deposit. */
export function openAccount(
  { currency, leverage, marginMode, balance }: TerminalIdentity,
  { feed, playback }: { readonly feed: MarketFeed; readonly playback: Playback },
): SimulatedAccount {
  const { nowMs } = playback;
  const broker = new SimulatedBroker({
    account: { currency, currencyDigits: currencyDigits(currency), leverage, marginMode },
    symbols: feed.symbols.map(usualTerms),
    startMs: openedMs,
  });
  if (balance !== 0) {
    broker.apply({ kind: "money", type: "balance", amount: balance, comment: "Deposit" });
  }
  broker.apply({ kind: "time", brokerMs: nowMs });
  return { broker, tape: new QuoteTape(feed, nowMs) };
}
