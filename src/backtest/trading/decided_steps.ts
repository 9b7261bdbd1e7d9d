/**
 * What a strategy has decided and is not carried out yet, step by step: each target of an entry is
 * a step, every other action is one.
 */

import { actionField, actionKinds, actionRowLength } from "../../strategy/decisions/action_rows.ts";

const entryKind = actionKinds.indexOf("enter");

export class DecidedStep {
  /** The bar that was decided on. */
  readonly bar: number;
  /** Which target of the entry, counted from 0. */
  readonly leg: number;
  readonly #row: readonly number[];

  constructor(
    row: readonly number[],
    { bar, leg }: { readonly bar: number; readonly leg: number },
  ) {
    this.#row = row;
    this.bar = bar;
    this.leg = leg;
  }

  /** A value of the action; see `actionField`. */
  of(field: number): number {
    return this.#row[field]!;
  }

  get isEntry(): boolean {
    return this.of(actionField.kind) === entryKind;
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

export class StepQueue {
  #steps: DecidedStep[] = [];

  get length(): number {
    return this.#steps.length;
  }

  /** Copies the rows, which the strategy uses again. */
  add(
    written: Float64Array,
    { rows, bar }: { readonly rows: number; readonly bar: number },
  ): void {
    for (let row = 0; row < rows; row++) {
      const values = rowOf(written, row * actionRowLength);
      const first = new DecidedStep(values, { bar, leg: 0 });
      this.#steps.push(first);
      for (let leg = 1; first.isEntry && leg < first.legs; leg++) {
        this.#steps.push(new DecidedStep(values, { bar, leg }));
      }
    }
  }

  /** The next one; there must be one. */
  take(): DecidedStep {
    return this.#steps.shift()!;
  }
}

/** A plain list costs a tenth of a typed one, and one is made for each action. */
function rowOf(written: Float64Array, from: number): readonly number[] {
  const values: number[] = [];
  for (let at = from; at < from + actionRowLength; at++) values.push(written[at]!);
  return values;
}
