/**
 * What a strategy has decided and is not carried out yet, step by step: each target of an entry is
 * a step, every other action is one.
 */

import {
  actionField,
  actionKinds,
  actionRowLength,
  maxActions,
  sizeKinds,
} from "../../strategy/decisions/action_rows.ts";

const entryKind = actionKinds.indexOf("enter");
const lotsKind = sizeKinds.indexOf("lots");

export class DecidedStep {
  /** The bar that was decided on. */
  bar = 0;
  /** Which target of the entry, counted from 0. */
  leg = 0;
  readonly #row = new Float64Array(actionRowLength);

  load(rows: Float64Array, from: number): void {
    copyRow(this.#row, 0, { rows, from });
  }

  /** A value of the action; see `actionField`. */
  of(field: number): number {
    return this.#row[field]!;
  }

  get isEntry(): boolean {
    return this.of(actionField.kind) === entryKind;
  }

  /** Whether the entry is long. */
  get isBuy(): boolean {
    return this.of(actionField.direction) > 0;
  }

  /** Whether the strategy gives the volume. */
  get isInLots(): boolean {
    return this.of(actionField.sizeKind) === lotsKind;
  }

  /** The number of the entry's position, or of the position or order that is changed. */
  get number(): number {
    return this.of(actionField.number) + this.leg;
  }

  get hasTargets(): boolean {
    return this.of(actionField.targets) > 0;
  }

  /** How many orders the entry is made of. */
  get legs(): number {
    return Math.max(1, this.of(actionField.targets));
  }

  /** The field of its target's price. */
  get target(): number {
    return actionField.firstTarget + 2 * this.leg;
  }

  /** Its part of the volume. */
  get part(): number {
    return this.partOf(this.leg);
  }

  partOf(leg: number): number {
    return this.hasTargets ? this.of(actionField.firstTarget + 2 * leg + 1) : 1;
  }
}

/** Copies one row, as far as it has something. */
function copyRow(
  to: Float64Array,
  at: number,
  { rows, from }: { readonly rows: Float64Array; readonly from: number },
): void {
  const length = actionField.firstTarget + 2 * rows[from + actionField.targets]!;
  for (let field = 0; field < length; field++) to[at + field] = rows[from + field]!;
}

/** Copies the rows, which the strategy uses again; it allocates only while it grows. */
export class StepQueue {
  #rows = new Float64Array(maxActions * actionRowLength);
  /** The bar of each row. */
  #bars = new Int32Array(maxActions);
  /** The first row that is not carried out, and the end of all. */
  #next = 0;
  #end = 0;
  /** Which target of the next row comes next. */
  #leg = 0;
  readonly #step = new DecidedStep();

  get isEmpty(): boolean {
    return this.#next === this.#end;
  }

  add(
    written: Float64Array,
    { rows, bar }: { readonly rows: number; readonly bar: number },
  ): void {
    if (this.isEmpty) this.#next = this.#end = 0;
    else if (this.#end + rows > this.#bars.length) this.#makeRoom(rows);
    for (let row = 0; row < rows; row++) {
      const from = row * actionRowLength;
      copyRow(this.#rows, this.#end * actionRowLength, { rows: written, from });
      this.#bars[this.#end++] = bar;
    }
  }

  /** The next one; there must be one. It is valid until the next call. */
  take(): DecidedStep {
    const step = this.#step;
    step.bar = this.#bars[this.#next]!;
    step.leg = this.#leg;
    step.load(this.#rows, this.#next * actionRowLength);
    const isLast = !step.isEntry || this.#leg + 1 >= step.legs;
    this.#leg = isLast ? 0 : this.#leg + 1;
    if (isLast) this.#next++;
    return step;
  }

  /** Moves what is left to the start, of longer columns where that is not enough. */
  #makeRoom(rows: number): void {
    const left = this.#end - this.#next;
    const length = Math.max(this.#bars.length, 2 * (left + rows));
    const bars = new Int32Array(length);
    const kept = new Float64Array(length * actionRowLength);
    bars.set(this.#bars.subarray(this.#next, this.#end));
    kept.set(this.#rows.subarray(this.#next * actionRowLength, this.#end * actionRowLength));
    this.#bars = bars;
    this.#rows = kept;
    this.#next = 0;
    this.#end = left;
  }
}
