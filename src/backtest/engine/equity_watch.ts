/** Looks at the account's equity where it may have changed, and calculates it once for each. */

import type { FastAccount } from "../account/fast_account.ts";
import { EquityTrack } from "./equity_track.ts";

export class EquityWatch {
  readonly track: EquityTrack;
  readonly #account: FastAccount;
  #dealsSeen: number;
  readonly #onDeals: () => void;
  #equityMinor = 0;
  #isCurrent = false;
  /** Whether it has been looked at since it changed. */
  #isLooked = false;

  constructor(account: FastAccount, onDeals: () => void = () => {}) {
    this.#onDeals = onDeals;
    this.#account = account;
    this.track = new EquityTrack(account.equityMinor());
    this.#dealsSeen = account.deals.length;
  }

  /** There was a quote or a request: equity is no longer what it was. */
  change(): void {
    this.#isCurrent = false;
    this.#isLooked = false;
  }

  equity(): number {
    if (this.#account.positionCount === 0) return this.#account.balanceMinor;
    if (!this.#isCurrent) this.#equityMinor = this.#account.equityMinor();
    this.#isCurrent = true;
    return this.#equityMinor;
  }

  /** Equity changes with each tick while a position is open, otherwise with deals alone. */
  look(): void {
    const account = this.#account;
    if (account.deals.length !== this.#dealsSeen) {
      this.#onDeals();
      this.change();
    }
    if (this.#isLooked) return;
    this.#isLooked = true;
    const deals = account.deals.length;
    if (account.positionCount > 0) this.track.look(this.equity(), account.marginMinor());
    else if (deals !== this.#dealsSeen) this.track.look(account.balanceMinor, 0);
    this.#dealsSeen = deals;
  }

  /** Whether equity cannot be a record at any of the quotes that are expected. */
  isKnown(): boolean {
    const account = this.#account;
    const most = account.mostEquity();
    if (most > this.track.peakMinor) return false;
    return this.track.isKnown(account.leastEquity(), account.marginMinor());
  }
}
