/** The newest value of every state, each with the number of its last change. */

import { isWanted, type StateChange, type Subscription } from "./topics.ts";

interface Entry extends StateChange {
  readonly seq: number;
  readonly value: Readonly<Record<string, unknown>>;
  /** Created when it is first sent. */
  text: string | null;
}

export class LatestStates {
  readonly #entries = new Map<string, Entry>();

  set(
    change: StateChange & { readonly key: string },
    seq: number,
    value: Readonly<Record<string, unknown>>,
  ): void {
    const { topic, symbol, key } = change;
    // Moved to the end: the entries are in the order of their changes.
    const id = `${topic}/${key}`;
    this.#entries.delete(id);
    this.#entries.set(id, { topic, symbol, seq, value, text: null });
  }

  /**
   * The wanted changes after `seq`: objects as JSON, separated by commas; empty when there are
   * none.
   */
  changesAfter(seq: number, wanted: Subscription): string {
    const texts: string[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.seq <= seq || !isWanted(wanted, entry)) continue;
      entry.text ??= JSON.stringify({ topic: entry.topic, ...entry.value });
      texts.push(entry.text);
    }
    return texts.join(",");
  }
}
