/**
 * The connections of the link, limited in number. When it is full, a new connection replaces the
 * oldest of those that have got least far in the handshake. So a peer that opens connections and
 * sends nothing loses them first, and a welcomed terminal never loses its own.
 */

import { connectionsMax, strangersMax } from "./wire_limits.ts";

/** How far a connection has come, in this order. */
const stages = ["silent", "sending", "ready", "welcomed"] as const;
export type Stage = typeof stages[number];

/** The stages of strangers. */
const strangerStages = stages.slice(0, -1);

export interface PlaceLimits {
  readonly connections: number;
  readonly strangers: number;
}

const usualLimits: PlaceLimits = { connections: connectionsMax, strangers: strangersMax };

export class ConnectionPlaces<Connection> {
  readonly #limits: PlaceLimits;
  readonly #stages = new Map<Connection, Stage>();
  readonly #byStage: Readonly<Record<Stage, Set<Connection>>> = {
    silent: new Set(),
    sending: new Set(),
    ready: new Set(),
    welcomed: new Set(),
  };

  constructor(limits: PlaceLimits = usualLimits) {
    this.#limits = limits;
  }

  /** The connection to close for it: another one, itself, or null when there is room. */
  add(connection: Connection): Connection | null {
    const strangers = this.#stages.size - this.#byStage.welcomed.size;
    const isFull = this.#stages.size >= this.#limits.connections ||
      strangers >= this.#limits.strangers;
    const last = isFull ? this.least() : null;
    if (isFull && last === null) return connection;
    if (last !== null) this.remove(last);
    this.#put(connection, "silent");
    return last;
  }

  /** It has come this far. */
  reach(connection: Connection, stage: Stage): void {
    if (!this.#stages.has(connection)) return;
    this.remove(connection);
    this.#put(connection, stage);
  }

  remove(connection: Connection): void {
    const stage = this.#stages.get(connection);
    if (stage !== undefined) this.#byStage[stage].delete(connection);
    this.#stages.delete(connection);
  }

  /** The stranger to close first; null without strangers. */
  least(): Connection | null {
    for (const stage of strangerStages) {
      for (const connection of this.#byStage[stage]) return connection;
    }
    return null;
  }

  all(): readonly Connection[] {
    return [...this.#stages.keys()];
  }

  #put(connection: Connection, stage: Stage): void {
    this.#stages.set(connection, stage);
    this.#byStage[stage].add(connection);
  }
}
