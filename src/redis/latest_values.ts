/**
 * The latest value of every key, kept in memory: what has changed is written, and all of it again when Redis may have
 * lost it. Bounded by what exists: symbols and accounts.
 */

import type { TerminalId } from "../models/mod.ts";
import type { RedisRecord } from "./redis_records.ts";

export interface LatestValue {
  /** Without the prefix. */
  readonly key: string;
  readonly form: "hash" | "text";
  readonly record: RedisRecord;
  /** Whose it is; null is the bridge's own. */
  readonly terminal: TerminalId | null;
}

export class LatestValues {
  readonly #values = new Map<string, LatestValue>();
  readonly #changed = new Set<string>();

  set(value: LatestValue): void {
    this.#values.set(value.key, value);
    this.#changed.add(value.key);
  }

  /** They are written no more and end by their time to live. */
  forget(terminal: TerminalId): void {
    for (const [key, value] of this.#values) {
      if (value.terminal !== terminal) continue;
      this.#values.delete(key);
      this.#changed.delete(key);
    }
  }

  /** All are to be written again. */
  touchAll(): void {
    for (const key of this.#values.keys()) this.#changed.add(key);
  }

  /** Takes up to `limit` values that are to be written. */
  takeChanged(limit: number): LatestValue[] {
    const taken: LatestValue[] = [];
    for (const key of this.#changed) {
      if (taken.length === limit) break;
      this.#changed.delete(key);
      taken.push(this.#values.get(key)!);
    }
    return taken;
  }

  get changed(): number {
    return this.#changed.size;
  }

  get size(): number {
    return this.#values.size;
  }
}
