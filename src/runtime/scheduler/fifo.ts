/** A first-in first-out queue with a constant cost per item at any length. */

/** Below this many taken items, closing the gap is not worth a copy. */
const minGap = 1_024;

export class Fifo<T> {
  #items: (T | undefined)[] = [];
  /** Items before this one have been taken. */
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** Returns the oldest item without removing it. */
  peek(): T | undefined {
    return this.#items[this.#head];
  }

  /** Removes the oldest item. */
  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (this.length === 0) return undefined;
    this.#items[this.#head] = undefined;
    this.#head += 1;
    this.#closeGap();
    return item;
  }

  /** Copies at most as many items as were taken since the last copy. */
  #closeGap(): void {
    if (this.length === 0) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head >= minGap && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }
}
