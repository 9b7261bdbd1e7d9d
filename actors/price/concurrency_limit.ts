/** Limits the number of parallel calls; the others wait in order. */

export class ConcurrencyLimit {
  readonly #callsMax: number;
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(callsMax: number) {
    this.#callsMax = callsMax;
  }

  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#underWay >= this.#callsMax) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#underWay++;
    try {
      return await call();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#underWay--;
      else next();
    }
  }
}
