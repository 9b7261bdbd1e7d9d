/** A column of numbers that grows as rows are read, without an object for each row. */

/** The rows allocated first; the capacity then doubles whenever it is full. */
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

  /** The values that were pushed; the column must not be used afterwards. */
  done(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
