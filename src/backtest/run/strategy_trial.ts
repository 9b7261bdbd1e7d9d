/** What a strategy does over all bars, counted: what `check-strategy` tells of it. */

import type { Direction } from "../../models/mod.ts";
import {
  actionField,
  actionKinds,
  actionRowLength,
  pendingKinds,
} from "../../strategy/decisions/action_rows.ts";
import type { RealmDecisions } from "../../strategy/realm/realm_decisions.ts";

/** The first entries are shown. */
const shownEntries = 5;

export interface TriedEntry {
  /** The bar at whose close it was decided. */
  readonly brokerMs: number;
  readonly direction: Direction;
  readonly pending: typeof pendingKinds[number];
  /** The close of the bar, or where the order waits. */
  readonly price: number;
  /** NaN for none. */
  readonly stopLoss: number;
  readonly reason: string;
}

/** How often each kind of action was wanted; entries by their direction. */
export interface ActionCounts {
  buy: number;
  sell: number;
  close: number;
  move: number;
  cancel: number;
}

/** A column that has no number on bars on which the strategy decides. */
export interface ColumnGap {
  readonly column: string;
  readonly bars: number;
  /** Open time of the first of them. */
  readonly firstBrokerMs: number;
}

export interface StrategyTrial {
  readonly strategy: string;
  readonly barsNeeded: number;
  /** Bars on which it decided. */
  readonly decidedBars: number;
  readonly columns: readonly string[];
  readonly gaps: readonly ColumnGap[];
  readonly counts: ActionCounts;
  readonly entries: readonly TriedEntry[];
  /** How long the columns of one bar take in the running bridge, and the decision on it. */
  readonly barMs: number;
}

/** Counts what the decisions want. */
export class ActionTally {
  readonly counts: ActionCounts = { buy: 0, sell: 0, close: 0, move: 0, cancel: 0 };
  readonly entries: TriedEntry[] = [];
  decidedBars = 0;

  /** The same decisions, counted. `bars` are those of the strategy's own series. */
  counting(
    decisions: RealmDecisions,
    bars: { readonly brokerMs: Float64Array; readonly close: Float64Array },
  ): RealmDecisions {
    return {
      ...decisions,
      decide: (index) => {
        const count = decisions.decide(index);
        this.decidedBars++;
        for (let at = 0; at < count; at++) {
          const row = decisions.rows.subarray(at * actionRowLength, (at + 1) * actionRowLength);
          const [brokerMs, close] = [bars.brokerMs[index]!, bars.close[index]!];
          this.#count(row, { brokerMs, close, reason: () => decisions.reason(at) });
        }
        return count;
      },
    };
  }

  #count(
    row: Float64Array,
    { brokerMs, close, reason }: {
      readonly brokerMs: number;
      readonly close: number;
      reason(): string;
    },
  ): void {
    const kind = actionKinds[row[actionField.kind]!]!;
    if (kind !== "enter") {
      this.counts[kind]++;
      return;
    }
    const direction = row[actionField.direction]! > 0 ? "buy" : "sell";
    this.counts[direction]++;
    if (this.entries.length >= shownEntries) return;
    const pending = pendingKinds[row[actionField.pending]!]!;
    const price = pending === "market" ? close : row[actionField.price]!;
    const stopLoss = row[actionField.stopLoss]!;
    this.entries.push({ brokerMs, direction, pending, price, stopLoss, reason: reason() });
  }
}

/** The columns that lack numbers from this bar on. */
export function columnGaps(
  decisions: Pick<RealmDecisions, "column">,
  columns: readonly string[],
  { from, brokerMs }: { readonly from: number; readonly brokerMs: Float64Array },
): readonly ColumnGap[] {
  return columns.flatMap((column) => {
    const values = decisions.column(column)!.subarray(from);
    const bars = values.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0);
    if (bars === 0) return [];
    const first = from + values.findIndex((value) => !Number.isFinite(value));
    return [{ column, bars, firstBrokerMs: brokerMs[first]! }];
  });
}
