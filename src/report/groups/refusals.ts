/** What was not carried out, by who refused it. Pure. */

/** The broker's answer, the checks of risk, or an action that could not be made an order. */
export const refusers = ["broker", "risk", "order"] as const;
export type Refuser = typeof refusers[number];

/** How often one kind of action was refused for one reason. */
export interface RefusalCount {
  readonly by: Refuser;
  /** Such as `breakout, enter`; empty when it is not known. */
  readonly action: string;
  readonly reason: string;
  readonly count: number;
}

export const refuserTexts: Readonly<Record<Refuser, string>> = {
  broker: "Refused by the broker",
  risk: "Refused by risk checks",
  order: "Not carried out",
};

export interface RefusalsBy {
  readonly by: Refuser;
  readonly count: number;
  /** By reason alone, the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

/** Those that have refused anything. */
export function refusalsBy(refusals: readonly RefusalCount[]): readonly RefusalsBy[] {
  return refusers.flatMap((by) => {
    const counts = new Map<string, number>();
    for (const one of refusals) {
      if (one.by === by) counts.set(one.reason, (counts.get(one.reason) ?? 0) + one.count);
    }
    const reasons = Array.from(counts, ([reason, count]) => ({ reason, count }))
      .sort((one, other) => other.count - one.count);
    const count = reasons.reduce((sum, one) => sum + one.count, 0);
    return count === 0 ? [] : [{ by, count, reasons }];
  });
}
