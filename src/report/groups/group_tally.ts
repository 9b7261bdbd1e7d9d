/** What trades have earned by group: by symbol, strategy, hour and so on. Pure. */

export interface GroupResult {
  /** Deals that closed a position or a part of one. */
  readonly trades: number;
  readonly wins: number;
  readonly net: number;
}

export interface EarnedBy<G> extends GroupResult {
  readonly group: G;
}

export const nothingEarned: GroupResult = { trades: 0, wins: 0, net: 0 };

export function bothResults(one: GroupResult, other: GroupResult): GroupResult {
  return {
    trades: one.trades + other.trades,
    wins: one.wins + other.wins,
    net: one.net + other.net,
  };
}

export class GroupTally<G> {
  readonly #groups = new Map<G, GroupResult>();

  add(group: G, earned: GroupResult): void {
    this.#groups.set(group, bothResults(this.#groups.get(group) ?? nothingEarned, earned));
  }

  /** In the order of their first trade. */
  get rows(): EarnedBy<G>[] {
    return Array.from(this.#groups, ([group, earned]) => ({ group, ...earned }));
  }

  /** Those that earned most first. */
  get byNet(): EarnedBy<G>[] {
    return this.rows.sort((one, other) => other.net - one.net);
  }
}
