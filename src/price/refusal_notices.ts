/**
 * Decides which refused rows are reported: the first of each kind and symbol, then at most one a
 * minute with the number of those between. Pure: steady times are passed in.
 */

/** How often the rows of one kind and symbol are reported. */
const everyMs = 60_000;
/** Kinds and symbols that are remembered; the oldest is forgotten, and then counts as new. */
const keysMax = 4_096;

interface Reported {
  readonly steadyMs: number;
  /** Rows since then. */
  rows: number;
}

export class RefusalNotices {
  readonly #reported = new Map<string, Reported>();

  /** The number of rows to report now, those not reported before included; null for none. */
  note(key: string, rows: number, steadyMs: number): number | null {
    const last = this.#reported.get(key);
    if (last !== undefined && steadyMs - last.steadyMs < everyMs) {
      last.rows += rows;
      return null;
    }
    this.#reported.delete(key);
    this.#reported.set(key, { steadyMs, rows: 0 });
    const [oldest] = this.#reported.keys();
    if (this.#reported.size > keysMax) this.#reported.delete(oldest!);
    return rows + (last?.rows ?? 0);
  }
}
