/** What is known of the economic calendar of one terminal in this run of the link. */

import type { CalendarStatus } from "../models/mod.ts";

export class CalendarKnowledge {
  #status: CalendarStatus = { state: "unread", readMs: null };
  #wholeAtMs = -Infinity;
  /** The server's offset from UTC when all of it was read. */
  #offsetMs = 0;

  get status(): CalendarStatus {
    return this.#status;
  }

  /** All times of the calendar change with the server's offset. */
  isWholeDue(
    { steadyMs, offsetMs }: { readonly steadyMs: number; readonly offsetMs: number },
    everyMs: number,
  ): boolean {
    return steadyMs - this.#wholeAtMs >= everyMs || offsetMs !== this.#offsetMs;
  }

  read(
    { nowMs, steadyMs, offsetMs, isWhole }: {
      readonly nowMs: NonNullable<CalendarStatus["readMs"]>;
      readonly steadyMs: number;
      readonly offsetMs: number;
      readonly isWhole: boolean;
    },
  ): void {
    this.#status = { state: "read", readMs: nowMs };
    if (!isWhole) return;
    this.#wholeAtMs = steadyMs;
    this.#offsetMs = offsetMs;
  }

  /** There is no week without a release: an empty list is one that the terminal has not loaded. */
  wasEmpty(count: number): boolean {
    return count === 0 && this.#absent("unavailable");
  }

  /** Whether the terminal has none for now, which is no failure of the bridge. */
  failed(error: { readonly code: string; readonly reason?: string }): boolean {
    if (error.code !== "call_refused") return false;
    const state = absences.get(error.reason ?? "");
    return state !== undefined && this.#absent(state);
  }

  #absent(state: CalendarStatus["state"]): true {
    this.#status = { state, readMs: this.#status.readMs };
    this.#wholeAtMs = -Infinity;
    return true;
  }
}

const absences: ReadonlyMap<string, CalendarStatus["state"]> = new Map([
  ["unknown_verb", "unsupported"],
  ["calendar_unavailable", "unavailable"],
]);
