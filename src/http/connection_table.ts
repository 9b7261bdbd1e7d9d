/**
 * The open connections, limited in number. When it is full, a new connection replaces one of the
 * address that has the most: the one that has been without a request for longest. So an attacker
 * who opens connections to keep others out loses their own, and the trader's page still gets in.
 */

interface Use {
  /** One that hangs does not keep its place for ever. */
  readonly untilMs: number;
}

interface Place {
  readonly address: string;
  /** Requests in progress, or a stream. */
  readonly uses: Set<Use>;
}

export class ConnectionTable<T> {
  readonly #max: number;
  readonly #steadyMs: () => number;
  /** In the order of their last request. */
  readonly #places = new Map<T, Place>();

  constructor(max: number, steadyMs: () => number) {
    this.#max = max;
    this.#steadyMs = steadyMs;
  }

  /** `tooMany` has to be closed to make room; without one, a newcomer may not be admitted. */
  add(connection: T, address: string): { readonly isAdmitted: boolean; readonly tooMany?: T } {
    if (this.#places.size < this.#max) return this.#admit(connection, address);
    const tooMany = this.#longestIdle();
    if (tooMany === undefined) return { isAdmitted: false };
    this.#places.delete(tooMany);
    return { ...this.#admit(connection, address), tooMany };
  }

  remove(connection: T): void {
    this.#places.delete(connection);
  }

  /** It has a request in progress: until the function returned is called, or `timeoutMs`. */
  busy(connection: T, timeoutMs: number): () => void {
    const place = this.#places.get(connection);
    if (place === undefined) return () => {};
    const use: Use = { untilMs: this.#steadyMs() + timeoutMs };
    place.uses.add(use);
    return () => {
      place.uses.delete(use);
      if (this.#places.delete(connection)) this.#places.set(connection, place);
    };
  }

  all(): readonly T[] {
    return [...this.#places.keys()];
  }

  #admit(connection: T, address: string) {
    this.#places.set(connection, { address, uses: new Set() });
    return { isAdmitted: true };
  }

  #longestIdle(): T | undefined {
    const counts = new Map<string, number>();
    for (const { address } of this.#places.values()) {
      counts.set(address, (counts.get(address) ?? 0) + 1);
    }
    let found: T | undefined;
    let most = 0;
    const nowMs = this.#steadyMs();
    for (const [connection, { address, uses }] of this.#places) {
      const count = counts.get(address) ?? 0;
      if (count <= most || [...uses].some(({ untilMs }) => untilMs > nowMs)) continue;
      found = connection;
      most = count;
    }
    return found;
  }
}
