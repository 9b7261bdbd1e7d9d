/**
 * Accounts that connect for the first time in this run. Each is stored permanently, so their number
 * is limited, in case a peer invents them.
 */

import type { TerminalId } from "../models/ids.ts";
import { RateAllowance } from "./allowance.ts";

/** More than anybody has; a trader who moves to other accounts adds one now and then. */
const accountsMax = 256;
const perHour = 128;

export class NewAccounts {
  readonly #known = new Set<TerminalId>();
  readonly #allowance: RateAllowance;

  /** Times are of the steady clock. */
  constructor(nowMs: number) {
    this.#allowance = new RateAllowance({ burst: perHour, perSecond: perHour / 3_600 }, nowMs);
  }

  /** Whether the account may be served. */
  admits(terminal: TerminalId, nowMs: number): boolean {
    if (this.#known.has(terminal)) return true;
    if (this.#known.size >= accountsMax || !this.#allowance.take(nowMs)) return false;
    this.#known.add(terminal);
    return true;
  }
}
