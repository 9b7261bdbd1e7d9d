/**
 * The changes of balance and credit that no deal explains yet, each with the time at which it was
 * seen. Changes overlap on a busy account: one that is explained leaves the time of the others as
 * it was, and a loss and a deposit do not hide each other.
 */

import {
  type ChangeParts,
  dealSettlesMs,
  type JudgedChange,
  type Unexplained,
} from "./day_ledger.ts";

interface Change {
  readonly amount: number;
  readonly sinceSteadyMs: number;
  /** A deal that is listed, and that the account does not contain yet. */
  readonly isAhead: boolean;
}

/** A part of a change that counts as explained, and since when. */
interface Split {
  readonly change: Change;
  readonly atSteadyMs: number;
}

/** Bounds memory, and the number of combinations that a deal may explain. */
const changesMax = 12;
/** Share of the amounts; sums of cents in doubles are off by less. */
const equalShare = 1e-6;

export class UnexplainedChanges {
  readonly #lastsAfterMs: number;
  readonly #balance = new ChangeList();
  readonly #credit = new ChangeList();

  /** A change lasts when it has stood for so long. */
  constructor(lastsAfterMs: number) {
    this.#lastsAfterMs = lastsAfterMs;
  }

  /** With each reading, in their order. `reported`: balance and credit of the account. */
  take(unexplained: Unexplained, reported: Unexplained, steadyMs: number): void {
    this.#balance.take(unexplained.balance, reported.balance, steadyMs);
    this.#credit.take(unexplained.credit, reported.credit, steadyMs);
  }

  /** Changes are counted from another start. */
  forget(): void {
    this.#balance.forget();
    this.#credit.forget();
  }

  /** What may still be explained, and what lasts, of that which is unexplained now. */
  judged({ balance, credit }: Unexplained, steadyMs: number): JudgedChange {
    const isFresh = (one: Change) => steadyMs - one.sinceSteadyMs < this.#lastsAfterMs;
    const isLasting = (one: Change) => !isFresh(one);
    const balances = this.#balance.now(balance, steadyMs);
    const credits = this.#credit.now(credit, steadyMs);
    return {
      fresh: {
        balance: partsOf(balances.filter(isFresh)),
        credit: partsOf(credits.filter(isFresh)),
      },
      lasting: {
        balance: partsOf(balances.filter(isLasting)),
        credit: partsOf(credits.filter(isLasting)),
      },
    };
  }
}

class ChangeList {
  /** Oldest first; at most `changesMax`. */
  #changes: readonly Change[] = [];
  /** Parts of changes that deals of another sum have just explained. */
  #split: readonly Split[] = [];
  #reported: number | null = null;

  take(unexplained: number, reported: number, steadyMs: number): void {
    const amount = reported - (this.#reported ?? reported);
    this.#reported = reported;
    const splits = this.#split.filter(({ atSteadyMs }) => steadyMs - atSteadyMs <= dealSettlesMs);
    const moved = withMove(this.#changes, { amount, steadyMs, splits });
    const { changes, split } = explained(moved, unexplained, steadyMs);
    this.#changes = bounded(changes);
    const added = split.map((change) => ({ change, atSteadyMs: steadyMs }));
    this.#split = [...splits, ...added].slice(-changesMax);
  }

  forget(): void {
    this.#changes = [];
    this.#split = [];
    this.#reported = null;
  }

  now(unexplained: number, steadyMs: number): readonly Change[] {
    return explained(this.#changes, unexplained, steadyMs).changes;
  }
}

/**
 * The account has changed: by what a listed deal had announced, back to what it was before figures
 * that came out of order, or by something new. A deal that announced it may have been taken for the
 * explanation of older changes, which are unexplained again then.
 */
function withMove(
  changes: readonly Change[],
  { amount, steadyMs: sinceSteadyMs, splits }: {
    readonly amount: number;
    readonly steadyMs: number;
    readonly splits: readonly Split[];
  },
): readonly Change[] {
  if (amount === 0) return changes;
  const isRecent = (one: Change) => sinceSteadyMs - one.sinceSteadyMs <= dealSettlesMs;
  const reversed = matching(changes.filter((one) => one.isAhead || isRecent(one)), -amount);
  if (reversed !== null) return without(changes, reversed);
  const again = matching(splits.map(({ change }) => change), amount);
  return [...changes, ...again ?? [{ amount, sinceSteadyMs, isAhead: false }]];
}

/**
 * Deals have been listed, so that `unexplained` is left: they explain the changes of just this sum,
 * or else parts of the oldest ones (`split`).
 */
function explained(
  changes: readonly Change[],
  unexplained: number,
  sinceSteadyMs: number,
): { readonly changes: readonly Change[]; readonly split: readonly Change[] } {
  if (unexplained === 0) return { changes: [], split: [] };
  const listed = sumOf(changes) - unexplained;
  if (isEqual(listed, 0, unexplained)) return { changes, split: [] };
  const matched = matching(changes, listed);
  if (matched !== null) return { changes: without(changes, matched), split: [] };
  let rest = listed;
  const split: Change[] = [];
  const left = changes.flatMap((one) => {
    if (Math.sign(one.amount) !== Math.sign(rest)) return [one];
    const amount = Math.sign(rest) * Math.min(Math.abs(rest), Math.abs(one.amount));
    rest -= amount;
    split.push({ ...one, amount });
    return one.amount === amount ? [] : [{ ...one, amount: one.amount - amount }];
  });
  const isAll = isEqual(rest, 0, unexplained);
  const ahead = isAll ? [] : [{ amount: -rest, sinceSteadyMs, isAhead: true }];
  return { changes: [...left, ...ahead], split };
}

/** Those with this sum, as few and as old as possible; null when there are none. */
function matching(changes: readonly Change[], sum: number): readonly Change[] | null {
  let found: readonly Change[] | null = null;
  for (let mask = 1; mask < 2 ** changes.length; mask++) {
    const picked = changes.filter((_, index) => (mask >> index) % 2 === 1);
    if (found !== null && found.length <= picked.length) continue;
    if (isEqual(sumOf(picked), sum, sum)) found = picked;
  }
  return found;
}

/** The two oldest of the more frequent sign become one, until the others fit. */
function bounded(changes: readonly Change[]): readonly Change[] {
  if (changes.length <= changesMax) return changes;
  const gains = changes.filter(({ amount }) => amount > 0);
  const losses = changes.filter(({ amount }) => amount <= 0);
  const [first, second] = gains.length > losses.length ? gains : losses;
  const merged = { ...first!, amount: first!.amount + second!.amount };
  const rest = changes.filter((one) => one !== second);
  return bounded(rest.map((one) => one === first ? merged : one));
}

function without(changes: readonly Change[], removed: readonly Change[]): readonly Change[] {
  return changes.filter((one) => !removed.includes(one));
}

function sumOf(changes: readonly Change[]): number {
  return changes.reduce((sum, { amount }) => sum + amount, 0);
}

function partsOf(changes: readonly Change[]): ChangeParts {
  return {
    gained: sumOf(changes.filter(({ amount }) => amount > 0)),
    lost: sumOf(changes.filter(({ amount }) => amount < 0)),
  };
}

function isEqual(one: number, other: number, size: number): boolean {
  return Math.abs(one - other) <= equalShare * Math.min(1, Math.abs(size)) + Number.EPSILON;
}
