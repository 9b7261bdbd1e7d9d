/**
 * The open connections, limited in number. When it is full, a new connection replaces one of the
 * address that has the most that can be closed: the one that has been without a request for
 * longest, or else the oldest that has only just come or has the request of a stranger. So an
 * attacker who opens connections to keep others out loses their own, and the trader's page and a
 * halt still get in.
 */

/** A new connection gets this long for its first request before it counts as idle. */
const youngMs = 2_000;

/** Up to this part of all, like a browser and a few programs, addresses have equally many. */
const fewOfAll = 1 / 32;

export interface ConnectionUse {
  /** It has no right token, so it can only read. */
  readonly isStranger: boolean;
  /** One that hangs does not keep its place forever. */
  readonly timeoutMs: number;
}

interface CurrentUse {
  readonly isStranger: boolean;
  readonly untilMs: number;
}

interface Place {
  readonly address: string;
  readonly sinceMs: number;
  /** Whose its last request was; null before the first. */
  last: "stranger" | "trader" | null;
  /** Requests in progress, or a stream. */
  readonly uses: Set<CurrentUse>;
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
    const tooMany = this.#leastUsed();
    if (tooMany === undefined) return { isAdmitted: false };
    this.#places.delete(tooMany);
    return { ...this.#admit(connection, address), tooMany };
  }

  remove(connection: T): void {
    this.#places.delete(connection);
  }

  /**
   * It has a request in progress: until the function returned is called, or the timeout. Null when
   * it must be cut instead: it is no longer in the table, or did not wait for the answer to the
   * request before.
   */
  busy(connection: T, { isStranger, timeoutMs }: ConnectionUse): (() => void) | null {
    const place = this.#places.get(connection);
    if (place === undefined || place.uses.size > 0) return null;
    this.#moveToEnd(connection, place);
    const use: CurrentUse = { isStranger, untilMs: this.#steadyMs() + timeoutMs };
    place.last = isStranger ? "stranger" : "trader";
    place.uses.add(use);
    return () => {
      place.uses.delete(use);
      this.#moveToEnd(connection, place);
    };
  }

  #moveToEnd(connection: T, place: Place): void {
    if (this.#places.delete(connection)) this.#places.set(connection, place);
  }

  all(): readonly T[] {
    return [...this.#places.keys()];
  }

  #admit(connection: T, address: string) {
    const sinceMs = this.#steadyMs();
    this.#places.set(connection, { address, sinceMs, last: null, uses: new Set() });
    return { isAdmitted: true };
  }

  /** The one of the address with the most connections that can be closed. */
  #leastUsed(): T | undefined {
    const nowMs = this.#steadyMs();
    const counts = new Map<string, number>();
    const closable: { connection: T; address: string; rank: number }[] = [];
    for (const [connection, place] of this.#places) {
      const need = needOf(place, nowMs);
      if (need === "trader") continue;
      const { address } = place;
      counts.set(address, (counts.get(address) ?? 0) + 1);
      closable.push({ connection, address, rank: needs.indexOf(need) });
    }
    let found: T | undefined;
    let most = 0;
    let least: number = needs.length;
    for (const { connection, address, rank } of closable) {
      const count = Math.max(fewOfAll * this.#max, counts.get(address) ?? 0);
      if (count < most || (count === most && rank >= least)) continue;
      [found, most, least] = [connection, count, rank];
    }
    return found;
  }
}

/** What a connection is doing, the least important first; a request of the trader is not cut. */
const needs = ["idle", "fresh", "trader_idle", "trader"] as const;
type Need = typeof needs[number];

function needOf({ sinceMs, last, uses }: Place, nowMs: number): Need {
  const current = [...uses].filter(({ untilMs }) => untilMs > nowMs);
  if (current.some(({ isStranger }) => !isStranger)) return "trader";
  if (current.length > 0) return "fresh";
  if (last === "trader" && uses.size === 0) return "trader_idle";
  return last === null && nowMs - sinceMs < youngMs ? "fresh" : "idle";
}
