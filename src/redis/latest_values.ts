/**
 * The latest value of every key, kept in memory: changed values are written, and all values again
 * when Redis may have lost them. Its size is limited by the number of symbols and accounts.
 */

import type { TerminalId } from "../models/mod.ts";
import type { RedisRecord } from "./redis_records.ts";

export interface LatestValue {
  /** Without the configured prefix. */
  readonly key: string;
  readonly form: "hash" | "text";
  readonly record: RedisRecord;
  /** The account it belongs to; null for the bridge itself. */
  readonly terminal: TerminalId | null;
}

export class LatestValues {
  readonly #values = new Map<string, LatestValue>();
  readonly #changed = new Set<string>();

  set(value: LatestValue): void {
    this.#values.set(value.key, value);
    this.#changed.add(value.key);
  }

  /** The terminal's values are no longer written; in Redis they expire. */
  forget(terminal: TerminalId): void {
    for (const [key, value] of this.#values) {
      if (value.terminal !== terminal) continue;
      this.#values.delete(key);
      this.#changed.delete(key);
    }
  }

  /** Marks all values as changed. */
  touchAll(): void {
    for (const key of this.#values.keys()) this.#changed.add(key);
  }

  /** Takes up to `limit` changed values. */
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
