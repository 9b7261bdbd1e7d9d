/** Explains, as text for a person, why an account's equity is not reliable. */

import type { MoneyUnit } from "../../src/models/currency.ts";
import type { DayLedger } from "../../src/risk/day/day_ledger.ts";
import { moneyText, secondsText } from "../../src/models/figure_text.ts";
import type { AccountReadings } from "./account_readings.ts";
import { equityMaxAgeMs } from "./timeouts.ts";

export interface EquityFacts {
  /** State of the account's machine. */
  readonly state: string;
  readonly readings: AccountReadings;
  readonly ledger: DayLedger | null;
  readonly currency: MoneyUnit;
  /** The terminal is being asked about a jump of equity. */
  readonly isJumping: boolean;
}

/** Null when equity is reliable. */
export function equityProblem(view: EquityFacts): string | null {
  const { state, readings: { unsound, ageMs } } = view;
  if (unsound !== null) return unsound;
  if (view.isJumping) return "equity has jumped; asking the terminal";
  switch (state) {
    case "away":
      return "the account is not connected";
    case "restoring":
      return "the figures of the start of the day are still being read";
    case "beginning":
      return "the new day is being set up";
    case "sure":
      break;
    default:
      return doubt(view);
  }
  return ageMs <= equityMaxAgeMs ? null : `the last account update is ${secondsText(ageMs)} old`;
}

function doubt({ readings: { latest }, ledger, currency }: EquityFacts): string {
  if (ledger === null || latest === null) return "no account data received yet";
  const { balance, credit } = ledger.compare(latest.account, latest.brokerMs).unexplained;
  const by = moneyText(balance + credit, currency);
  return `it changed by ${by} without a matching deal; asking the terminal`;
}
