/** Why an account's equity cannot be relied on, in words. */

import type { DayLedger } from "../../src/risk/day_ledger.ts";
import { moneyText, secondsText } from "../../src/risk/money_text.ts";
import type { AccountReadings } from "./account_readings.ts";
import { equityMaxAgeMs } from "./timeouts.ts";

export interface AccountView {
  /** Of the account's machine. */
  readonly state: string;
  readonly readings: AccountReadings;
  readonly ledger: DayLedger | null;
  readonly currency: string;
}

/** Null when it can. */
export function equityProblem(view: AccountView): string | null {
  const { state, readings: { unsound, ageMs } } = view;
  if (unsound !== null) return unsound;
  switch (state) {
    case "away":
      return "the account is not connected";
    case "restoring":
      return "the store has not said yet how the day began";
    case "beginning":
      return "the day is about to begin";
    case "sure":
      break;
    default:
      return doubt(view);
  }
  return ageMs <= equityMaxAgeMs ? null : `the last account message is ${secondsText(ageMs)} old`;
}

function doubt({ readings: { latest }, ledger, currency }: AccountView): string {
  if (ledger === null || latest === null) return "nothing was received yet";
  const { balance, credit } = ledger.unexplained(latest.account);
  const by = moneyText(balance + credit, currency);
  return `it changed by ${by} that no deal explains so far; the terminal is being asked`;
}
