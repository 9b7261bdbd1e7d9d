/**
 * Whether a halt may cancel and close on an account. In paper mode nothing is sent to the account
 * of the terminal, unless the trader has named that account. In safety mode only a halt by command
 * closes positions: nothing is sent automatically.
 */

import { type Halt, isPaperTerminal, type TerminalId, type TradingMode } from "../../models/mod.ts";

export interface HaltedAccount {
  readonly terminal: TerminalId;
  /** The mode of this account. */
  readonly mode: TradingMode;
  /** The setting TRADING_MODE. */
  readonly tradingMode: TradingMode;
}

export function mayClose(
  { cause, scope }: Pick<Halt, "cause" | "scope">,
  { terminal, mode, tradingMode }: HaltedAccount,
): boolean {
  if (tradingMode === "paper" && !isPaperTerminal(terminal)) {
    return cause === "command" && scope === "account";
  }
  return cause === "command" || mode !== "safety";
}
