/** Looks at the account's equity where it may have changed, and calculates it once for each. */

import { dayMs, minuteMs } from "../../models/time.ts";
import type { FastAccount } from "../account/fast_account.ts";
import { EquityTrack } from "./equity_track.ts";

/** Limits of equity. */
export interface EquityGuard {
  /** Only at this equity or less something happens. */
  readonly floorMinor: number;
  /** A day of the broker begins with this equity, before anything of it is played. */
  dayBegins(minute: number, equityMinor: number): void;
  /** Called for each equity that is looked at; it may close everything. */
  judge(equityMinor: number): void;
}

export interface EquityWatchOptions {
  readonly onDeals?: () => void;
  readonly guard?: EquityGuard;
}

const minutesOfDay = dayMs / minuteMs;

/** After all times, in minutes since 1970. */
const never = 2 ** 30;

export class EquityWatch {
  readonly track: EquityTrack;
  readonly #account: FastAccount;
  #dealsSeen: number;
  readonly #onDeals: () => void;
  readonly #guard: EquityGuard | null;
  #nextDayMinute: number;
  #equityMinor = 0;
  #isCurrent = false;
  /** Whether it has been looked at since it changed. */
  #isLooked = false;

  constructor(account: FastAccount, { onDeals = () => {}, guard }: EquityWatchOptions = {}) {
    this.#onDeals = onDeals;
    this.#guard = guard ?? null;
    this.#nextDayMinute = guard === undefined ? never : 0;
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

  /** Call it before anything of this minute is played. */
  begin(minute: number): void {
    if (minute < this.#nextDayMinute) return;
    this.#nextDayMinute = (Math.floor(minute / minutesOfDay) + 1) * minutesOfDay;
    this.#guard?.dayBegins(minute, this.equity());
  }

  /** Below it, or at it, a limit is reached. */
  get floorMinor(): number {
    return this.#guard === null ? -Infinity : this.#guard.floorMinor;
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
    if (this.#guard !== null) this.#judge(this.#guard);
  }

  #judge(guard: EquityGuard): void {
    guard.judge(this.equity());
    if (this.#account.deals.length === this.#dealsSeen) return;
    this.change();
    this.look();
  }

  /** Whether equity cannot be a record, nor reach a limit, at any of the quotes to come. */
  isKnown(): boolean {
    const account = this.#account;
    const most = account.mostEquity();
    if (most > this.track.peakMinor) return false;
    const least = account.leastEquity();
    return least > this.floorMinor && this.track.isKnown(least, account.marginMinor());
  }

  /** Whether a limit may be reached at one of the quotes that are expected. */
  isEndangered(): boolean {
    return this.#account.leastEquity() <= this.floorMinor;
  }
}
