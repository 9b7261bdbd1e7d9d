/**
 * How the page shows accounts: their currency, their clock, and a short name where the full one is
 * already visible. Pure.
 */

import type { AccountCurrency } from "../../models/currency.ts";
import type { AccountDocument } from "../../http/api/account_routes.ts";
import type { HaltDocument, PositionDocument } from "../../http/api/trading_schemas.ts";
import type { StatusDocument, TerminalDocument } from "../../http/status_document.ts";
import { isPaperTerminal, pricedTerminal, type TerminalId } from "../../models/ids.ts";
import { dayMs } from "../../models/time.ts";

export function isPaper(terminal: string): boolean {
  return isPaperTerminal(terminal as TerminalId);
}

/** The connected terminal of an account; for a paper account, the one whose prices it uses. */
export function terminalBehind(
  account: string,
  terminals: readonly TerminalDocument[],
): TerminalDocument | undefined {
  const name = pricedTerminal(account as TerminalId);
  return terminals.find(({ terminal }) => terminal === name);
}

/** The currency of an account with its decimals, as the bridge tells them; no name: unknown. */
export function moneyUnitOf(
  account: string,
  terminals: readonly TerminalDocument[],
): AccountCurrency {
  const behind = terminalBehind(account, terminals);
  if (behind === undefined) return { currency: "" };
  const { currency, currencyDigits } = behind;
  return { currency, currencyDigits };
}

/** For figures in a column that has the name of the currency in its title. */
export function unnamed(unit: AccountCurrency): AccountCurrency {
  return { ...unit, currency: "" };
}

/** Empty while it is unknown. */
export function currencyOf(account: string, terminals: readonly TerminalDocument[]): string {
  return moneyUnitOf(account, terminals).currency;
}

/** The title of a column of amounts: `P/L (USD)`. */
export function titleIn(title: string, currency: string): string {
  return currency === "" ? title : `${title} (${currency})`;
}

/** `Close all`, `Close all (paper)`; with the account where the label would be ambiguous. */
export function actionLabel(action: string, account: string, all: readonly string[]): string {
  const isAlone = all.filter((other) => isPaper(other) === isPaper(account)).length === 1;
  if (!isAlone) return `${action}: ${account}`;
  return isPaper(account) ? `${action} (paper)` : action;
}

/** Accounts whose open positions and orders are not known now: not connected, or not read yet. */
export function unreadAccounts<A extends Pick<AccountDocument, "isReconciled">>(
  accounts: readonly A[],
): readonly A[] {
  return accounts.filter(({ isReconciled }) => !isReconciled);
}

/**
 * Whether a halt of everything closes its positions: in paper mode the account at the broker is not
 * touched.
 */
export function isClosedByHalt(account: string, mode: StatusDocument["mode"]): boolean {
  return mode !== "paper" || isPaper(account);
}

/** An account in a column: `Paper` and `Broker` where both are of one terminal. */
export function accountLabel(account: string, all: readonly string[]): string {
  const terminals = new Set(all.map((one) => pricedTerminal(one as TerminalId)));
  if (terminals.size > 1) return account;
  return isPaper(account) ? "Paper" : "Broker";
}

/** Who opened a position or placed an order. */
export function openedBy(
  { intent, strategy }: Pick<PositionDocument, "intent" | "strategy">,
): string {
  if (intent === null) return "Manual";
  return strategy === null ? "API" : strategy.replaceAll("_", " ");
}

/**
 * The time until a halt ends at the broker's midnight; null when it does not end by itself, or the
 * broker's time is unknown.
 */
export function untilHaltEndsMs(halt: HaltDocument, status: StatusDocument): number | null {
  const timeMs = brokerTimeMs(halt.terminal, status);
  if (halt.ends !== "next_day" || timeMs === null) return null;
  const midnightMs = Date.parse(halt.brokerDay) + dayMs;
  return Math.max(0, midnightMs - timeMs);
}

/** A simulated broker's clock may run faster than this computer's: then its latest bar counts. */
export function brokerTimeMs(
  account: string,
  { terminals, symbols, nowMs }: StatusDocument,
): number | null {
  const terminal = terminalBehind(account, terminals);
  const offsetMs = terminal?.clockOffsetMs ?? null;
  if (terminal === undefined || offsetMs === null) return null;
  const bars = symbols.filter((row) => row.terminal === terminal.terminal)
    .map(({ lastBarBrokerMs }) => lastBarBrokerMs ?? 0);
  return Math.max(nowMs + offsetMs, ...bars);
}
