/** Does one thing at a time, in the order of the calls. */

export class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {}); // the caller is told
    return done;
  }
}
