/**
 * Accounts that connect for the first time in this run. Each is stored permanently, so their number
 * is limited, in case a peer invents them.
 */

import type { TerminalId } from "../models/ids.ts";
import { RateLimit } from "../runtime/rate_limit.ts";

/** More than anybody has; a trader who moves to other accounts adds one now and then. */
const accountsMax = 256;
const perHour = 128;

export class NewAccounts {
  readonly #known = new Set<TerminalId>();
  readonly #limit = new RateLimit({ burst: perHour, perSecond: perHour / 3_600 });

  /** Whether the account may be served. Times are of the steady clock. */
  admits(terminal: TerminalId, nowMs: number): boolean {
    if (this.#known.has(terminal)) return true;
    if (this.#known.size >= accountsMax || !this.#limit.take(nowMs)) return false;
    this.#known.add(terminal);
    return true;
  }
}
