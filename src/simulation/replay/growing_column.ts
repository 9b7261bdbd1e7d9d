/** A column of numbers that grows as rows are read, without an object for each row. */

/** Rows of the first allocation; each later one doubles. */
const firstCapacity = 4_096;

export class GrowingColumn {
  #values = new Float64Array(firstCapacity);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** What was pushed; the column must not be used after. */
  done(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
