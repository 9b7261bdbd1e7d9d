/**
 * Adds rows to those that are stored. Rows of one time belong together: a bar, or the ticks of a
 * millisecond in their order. Where one side continues the other, the longer one counts; where they
 * differ, a policy decides.
 */

import {
  columnEntries,
  type ColumnName,
  type HistoryColumn,
  historyColumnTypes,
  type HistoryRows,
  kindOf,
  rowsOfColumns,
  timeAt,
} from "./history_columns.ts";

/** What counts when a stored row and an added one have the same time and other figures. */
export type ConflictPolicy = "keep" | "replace";

export interface MergeCounts {
  readonly added: number;
  /** Rows that were stored already, with the same figures. */
  readonly doubled: number;
  /** Rows of a time that is stored with other figures. */
  readonly conflicting: number;
}

export const nothingMerged: MergeCounts = { added: 0, doubled: 0, conflicting: 0 };

export function sumOfCounts(one: MergeCounts, other: MergeCounts): MergeCounts {
  return {
    added: one.added + other.added,
    doubled: one.doubled + other.doubled,
    conflicting: one.conflicting + other.conflicting,
  };
}

export interface MergedRows {
  readonly rows: HistoryRows;
  readonly counts: MergeCounts;
  /** Whether they are other rows than the stored ones. */
  readonly isChanged: boolean;
}

interface Sides {
  readonly stored: HistoryRows;
  readonly added: HistoryRows;
}

/** Both are of one kind and have the same digits, oldest first. */
export function mergeRows(sides: Sides, policy: ConflictPolicy): MergedRows {
  const { stored, added } = sides;
  const picks = new Picks(stored.length + added.length);
  const isEqual = rowEquality(sides);
  const counts = { added: 0, doubled: 0, conflicting: 0 };
  let isChanged = false;
  let [at, next] = [0, 0];
  while (at < stored.length || next < added.length) {
    const time = Math.min(timeOrEnd(stored, at), timeOrEnd(added, next));
    const storedEnd = endOfTime(stored, at, time);
    const addedEnd = endOfTime(added, next, time);
    const [storedCount, addedCount] = [storedEnd - at, addedEnd - next];
    let common = 0;
    while (
      common < Math.min(storedCount, addedCount) && isEqual(at + common, next + common)
    ) common++;
    const takesAdded = common === storedCount && addedCount > storedCount;
    if (takesAdded) {
      counts.added += addedCount - common;
      counts.doubled += common;
    } else if (common === addedCount) counts.doubled += common;
    else counts.conflicting += addedCount;
    const replaces = takesAdded || (common < addedCount && policy === "replace");
    if (replaces) picks.pushAdded(next, addedEnd);
    else picks.pushStored(at, storedEnd);
    isChanged ||= replaces;
    [at, next] = [storedEnd, addedEnd];
  }
  return { rows: isChanged ? picks.rows(sides) : stored, counts, isChanged };
}

/** Which rows of which side make the result; as memory, one number a row. */
class Picks {
  readonly #picks: Int32Array;
  #length = 0;

  constructor(capacity: number) {
    this.#picks = new Int32Array(capacity);
  }

  pushStored(from: number, to: number): void {
    for (let at = from; at < to; at++) this.#picks[this.#length++] = at;
  }

  /** Negative numbers: the complement of the index. */
  pushAdded(from: number, to: number): void {
    for (let at = from; at < to; at++) this.#picks[this.#length++] = ~at;
  }

  rows({ stored, added }: Sides): HistoryRows {
    const picks = this.#picks.subarray(0, this.#length);
    const before = new Map(columnEntries(stored));
    const after = new Map(columnEntries(added));
    return rowsOfColumns(kindOf(added), picks.length, (name) => {
      const [one, other] = [before.get(name), after.get(name)];
      return one === undefined && other === undefined ? null : picked(name, picks, { one, other });
    });
  }
}

function picked(
  name: ColumnName,
  picks: Int32Array,
  { one, other }: {
    readonly one: HistoryColumn | undefined;
    readonly other: HistoryColumn | undefined;
  },
): HistoryColumn {
  const column = new historyColumnTypes[name](picks.length);
  for (let at = 0; at < picks.length; at++) {
    const pick = picks[at]!;
    column[at] = (pick >= 0 ? one?.[pick] : other?.[~pick]) ?? 0;
  }
  return column;
}

function rowEquality({ stored, added }: Sides): (at: number, other: number) => boolean {
  const before = new Map(columnEntries(stored));
  const after = new Map(columnEntries(added));
  const names = new Set([...before.keys(), ...after.keys()]);
  const pairs = Array.from(names, (name) => [before.get(name), after.get(name)] as const);
  return (at, other) => pairs.every(([one, two]) => (one?.[at] ?? 0) === (two?.[other] ?? 0));
}

function timeOrEnd(rows: HistoryRows, at: number): number {
  return at < rows.length ? timeAt(rows, at) : Infinity;
}

function endOfTime(rows: HistoryRows, from: number, time: number): number {
  let at = from;
  while (at < rows.length && timeAt(rows, at) === time) at++;
  return at;
}
